"""Names that look the same are one, and a name of another script is a name."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.lookalikes import look_key


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
