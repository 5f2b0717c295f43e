"""Rating and voting on the reveal's page, without any script."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.models import Naming, Round
from bot.core.view import Action, Line, Message
from bot.platforms.web.rendering import make_environment
from bot.services.services import Services
from tests.fakes.clock import Clock
from tests.unit.platforms.web.browsing import Browser, Page

DAY = timedelta(days=1)
RATING, VOTE, HELPFUL = "#rating form", "form#vote", "[data-votes] .helpful"


async def _answer(browser: Browser, round_: Round, text: str) -> None:
    page = await browser.get(f"/g/local/rounds/{round_.id}")
    await browser.submit(page, "form.reply", text=text)


@pytest.fixture
async def revealed(services: Services, cleo: Browser, dan: Browser, open_round: Round) -> Round:
    """A closed round in which Cleo and Dan replied."""
    await _answer(cleo, open_round, "The gluten relaxes.")
    await _answer(dan, open_round, "It <b>cools</b> down.")
    return await services.rounds.close(open_round.group, open_round.id)


async def _reveal(browser: Browser, round_: Round) -> Page:
    return await browser.get(f"/g/local/rounds/{round_.id}")


def _pressed(page: Page) -> list[str]:
    buttons = page.html.css("#rating button")
    return [each.text() for each in buttons if each.attributes["aria-pressed"] == "true"]


async def test_a_member_rates_their_answer_and_sees_what_they_said(cleo: Browser, revealed: Round):
    page = await _reveal(cleo, revealed)
    assert [each.text() for each in page.html.css("#rating button")] == [
        "Missed",
        "Partly",
        "Got it",
    ]
    assert _pressed(page) == []

    for name, label in (("missed", "Missed"), ("got-it", "Got it")):
        page = await cleo.submit(page, RATING, rating=name)
        assert page.path == f"/g/local/rounds/{revealed.id}"
        assert _pressed(page) == [label]


async def test_a_member_votes_changes_the_vote_and_takes_it_back(dan: Browser, revealed: Round):
    page = await _reveal(dan, revealed)
    (choice,) = page.html.css(HELPFUL)
    assert "Cleo" in page.one(".entry:has(.helpful)").text()

    page = await dan.submit(page, VOTE, choice=choice.attributes["value"] or "")
    chosen = page.one(f"{HELPFUL}[aria-pressed=true]")
    assert chosen.attributes["value"] == ""

    page = await dan.submit(page, VOTE, choice="")
    assert page.one(HELPFUL).attributes["aria-pressed"] == "false"


async def test_an_anonymous_ballot_names_nobody(
    services: Services, cleo: Browser, dan: Browser, revealed: Round
):
    await services.groups.set_naming(revealed.group, Naming.ANONYMOUS)
    round_ = await services.rounds.open_question(revealed.group, revealed.question)
    await _answer(dan, round_, "It cools down.")
    await services.rounds.close(round_.group, round_.id)

    page = await _reveal(cleo, round_)

    assert "A member" in page.one(".entry:has(.helpful)").text()
    assert "Dan" not in page.one("main").text()


async def test_the_counts_stand_on_the_page_a_day_later_and_nothing_more_is_taken(
    services: Services, clock: Clock, cleo: Browser, dan: Browser, revealed: Round
):
    page = await _reveal(dan, revealed)
    choice = page.one(HELPFUL).attributes["value"] or ""
    await dan.submit(page, VOTE, choice=choice)
    before = await dan.submit(page, RATING, rating="partly")
    assert not before.has("#counts")

    clock.advance(DAY)
    over = await _reveal(dan, revealed)
    assert not over.has("#rating, #helpful, #counts")
    await services.rounds.tick()

    counted = await _reveal(dan, revealed)
    assert "1 partly" in counted.one("#counts").text()
    assert "with 1 of 1 vote: Cleo’s answer" in counted.one("#counts").text()
    assert not counted.has("#rating, #helpful")
    for path, data in (("rating", {"rating": "missed"}), ("vote", {"choice": choice})):
        refused = await dan.post(f"/g/local/rounds/{revealed.id}/{path}", data)
        assert refused.status == 410
        assert "not taken any more" in refused.words


async def test_only_what_a_visitor_can_say_is_asked_of_them(
    admin: Browser, cleo: Browser, open_round: Round, services: Services
):
    await _answer(cleo, open_round, "The gluten relaxes.")
    await services.rounds.close(open_round.group, open_round.id)

    assert (await _reveal(cleo, open_round)).has("#rating")
    assert not (await _reveal(cleo, open_round)).has("#helpful")
    assert not (await _reveal(admin, open_round)).has("#rating, #helpful, #counts")


@pytest.mark.parametrize("rating", ["", "got it", "perfect"])
async def test_a_rating_that_there_is_not_is_refused(cleo: Browser, revealed: Round, rating: str):
    page = await cleo.post(f"/g/local/rounds/{revealed.id}/rating", {"rating": rating})
    assert page.status == 404


async def test_strangers_and_own_answers_are_refused(
    stranger: Browser, cleo: Browser, dan: Browser, revealed: Round
):
    page = await _reveal(dan, revealed)
    cleos = page.one(HELPFUL).attributes["value"] or ""
    path = f"/g/local/rounds/{revealed.id}/vote"

    assert (await stranger.post(path, {"choice": cleos})).status == 404
    own = await cleo.post(path, {"choice": cleos})
    assert own.status == 422
    assert "your own answer" in own.words


def test_an_action_without_a_page_is_not_shown():
    actions = tuple(Action(name, name, "r") for name in ("answer", "remind", "rate", "unheard-of"))
    template = make_environment().get_template("message.html")
    message = Message("m", (Line("l"),), actions)

    html = template.render(message=message, top=1, with_actions=True, here="/g/local")
    assert 'href="/g/local/rounds/r"' in html
    assert 'href="/g/local/rounds/r#rating"' in html
    assert "remind" not in html
    assert "unheard-of" not in html

    alone = Message("m", (Line("l"),), actions[1:2])
    assert "actions" not in template.render(
        message=alone, top=1, with_actions=True, here="/g/local"
    )
