"""Names from outside, made safe and told apart."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.limits import MAX_NAME, checked_line
from bot.core.naming import (
    cut,
    cut_apart,
    ellipsized,
    free_look,
    free_name,
    free_title,
    look_key,
    meant,
    safe_line,
    told_apart,
)
from bot.core.text import name_key
from bot.errors import ChoiceNeeded, NotFound, NothingCalled

FLAG = "\U0001f1fa\U0001f1e6"

DECKS = {"d1": "Baking bread", "d2": "Green tea"}


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


def test_a_name_that_looks_like_another_gets_a_number_as_well():
    assert free_look("\u0391nn", ["Ann", "Bo"]) == "\u0391nn 2"
    assert free_look("\u0391nn", ["Ann", "\u0410nn 2"]) == "\u0391nn 3"
    assert free_look("Cy", ["Ann"]) == "Cy"


def test_a_number_fits_behind_a_long_name():
    name = "x" * MAX_NAME

    assert free_name(name, {name}, MAX_NAME) == "x" * 58 + " 2"


def test_a_title_that_is_taken_gets_a_number_in_brackets():
    assert free_title("Bread", {"Soup"}) == "Bread"
    assert free_title("Bread", {"Bread", "Bread (2)"}) == "Bread (3)"


def test_nothing_typed_means_the_only_one():
    assert meant("deck", None, {"d1": "Baking bread"}) == "d1"
    assert meant("deck", "", {"d1": "Baking bread"}) == "d1"


@pytest.mark.parametrize("among", [{}, DECKS])
def test_nothing_typed_is_refused_where_there_is_not_one_alone(among: dict[str, str]):
    with pytest.raises(ChoiceNeeded) as refused:
        meant("deck", None, among)

    assert refused.value == ChoiceNeeded("deck", tuple(among.values()), tuple(among))


def test_words_are_taken_however_they_are_typed():
    assert meant("deck", "  green  TEA ", DECKS) == "d2"


@pytest.mark.parametrize("typed", ["bread", "BAKI", "bread baking", "bàking", "bak br"])
def test_a_part_of_the_words_is_enough_where_one_alone_has_it(typed: str):
    assert meant("deck", typed, DECKS) == "d1"


def test_a_part_that_several_have_is_asked_back_and_a_whole_name_is_not():
    decks = {"d1": "Bread", "d2": "Bread and butter", "d3": "Rye bread", "d4": "Tea"}

    with pytest.raises(ChoiceNeeded) as asked:
        meant("deck", "brea", decks)

    assert asked.value.among == ("Bread", "Bread and butter", "Rye bread")
    assert meant("deck", "bread", decks) == "d1"


def test_words_of_none_are_refused_with_the_nearest():
    with pytest.raises(NothingCalled) as refused:
        meant("deck", "Black tea", DECKS)

    nearest = ("Green tea", "Baking bread"), ("d2", "d1")
    assert refused.value == NothingCalled("deck", "Black tea", *nearest)


def test_an_id_of_ours_that_is_gone_is_not_found():
    with pytest.raises(NotFound):
        meant("deck", "0123456789abcdef" * 2, DECKS)


def test_words_of_two_are_refused_though_an_id_is_not():
    alike = {"d1": "Tea", "d2": "tea"}

    with pytest.raises(ChoiceNeeded):
        meant("deck", "tea", alike)
    assert meant("deck", "d2", alike) == "d2"


@given(st.dictionaries(st.text(min_size=1), st.text(), min_size=1), st.data())
def test_an_id_always_means_itself(among: dict[str, str], data: st.DataObject):
    id_ = data.draw(st.sampled_from(sorted(among)))

    assert meant("deck", id_, among) == id_


def test_things_with_one_title_are_told_apart_by_their_place_and_in_the_end_by_a_number():
    things = [("a", "Bread", "Bakers"), ("b", "bread", "Library"), ("c", "Bread", "library")]

    assert told_apart([*things, ("d", "Tea", "Bakers")]) == {
        "a": "Bread",
        "b": "bread (Library)",
        "c": "Bread (library) 2",
        "d": "Tea",
    }


@given(st.text(), st.integers(1, 30))
def test_what_is_cut_says_so_within_its_limit_and_breaks_no_character(text: str, limit: int):
    shown = ellipsized(text, limit)

    assert len(shown) <= limit
    assert shown == text if len(text) <= limit else shown.endswith("…")
    assert ellipsized("a cafe\u0301", 7) == "a cafe\u0301"
    assert ellipsized("a cafe\u0301 in Rome", 7) == "a caf…"


LONG = "Why does bread dough rest before it is shaped, when it is made of rye and water"


def test_long_choices_that_begin_alike_show_where_they_differ():
    texts = [f"{LONG}, and {end}?" for end in ("no salt", "no sugar", "a lot of time to spare")]
    shown = cut_apart([*texts, "What is steam for?"], 80)

    assert shown[3] == "What is steam for?"
    assert all(len(each) <= 80 for each in shown)
    for each, end in zip(shown, ("no salt", "no sugar", "a lot"), strict=False):
        assert each.startswith("Why does bread")
        assert end in each


@given(st.lists(st.text(st.sampled_from("ab \u0301"), max_size=30), max_size=12))
def test_choices_are_short_and_no_two_are_the_same(ends: list[str]):
    shown = cut_apart([f"{LONG}{each}" for each in ends], 60)

    assert all(len(each) <= 60 for each in shown)
    assert len(set(shown)) == len(shown)


@pytest.mark.parametrize(
    ("name", "like"),
    [
        ("Ann", "\u0391nn"),  # a Greek Alpha
        ("Ann", "\u0410nn"),  # a Cyrillic A
        ("paypal", "\u0440\u0430ypal"),
        ("ANNA", "\u0391\u039d\u039d\u0391"),
        ("Ann", "\U0001d400nn"),  # a mathematical A
        ("Bill", "BiIl"),
        ("Bo", "B\u043e"),
        ("Arnold", "Amold"),
        ("Zo\u00eb", "Zoe\u0308"),
        ("Ann  Lee", "ann lee"),
    ],
)
def test_what_looks_the_same_is_the_same(name: str, like: str):
    assert look_key(name) == look_key(like)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Van", "Nan"),
        ("Ann", "Anne"),
        ("Zoe", "Zo\u00eb"),
        ("\u0410\u043d\u043d\u0430", "Anna"),  # Cyrillic: its small letters look otherwise
        ("\u039d\u03af\u03ba\u03bf\u03c2", "Nikos"),
        ("Ann 2", "Ann 3"),
        ("\u674e", "\u738b"),
    ],
)
def test_what_does_not_look_the_same_stays_apart(name: str, other: str):
    assert look_key(name) != look_key(other)


@given(st.text(max_size=60))
def test_a_key_is_its_own_and_does_not_depend_on_how_accents_are_written(name: str):
    assert look_key(unicodedata.normalize("NFD", name)) == look_key(name)
    assert look_key(name + "x") != look_key(name)
