"""Rows as they are, and as a test wants them, whatever their repositories are asked for."""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy import select, update

from bot.core.deliveries import Delivery
from bot.core.feedback import Vote
from bot.core.models import (
    Channel,
    Group,
    Round,
    Schedule,
    Workspace,
)
from bot.storage import schema
from bot.storage.repository import as_row
from bot.storage.transaction import Transaction

T = TypeVar("T")
_TABLES = {
    Channel: schema.channels,
    Delivery: schema.deliveries,
    Group: schema.groups,
    Round: schema.rounds,
    Schedule: schema.schedules,
    Vote: schema.votes,
    Workspace: schema.workspaces,
}


async def rewrite(
    tx: Transaction, value: Channel | Delivery | Round | Schedule | Workspace
) -> None:
    """Let the row with the value's key be this value."""
    table, row = _TABLES[type(value)], as_row(value)
    itself = (column == row[column.name] for column in table.primary_key)
    await tx.connection.execute(update(table).where(*itself).values(row))


async def stored(tx: Transaction, kind: type[T], **where: str) -> list[T]:
    """Return every value of the kind whose columns are these, in the order of their keys."""
    table = _TABLES[kind]
    those = (table.c[name] == value for name, value in where.items())
    rows = await tx.connection.execute(
        select(table).where(*those).order_by(*table.primary_key.columns)
    )
    return [kind(**row) for row in rows.mappings()]
