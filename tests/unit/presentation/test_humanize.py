"""Numbers, names and spans as one says them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.presentation.humanize import count, listed, several, size_words, span_words


def test_names_are_listed_as_one_says_them():
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"


def test_of_many_names_the_first_are_told_and_how_many_more_there_are():
    assert several(["a", "b"]) == "“a” and “b”"
    assert several([str(number) for number in range(7)]) == "“0”, “1”, “2”, “3”, “4” and 2 more"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "less than a minute"),
        (0.9, "less than a minute"),
        (1, "1 minute"),
        (59.5, "59 minutes"),
        (60, "1 hour"),
        (90, "1 hour 30 minutes"),
        (1440, "1 day"),
        (2 * 1440 + 61, "2 days 1 hour 1 minute"),
    ],
)
def test_a_span_is_told_to_the_minute(minutes: float, words: str):
    assert span_words(timedelta(minutes=minutes)) == words


def test_numbers_go_with_their_nouns():
    assert [count(number, "deck") for number in (0, 1, 2)] == ["0 decks", "1 deck", "2 decks"]


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0 MB"), (312_400_000, "312 MB"), (1_000_000_000, "1.0 GB"), (62_552_000_000, "62.6 GB")],
)
def test_a_size_is_told_in_the_unit_that_people_say_it_in(size: int, words: str):
    assert size_words(size) == words
