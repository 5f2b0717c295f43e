"""Parts of a message that know how they may be cut: flowing words and blocks of code.

How much room they take is for a platform's `Measure` to say: the limits are characters here and
bytes of JSON there, and what stands around the words is each platform's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Protocol

from bot.platforms.chat_text.runs import Run, without_space
from bot.platforms.chat_text.wrapping import Break, Place, best, kind_of, words_in
from bot.presentation.graphemes import chunks

_LONGEST_PART = 50  # of a line of code


class Gap(Enum):
    """What keeps a piece apart from the one above it."""

    LINE = auto()
    PARAGRAPH = auto()
    # Between the paragraphs of a quote, and between those of a list's item.
    QUOTED = auto()
    ITEM = auto()


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a piece stands. `depth` is a list's, from 0; -1 is outside of lists.

    `number` is an item's in a list that counts; what `goes_on` belongs to the item above it. Small
    words are small print, and words of a `level`, 1 to 3, a title.
    """

    depth: int = -1
    number: int | None = None
    quoted: bool = False
    goes_on: bool = False
    small: bool = False
    level: int = 0


class Measure(Protocol):
    """How much room things take on a platform: never more together than said one by one."""

    @property
    def least(self) -> int:
        """The room that takes a word, an address or a part of a line of code wherever it stands."""

    def gap(self, piece: Piece) -> int:
        """Return what keeps the piece apart from the one above it."""

    def whole(self, piece: Piece) -> int:
        """Return what the piece takes; never less than the number of its characters."""

    def frame(self, piece: Piece) -> int:
        """Return what stands around the piece's words or lines."""

    def run(self, run: Run) -> int:
        """Return what stands around a run."""

    def word(self, run: Run, word: str) -> int:
        """Return what so much of a run takes."""

    def code(self, text: str) -> int:
        """Return what so much of a line of code takes."""

    def line(self, piece: Piece) -> int:
        """Return what each line of the piece takes beside what is in it."""


@dataclass(frozen=True, slots=True)
class Words:
    """Words that break at any space."""

    runs: tuple[Run, ...]
    spot: Spot = Spot()
    gap: Gap = Gap.PARAGRAPH

    @property
    def characters(self) -> int:
        """How many characters the words have."""
        return sum(len(run.text) for run in self.runs)

    def cut(
        self, room: int, measure: Measure, *, forced: bool
    ) -> tuple[Words, Words | None] | None:
        """Return what fits into the room, and what is left if anything is.

        None when there is no good place to cut at, which a `forced` cut does without.
        """
        place = best(self._places(measure), room, forced=forced)
        if place is None:
            return None
        head = (*self.runs[: place.run], self.runs[place.run].part(0, place.end))
        tail = (self.runs[place.run].part(place.end, None), *self.runs[place.run + 1 :])
        left = without_space(tail)
        rest = replace(self, runs=left, spot=replace(self.spot, goes_on=True)) if left else None
        return replace(self, runs=head), rest

    def _places(self, measure: Measure) -> Iterator[Place]:
        cost, before = measure.frame(self), ""
        for index, run in enumerate(self.runs):
            cost += measure.run(run)
            end = 0
            for word in (run.text,) if run.is_whole else words_in(run.text):
                end += len(word)
                kind = Break.HARD if run.is_whole else kind_of(word, before)
                cost += measure.word(run, word) + measure.line(self) * word.count("\n")
                before = word
                yield Place(index, end, kind, cost)


@dataclass(frozen=True, slots=True)
class Fence:
    """Lines of code; a block that is cut is closed, and opened anew with its language.

    `language` is what its author called it, and may be anything.
    """

    lines: tuple[str, ...]
    language: str = ""
    spot: Spot = Spot()
    gap: Gap = Gap.PARAGRAPH

    @property
    def characters(self) -> int:
        """How many characters the lines have."""
        return sum(map(len, self.lines))

    def cut(
        self, room: int, measure: Measure, *, forced: bool
    ) -> tuple[Fence, Fence | None] | None:
        """Return what fits into the room, and what is left, as `Words.cut` does."""
        room -= measure.frame(self)
        count = used = 0
        for line in self.lines:
            used += measure.code(line) + measure.line(self)
            if used > room:
                break
            count += 1
        if count:
            return self._at(self.lines[:count], self.lines[count:])
        return self._cut_line(room, measure) if forced else None

    def _cut_line(self, room: int, measure: Measure) -> tuple[Fence, Fence | None] | None:
        line = self.lines[0]
        end = used = 0
        for chunk in chunks(line, _LONGEST_PART):
            used += measure.code(chunk)
            if used > room:
                break
            end += len(chunk)
        return self._at((line[:end],), (line[end:], *self.lines[1:])) if end else None

    def _at(self, head: tuple[str, ...], tail: tuple[str, ...]) -> tuple[Fence, Fence | None]:
        return replace(self, lines=head), replace(self, lines=tail) if tail else None


Piece = Words | Fence


def take(
    pieces: Sequence[Piece], room: int, measure: Measure
) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Return the first pieces that together take at most `room`, and those left.

    At least something of the first, if the room is at least the measure's `least`; raises
    ValueError for one that takes nothing. A piece is cut where as much as that is left for it.
    """
    taken: list[Piece] = []
    for number, piece in enumerate(pieces):
        inner = room - (measure.gap(piece) if taken else 0)
        # What cannot fit is not worth measuring: it may be a book.
        needed = measure.whole(piece) if piece.characters <= inner else inner + 1
        if needed <= inner:
            taken.append(piece)
            room = inner - needed
            continue
        must = not taken
        cut = piece.cut(inner, measure, forced=must) if must or inner >= measure.least else None
        if cut is None and must:
            raise ValueError(f"a room of {room} takes no word; {measure.least} take one")
        if cut is None:
            return tuple(taken), tuple(pieces[number:])
        first, rest = cut
        left = pieces[number + 1 :]
        return (*taken, first), (rest, *left) if rest else tuple(left)
    return tuple(taken), ()
