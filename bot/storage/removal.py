"""Groups that leave nothing behind."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Table, delete, or_, select

from bot.core.models import GroupId
from bot.storage import schema
from bot.storage.merging import Merging, forget_secrets
from bot.storage.repository import Repository
from bot.storage.workspaces import forget_installations


class Removal(Repository):
    """What is to leave nothing behind."""

    async def remove_group(self, group: GroupId) -> None:
        """Remove a group with everything of it, in every table."""
        await Merging(self._connection, self._events).hold([group])
        await forget_installations(self._connection, schema.workspaces.c.group == group)
        for table in reversed(schema.metadata.sorted_tables):
            if table not in schema.OF_NO_GROUP:
                await self._connection.execute(delete(table).where(_is_of(table, group)))
        await forget_secrets(self._connection, group)


def _is_of(table: Table, group: GroupId) -> ColumnElement[bool]:
    """Return the condition for the group's rows: those that name it, or one that does."""
    if table is schema.groups:
        return table.c.id == group
    if "group" in table.c:
        return table.c.group == group
    return or_(
        *(
            key.parent.in_(select(key.column).where(_is_of(key.column.table, group)))
            for key in table.foreign_keys
        )
    )
