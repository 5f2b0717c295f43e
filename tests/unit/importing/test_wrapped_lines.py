from __future__ import annotations

import pytest

from bot.importing.lines import joined, read_line, wraps_on

LONG = "What is the difference between a dough that is kneaded by hand and a"


@pytest.mark.parametrize(
    ("text", "following", "wraps"),
    [
        (LONG, "dough from the Mixer?", True),
        (LONG, "Mixer dough?", True),
        (LONG, "Why is it so?", False),
        (LONG, "- kneaded", False),
        (LONG, "", False),
        (LONG + "**", "dough", False),
        ("What is fer-", "mentation?", True),
        ("What is rye?", "dark", False),
        ("Short", "line", False),
    ],
)
def test_a_question_goes_on_where_a_line_break_cut_it(
    text: str, following: str, wraps: bool
) -> None:
    assert wraps_on(text, read_line(1, following)) is wraps


def test_a_quoted_question_goes_on_in_a_quoted_line() -> None:
    following = read_line(1, "> dough from the mixer?")
    assert wraps_on(LONG, following, quote=1)
    assert not wraps_on(LONG, following)


@pytest.mark.parametrize(
    ("text", "following", "whole"),
    [
        ("What is fer-", "mentation?", "What is fermentation?"),
        ("Is it 5-", "fold?", "Is it 5- fold?"),
        ("What is", "rye?", "What is rye?"),
    ],
)
def test_a_word_cut_by_a_hyphen_is_made_whole(text: str, following: str, whole: str) -> None:
    assert joined(text, following) == whole
