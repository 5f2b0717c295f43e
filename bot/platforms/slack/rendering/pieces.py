"""Parts of a message that know how they may be cut: flowing words, code, titles and dividers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import accumulate, takewhile
from typing import Any

from bot.platforms.chat_text.wrapping import Break, Place, best, kind_of, words_in
from bot.platforms.slack.rendering.runs import (
    Run,
    Style,
    part_of,
    weight,
    weight_begun,
    without_space,
)
from bot.presentation.graphemes import chunks

# Bytes of JSON. Room for the longest link, or for some words of any script.
LEAST_ROOM = 1_500
# What stands around a piece's elements: a block, a list with all its settings, and a section.
WRAPPING = 300
LONGEST_TITLE = 150  # https://docs.slack.dev/reference/block-kit/blocks/header-block
_LONGEST_PART = 50  # of a line of code
PARAGRAPH, LINE = "\n\n", "\n"


@dataclass(frozen=True, slots=True)
class Spot:
    """Where words stand. `depth` is a list's, from 0; -1 is outside of lists.

    `number` is an item's in a list that counts; `goes_on` says that the words belong to the item
    above them. Small words are of a context block.
    """

    depth: int = -1
    number: int | None = None
    quoted: bool = False
    goes_on: bool = False
    small: bool = False

    @property
    def outside(self) -> Spot:
        """The same place without the list."""
        return Spot(quoted=self.quoted, small=self.small)


@dataclass(frozen=True, slots=True)
class Words:
    """Words that break at any space; `gap` is what stands between them and those above."""

    runs: tuple[Run, ...]
    spot: Spot = Spot()
    gap: str = PARAGRAPH

    @property
    def weight(self) -> int:
        """At most how many bytes of JSON the words take."""
        begun = sum(weight_begun(run.style) for run in self.runs)
        return WRAPPING + begun + sum(weight(run, run.text) for run in self.runs)

    def cut(self, room: int, *, forced: bool) -> tuple[Words, Words | None] | None:
        """Return what fits into the room, and what is left if anything is.

        None when there is no good place to cut at, which a `forced` cut does without.
        """
        place = best(self._places(), room, forced=forced)
        if place is None:
            return None
        head = (*self.runs[: place.run], part_of(self.runs[place.run], 0, place.end))
        tail = (part_of(self.runs[place.run], place.end, None), *self.runs[place.run + 1 :])
        left = without_space(run for run in tail if run.text)
        # What is left of an item is none of its own.
        rest = replace(self, runs=left, spot=self.spot.outside) if left else None
        return replace(self, runs=head), rest

    def _places(self) -> Iterator[Place]:
        cost, before = WRAPPING, ""
        for index, run in enumerate(self.runs):
            cost += weight_begun(run.style)
            end = 0
            for word in (run.text,) if run.is_whole else words_in(run.text):
                end += len(word)
                cost += weight(run, word)
                kind = Break.HARD if run.is_whole else kind_of(word, before)
                yield Place(index, end, kind, cost)
                before = word


@dataclass(frozen=True, slots=True)
class Fence:
    """Lines of code."""

    lines: tuple[str, ...]
    quoted: bool = False

    @property
    def weight(self) -> int:
        """At most how many bytes of JSON the block takes."""
        return WRAPPING + sum(map(_cost, self.lines))

    def cut(self, room: int, *, forced: bool) -> tuple[Fence, Fence | None] | None:
        """Return what fits into the room, and what is left, as `Words.cut` does."""
        used = accumulate(map(_cost, self.lines), initial=WRAPPING)
        count = sum(1 for _ in takewhile(lambda cost: cost <= room, used)) - 1
        if count == len(self.lines):
            return self, None
        if count > 0:
            return self._at(self.lines[:count], self.lines[count:])
        return self._cut_line(room - WRAPPING) if forced else None

    def _cut_line(self, room: int) -> tuple[Fence, Fence | None]:
        line = self.lines[0]
        end = used = 0
        for chunk in chunks(line, _LONGEST_PART):
            used += _cost(chunk)
            if used > room:
                break
            end += len(chunk)
        return self._at((line[:end],), (line[end:], *self.lines[1:]))

    def _at(self, head: tuple[str, ...], tail: tuple[str, ...]) -> tuple[Fence, Fence]:
        return replace(self, lines=head), replace(self, lines=tail)


@dataclass(frozen=True, slots=True)
class Title:
    """A header block of at most `LONGEST_TITLE` characters."""

    text: str

    @property
    def weight(self) -> int:
        """At most how many bytes of JSON the block takes."""
        return WRAPPING + _cost(self.text)

    def cut(self, room: int, *, forced: bool) -> tuple[Title, None] | None:
        """Return the whole title, which cannot be cut."""
        return (self, None) if forced or self.weight <= room else None


@dataclass(frozen=True, slots=True)
class Divider:
    """A line across."""

    @property
    def weight(self) -> int:
        """How many bytes of JSON the block takes."""
        return WRAPPING

    def cut(self, room: int, *, forced: bool) -> tuple[Divider, None] | None:
        """Return the divider, which cannot be cut."""
        return (self, None) if forced or self.weight <= room else None


Piece = Words | Fence | Title | Divider


def size(json_value: Any) -> int:  # noqa: ANN401  # what JSON can say has no type of its own
    """Return how many bytes of JSON the value is."""
    text = json.dumps(json_value, ensure_ascii=False, separators=(",", ":"))
    return len(text.encode("utf-8", "surrogatepass"))


def small(text: str) -> Words:
    """Return small print, below the line above it."""
    return Words((Run(text),), Spot(small=True), LINE)


def strong(text: str) -> Words:
    """Return a line that stands out."""
    return Words((Run(text, Style.STRONG),))


def _cost(line: str) -> int:
    return size(line) + 1
