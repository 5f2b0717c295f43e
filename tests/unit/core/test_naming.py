"""Names from outside, made safe and told apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.limits import MAX_NAME, checked_line
from bot.core.naming import cut, free_name, free_title, safe_line
from bot.core.text import name_key

FLAG = "\U0001f1fa\U0001f1e6"


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        (" Zoe\u0301\n", "Zo\u00e9"),
        ("", "Member"),
        ("\u200b\u2800 \u3164", "Member"),
        ("\u202eAnn", "Ann"),
        ("\x00\ud800", "Member"),
        ("\u3164" * 60 + "Ann", "Member"),
        ("x" * 61, "x" * 60),
    ],
)
def test_a_name_shows_something_whatever_was_typed(name: str, safe: str):
    assert safe_line(name, "Member", MAX_NAME) == safe


@given(st.text(), st.integers(1, 30))
def test_a_safe_name_is_one_that_could_have_been_typed(name: str, limit: int):
    safe = safe_line(name, "M", limit)

    assert checked_line(safe, "name", limit) == safe


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("abcdef", "abcd"),
        ("abcx\u0302\u0323", "abc"),
        ("ab\u0302\u0323\u0324\u0325", "a"),
        ("abc\U0001f44b\U0001f3fd", "abc"),
        ("abc" + FLAG, "abc"),
        (FLAG * 3, FLAG * 2),
        ("a" + FLAG * 2, "a" + FLAG),
        ("a" + "\u0302" * 9, "a\u0302\u0302\u0302"),
    ],
)
def test_no_character_is_cut_in_two(text: str, whole: str):
    assert cut(text, 4) == whole


def test_what_is_short_enough_stays_whole():
    assert cut("abcd", 4) == "abcd"


def test_a_name_that_is_taken_gets_the_first_number_that_is_free():
    taken = {name_key(name) for name in ("Ann", "ANN 2", "ann 4")}

    assert free_name("Bo", taken, MAX_NAME) == "Bo"
    assert free_name("\uff21nn", taken, MAX_NAME) == "\uff21nn 3"


def test_a_number_fits_behind_a_long_name():
    name = "x" * MAX_NAME

    assert free_name(name, {name}, MAX_NAME) == "x" * 58 + " 2"


def test_a_title_that_is_taken_gets_a_number_in_brackets():
    assert free_title("Bread", {"Soup"}, 200) == "Bread"
    assert free_title("Bread", {"Bread", "Bread (2)"}, 200) == "Bread (3)"
