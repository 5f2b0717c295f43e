"""What a database's tables are, to compare two."""

from __future__ import annotations

from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect

from bot.storage import schema


def differences(connection: Connection) -> list[object]:
    """Return what `alembic` would change to get to the schema."""
    context = MigrationContext.configure(
        connection, opts={"compare_type": True, "compare_server_default": True}
    )
    return list(compare_metadata(context, schema.metadata))


def keys_and_indexes(connection: Connection) -> dict[str, object]:
    """Return what autogenerate does not compare: keys, and what a deletion takes with it."""
    inspector = inspect(connection)
    return {
        name: (
            inspector.get_pk_constraint(name)["constrained_columns"],
            sorted(
                (
                    key["constrained_columns"][0],
                    key["referred_table"],
                    key["options"].get("ondelete"),
                )
                for key in inspector.get_foreign_keys(name)
            ),
            sorted(
                (index["name"] or "", bool(index["unique"]), _where(index))
                for index in inspector.get_indexes(name)
            ),
        )
        for name in schema.metadata.tables
    }


def _where(index: Any) -> str:
    options = index.get("dialect_options", {})
    return str(options.get("sqlite_where", options.get("postgresql_where")))
