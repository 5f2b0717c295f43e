"""What organisers changed, written in the transaction that changes it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import and_, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.audit import UNDOABLE, Act, AuditEntry
from bot.core.models import GroupId, PersonId, QuestionId, WorkspaceId
from bot.storage.repository import Repository
from bot.storage.schema import audit_log as table
from bot.storage.schema import lending_requests, reference_changes

_OF_PERSONS = (
    table.c.person,
    table.c.about,
    reference_changes.c.person,
    lending_requests.c.person,
)


class AuditRepository(Repository):
    """The audit log."""

    async def add(self, entry: AuditEntry) -> None:
        await self._insert(table, [entry])

    async def latest(
        self,
        limit: int,
        *,
        group: GroupId | None = None,
        workspace: WorkspaceId | None = None,
        before: str | None = None,
    ) -> Sequence[AuditEntry]:
        """Return the newest entries of a group or of a workspace, of all when neither is named.

        `before` is the id of an entry, to go on with those that are older.
        """
        query = select(table).order_by(table.c.at.desc(), table.c.id.desc()).limit(limit)
        of = ((table.c.group, group), (table.c.workspace, workspace))
        wanted = [column == id_ for column, id_ in of if id_ is not None]
        if wanted:
            query = query.where(or_(*wanted))
        if before is not None:
            at = select(table.c.at).where(table.c.id == before).scalar_subquery()
            same = and_(table.c.at == at, table.c.id < before)
            query = query.where(or_(table.c.at < at, same))
        return await self._all(AuditEntry, query)

    async def of_person(self, person: PersonId) -> Sequence[AuditEntry]:
        """Return what a person changed, the oldest first."""
        query = select(table).where(table.c.person == person)
        return await self._all(AuditEntry, query.order_by(table.c.at, table.c.id))

    async def of_edit(self, workspace: WorkspaceId, edit: str) -> AuditEntry | None:
        """Return what is told of an edit of a workspace's deck, None where nobody is known for it.

        The newest are looked at first: those are what can be undone.
        """
        edits = table.c.workspace == workspace, table.c.act.in_(UNDOABLE)
        query = select(table).where(*edits, table.c["values"]["edit"].as_string() == edit)
        found = await self._all(AuditEntry, query.order_by(table.c.at.desc()).limit(1))
        return found[0] if found else None

    async def forget_words(
        self, workspace: WorkspaceId, questions: Collection[QuestionId], instead: str
    ) -> None:
        """Let what was changed of these questions in a workspace's decks no longer quote them."""
        edits = table.c.workspace == workspace, table.c.act == Act.DECK_EDITED
        query = select(table.c.id, table.c["values"]).where(*edits)
        for id_, values in (await self._connection.execute(query)).all():
            if values.get("question_id") in questions:
                told = values | {"question": instead}
                quoting = update(table).where(table.c.id == id_)
                await self._connection.execute(quoting.values({"values": told}))

    async def remove_older(self, before: datetime) -> int:
        """Remove what was done before a time; return how many entries those were."""
        return (await self._connection.execute(delete(table).where(table.c.at < before))).rowcount


async def forget_persons(connection: AsyncConnection, persons: Collection[PersonId]) -> None:
    """Let what these people did, and what was done about them, be about nobody known."""
    for column in _OF_PERSONS:
        query = update(column.table).where(column.in_(persons)).values({column.name: None})
        await connection.execute(query)


async def join_persons(connection: AsyncConnection, goes: PersonId, stays: PersonId) -> None:
    """Let what one person did be another's, whom they turned out to be."""
    for column in _OF_PERSONS:
        query = update(column.table).where(column == goes).values({column.name: stays})
        await connection.execute(query)


async def forget_workspace(connection: AsyncConnection, workspace: WorkspaceId) -> None:
    """Remove what was done to a workspace."""
    await connection.execute(delete(table).where(table.c.workspace == workspace))
