"""Discord's markdown in pieces that know how they may be cut: flowing words and blocks of code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from bot.platforms.chat_text.wrapping import Break, Place, best, kind_of, length, words_in
from bot.platforms.discord.rendering.inline import NEW_LINE, Run, Style, marked, written
from bot.presentation.graphemes import chunks

# A room this wide takes at least one word, one address or one part of a line of code.
LEAST_ROOM = 600
_LONGEST_PART = 50  # of a line of code
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
        place = best(self._places(), room, forced=forced)
        if place is None:
            return None
        head = (*self.runs[: place.run], _part(self.runs[place.run], 0, place.end))
        tail = (_part(self.runs[place.run], place.end, None), *self.runs[place.run + 1 :])
        left = without_space(tail)
        return replace(self, runs=head), replace(self, runs=left, first=self.rest) if left else None

    def _places(self) -> Iterator[Place]:
        cost, before = length(self.first), ""
        for index, run in enumerate(self.runs):
            end = 0
            # `written` may keep marks apart.
            apart = 0 if run.style in (Style.PLAIN, Style.RAW) else 1
            for word in _words(run):
                end += len(word)
                kind = Break.LINE if run == NEW_LINE else kind_of(word.replace("\n", " "), before)
                cost += length(marked(word, run.style)) + apart + word.count("@")
                cost += length(self.rest) if kind is Break.LINE else 0
                before = word
                yield Place(index, end, kind, cost)


def _words(run: Run) -> Iterable[str]:
    return (run.text,) if run.style is Style.RAW else words_in(run.text)


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
        room -= length(replace(self, lines=("",)).text())
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
        for chunk in chunks(self.lines[0], _LONGEST_PART):
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
        return length(line) + 2 * line.count("`")


Piece = Flow | Fence
