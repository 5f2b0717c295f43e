"""A page asks the database for what it shows, however much else there is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.models import Round
from bot.core.schedules import Plan
from bot.services.services import Services
from bot.storage.transaction import Store
from tests.fakes.statements import Statements, counted_statements
from tests.fakes.study_deck import StudyDeck, store_deck
from tests.unit.platforms.web.browsing import Browser


@pytest.mark.parametrize("page", ["/", "/g/local/rounds", "/g/local/rounds/{round}"])
async def test_a_page_asks_as_often_and_reads_as_much_however_many_decks_there_are(
    services: Services, store: Store, cleo: Browser, open_round: Round, page: str
):
    path = page.format(round=open_round.id)
    few = await _seen(store, cleo, path)
    for number in range(12):
        await store_deck(store, open_round.group, services.clock(), f"Deck {number}")
    many = await _seen(store, cleo, path)

    assert (many.said, many.rows) == (few.said, few.rows)


async def test_the_home_page_asks_as_often_however_many_questions_are_open(
    services: Services, store: Store, cleo: Browser, open_round: Round, deck: StudyDeck
):
    one = await _seen(store, cleo, "/")
    for question in deck.questions[1:]:
        await services.rounds.open_question(open_round.group, question.id)
    three = await _seen(store, cleo, "/")

    assert len(three) == len(one)


async def test_the_home_page_reads_as_much_however_many_schedules_there_are(
    services: Services, store: Store, cleo: Browser, open_round: Round, deck: StudyDeck
):
    plan = Plan(deck.id, "0 9 * * *", "UTC", timedelta(hours=8))
    await services.schedules.add(open_round.group, plan)
    one = await _seen(store, cleo, "/")
    for _ in range(5):
        await services.schedules.add(open_round.group, plan)
    six = await _seen(store, cleo, "/")

    assert (six.said, six.rows) == (one.said, one.rows)


async def _seen(store: Store, browser: Browser, path: str) -> Statements:
    with counted_statements(store._engine) as seen:
        assert (await browser.get(path)).status == 200
    return seen
