"""What every repository stands on: a connection and events; values to rows and back.

A column has the name of the field that it keeps.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from sqlalchemy import (
    Column,
    ColumnElement,
    Executable,
    Row,
    Table,
    bindparam,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T")
_ROWS_AT_ONCE = 500  # a millisecond or two
# A value whose fields are the table's columns, or a row as it is.
_Storable: TypeAlias = "DataclassInstance | Mapping[str, Any]"


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


class Repository:
    """Rows of a table or two, inside one transaction."""

    def __init__(self, connection: AsyncConnection, events: Events) -> None:
        self._connection = connection
        self._events = events

    async def _all(
        self, kind: type[T], query: Executable, values: Mapping[str, Any] | None = None
    ) -> list[T]:
        """Return the value of every row; `values` are those of a query that was made before."""
        rows = await self._connection.execute(query, values)
        names = tuple(rows.keys())  # a row's own mapping takes longer than a value to be made
        return [kind(**dict(zip(names, row, strict=True))) for row in rows]

    async def _streamed(self, query: Executable) -> AsyncIterator[Any]:
        """Yield rows of which there may be many, so that others are served between them."""
        async with self._connection.stream(query) as rows:
            async for part in rows.partitions(_ROWS_AT_ONCE):
                for row in part:
                    yield row

    async def _find(self, kind: type[T], query: Executable) -> T | None:
        """Return the value of the one row, None when there is none."""
        row = (await self._connection.execute(query)).mappings().one_or_none()
        return kind(**row) if row is not None else None

    async def _get(self, kind: type[T], query: Executable, missing: Exception) -> T:
        """Return the value of the one row. Raises `missing` when there is none."""
        found = await self._find(kind, query)
        if found is None:
            raise missing
        return found

    async def _set(self, query: Executable) -> frozenset[Any]:
        """Return the first column of every row."""
        return frozenset((await self._connection.scalars(query)).all())

    async def _earliest(
        self, time: ColumnElement[Any], *conditions: ColumnElement[bool]
    ) -> datetime | None:
        """Return the first of the times in a column, None without one."""
        query = select(func.min(time)).where(*conditions)
        found: datetime | None = await self._connection.scalar(query)
        return found

    async def _count(self, table: Table, *conditions: ColumnElement[bool]) -> int:
        """Return how many rows there are."""
        query = select(func.count()).select_from(table).where(*conditions)
        return await self._connection.scalar(query) or 0

    async def _insert(self, table: Table, values: Iterable[_Storable]) -> None:
        """Insert them, a thousand with one statement."""
        for rows in _batches(values):
            await self._connection.execute(insert(table), rows)

    async def _insert_new(self, table: Table, values: Iterable[_Storable]) -> None:
        """Insert them; one whose key is there already is left as it is."""
        rows = [as_row(value) for value in values]
        if rows:
            statement = self._own_insert(table).on_conflict_do_nothing()
            await self._connection.execute(statement, rows)

    async def _insert_once(self, table: Table, value: _Storable) -> bool:
        """Insert it unless its key is there; say whether it was not."""
        statement = self._own_insert(table).on_conflict_do_nothing()
        return bool((await self._connection.execute(statement, as_row(value))).rowcount)

    async def _put(self, table: Table, values: Iterable[_Storable], *columns: str) -> None:
        """Insert them; one whose primary key is there replaces it, or these columns of it."""
        key = [column.name for column in table.primary_key]
        for rows in _batches(values):
            statement = self._own_insert(table)
            names = (name for name in columns or rows[0] if name not in key)
            changed = {name: statement.excluded[name] for name in names}
            statement = statement.on_conflict_do_update(index_elements=key, set_=changed)
            await self._connection.execute(statement, rows)

    async def _update(self, table: Table, values: Iterable[_Storable], *columns: str) -> None:
        """Write these columns of each value into the row with its key, with one statement."""
        key = [column.name for column in table.primary_key]
        rows = [
            {f"of_{name}": row[name] for name in key} | {name: row[name] for name in columns}
            for row in map(as_row, values)
        ]
        if rows:
            itself = (table.c[name] == bindparam(f"of_{name}") for name in key)
            await self._connection.execute(update(table).where(*itself), rows)

    def _own_insert(self, table: Table) -> Any:  # noqa: ANN401  # no base class has what both share
        # Each dialect is loaded where it is used.
        if self._connection.dialect.name == "postgresql":
            from sqlalchemy.dialects import postgresql  # noqa: PLC0415

            return postgresql.insert(table)
        from sqlalchemy.dialects import sqlite  # noqa: PLC0415

        return sqlite.insert(table)


def padded(values: Iterable[T]) -> list[T]:
    """Return different values for a list in a statement, the last as often as it takes.

    So there are few lengths of such lists, and few statements that a server prepares.
    """
    different = list(dict.fromkeys(values))
    length = 1 << max(len(different) - 1, 0).bit_length()
    return different + different[-1:] * (length - len(different))


_ROWS_A_STATEMENT = 1_000  # a large document's rows at once would take as much memory as it did


def _batches(values: Iterable[_Storable]) -> Iterator[list[dict[str, Any]]]:
    rows = map(as_row, values)
    while batch := list(islice(rows, _ROWS_A_STATEMENT)):
        yield batch


def as_row(value: _Storable) -> dict[str, Any]:
    """Return a frozen value's fields by name, one level deep, or what is a row already."""
    if isinstance(value, Mapping):
        return dict(value)
    return {name: getattr(value, name) for name in _names(type(value))}


@cache
def _names(kind: type[DataclassInstance]) -> tuple[str, ...]:
    """Return the fields of a kind of value: asking anew for each takes longer than the row."""
    return tuple(each.name for each in fields(kind))


def as_dict(row: Row[Any]) -> dict[str, Any]:
    """Return a row's columns by name."""
    return dict(row._mapping)  # noqa: SLF001  # SQLAlchemy's public name, kept clear of columns


def parts_of(
    row: Row[Any], *kinds: tuple[Callable[..., Any], Iterable[Column[Any]]]
) -> tuple[list[Any], Sequence[Any]]:
    """Return the value of each kind whose columns were selected, and what was selected after them.

    It is None where an outer join found nothing: no kind's first column, its key, is ever empty.
    """
    values, at = list[Any](), 0
    for kind, columns in kinds:
        names = [column.name for column in columns]
        is_there = row[at] is not None
        values.append(kind(**dict(zip(names, row[at:], strict=False))) if is_there else None)
        at += len(names)
    return values, row[at:]
