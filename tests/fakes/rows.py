"""Rows as a test wants them, whatever their repositories would let become of them."""

from __future__ import annotations

from sqlalchemy import update

from bot.core.models import Channel, Delivery, Round, Schedule, Workspace
from bot.storage import schema
from bot.storage.repository import as_row
from bot.storage.transaction import Transaction

_TABLES = {
    Channel: schema.channels,
    Delivery: schema.deliveries,
    Round: schema.rounds,
    Schedule: schema.schedules,
    Workspace: schema.workspaces,
}


async def rewrite(
    tx: Transaction, value: Channel | Delivery | Round | Schedule | Workspace
) -> None:
    """Let the row with the value's key be this value."""
    table, row = _TABLES[type(value)], as_row(value)
    itself = (column == row[column.name] for column in table.primary_key)
    await tx.connection.execute(update(table).where(*itself).values(row))
