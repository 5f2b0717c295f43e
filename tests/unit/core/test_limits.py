"""What people type, before anything is done with it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.limits import checked_line, checked_text
from bot.errors import TextEmpty, TextTooLong

# Each of these shows nothing, though `str.strip` keeps most of them.
INVISIBLE = [
    "",
    " \t\r\n",
    "\u200b",  # zero width space
    "\u200d\u200c\ufeff",
    "\u202e\u2066",  # marks for the direction of writing
    "\u00ad",  # soft hyphen
    "\u00a0\u3000",
    "\u200b\u2028\u200b",  # line separator
    "\ufe0f",  # variation selector
    "\u034f",  # combining grapheme joiner
    "\u3164",  # Hangul filler
    "\u115f\u1160\uffa0",
    "\u2800",  # Braille without dots
    "\U000e0041",  # a tag
    "\x00\x07\x1b",
]


@pytest.mark.parametrize("text", INVISIBLE, ids=ascii)
def test_text_that_shows_nothing_is_empty(text: str):
    with pytest.raises(TextEmpty) as refusal:
        checked_text(text, "answer", 100)
    assert refusal.value.field == "answer"
    with pytest.raises(TextEmpty):
        checked_line(text, "name", 100)


@pytest.mark.parametrize(
    "text", ["a", "?", "1", "é", "\u0301", "가", "ก", "👩‍💻", "—", "\U000f0000"]
)
def test_text_that_shows_something_is_not_empty(text: str):
    assert checked_text(text, "answer", 10) == text


def test_line_ends_are_made_uniform():
    assert checked_text("a\r\nb\rc\nd", "answer", 100) == "a\nb\nc\nd"


def test_the_indentation_inside_an_answer_stays():
    assert checked_text("def f():\n    return 1\n", "answer", 100) == "def f():\n    return 1"


def test_a_nul_is_taken_out():
    assert checked_text("a\x00b", "answer", 100) == "ab"


@given(st.text(max_size=50).filter(str.strip), st.integers(0, 40))
def test_checked_text_is_within_its_limit_and_checking_again_changes_nothing(text: str, limit: int):
    try:
        kept = checked_text(text, "answer", limit)
    except (TextEmpty, TextTooLong):
        return
    assert len(kept) <= limit
    assert checked_text(kept, "answer", limit) == kept


@given(st.text(st.characters(), max_size=30) | st.text("\ud800\udfffa"))
def test_checked_text_can_be_stored_as_utf8(text: str):
    for check in (checked_text, checked_line):
        try:
            check(text, "answer", 100).encode("utf-8")
        except TextEmpty:
            continue


def test_text_at_the_limit_is_taken_and_one_more_is_refused():
    assert checked_text("x" * 8, "answer", 8) == "x" * 8
    with pytest.raises(TextTooLong) as refusal:
        checked_text("x" * 9, "answer", 8)
    assert (refusal.value.size, refusal.value.limit) == (9, 8)
    with pytest.raises(TextTooLong):
        checked_line("x" * 9, "name", 8)


def test_a_line_is_one_line_with_single_spaces():
    assert checked_line("  Ann\r\n\u2028 of \t  the\u00a0Hill ", "name", 60) == "Ann of the Hill"


@given(st.text(max_size=60))
def test_a_line_has_no_control_and_no_direction_marks(text: str):
    try:
        line = checked_line(text, "name", 200)
    except TextEmpty:
        return
    assert not {unicodedata.category(char) for char in line} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert line == line.strip()


def test_two_ways_to_write_an_accent_are_one():
    assert checked_line("Zoe\u0301", "name", 60) == "Zo\u00e9"
