"""What a container holds: text that the layouts read on, or cards that need no more reading."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace

from bot.core.documents import Lines, ParsedAnswer, ParsedDocument, ParsedItem, SkippedLines, Status
from bot.importing.albums import Album
from bot.importing.placeholders import is_placeholder
from bot.importing.questions import clean_question

MAX_CARDS = 20_000
MAX_DEPTH = 100  # of what nests: elements, lists, braces
MAX_COLUMNS = 200

_KEEPS_LINES = ("```", "\n- ", "\n1. ", "\n|", "$$", "\n    ")
_LONGEST_FRONT = 8_000
_HEADING = re.compile(r"#{1,6}[ \t]+(\S.{0,200})$")

GAP = "___"
"""What a question has where words were left out."""
_KEPT = "\uf8ff"  # of nobody's alphabet: it stands for a gap while marks are taken off
_GAPS = re.compile(r"_{3,}")


class Unreadable(Exception):
    """What is in a container is not what it says. The reason is a clause without a full stop."""


@dataclass(frozen=True, slots=True)
class Card:
    """A question and an answer, both Markdown, from the `lines` of the container's text.

    Where a container is no text, lines count its records. `options` are what a multiple choice
    offers, in its order; the answer of one without a right option is "".

    What was exported has the question's `id`, and stands as it is meant: the question too. Its
    author's `further` answers to it follow; `is_note` is for a note to oneself.
    """

    question: str
    answer: str
    lines: Lines
    options: tuple[str, ...] = ()
    section: str = ""
    id: str = ""
    further: tuple[str, ...] = ()
    is_note: bool = False
    left_out: str = ""
    """Why the record is no card; such a one has no question, and is listed as skipped."""


def left_out(lines: Lines, why: str) -> Card:
    """Return what stands in a reader's cards for a record that asks nothing."""
    return Card("", "", lines, left_out=why)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader made of a container: `cards`, or `text` as Markdown where there are none.

    `why` says by what the container was recognised, as a clause; `left` are its records that are
    no cards.
    """

    container: str
    why: str
    text: str = ""
    cards: tuple[Card, ...] = ()
    title: str = ""
    left: tuple[Card, ...] = ()


@dataclass(frozen=True, slots=True)
class TextContainer:
    """A way to write cards or notes as text.

    `recognise` takes a text and its file's name and returns why it is one, "" where it is not;
    `read` returns its cards, or Markdown. Both take linear time. One that holds pictures in a way
    of its own has `read_pictures`, which puts them into an album as well.
    """

    name: str
    recognise: Callable[[str, str], str]
    read: Callable[[str], Iterable[Card] | str]
    read_pictures: Callable[[str, Album], Iterable[Card] | str] | None = None

    def read_with(self, text: str, album: Album) -> Iterable[Card] | str:
        """Return what `read` does, with the document's own pictures in the album."""
        return self.read_pictures(text, album) if self.read_pictures else self.read(text)


# Escapes of JSON and YAML may stand for what is no character, and what no database keeps.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """Return a text without what is no character by itself: NUL, and halves of a pair."""
    return _UNSTORABLE.sub("\ufffd", text)


def storable_card(card: Card) -> Card:
    """Return a card whose texts may be kept, most often the same."""
    if not any(map(_UNSTORABLE.search, (*card.options, *card.further, card.question,
                                        card.answer, card.section))):  # fmt: skip
        return card
    return replace(
        card,
        question=storable(card.question),
        answer=storable(card.answer),
        section=storable(card.section),
        options=tuple(map(storable, card.options)),
        further=tuple(map(storable, card.further)),
    )


def card_document(name: str, reading: Reading) -> ParsedDocument:
    """Return the cards as a document's items; text lines that no card has are `skipped`.

    Those of what was exported are ours.
    """
    items = tuple(_item(card) for card in reading.cards)
    foreign = reading.text if not all(card.id for card in reading.cards) else ""
    left = [SkippedLines(card.lines, card.left_out) for card in reading.left]
    if all(card.id for card in reading.cards):
        left = []
    elif foreign:
        left += _left_out(foreign.split("\n"), (*reading.cards, *reading.left))
    skipped = tuple(sorted(left, key=lambda each: each.lines))
    title = reading.title or _title(reading)
    return ParsedDocument(name, reading.container, items, title, skipped)


