"""What an importer finds in one document: items with a question, answers and a status.

Every parser in `bot.importing` returns a `ParsedDocument`; `bot.core.alignment` puts several of
them onto one list of questions. Line numbers are 1-based and both ends are included, in the text
after line endings were normalised to a single line feed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.core.pictures import LostPicture, PictureFile


class Status(StrEnum):
    """Whether a reader really answered a question."""

    ANSWERED = "answered"
    EMPTY = "empty"
    WRONG = "wrong"  # an organiser found it so: it is shown nowhere
    PLACEHOLDER = "placeholder"  # TODO, Done, "will do": a note to oneself, not an answer


@dataclass(frozen=True, slots=True, order=True)
class Lines:
    """A run of lines, 1-based, both ends included."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class ParsedAnswer:
    """One answer's text as Markdown, without the marks that only place it (`>`, `A:`)."""

    text: str
    lines: Lines


@dataclass(frozen=True, slots=True)
class ParsedItem:
    """One question of a document with what its author wrote below it.

    `question` is plain inline Markdown without numbering, labels, headings or emphasis. It is
    empty where the document gives answers only; `is_fragment` marks a question of which only
    pieces survived (`splitter parameter do?`), which helps alignment but is nothing to show. `id`
    is the question's in the deck that the document was exported from, "" in all others.
    """

    question: str
    answers: tuple[ParsedAnswer, ...]
    status: Status
    lines: Lines
    number: int | None = None
    section: str = ""
    is_fragment: bool = False
    id: str = ""


@dataclass(frozen=True, slots=True)
class SkippedLines:
    """Lines that are neither question nor answer, and why, so that no text is lost unseen."""

    lines: Lines
    reason: str


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """One document's items in order. `name` is the file as it was given.

    `why` says by what its format was recognised; `encoding`
    is the one that its bytes were taken to have, "" for Unicode. `inner` are lines of answers that
    read like questions themselves.
    `confidence` says how sure the reading is, 0 to 1. `pictures` are those that the items show, as
    `bot.core.pictures.in_text` has them in their texts; those that are `lost` are not kept.
    `author` is whom it names as such, "" for nobody.
    """

    name: str
    format: str
    items: tuple[ParsedItem, ...]
    title: str = ""
    skipped: tuple[SkippedLines, ...] = field(default=())
    why: str = ""
    encoding: str = ""
    inner: tuple[Lines, ...] = ()
    confidence: float = 1.0
    pictures: tuple[PictureFile, ...] = ()
    lost: tuple[LostPicture, ...] = ()
    author: str = ""
