"""What repositories share: values to rows and back, and events to tell of once they are kept.

A column has the name of the field that it keeps.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Column, Row, Table
from sqlalchemy.ext.asyncio import AsyncConnection

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Events:
    """What a transaction did to rounds, schedules and deliveries, in the order of doing it.

    Ids alone: whose texts and names they are about is nobody's business who reads a log.
    """

    noted: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def note(self, event: str | None, **about: str | None) -> None:
        """Note an event with the ids that there are; None is no event."""
        if event is not None:
            self.noted.append((event, {key: value for key, value in about.items() if value}))


def as_row(value: DataclassInstance) -> dict[str, Any]:
    """Return a frozen value's fields by name, one level deep."""
    return {field.name: getattr(value, field.name) for field in fields(value)}


def as_dict(row: Row[Any]) -> dict[str, Any]:
    """Return a row's columns by name."""
    return dict(row._mapping)  # noqa: SLF001  # SQLAlchemy's public name, kept clear of columns


def as_value(kind: type[T], row: Row[Any]) -> T:
    """Return the value that `as_row` came from."""
    return kind(**as_dict(row))


def as_values(kind: type[T], rows: Iterable[Row[Any]]) -> list[T]:
    """Return every row's value."""
    return [as_value(kind, row) for row in rows]


def parts_of(
    row: Row[Any], *kinds: tuple[type[Any], Iterable[Column[Any]]]
) -> tuple[list[Any], Sequence[Any]]:
    """Return the value of each kind whose columns were selected, and what was selected after them.

    It is None where an outer join found nothing.
    """
    values, at = list[Any](), 0
    for kind, columns in kinds:
        names = [column.name for column in columns]
        fields = dict(zip(names, row[at:], strict=False))
        values.append(None if set(fields.values()) == {None} else kind(**fields))
        at += len(names)
    return values, row[at:]


async def insert_new(
    connection: AsyncConnection, table: Table, rows: Sequence[Mapping[str, Any]]
) -> None:
    """Insert the rows; one whose key is there already is left as it is."""
    if rows:
        statement = _insert(connection, table).on_conflict_do_nothing()
        await connection.execute(statement, list(rows))


async def insert_once(connection: AsyncConnection, table: Table, row: Mapping[str, Any]) -> bool:
    """Insert the row unless its key is there; say whether it was not."""
    statement = _insert(connection, table).on_conflict_do_nothing()
    return bool((await connection.execute(statement, row)).rowcount)


async def put(connection: AsyncConnection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert the rows; one whose primary key is there replaces it."""
    if not rows:
        return
    statement = _insert(connection, table)
    key = [column.name for column in table.primary_key]
    changed = {name: statement.excluded[name] for name in rows[0] if name not in key}
    statement = statement.on_conflict_do_update(index_elements=key, set_=changed)
    await connection.execute(statement, list(rows))


def _insert(connection: AsyncConnection, table: Table) -> Any:  # noqa: ANN401  # no base class has what both share
    # Each dialect is loaded where it is used.
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql  # noqa: PLC0415

        return postgresql.insert(table)
    from sqlalchemy.dialects import sqlite  # noqa: PLC0415

    return sqlite.insert(table)
