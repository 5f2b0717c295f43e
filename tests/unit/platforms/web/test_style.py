"""The colours of the style sheet are legible, by day and by night (WCAG 2.2, 1.4.3 and 1.4.11)."""

from __future__ import annotations

import re

import pytest

from bot.platforms.web.rendering import STATIC

STYLE = (STATIC / "style.css").read_text()
COLOURS = {
    name: (day, night)
    for name, day, night in re.findall(
        r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);", STYLE
    )
}
TEXT, SHAPES = 4.5, 3.0
SURFACES = ("paper", "sheet", "well", "accent-soft")
PAIRS = [
    *(("ink", surface, TEXT) for surface in SURFACES),
    *(("muted", surface, TEXT) for surface in SURFACES),
    *(("accent", surface, TEXT) for surface in SURFACES),
    *(("accent-strong", surface, TEXT) for surface in SURFACES),
    ("danger", "paper", TEXT),
    ("danger", "sheet", TEXT),
    ("danger", "danger-soft", TEXT),
    ("on-accent", "accent", TEXT),
    ("on-accent", "accent-strong", TEXT),
    ("on-danger", "danger", TEXT),
    ("edge", "paper", SHAPES),
    ("edge", "sheet", SHAPES),
]


def luminance(colour: str) -> float:
    """Relative luminance, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measure_itself_agrees_with_the_standard():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("scheme", [0, 1], ids=["day", "night"])
@pytest.mark.parametrize(("front", "back", "least"), PAIRS)
def test_every_pair_of_colours_is_legible(front: str, back: str, least: float, scheme: int):
    assert contrast(COLOURS[front][scheme], COLOURS[back][scheme]) >= least


def test_every_colour_in_use_is_one_of_the_palette():
    used = set(re.findall(r"var\(--([\w-]+)\)", STYLE))
    defined = set(re.findall(r"^\s*--([\w-]+):", STYLE, re.MULTILINE))
    assert used <= defined
    assert defined <= used


def test_nothing_comes_from_elsewhere():
    for file in STATIC.iterdir():
        text = file.read_text().replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"""(url\(|@import|src=|["'(]https?:)""", text), file.name
