"""What somebody means who chose, typed, or named nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.choosing import meant
from bot.errors import ChoiceNeeded, NotFound

DECKS = {"d1": "Baking bread", "d2": "Green tea"}


def test_nothing_typed_means_the_only_one():
    assert meant("deck", None, {"d1": "Baking bread"}) == "d1"
    assert meant("deck", "", {"d1": "Baking bread"}) == "d1"


@pytest.mark.parametrize("among", [{}, DECKS])
def test_nothing_typed_is_refused_where_there_is_not_one_alone(among: dict[str, str]):
    with pytest.raises(ChoiceNeeded) as refused:
        meant("deck", None, among)

    assert refused.value == ChoiceNeeded("deck", tuple(among.values()))


def test_words_are_taken_however_they_are_typed():
    assert meant("deck", "  green  TEA ", DECKS) == "d2"


def test_words_of_none_are_refused():
    with pytest.raises(NotFound):
        meant("deck", "Black tea", DECKS)


def test_words_of_two_are_refused_though_an_id_is_not():
    alike = {"d1": "Tea", "d2": "tea"}

    with pytest.raises(ChoiceNeeded):
        meant("deck", "tea", alike)
    assert meant("deck", "d2", alike) == "d2"


@given(st.dictionaries(st.text(min_size=1), st.text(), min_size=1), st.data())
def test_an_id_always_means_itself(among: dict[str, str], data: st.DataObject):
    id_ = data.draw(st.sampled_from(sorted(among)))

    assert meant("deck", id_, among) == id_