def _title(reading: Reading) -> str:
    """Return the heading above the first card of a text, "" for none."""
    first = min((card.lines.first for card in reading.cards), default=1)
    above = reading.text.split("\n", first)[: first - 1]
    heading = next((found for line in above if (found := _HEADING.match(line))), None)
    return clean_question(heading[1]) if heading else ""


def _item(card: Card) -> ParsedItem:
    if card.id:
        return _exported_item(card)
    answer = card.answer.strip()
    status = Status.EMPTY if not answer else Status.ANSWERED
    if answer and not card.options and is_placeholder(answer) and "?" not in answer:
        status = Status.PLACEHOLDER
    return ParsedItem(
        question=front_text(card.question, card.options),
        answers=(ParsedAnswer(answer, card.lines),) if answer else (),
        status=status,
        lines=card.lines,
        section=card.section,
    )


def _exported_item(card: Card) -> ParsedItem:
    texts = [text for text in (card.answer, *card.further) if text.strip()]
    is_note = card.is_note or (len(texts) == 1 and is_placeholder(texts[0]))
    status = Status.PLACEHOLDER if is_note else Status.ANSWERED
    return ParsedItem(
        question=card.question,
        answers=tuple(ParsedAnswer(text, card.lines) for text in texts),
        status=status if texts else Status.EMPTY,
        lines=card.lines,
        section=card.section,
        id=card.id,
    )


def section_of(category: str) -> str:
    """Return the last part of a category's path, "" where that is the top of all of them.

    A slash in a name is written twice, as Moodle has it.
    """
    path = category.strip()
    # Of a name that begins with a slash there are three behind the top.
    below = path.removeprefix("$course$/top/")
    *above, last = re.split(r"(?<!/)/(?!/)", below)
    name = last.replace("//", "/").strip()
    if below != path:
        return name
    return "" if name in ("top", "$course$") and len(above) < 2 else name  # noqa: PLR2004  # $course$/top


def front_text(question: str, options: Sequence[str] = ()) -> str:
    """Return a question as it is asked: on one line where it may be, its options below it."""
    text = question.strip()[:_LONGEST_FRONT]
    if not any(mark in f"\n{text}" for mark in _KEEPS_LINES):
        kept = _GAPS.sub(lambda found: _KEPT * len(found[0]), text)
        text = clean_question(kept).replace(_KEPT, "_")
    return "\n".join([text, *(f"- {' '.join(option.split())}" for option in options)])


def _left_out(lines: Sequence[str], cards: Sequence[Card]) -> Iterable[SkippedLines]:
    """Yield the runs of lines between the cards that have something on them."""
    covered: set[int] = set()
    for card in cards:
        covered.update(range(card.lines.first, min(card.lines.last, len(lines)) + 1))
    for run in runs_but(covered, lines, Lines(1, len(lines))):
        yield SkippedLines(run, "no card")


def runs_but(kept: Set[int], lines: Sequence[str], within: Lines) -> Iterator[Lines]:
    """Yield the runs of lines that have something on them, but for those of the numbers `kept`.

    Lines are counted from 1.
    """
    begin = 0
    for number in range(within.first, within.last + 2):
        left = number <= within.last and number not in kept and lines[number - 1].strip()
        if left and not begin:
            begin = number
        elif not left and begin:
            yield Lines(begin, number - 1)
            begin = 0


def alternatives(answers: Iterable[str]) -> str:
    """Return the answers that are accepted alike, the first one first, each once."""
    kept = list(dict.fromkeys(text for answer in answers if (text := answer.strip())))
    return kept[0] if len(kept) == 1 else "\n".join(f"- {text}" for text in kept)
