"""A platform without markup, which counts as it is told to: what the engine's properties are about.

Everything is written out, so that a test sees what stands on a page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from hypothesis import strategies as st

from bot.core.view import Image
from bot.platforms.chat_text.pieces import Gap, Piece, Spot, Words
from bot.platforms.chat_text.runs import Run
from bot.platforms.chat_text.wrapping import length

OPENED, CLOSED = "\ue001\ue002\ue003", "\ue003\ue002\ue001"  # nobody writes them


@dataclass(frozen=True)
class Plain:
    """A `pages.Medium` whose parts are texts; `margin` stands before each line."""

    length_of: Callable[[str], int] = len
    margin: str = ""
    # The longest address, a word of 81 characters, or a part of a line, of four bytes each.
    least: int = 600
    divider: str = "-----"

    @property
    def point_spot(self) -> Spot:
        """Key points stand in lists."""
        return Spot(depth=0)

    def link_to(self, url: str) -> str:
        """Return every address."""
        return url

    def title(self, line: str, level: int) -> Words:
        """Return a title."""
        return Words((Run(line),), Spot(level=level))

    def item(self, spot: Spot, pieces: Iterator[Piece]) -> Iterator[Piece]:
        """Yield the pieces as they are."""
        del spot
        return pieces

    def gallery(self, images: Sequence[Image]) -> list[str]:
        """Return what is said of the pictures."""
        return [" ".join(each.description for each in images)]

    def write(self, pieces: Sequence[Piece]) -> list[str]:
        """Return the pieces in one text."""
        texts = [f"{self.between(each)}{self.text(each)}" for each in pieces]
        return ["".join((self.text(pieces[0]), *texts[1:]))] if pieces else []

    def size_of(self, parts: Sequence[str]) -> int:
        """Return how long the parts are together."""
        return sum(map(self.length_of, parts))

    def gap(self, piece: Piece) -> int:
        """Return how long what is between two pieces is."""
        return self.length_of(self.between(piece))

    def whole(self, piece: Piece) -> int:
        """Return how long the piece is."""
        return self.length_of(self.text(piece))

    def frame(self, piece: Piece) -> int:
        """Return how long it would be without a word."""
        bare = replace(piece, runs=()) if isinstance(piece, Words) else replace(piece, lines=())
        return self.whole(bare)

    def run(self, run: Run) -> int:
        """Return nothing."""
        del run
        return 0

    def word(self, run: Run, word: str) -> int:
        """Return how long the word is."""
        del run
        return self.length_of(word)

    def code(self, text: str) -> int:
        """Return how long the text is."""
        return self.length_of(text)

    def line(self, piece: Piece) -> int:
        """Return how long what stands before a line is; a line of code has its end beside it."""
        return self.length_of(self.margin if isinstance(piece, Words) else f"{self.margin}\n")

    def between(self, piece: Piece) -> str:
        """Return what keeps the piece apart from the one above it."""
        return "\n" if piece.gap in (Gap.LINE, Gap.ITEM) else "\n\n"

    def text(self, piece: Piece) -> str:
        """Return the piece, code between signs that open and close it."""
        if isinstance(piece, Words):
            text = "".join(run.text for run in piece.runs)
        else:
            text = "\n".join((f"{OPENED}{piece.language}", *piece.lines, CLOSED))
        return self.margin + text.replace("\n", f"\n{self.margin}")


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


media = st.builds(
    Plain, st.sampled_from([len, length, _bytes]), st.sampled_from(["", "> ", " " * 30])
)
