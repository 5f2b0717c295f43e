"""Draws the map of a round: what a drawing holds comes in as JSON, a PNG goes out.

A process of its own, `python -m bot.drawing`: matplotlib takes half a second to load and a while to
draw, and nothing else is to wait for it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import TypedDict

from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

# Inches: a cell's side, what names take, what is around all, and around the colour of a cell.
CELL, LABELS, EDGE, INSET = 0.42, 2.6, 0.2, 0.02
DPI = 144
TEXT_SIZE, SIGN_SIZE = 10.0, 12.0
# Scripts that are written from the right, or joined, need more than one glyph a letter.
_UNSHAPED = ((0x0590, 0x08FF), (0x0900, 0x0DFF), (0x0E00, 0x0FFF), (0x1000, 0x109F))


class MapToDraw(TypedDict):
    """The label of each row, its marks by name ("FOUND"), and how many answers have each point."""

    rows: list[tuple[str, list[str]]]
    counts: list[int]
    dark: bool


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours: of the paper, of words, of what is quieter, and of cells by mark with their sign."""

    paper: str
    ink: str
    quiet: str
    cells: dict[str, tuple[str, str]]


LIGHT = Theme(
    "#ffffff", "#1f2328", "#6a7079",
    {"FOUND": ("#cdebd8", "#0f5a33"), "CLAIMED": ("#d9e4fb", "#1f4a9c"),
     "DIFFERS": ("#f6d0bd", "#8a2f0b"), "UNKNOWN": ("#f1f2f4", "#6a7079")},
)  # fmt: skip
DARK = Theme(
    "#1e1f22", "#f2f3f5", "#a9adb6",
    {"FOUND": ("#1d4d33", "#b4f0cc"), "CLAIMED": ("#24406f", "#c8dbff"),
     "DIFFERS": ("#6b2f17", "#ffd3bd"), "UNKNOWN": ("#2b2d31", "#a9adb6")},
)  # fmt: skip
SIGNS = {"FOUND": "\u2713", "CLAIMED": "\u270e", "DIFFERS": "\u2260", "UNKNOWN": "\u00b7"}


def drawn(told: MapToDraw) -> bytes:
    """Return the map as a PNG: a row an answer, a column a key point."""
    across, down = len(told["counts"]), len(told["rows"])
    paper = _Paper(across, down + 2, DARK if told["dark"] else LIGHT)
    paper.line("Key point", list(map(str, range(1, across + 1))))
    for at, (label, marks) in enumerate(told["rows"], start=1):
        paper.row(label or f"Answer {at}", marks)
    paper.line("In all answers", list(map(str, told["counts"])))
    return paper.png()


class _Paper:
    """Takes lines from the top: a label each, and what stands in its cells."""

    def __init__(self, across: int, down: int, theme: Theme) -> None:
        width, height = LABELS + CELL * across + 2 * EDGE, CELL * down + 2 * EDGE
        self._theme = theme
        self._figure = Figure(figsize=(width, height), dpi=DPI, facecolor=theme.paper)
        FigureCanvasAgg(self._figure)
        self._axes = self._figure.add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(height, 0))
        self._axes.set_axis_off()
        self._top = EDGE

    def line(self, label: str, texts: Sequence[str]) -> None:
        """Write what is quieter than the answers."""
        self._label(label, self._theme.quiet)
        for at, text in enumerate(texts):
            self._cell(at, text, self._theme.quiet, TEXT_SIZE)
        self._top += CELL

    def row(self, label: str, marks: Sequence[str]) -> None:
        """Draw the marks of an answer."""
        self._label(label, self._theme.ink)
        for at, mark in enumerate(marks):
            back, sign = self._theme.cells[mark]
            corner = EDGE + LABELS + CELL * at + INSET, self._top + INSET
            side = CELL - 2 * INSET
            self._axes.add_patch(Rectangle(corner, side, side, facecolor=back, linewidth=0))
            self._cell(at, SIGNS[mark], sign, SIGN_SIZE)
        self._top += CELL

    def png(self) -> bytes:
        """Return what was drawn."""
        out = BytesIO()
        self._figure.savefig(out, format="png", metadata={"Software": None})
        return out.getvalue()

    def _label(self, words: str, colour: str) -> None:
        middle = self._top + CELL / 2
        # Nobody's dollar begins a formula.
        self._axes.text(
            EDGE, middle, words, color=colour, size=TEXT_SIZE, va="center", parse_math=False
        )

    def _cell(self, at: int, text: str, colour: str, size: float) -> None:
        across, down = EDGE + LABELS + CELL * (at + 0.5), self._top + CELL / 2
        self._axes.text(across, down, text, color=colour, size=size, ha="center", va="center")


def can_be_drawn(label: str) -> bool:
    """Say whether the font that is shipped has each letter, one glyph a letter."""
    codes = {ord(letter) for letter in label}
    shaped = any(first <= code <= last for code in codes for first, last in _UNSHAPED)
    return not shaped and label.isprintable() and codes <= _known_letters()


@cache
def _known_letters() -> set[int]:
    path = font_manager.findfont("DejaVu Sans")
    return set(font_manager.get_font(path).get_charmap())


def main() -> None:
    """Draw what stands in the standard input, onto the standard output."""
    told: MapToDraw = json.load(sys.stdin)
    rows = [(label if can_be_drawn(label) else "", marks) for label, marks in told["rows"]]
    sys.stdout.buffer.write(drawn({**told, "rows": rows}))


if __name__ == "__main__":
    main()
