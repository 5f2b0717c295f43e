"""A page asks the database for what it shows, however much else there is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from jinja2 import Template
from starlette.applications import Starlette

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


@pytest.mark.parametrize(
    "path", ["/nowhere", "/g", "/static/nothing.css", "/me/x", "/g/local", "/g/x/rounds", "/join"]
)
async def test_what_is_not_there_for_a_stranger_asks_nothing_and_is_made_once(
    app: Starlette,
    stranger: Browser,
    store: Store,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
):
    first = await stranger.get(path)
    monkeypatch.setattr(Template, "render", None)
    with counted_statements(store._engine) as seen:
        second = await stranger.get(path)

    assert (seen.transactions, second.status, second.text) == (0, first.status, first.text)
    assert first.status in (403, 404)


async def test_no_cookie_makes_an_unknown_address_ask_anything(store: Store, cleo: Browser):
    await cleo.get("/nowhere")
    with counted_statements(store._engine) as seen:
        assert (await cleo.get("/nowhere")).status == 404

    assert seen.transactions == 0


async def test_one_transaction_finds_out_who_asks_for_a_page_and_another_what_it_shows(
    store: Store, cleo: Browser, open_round: Round
):
    seen = await _seen(store, cleo, "/g/local/rounds")

    assert seen.transactions == 2


async def _seen(store: Store, browser: Browser, path: str) -> Statements:
    with counted_statements(store._engine) as seen:
        assert (await browser.get(path)).status == 200
    return seen
