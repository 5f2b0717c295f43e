"""Errors that whoever runs the process can do something about."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.errors.roots import OperatorError


@dataclass
class BadSettings(OperatorError):
    """Pairs of setting and problem."""

    problems: tuple[tuple[str, str], ...]


@dataclass
class BadPack(OperatorError):
    """A folder of the content folder is no pack, or its manifest is wrong."""

    name: str
    reason: str


@dataclass
class PortInUse(OperatorError):
    """Something else listens there."""

    host: str
    port: int


@dataclass
class AddressUnusable(OperatorError):
    """The host is not one of this machine's, or the port needs more rights."""

    host: str
    port: int
    reason: str


@dataclass
class FolderUnusable(OperatorError):
    """The data folder cannot be made or written."""

    folder: Path
    reason: str


@dataclass
class DatabaseTooNew(OperatorError):
    """The database was migrated by a later version."""

    database: str
    revision: str


@dataclass
class DatabaseUnreadable(OperatorError):
    """The file is no database, or damaged."""

    database: str
    reason: str


@dataclass
class DatabaseUnreachable(OperatorError):
    """The server is not there, does not let us in, or went away; `database` has no password."""

    database: str
    reason: str


@dataclass
class DatabaseNotEmpty(OperatorError):
    """A copy would mix with what is there."""

    database: str


@dataclass
class CopyDiffers(OperatorError):
    """What was written is not what was read; nothing of it was kept."""

    table: str


@dataclass
class AlreadyRunning(OperatorError):
    """Another process uses the data folder."""

    folder: Path


@dataclass
class BackupExists(OperatorError):
    """The file is there, and it is not to be overwritten, or it is the database itself."""

    file: Path


@dataclass
class BackupUnwritable(OperatorError):
    """The file cannot be written where it was wanted."""

    file: Path
    reason: str


@dataclass
class RestoreElsewhere(OperatorError):
    """The database is on a server: a backup goes into an empty one there."""

    file: Path
    database: str


@dataclass
class NotABackup(OperatorError):
    """The file to restore is missing, damaged, or no database of ours."""

    file: Path
    reason: str


@dataclass
class BackupTooNew(OperatorError):
    """The backup was made by a later version."""

    file: Path
    revision: str


@dataclass
class SlackTokenRefused(OperatorError):
    """`setting` holds a token that Slack does not know, or not any more."""

    setting: str


class DiscordTokenRefused(OperatorError):
    """The token was mistyped, or reset in the developer portal."""


@dataclass
class DiscordIntentMissing(OperatorError):
    """`intent` is the toggle's name in the developer portal."""

    intent: str


@dataclass
class NotConfirmed(OperatorError):
    """Nobody is there to be asked; `option` says yes beforehand."""

    option: str
