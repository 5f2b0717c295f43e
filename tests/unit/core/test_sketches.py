"""A withdrawn question is known in other words, and no other question is taken for it."""

from __future__ import annotations

import pytest

from bot.core.sketches import Sketch, asked_again

DOUGH = "Why does bread dough rest before it is shaped?"
ENGINE = "How does the second law of thermodynamics limit the efficiency of heat engines?"


@pytest.mark.parametrize(
    ("withdrawn", "asked"),
    [
        (DOUGH, "Why does the bread dough rest before shaping?"),
        (DOUGH, "Before shaping, why does *bread dough* rest?"),
        (ENGINE, "How does the 2nd law of thermodynamics limit a heat engine’s efficiency?"),
    ],
)
def test_what_was_withdrawn_is_known_in_much_the_same_words(withdrawn: str, asked: str) -> None:
    kept = {"it": Sketch.read(str(Sketch.of(withdrawn, "english")))}
    assert asked_again(kept, ["What is steam for?", asked], (), "english") == {"it": asked}


@pytest.mark.parametrize(
    ("withdrawn", "asked"),
    [
        (DOUGH, "Why does bread dough rise before it is baked?"),
        (DOUGH, "How does bread dough rest before it is shaped?"),
        (DOUGH, "Why does bread dough not rest before it is shaped?"),
        (ENGINE, ENGINE.replace("second", "first")),
        ("What is the capital of France?", "What is the capital of Peru?"),
        ("", DOUGH),
    ],
)
def test_another_question_is_not_taken_for_it(withdrawn: str, asked: str) -> None:
    assert not asked_again({"it": Sketch.of(withdrawn, "english")}, [asked], (), "english")


def test_what_a_question_of_the_deck_asks_as_well_is_that_question() -> None:
    kept = {"it": Sketch.of(DOUGH, "english")}
    asked = "Why does bread dough rest before shaping?"
    there = "Before shaping, why does the bread dough rest?"
    assert not asked_again(kept, [asked], [there], "english")


def test_a_sketch_has_no_word_and_is_the_same_size_for_every_question() -> None:
    sizes = {len(str(Sketch.of(text, "english"))) for text in (DOUGH, ENGINE, "Why?", "", "1+1")}
    assert sizes == {41}
