"""Which of a reference's words a word says."""

from __future__ import annotations

import pytest

from bot.core.text import stem
from bot.core.vocabulary import RELATED, Vocabulary


def vocabulary(*words: str, language: str = "english") -> Vocabulary:
    return Vocabulary({stem(word, language): word for word in words}, language)


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("air", "chair"),
        ("independent", "dependent"),
        ("2014", "2015"),
        ("10000", "10001"),
        ("0.5", "5.0"),
        ("cat", "cart"),
        ("casual", "causal"),
        ("modal", "model"),
        ("precession", "precision"),
    ],
)
def test_another_word_is_no_typo(said: str, asked: str) -> None:
    assert not vocabulary(asked).said_by(said)


def test_a_word_that_is_known_to_be_meant_is_no_typo() -> None:
    assert vocabulary("adsorption").said_by("absorption")
    assert list(vocabulary("adsorption", "absorption").said_by("absorption")) == ["absorpt"]


@pytest.mark.parametrize(
    ("said", "asked"),
    [("inferencing", "inference"), ("minerls", "minerals"), ("erodes", "eroded")],
)
def test_inflection_and_typos_are_forgiven(said: str, asked: str) -> None:
    assert vocabulary(asked).said_by(said) == {stem(asked): 1.0}


def test_a_related_word_counts_in_part() -> None:
    assert vocabulary("rifle").said_by("weapon") == {stem("rifle"): RELATED}


def test_words_of_another_language_have_no_relatives() -> None:
    assert not vocabulary("rifle", language="german").said_by("weapon")


def test_a_compound_may_be_written_apart() -> None:
    assert vocabulary("nighttime").joined("night", "time") == stem("nighttime")
    assert vocabulary("item_tfms").joined("item", "tfms") == stem("item_tfms")
    assert vocabulary("nighttime").joined("night", "train") is None
