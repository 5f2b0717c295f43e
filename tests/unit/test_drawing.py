"""The picture of a round's map: each mark in its colour at its place, in both themes."""

from __future__ import annotations

import io
import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageColor

from bot.drawing import CELL, DARK, DPI, EDGE, LABELS, LIGHT, SIGNS, can_be_drawn, drawn

MARKS = list(SIGNS)


def picture(rows: list[tuple[str, list[str]]], *, dark: bool) -> Image.Image:
    counts = [1] * len(rows[0][1])
    data = drawn({"rows": rows, "counts": counts, "dark": dark})
    return Image.open(io.BytesIO(data)).convert("RGB")


def corner(row: int, column: int) -> tuple[int, int]:
    """Where a cell's colour is seen beside its sign."""
    across, down = EDGE + LABELS + CELL * (column + 0.15), EDGE + CELL * (row + 1.15)
    return int(across * DPI), int(down * DPI)


@pytest.mark.parametrize(("theme", "dark"), [(LIGHT, False), (DARK, True)])
def test_each_mark_has_its_colour_at_its_place(theme, dark):
    rows = [("Ann", MARKS), ("$x$ and y_{1}", MARKS[::-1]), ("", MARKS)]
    shown = picture(rows, dark=dark)
    assert shown.getpixel((2, 2)) == ImageColor.getrgb(theme.paper)
    for row, (_, marks) in enumerate(rows):
        for column, mark in enumerate(marks):
            back, _ = theme.cells[mark]
            assert shown.getpixel(corner(row, column)) == ImageColor.getrgb(back)


@given(st.text(max_size=12))
def test_a_label_is_drawn_only_where_each_letter_is_there(label):
    if can_be_drawn(label):
        assert label.isprintable()
        assert not any("\u0590" <= letter <= "\u0dff" for letter in label)


def test_names_of_many_scripts_are_drawn_and_others_counted():
    assert all(map(can_be_drawn, ("Ann", "Čeněk Šťastný", "Юлия", "Ἀλέξανδρος", "$x$")))
    assert not any(map(can_be_drawn, ("李雷", "דנה", "อรุณ", "a\nb")))


def test_the_process_reads_a_map_and_writes_a_picture():
    told = json.dumps({"rows": [["李雷", ["FOUND"]]], "counts": [1], "dark": True})
    done = subprocess.run(
        [sys.executable, "-m", "bot.drawing"], input=told.encode(), capture_output=True, check=True
    )
    assert Image.open(io.BytesIO(done.stdout)).format == "PNG"
    assert not done.stderr
