"""Questions in nine languages are found by what people type who look for them."""

from __future__ import annotations

import pytest

from bot.core.lookup import Fit, LookupIndex
from tests.unit.core.lookup.languages import DECKS

QUERIES = 20
UNSURE = 3  # of a language's queries may be introduced as the nearest


@pytest.mark.parametrize("name", DECKS)
def test_there_are_twenty_queries(name: str) -> None:
    assert len(DECKS[name].queries) == QUERIES


@pytest.mark.parametrize("name", DECKS)
def test_every_query_finds_its_question_and_nearly_all_are_sure_of_it(name: str) -> None:
    deck = DECKS[name]
    index = LookupIndex.build(deck.questions.items(), deck.language)
    found = {query: index.search(query, 1) for query, _ in deck.queries}
    assert {query: [hit.key for hit in hits] for query, hits in found.items()} == {
        query: [key] for query, key in deck.queries
    }
    unsure = [query for query, (hit,) in found.items() if hit.fit is not Fit.SURE]
    assert len(unsure) <= UNSURE, unsure
