"""What all tables share: their metadata, and column types that turn into the core's values."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from sqlalchemy import (
    Connection,
    DateTime,
    Dialect,
    Enum,
    Float,
    Index,
    MetaData,
    String,
    Table,
    Text,
    event,
)
from sqlalchemy.types import TypeDecorator

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

ID = String(64)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC datetime. SQLite keeps no zone, so it is taken off and put back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone: {value!r}")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002  # SQLAlchemy's interface
    ) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Seconds(TypeDecorator[timedelta]):
    """A span of time as a number of seconds."""

    impl = Float
    cache_ok = True

    def process_bind_param(
        self,
        value: timedelta | None,
        dialect: Dialect,  # noqa: ARG002  # SQLAlchemy's interface
    ) -> float | None:
        return None if value is None else value.total_seconds()

    def process_result_value(
        self,
        value: float | None,
        dialect: Dialect,  # noqa: ARG002  # SQLAlchemy's interface
    ) -> timedelta | None:
        return None if value is None else timedelta(seconds=value)


class Words(TypeDecorator[tuple[str, ...]]):
    """A few words without spaces, such as ids."""

    impl = Text
    cache_ok = True

    def process_bind_param(
        self,
        value: tuple[str, ...] | None,
        dialect: Dialect,  # noqa: ARG002  # SQLAlchemy's interface
    ) -> str:
        return " ".join(value or ())

    def process_result_value(
        self,
        value: str | None,
        dialect: Dialect,  # noqa: ARG002  # SQLAlchemy's interface
    ) -> tuple[str, ...]:
        return tuple((value or "").split())


class Pairs(TypeDecorator[tuple[tuple[str, str], ...]]):
    """Names and values of any text, as JSON: in ASCII, so that no database minds what is in it."""

    impl = Text
    cache_ok = True

    def process_bind_param(
        self,
        value: tuple[tuple[str, str], ...] | None,
        dialect: Dialect,  # noqa: ARG002  # SQLAlchemy's interface
    ) -> str:
        return json.dumps(value or ())

    def process_result_value(
        self,
        value: str | None,
        dialect: Dialect,  # noqa: ARG002  # SQLAlchemy's interface
    ) -> tuple[tuple[str, str], ...]:
        return tuple((name, text) for name, text in json.loads(value or "[]"))


def word(values: type[StrEnum]) -> Enum:
    """Return the type of a column that holds one of the enum's values as text."""
    return Enum(
        values,
        native_enum=False,
        length=20,
        values_callable=lambda members: [member.value for member in members],
    )


def add_partial_indexes(table: Table, *indexes: Index) -> None:
    """Have indexes of the table that have a `sqlite_where` mean the same on PostgreSQL."""

    def on_postgresql(_table: Table, connection: Connection, **_options: object) -> None:
        # To name PostgreSQL in the schema would load its dialect for everybody.
        if connection.dialect.name == "postgresql":
            for index in indexes:
                index.dialect_kwargs["postgresql_where"] = index.dialect_kwargs["sqlite_where"]

    event.listen(table, "before_create", on_postgresql)
