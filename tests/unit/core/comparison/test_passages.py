"""Passages are what their author set apart: sentences, lines and items, inline ones too."""

from __future__ import annotations

import pytest

from bot.core.comparison import key_points, touches
from bot.core.comparison.passages import pieces


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "It takes three steps: 1) weigh the flour 2) warm the water 3) stir",
            ["It takes three steps:", "weigh the flour", "warm the water", "stir"],
        ),
        ("(a) weigh the flour (b) warm the water", ["weigh the flour", "warm the water"]),
        ("1. Weigh it. Twice.\n2. Warm it.", ["Weigh it.", "Twice.", "Warm it."]),
        ("In figure 2) and 3) it rises", ["In figure 2) and 3) it rises"]),
        ("`f 1) 2)` is called", ["f 1) 2) is called"]),
    ],
)
def test_each_item_of_an_inline_list_is_a_passage(text, found):
    assert [piece for piece in pieces(text) if piece] == found


def test_each_of_a_few_words_that_a_text_lists_is_a_passage():
    points = key_points("- Orville Redenbacher grew the corn\n- He sold it in 1969 and 1970")
    assert [touch.touched for touch in touches("Redenbacher, 1969, and 1970", points)] == [True] * 2
    longer = "After a year, he grew the corn"
    assert pieces(longer) == [longer]


def test_a_point_is_found_in_the_one_item_of_a_long_list_that_says_it():
    points = key_points("The **heat** comes from the stone.")
    items = ("knead on a floured board until smooth", "heat the stone below", "wait for an hour")
    many = [f"{number}) {item}, as the old bakers of the village did by night"
            for number, item in enumerate(items, 1)]  # fmt: skip
    assert touches(" ".join(many), points)[0].said == ("heat", "stone")
