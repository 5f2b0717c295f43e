"""Draw the pictures of the pack "Oscillations and Waves": `python -m docs.wave_pictures`.

They are small, and on white, so that they can be read on a dark page too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

FOLDER = Path(__file__).resolve().parents[1] / "content" / "waves"
_WIDTH, _HEIGHT, _MARGIN = 640, 320, 34
_SHARPER = 3  # drawn so many times as large, and made smaller, which smooths the lines
_BLUE, _ORANGE, _GREEN, _INK = "#1f5fa8", "#b4540a", "#2f7d32", "#222222"
_SOLID, _DASHED, _DOTTED = (1, 0), (9, 6), (2, 5)  # points drawn and left out

Numbers = NDArray[np.float64]


class Plot:
    """A drawing whose coordinates run over the given ranges."""

    def __init__(self, across: tuple[float, float], up: tuple[float, float]) -> None:
        size = (_WIDTH * _SHARPER, _HEIGHT * _SHARPER)
        self._image = Image.new("RGB", size, "white")
        self._draw = ImageDraw.Draw(self._image)
        self._across, self._up = across, up

    def _at(self, x: float, y: float) -> tuple[float, float]:
        wide, high = _WIDTH - 2 * _MARGIN, _HEIGHT - 2 * _MARGIN
        left = (x - self._across[0]) / (self._across[1] - self._across[0])
        top = (self._up[1] - y) / (self._up[1] - self._up[0])
        return (_MARGIN + left * wide) * _SHARPER, (_MARGIN + top * high) * _SHARPER

    def line(
        self, x: Numbers, y: Numbers, colour: str, dashes: tuple[int, int] = _SOLID, width: int = 2
    ) -> None:
        """Draw a line through points that lie close together."""
        points = [self._at(*each) for each in zip(x.tolist(), y.tolist(), strict=True)]
        steps = np.hypot(*np.diff(np.array(points), axis=0).T) / _SHARPER
        way = np.concatenate(([0.0], np.cumsum(steps)))
        drawn = way % sum(dashes) < dashes[0]
        for at in range(len(points) - 1):
            if drawn[at]:
                self._draw.line(points[at : at + 2], fill=colour, width=width * _SHARPER)

    def dot(self, x: float, y: float) -> None:
        """Mark a point."""
        left, top = self._at(x, y)
        self._draw.circle((left, top), 4 * _SHARPER, fill=_INK)

    def text(self, x: float, y: float, words: str, colour: str = _INK, anchor: str = "lm") -> None:
        """Write words beside a point."""
        font = ImageFont.load_default(15 * _SHARPER)
        self._draw.text(self._at(x, y), words, fill=colour, font=font, anchor=anchor)

    def axes(self, across: str, up: str, at: float = 0.0) -> None:
        """Draw both axes, that to the right at a height, and what they are called."""
        left, right = self._across
        ends = np.array([left, right])
        self.line(ends, np.array([at, at]), _INK, width=1)
        self.line(np.array([left, left]), np.array(self._up), _INK, width=1)
        self.text(right, self._up[0], across, anchor="rt")
        self.text(left, self._up[1], up, anchor="lb")

    def png(self) -> bytes:
        """Return the picture as it is kept."""
        held = BytesIO()
        small = self._image.resize((_WIDTH, _HEIGHT), Image.Resampling.LANCZOS)
        small.quantize(64).save(held, "PNG", optimize=True)
        return held.getvalue()


def _legend(
    plot: Plot, x: Numbers, tops: Sequence[tuple[float, str, str, tuple[int, int]]]
) -> None:
    for y, words, colour, dashes in tops:
        plot.line(x, np.full_like(x, y), colour, dashes)
        plot.text(float(x[-1]) * 1.02, y, words, colour)


def damping() -> Plot:
    """Draw the three kinds of damping, for one spring and one mass."""
    plot, time = Plot((0, 14), (-0.75, 1.1)), np.linspace(0, 14, 3_000)
    fast = np.sqrt(1 - 0.15**2)
    swings = np.exp(-0.15 * time) * (np.cos(fast * time) + 0.15 / fast * np.sin(fast * time))
    low, high = 3 - np.sqrt(8), 3 + np.sqrt(8)
    creeps = (high * np.exp(-low * time) - low * np.exp(-high * time)) / (high - low)
    plot.axes("time", "displacement")
    plot.line(time, swings, _BLUE)
    plot.line(time, (1 + time) * np.exp(-time), _ORANGE, _DASHED)
    plot.line(time, creeps, _GREEN, _DOTTED, width=3)
    tops = (
        (0.98, "underdamped", _BLUE, _SOLID),
        (0.82, "critically damped", _ORANGE, _DASHED),
        (0.66, "overdamped", _GREEN, _DOTTED),
    )
    _legend(plot, np.linspace(8.6, 9.8, 200), tops)
    return plot


def resonance() -> Plot:
    """Draw how widely oscillators with three quality factors are driven."""
    plot, driven = Plot((0, 2), (-0.5, 10.5)), np.linspace(0, 2, 3_000)
    plot.axes("driving frequency / natural frequency", "amplitude")
    kinds = ((10, _BLUE, _SOLID), (5, _ORANGE, _DASHED), (2, _GREEN, _DOTTED))
    for quality, colour, dashes in kinds:
        amplitude = 1 / np.sqrt((1 - driven**2) ** 2 + (driven / quality) ** 2)
        plot.line(driven, amplitude, colour, dashes)
    plot.line(np.array([1.0, 1.0]), np.array([0, 0.25]), _INK)
    plot.text(1.0, -0.15, "1", anchor="mt")
    tops = [(9.6 - 0.9 * at, f"Q = {kind[0]}", *kind[1:]) for at, kind in enumerate(kinds)]
    _legend(plot, np.linspace(1.4, 1.56, 200), tops)
    return plot


def beats() -> Plot:
    """Draw the sum of two tones, and between what it swells."""
    plot, time = Plot((0, 2), (-2.2, 2.2)), np.linspace(0, 2, 6_000)
    envelope = 2 * np.cos(2 * np.pi * 0.75 * time)
    plot.axes("time", "sum of both tones")
    plot.line(time, envelope * np.sin(2 * np.pi * 20 * time), _BLUE, width=1)
    plot.line(time, np.abs(envelope), _ORANGE, _DASHED)
    plot.line(time, -np.abs(envelope), _ORANGE, _DASHED)
    return plot


def standing_waves() -> Plot:
    """Draw the first three modes of a string."""
    plot, place = Plot((0, 1.1), (-6, 1.2)), np.linspace(0, 1, 1_200)
    for mode, colour in ((1, _BLUE), (2, _ORANGE), (3, _GREEN)):
        middle = -2.5 * (mode - 1)
        belly = np.sin(mode * np.pi * place)
        plot.line(place, middle + belly, colour)
        plot.line(place, middle - belly, colour, _DASHED)
        for node in range(mode + 1):
            plot.dot(node / mode, middle)
        plot.text(1.04, middle, f"n = {mode}", colour)
    return plot


def main() -> None:
    """Write all of them."""
    drawn: dict[str, Callable[[], Plot]] = {
        "damping.png": damping,
        "resonance.png": resonance,
        "beats.png": beats,
        "standing-waves.png": standing_waves,
    }
    for name, draw in drawn.items():
        (FOLDER / name).write_bytes(draw().png())


if __name__ == "__main__":
    main()
