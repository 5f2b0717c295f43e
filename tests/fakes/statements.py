"""What a database was asked while somebody watched."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.ext.asyncio import AsyncEngine

# What SQLite is told for the transaction's sake, and PostgreSQL's driver says by itself.
_SETTINGS = ("BEGIN", "PRAGMA")


@dataclass
class Statements:
    """The statements in their order, the transactions they were in, the rows that came back."""

    said: list[str] = field(default_factory=list)
    transactions: int = 0
    repeated: list[str] = field(default_factory=list)  # in one transaction, with the same values
    rows: int = 0  # on SQLite alone: its driver fetches all of them at once

    def __len__(self) -> int:
        return len(self.said)

    async def have_begun(self) -> bool:
        """Say whether there was a transaction, to whoever waits for it."""
        return self.transactions > 0


@contextmanager
def counted_statements(engine: AsyncEngine) -> Iterator[Statements]:
    """Collect what is asked through the engine, by whichever task, out of SQLAlchemy's events."""
    seen = Statements()
    current: dict[Connection, set[tuple[str, str]]] = {}

    def execute(
        connection: Connection, _cursor: Any, statement: str, values: Any, *_others: Any
    ) -> None:
        if statement.startswith(_SETTINGS):
            return
        seen.said.append(statement)
        said = (statement, repr(values))
        if said in current.setdefault(connection, set()):
            seen.repeated.append(statement)
        current[connection].add(said)

    def fetched(_connection: Any, cursor: Any, *_others: Any) -> None:
        seen.rows += len(getattr(cursor, "_rows", ()))

    def begin(connection: Connection) -> None:
        seen.transactions += 1
        current[connection] = set()

    listeners = (
        ("before_cursor_execute", execute),
        ("after_cursor_execute", fetched),
        ("begin", begin),
    )
    for name, listener in listeners:
        event.listen(engine.sync_engine, name, listener)
    try:
        yield seen
    finally:
        for name, listener in listeners:
            event.remove(engine.sync_engine, name, listener)
