"""Documents that make no deck."""

from __future__ import annotations

from dataclasses import dataclass

from bot.errors.roots import MemberError


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
