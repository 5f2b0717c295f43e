"""Everything that Roundtable refuses or fails at, as data; `presentation.errors` has the words.

RoundtableError
├── MemberError                 the person who asked can do something about it
│   ├── NotFound                no such round, deck, question, ...
│   ├── NotAllowed              an admin's or a member's right is missing
│   ├── RoundClosed             the reply came after closing
│   ├── NothingToSkip           the round is over, and what was replied is shown
│   ├── StaleReply              another tab saved a newer revision
│   ├── TextEmpty, TextTooLong
│   ├── NameTaken
│   ├── BadSchedule             times, spans or a zone that make no schedule
│   ├── NothingToAsk            the deck has no question that was not asked yet
│   ├── AlreadyAsked            the question has an open round
│   ├── NothingStored           the data folder or the server has no database yet
│   └── ImportRefused           the documents make no deck
│       ├── NoDocuments, SameDocumentTwice, NoAnchors, UnknownReference
│       ├── DeckExists, DeckChanged, AlreadyImported
│       └── UnreadableDocuments one problem for each file, all at once
└── OperatorError               whoever runs the process can do something about it; exit code 2
    ├── BadSettings             all wrong settings at once
    ├── BadPack                 a pack's folder that cannot be loaded
    ├── PortInUse, AddressUnusable, FolderUnusable
    ├── DatabaseTooNew, DatabaseUnreadable, DatabaseUnreachable
    ├── DatabaseNotEmpty, CopyDiffers
    ├── BackupExists, BackupUnwritable, RestoreElsewhere
    ├── NotABackup, BackupTooNew
    ├── NotConfirmed            a question that nobody is there to answer
    └── AlreadyRunning          another process has this data folder
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


class RoundtableError(Exception):
    """The root: catch it at an edge, never in the middle."""


class MemberError(RoundtableError):
    """Told to the person who asked."""


@dataclass
class NotFound(MemberError):
    """`what` is a word of DESIGN.md ("round", "deck"), `key` what was looked for."""

    what: str
    key: str


@dataclass
class NotAllowed(MemberError):
    """`right` is "member" or "admin", or "reveal" for what is shown after closing alone."""

    right: str


@dataclass
class RoundClosed(MemberError):
    """The round took no more replies at `at`."""

    at: datetime


@dataclass
class NothingToSkip(MemberError):
    """The round was over at `at`: its replies are revealed, not thrown away."""

    at: datetime


@dataclass
class StaleReply(MemberError):
    """The text was written on top of another revision than the one stored."""

    stored: str
    stored_revision: int


@dataclass
class TextEmpty(MemberError):
    """`field` names what was left blank."""

    field: str


@dataclass
class TextTooLong(MemberError):
    """Sizes in characters."""

    field: str
    size: int
    limit: int


@dataclass
class NameTaken(MemberError):
    """Somebody in the group already has this name."""

    name: str


@dataclass
class BadSchedule(MemberError):
    """`field` is a field of `bot.core.schedules.Plan`, or "recurrence"; `value` what was given."""

    field: str
    value: str


@dataclass
class NothingToAsk(MemberError):
    """Every question of the deck was asked."""

    deck: str


@dataclass
class AlreadyAsked(MemberError):
    """The question has a round that is open."""

    question: str


@dataclass
class NothingStored(MemberError):
    """Somebody looks for something before anything was imported or served; `place` is where."""

    place: str


class ImportRefused(MemberError):
    """The documents make no deck; nothing was stored."""


class NoDocuments(ImportRefused):
    """No file was given."""


@dataclass
class DeckExists(ImportRefused):
    """A deck of that name is there and nobody said to add to it."""

    title: str


@dataclass
class DeckChanged(ImportRefused):
    """Somebody changed the deck between the preview and the yes."""

    title: str


@dataclass
class AlreadyImported(ImportRefused):
    """The deck has this very document."""

    name: str
    earlier: str


@dataclass
class SameDocumentTwice(ImportRefused):
    """Two of the files given hold the same bytes."""

    first: str
    second: str


@dataclass
class NoAnchors(ImportRefused):
    """All documents give answers only, so there is no question to put them to."""

    names: tuple[str, ...]


@dataclass
class UnknownReference(ImportRefused):
    """The reference named is none of the documents."""

    name: str


@dataclass
class UnreadableDocuments(ImportRefused):
    """`problems` holds the error of each file that could not be read."""

    problems: tuple[Exception, ...]


class OperatorError(RoundtableError):
    """Told to whoever runs the process."""


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
class NotConfirmed(OperatorError):
    """Nobody is there to be asked; `option` says yes beforehand."""

    option: str
