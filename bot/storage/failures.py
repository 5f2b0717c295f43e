"""What a database says went wrong, as errors that carry data.

SQLite: https://www.sqlite.org/rescode.html. PostgreSQL:
https://www.postgresql.org/docs/current/errcodes-appendix.html.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from bot.errors import (
    DatabaseBusy,
    DatabaseReadOnly,
    DatabaseUnavailable,
    DatabaseUnreachable,
    DiskFailing,
    DiskFull,
)

_Kind = type[DatabaseUnavailable]

_SQLITE: Mapping[int, _Kind] = {
    sqlite3.SQLITE_FULL: DiskFull,
    sqlite3.SQLITE_IOERR: DiskFailing,
    sqlite3.SQLITE_READONLY: DatabaseReadOnly,
    sqlite3.SQLITE_CANTOPEN: DatabaseUnreachable,
    sqlite3.SQLITE_PERM: DatabaseUnreachable,
    sqlite3.SQLITE_BUSY: DatabaseBusy,
    sqlite3.SQLITE_LOCKED: DatabaseBusy,
    sqlite3.SQLITE_NOLFS: DiskFull,  # the file system takes no file of that size
}
_PRIMARY = 0xFF  # SQLite's own code has the more exact one in its higher bits

_POSTGRESQL: Mapping[str, _Kind] = {
    "25006": DatabaseReadOnly,  # read_only_sql_transaction: a standby, or set so
    "40001": DatabaseBusy,  # serialization_failure
    "40P01": DatabaseBusy,  # deadlock_detected
    "53100": DiskFull,  # disk_full
    "53200": DatabaseBusy,  # out_of_memory
    "53300": DatabaseBusy,  # too_many_connections
    "53400": DatabaseBusy,  # configuration_limit_exceeded
    "55P03": DatabaseBusy,  # lock_not_available
    "57014": DatabaseBusy,  # query_canceled: a statement's time was up
    "57P01": DatabaseUnreachable,  # admin_shutdown
    "57P02": DatabaseUnreachable,  # crash_shutdown
    "57P03": DatabaseUnreachable,  # cannot_connect_now
    "57P05": DatabaseUnreachable,  # idle_session_timeout
    "58030": DiskFailing,  # io_error
}


def failure_of(
    database: str, error: BaseException, *, may_change: bool = True
) -> DatabaseUnavailable | None:
    """Return what a driver's error is to us, None when it is no failure of the database.

    Where nothing `may_change`, a refused change is our own fault.
    """
    cause = getattr(error, "orig", None) or error
    kind = _kind_of(cause)
    if kind is None or (kind is DatabaseReadOnly and not may_change):
        return None
    return kind(database, _reason(cause))


def unreachable(database: str, error: BaseException) -> DatabaseUnreachable:
    """Return what to raise in the place of an error that ended the connection, or kept it away."""
    return DatabaseUnreachable(database, _reason(getattr(error, "orig", None) or error))


def busy(database: str) -> DatabaseBusy:
    """Return what to raise when every connection is in use."""
    return DatabaseBusy(database, "every connection is in use")


def _kind_of(cause: BaseException) -> _Kind | None:
    code = getattr(cause, "sqlite_errorcode", None)
    if code is not None:
        return _SQLITE.get(code & _PRIMARY)
    return _POSTGRESQL.get(getattr(cause, "sqlstate", None) or "")


def _reason(cause: BaseException) -> str:
    reason = getattr(cause, "strerror", None) or str(cause) or "it does not answer"
    return " ".join(reason.split())
