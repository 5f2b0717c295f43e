"""A disk that is full for one database of SQLite's."""

from __future__ import annotations

from sqlalchemy import Connection, event

from bot.storage.transaction import Store


class PageLimit:
    """SQLite's own limit of the database's size: SQLITE_FULL where a page more is wanted."""

    _NO_LIMIT = 2**32 - 2

    def __init__(self, store: Store) -> None:
        self._limit = self._NO_LIMIT
        event.listen(store._engine.sync_engine, "begin", self._apply)

    def fill(self) -> None:
        """Allow no page more than there is: a lower limit is taken for that."""
        self._limit = 1

    def free(self) -> None:
        """Allow as many as ever."""
        self._limit = self._NO_LIMIT

    def _apply(self, connection: Connection) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count={self._limit}")
