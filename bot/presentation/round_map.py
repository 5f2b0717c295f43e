"""The map of a round: whose answer says which key point, where answers differ, and who is alike.

A row is a card of the reveal, of one answer or of several that are alike. Without names it is
called by how the answer begins: it says of nobody who they are.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from bot.core.feedback import beginning_of
from bot.core.naming import cut
from bot.core.read_models import Reveal
from bot.core.text import plain
from bot.core.view import Action, CardKind, Heading, Line, Message, Point
from bot.presentation.humanize import count, listed
from bot.presentation.pictures import illustrated
from bot.presentation.reveal import group_card, groups_of

MAP = "Map of the round"
LEGEND = (
    "✓ found; ✎ by their own word; ≠ differs from the reference; without a sign: not found, though "
    "it may have been said in other words. It is no grade."
)
NOT_DRAWN = "No picture could be drawn this time; the words below say the same."
THEMES = {"light": "Light", "dark": "Dark"}
MOST_DRAWN = 40  # rows; a picture of more is too small to read
_LONGEST_LABEL = 28
FILTERS = {"all": "all answers", "differs": "those that differ", "silent": "those without a mark"}


class Mark(Enum):
    """What is known of a key point in an answer: its sign, and the word for it."""

    FOUND = "✓", "found"
    CLAIMED = "✎", "by their own word"
    DIFFERS = "≠", "differs"
    UNKNOWN = "·", "not found"

    @property
    def sign(self) -> str:
        """What stands in the cell."""
        return self.value[0]

    @property
    def word(self) -> str:
        """What a reader who does not see it hears."""
        return self.value[1]


@dataclass(frozen=True, slots=True)
class Row:
    """Answers that are alike: whose they are, how many, and a mark for each key point."""

    name: str
    replies: int
    mine: bool
    marks: tuple[Mark, ...]

    @property
    def found(self) -> int:
        """How many key points they say, by their words or their authors'."""
        return sum(mark in (Mark.FOUND, Mark.CLAIMED) for mark in self.marks)


@dataclass(frozen=True, slots=True)
class RoundMap:
    """The rows, how many replies say each of the `points`, and what there is to say of them all."""

    points: tuple[str, ...]
    rows: tuple[Row, ...]
    counts: tuple[int, ...]
    words: tuple[str, ...]


def map_of(reveal: Reveal) -> RoundMap:
    """Return the map of a round's replies, in the reveal's order."""
    points = tuple(plain(point.text) for point in reveal.comparison.points)
    rows = tuple(_row(reveal, group) for group in groups_of(reveal, range(len(reveal.replies))))
    counts = tuple(
        sum(row.replies for row in rows if row.marks[at] in (Mark.FOUND, Mark.CLAIMED))
        for at in range(len(points))
    )
    return RoundMap(points, rows, counts, tuple(_words(rows, counts)))


def arranged(rows: Sequence[Row], show: str, sort: str) -> list[Row]:
    """Return the rows that are to be shown, in the order that was asked for.

    `show` is one of `FILTERS`, or the number of a point that was found; `sort` is "name", "found",
    or the number of a point; anything else is as it came.
    """
    shown = [row for row in rows if _is_shown(row, show)]
    if sort == "name":
        return sorted(shown, key=lambda row: row.name.casefold())
    if sort == "found":
        return sorted(shown, key=lambda row: -row.found)
    order = list(Mark)
    at = _place(sort, rows)
    return shown if at is None else sorted(shown, key=lambda row: order.index(row.marks[at]))


def to_draw(found: RoundMap, theme: str) -> str:
    """Return what a picture of the map holds, as `bot.drawing` reads it."""
    told = {
        "rows": [
            (cut(row.name, _LONGEST_LABEL), [mark.name for mark in row.marks])
            for row in found.rows[:MOST_DRAWN]
        ],
        "counts": found.counts,
        "dark": theme == "dark",
    }
    return json.dumps(told)


def map_message(reveal: Reveal, found: RoundMap, theme: str, *, is_drawn: bool) -> Message:
    """Return what stands beside the picture: it says the same, for who does not see it."""
    left_out = len(found.rows) - MOST_DRAWN
    rest = [f"On the web the map has {count(left_out, 'row')} more."] if left_out > 0 else []
    lines = [
        *(() if is_drawn else (NOT_DRAWN,)),
        *found.words,
        *(row_words(at, row) for at, row in enumerate(found.rows[:MOST_DRAWN], start=1)),
        *rest,
        LEGEND,
    ]
    return Message(
        summary=f"{MAP}: {plain(reveal.question.text)}",
        blocks=(Heading(MAP, 3), illustrated(reveal.question.text), *map(Line, lines)),
        actions=(
            *(Action("map", words, reveal.round.id, name)
              for name, words in THEMES.items() if is_drawn and name != theme),
            Action("reveal", "See all answers", reveal.round.id),
        ),
    )  # fmt: skip


def row_words(number: int, row: Row) -> str:
    """Return a row in words, by the number that it has in the picture."""
    signs = []
    for mark in (Mark.FOUND, Mark.CLAIMED, Mark.DIFFERS):
        at = [str(place) for place, each in enumerate(row.marks, start=1) if each is mark]
        if at:
            signs.append(f"{mark.sign} {', '.join(at)}")
    return f"{number}. {row.name}: {' · '.join(signs) or 'no sign'}"


def _is_shown(row: Row, show: str) -> bool:
    if show == "differs":
        return Mark.DIFFERS in row.marks
    if show == "silent":
        return set(row.marks) <= {Mark.UNKNOWN}
    at = _place(show, [row])
    return at is None or row.marks[at] in (Mark.FOUND, Mark.CLAIMED)


def _place(number: str, rows: Sequence[Row]) -> int | None:
    """Return the place of the point with that number, None where there is none."""
    if not (number.isascii() and number.isdecimal() and len(number) <= 3 and rows):  # noqa: PLR2004
        return None
    at = int(number) - 1
    return at if 0 <= at < len(rows[0].marks) else None


def _row(reveal: Reveal, group: list[int]) -> Row:
    card = group_card(reveal, CardKind.REPLY, group)
    named = reveal.replies[group[0]].author is not None
    name = listed([card.author, *card.also]) if named else f"“{beginning_of(card.markdown)}”"
    points = card.points or (Point("", touched=False),) * len(reveal.comparison.points)
    return Row(name, len(group), card.mine, tuple(map(_mark, points)))


def _mark(point: Point) -> Mark:
    if point.touched:
        return Mark.FOUND
    if point.claimed:
        return Mark.CLAIMED
    return Mark.DIFFERS if point.differs else Mark.UNKNOWN


def _words(rows: Sequence[Row], counts: Sequence[int]) -> Iterable[str]:
    replies = sum(row.replies for row in rows)
    everyone = [str(at) for at, each in enumerate(counts, start=1) if replies and each == replies]
    nobody = [str(at) for at, each in enumerate(counts, start=1) if not each]
    differing = [
        str(at)
        for at in range(1, len(counts) + 1)
        if any(row.marks[at - 1] is Mark.DIFFERS for row in rows)
    ]
    alike = sum(row.replies > 1 for row in rows)
    if everyone:
        yield f"Found in every answer: {', '.join(everyone)}."
    if nobody and len(nobody) < len(counts):
        yield f"Not found in anyone’s answer: {', '.join(nobody)}."
    if differing:
        yield f"Where answers differ from the reference: {', '.join(differing)}."
    if alike:
        yield f"Answers that are alike share a row: {count(alike, 'such row')}."
