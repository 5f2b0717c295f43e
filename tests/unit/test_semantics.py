"""What a static embedding adds to the words of a comparison, where the extra is installed."""

from __future__ import annotations

from importlib import util

import numpy as np
import pytest

from bot import semantics
from bot.core.comparison import WORDS_ALONE, compare
from bot.semantics import StaticEmbedding

POINTS = (
    "The dough rests, so that it does not tear.",
    "A second disk helps when the first one breaks.",
    "Keels stop a boat from drifting sideways.",
)
PARAPHRASES = (
    "Give bread a pause, or it rips.",
    "Spare drives save you when storage fails.",
    "The fin below keeps ships and yachts on course.",
)


class Biased:
    """Says the same of every passage."""

    def __init__(self, amount: float) -> None:
        self.amount = amount

    def evidence(self, passages, points, language):
        del language
        return np.full((len(passages), len(points)), self.amount)


@pytest.fixture(scope="module")
def embedding() -> StaticEmbedding:
    return StaticEmbedding()


def test_each_paraphrase_is_nearest_to_its_own_point(embedding):
    evidence = embedding.evidence(PARAPHRASES, POINTS, "english")
    assert evidence.argmax(axis=1).tolist() == [0, 1, 2]
    assert embedding.evidence(POINTS, POINTS, "english").diagonal().min() > 0.6
    assert embedding.evidence(["See you tomorrow."], POINTS, "english").max() < 0


def test_it_says_nothing_where_it_knows_nothing(embedding):
    assert not embedding.evidence(PARAPHRASES, POINTS, "german").any()
    assert embedding.evidence([], POINTS, "english").shape == (0, 3)
    assert embedding.evidence(PARAPHRASES, [], "english").shape == (3, 0)
    assert np.isfinite(embedding.evidence(["", "¿?", "😀"], POINTS, "english")).all()


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("A red boat lies in the old harbour near the church tonight", False),
        ("A boat drifts into the old harbour near the church tonight", True),
    ],
)
def test_what_is_meant_makes_up_for_little_where_little_is_said(said, found):
    compared = compare(POINTS[2:], [said], meaning=Biased(0.8))
    assert compared.touches[0][0].touched is found


@pytest.mark.parametrize(("amount", "found"), [(9.0, True), (-9.0, False)])
def test_what_is_meant_counts_beside_what_is_said(amount, found):
    said = ["The dough rests a while."]
    compared = compare(POINTS[:1], said, "Why wait?", meaning=Biased(amount))
    assert compared.touches[0][0].touched is found


def test_a_room_without_the_extra_goes_by_the_words_alone(monkeypatch):
    assert isinstance(semantics.meaning(), StaticEmbedding)
    find_spec = util.find_spec
    monkeypatch.setattr(
        semantics, "find_spec", lambda name: None if name == "wordllama" else find_spec(name)
    )
    assert semantics.meaning() is WORDS_ALONE
