"""Discord's markdown in pieces that know how they may be cut: flowing words and blocks of code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import NamedTuple

from bot.platforms.discord.rendering.clusters import chunks
from bot.platforms.discord.rendering.inline import NEW_LINE, Run, Style, marked, size, written

# A room this wide takes at least one word, one address or one part of a line of code.
LEAST_ROOM = 600
_LONGEST_WORD = 50
_WORD = re.compile(r"\s+|[^\s。！？]+[。！？]*|[。！？]+")  # noqa: RUF001  # where Chinese and Japanese sentences end
_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’)\]]*$")  # noqa: RUF001  # as above
_FENCE = "```"


@dataclass(frozen=True, slots=True)
class Flow:
    """Words that break at any space.

    `first` stands before the first line and `rest` before the others, `before` between the piece
    and the one above it.
    """

    runs: tuple[Run, ...]
    first: str = ""
    rest: str = ""
    before: str = "\n\n"

    def text(self) -> str:
        """Return the piece in Discord's markdown."""
        return self.first + written(self.runs).strip().replace("\n", f"\n{self.rest}")

    def overflows(self, room: int) -> bool:
        """Say at a glance that the piece cannot fit; it may not fit even so."""
        return sum(len(run.text) for run in self.runs) > room

    def cut(self, room: int, *, forced: bool) -> tuple[Flow, Flow | None] | None:
        """Return what fits into the room, and what is left if anything is.

        None when there is no good place to cut at, which a `forced` cut does without.
        """
        place = self._place(room, forced=forced)
        if place is None:
            return None
        head = (*self.runs[: place.run], _part(self.runs[place.run], 0, place.end))
        tail = (_part(self.runs[place.run], place.end, None), *self.runs[place.run + 1 :])
        left = without_space(tail)
        return replace(self, runs=head), replace(self, runs=left, first=self.rest) if left else None

    def _place(self, room: int, *, forced: bool) -> _Place | None:
        used, best = size(self.first), dict[_Break, _Place]()
        for place in _places(self.runs):
            used += place.cost + (size(self.rest) if place.kind is _Break.LINE else 0)
            if used > room:
                break
            best[place.kind] = place._replace(cost=used)
        for kind in (_Break.LINE, _Break.SENTENCE):
            if kind in best and best[kind].cost * 2 >= room:
                return best[kind]
        words = [best[kind] for kind in best if kind is not _Break.HARD]
        if words:
            return max(words, key=lambda place: place.cost)
        return best.get(_Break.HARD) if forced else None


class _Break(IntEnum):
    HARD = 0
    WORD = 1
    SENTENCE = 2
    LINE = 3


class _Place(NamedTuple):
    """A place to cut: after `end` characters of that run; `cost` is at most what leads there."""

    run: int
    end: int
    kind: _Break
    cost: int


def _places(runs: tuple[Run, ...]) -> Iterator[_Place]:
    ends_sentence = False
    for index, run in enumerate(runs):
        end = 0
        apart = 0 if run.style in (Style.PLAIN, Style.RAW) else 1  # `written` may keep marks apart
        for word in _words(run):
            end += len(word)
            kind = _kind(run, word, ends_sentence=ends_sentence)
            ends_sentence = _SENTENCE_END.search(word) is not None
            yield _Place(index, end, kind, size(marked(word, run.style)) + apart + word.count("@"))


def _kind(run: Run, word: str, *, ends_sentence: bool) -> _Break:
    if run == NEW_LINE:
        return _Break.LINE
    if word.isspace():
        return _Break.SENTENCE if ends_sentence else _Break.WORD
    return _Break.HARD


def _words(run: Run) -> Iterator[str]:
    if run.style is Style.RAW:
        yield run.text
        return
    for found in _WORD.finditer(run.text):
        yield from chunks(found[0], _LONGEST_WORD)


def _part(run: Run, start: int, end: int | None) -> Run:
    return Run(run.text[start:end], run.style)


def without_space(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """Return the runs without the space that they begin with."""
    for index, run in enumerate(runs):
        text = run.text.lstrip()
        if text:
            return (Run(text, run.style), *runs[index + 1 :])
    return ()


@dataclass(frozen=True, slots=True)
class Fence:
    """Lines of code; a block that is cut is closed, and opened anew with its language."""

    lines: tuple[str, ...]
    language: str = ""
    prefix: str = ""
    before: str = "\n\n"

    def text(self) -> str:
        """Return the block in Discord's markdown."""
        # A block without a visible character would show its backticks.
        body = "\n".join(self.lines) if any(map(str.strip, self.lines)) else "\u200b"
        # Two joined by nothing that shows cannot close the block with a third.
        body = body.replace("``", "`\u200d`\u200d")
        lines = (f"{_FENCE}{self.language}", *body.split("\n"), _FENCE)
        return "\n".join(f"{self.prefix}{line}" for line in lines)

    def overflows(self, room: int) -> bool:
        """Say at a glance that the block cannot fit, as `Flow.overflows` does."""
        return sum(map(len, self.lines)) > room

    def cut(self, room: int, *, forced: bool) -> tuple[Fence, Fence | None] | None:
        """Return what fits into the room, and what is left, as `Flow.cut` does."""
        room -= size(replace(self, lines=("",)).text())
        count, used = 0, 0
        while count < len(self.lines):
            used += self._cost(self.lines[count]) + 1 + len(self.prefix)
            if used > room:
                break
            count += 1
        if count:
            return self._at(self.lines[:count], self.lines[count:])
        return self._cut_line(room) if forced else None

    def _cut_line(self, room: int) -> tuple[Fence, Fence | None]:
        end = used = 0
        for chunk in chunks(self.lines[0], _LONGEST_WORD):
            used += self._cost(chunk)
            if used > room:
                break
            end += len(chunk)
        line = self.lines[0]
        return self._at((line[:end],), (line[end:], *self.lines[1:]))

    def _at(self, head: tuple[str, ...], tail: tuple[str, ...]) -> tuple[Fence, Fence | None]:
        return replace(self, lines=head), replace(self, lines=tail) if tail else None

    @staticmethod
    def _cost(line: str) -> int:
        return size(line) + 2 * line.count("`")


Piece = Flow | Fence
