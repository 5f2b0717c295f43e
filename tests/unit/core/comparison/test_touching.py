"""Which points of a reference a text touches."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.comparison import compare, key_points, touches

POINTS = key_points("- Wind carries sand\n- Water dissolves 20 minerals\n- Ice")


def touched(text: str) -> list[bool]:
    return [touch.touched for touch in touches(text, POINTS)]


def test_a_text_touches_the_points_it_speaks_of() -> None:
    assert touched("The wind carries it away") == [True, False, False]
    assert touched("ice") == [False, False, True]


def test_inflection_is_forgiven() -> None:
    assert touched("minerals were dissolving") == [False, True, False]


def test_a_typo_in_a_long_word_is_forgiven() -> None:
    assert touched("minerls get disolves") == [False, True, False]


def test_a_word_within_a_word_is_no_match() -> None:
    (touch,) = touches("A chair", key_points("air"))
    assert (touch.coverage, touch.matched) == (0.0, ())


def test_numbers_must_be_equal() -> None:
    points = key_points("- 20\n- 0.5\n- 1,000")
    assert [touch.touched for touch in touches("21, 5.0 and 1000", points)] == [False] * 3
    assert [touch.touched for touch in touches("1,000 by 0.5 is 20", points)] == [True] * 3


def test_the_matched_words_are_told_as_the_reference_writes_them() -> None:
    assert touches("carried SAND", POINTS)[0].matched == ("carries", "sand")


def test_a_word_of_another_point_is_no_typo() -> None:
    points = key_points("- adsorption\n- absorption")
    assert [touch.touched for touch in touches("absorption", points)] == [False, True]


def test_a_point_of_signs_is_touched_by_the_same_signs() -> None:
    points = key_points("✓")
    assert touches("yes ✓", points)[0].touched
    assert not touches("yes", points)[0].touched


@given(st.text(max_size=60))
def test_a_coverage_is_a_share(text: str) -> None:
    assert all(0.0 <= touch.coverage <= 1.0 for touch in touches(text, POINTS))


@given(st.permutations(["wind", "water", "sand", "20"]), st.sampled_from([" ", "  ", ", ", "\n\n"]))
def test_case_order_and_spaces_of_the_words_change_nothing(said: list[str], between: str) -> None:
    text = between.join(said)
    expected = [touch.coverage for touch in touches("wind water sand 20", POINTS)]
    for variant in (text, text.upper(), f"  {text}!", text.title()):
        assert [touch.coverage for touch in touches(variant, POINTS)] == pytest.approx(expected)


def test_a_comparison_has_a_row_for_each_text() -> None:
    texts = ["wind", "Wind!", "ice and water"]
    comparison = compare(["Wind. Ice on water.", "Ice"], texts, "What erodes?")
    assert len(comparison.touches) == len(comparison.likeness) == 3
    assert {len(row) for row in comparison.touches} == {len(comparison.points)}
    assert comparison.groups == ((0, 1), (2,))


def test_the_points_are_those_of_the_first_reference() -> None:
    comparison = compare(["- Wind\n- Ice", "- Fire"], [], "")
    assert [point.text for point in comparison.points] == ["Wind", "Ice"]


def test_without_a_reference_there_are_only_groups() -> None:
    comparison = compare([], ["a", "A"], "")
    assert comparison.points == ()
    assert comparison.touches == ((), ())
    assert comparison.groups == ((0, 1),)
