"""Statements that are compiled once a run, and not once for each test's own database."""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy.ext.asyncio import create_async_engine

from bot.storage import engine

Key = tuple[Any, ...]


class SharedStatements(dict[Key, Any]):
    """What SQLAlchemy compiled, for every engine of a dialect alike.

    An engine keeps its own by default, since a key begins with the engine's dialect. All of a
    class are alike here: there is one SQLite and one server.
    https://docs.sqlalchemy.org/en/20/core/connections.html#sql-compilation-caching
    """

    def get(self, key: Key, default: Any = None) -> Any:  # SQLAlchemy's
        """Return what was compiled for any dialect of that class."""
        return super().get(_of_class(key), default)

    def __setitem__(self, key: Key, compiled: Any) -> None:  # SQLAlchemy's
        """Keep it for all dialects of that class."""
        super().__setitem__(_of_class(key), compiled)


def _of_class(key: Key) -> Key:
    dialect, *rest = key
    return (type(dialect), *rest)


def share_statements() -> None:
    """Let every engine that is made from now on use what others compiled.

    Compiling took a third of the time that tests with a database are at work.
    """
    options = {"compiled_cache": SharedStatements()}
    engine.create_async_engine = partial(create_async_engine, execution_options=options)  # type: ignore[assignment]
