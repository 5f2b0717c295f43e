"""Reveals and past rounds."""

from __future__ import annotations

from datetime import timedelta

from bot.core.models import Group, Naming, Round
from bot.core.schedules import Plan
from bot.services.services import Services
from tests.fakes.clock import Clock
from tests.fakes.study_deck import StudyDeck
from tests.unit.platforms.web.browsing import Browser

FORM = "form[data-reply]"


async def test_the_rounds_page_becomes_the_reveal(
    cleo: Browser, dan: Browser, open_round: Round, services: Services
):
    await cleo.submit(await cleo.get("/"), FORM, text="The gluten relaxes while the dough rests.")
    await dan.submit(await dan.get("/"), FORM, text="<i>Dan</i> does not know.")
    await services.rounds.close(open_round.group, open_round.id)
    page = await cleo.get(f"/g/local/rounds/{open_round.id}")

    titles = [title.text() for title in page.html.css(".column-title")]
    assert titles == ["Reference", "Answers"]
    reference, answers = page.html.css(".column")
    assert "Mara" in reference.text()
    assert "Cleo" in answers.css(".entry")[0].text()
    assert "<i>Dan</i> does not know." in answers.text()
    assert "Oda" in answers.text()
    assert answers.css_first(".card-mine .you") is not None
    assert len(page.html.css("h1")) == 1
    assert not page.has(FORM)


async def test_near_identical_replies_share_a_card(
    cleo: Browser, dan: Browser, open_round: Round, services: Services
):
    await cleo.submit(await cleo.get("/"), FORM, text="So that the gluten can relax.")
    await dan.submit(await dan.get("/"), FORM, text="so that the gluten can relax")
    await services.rounds.close(open_round.group, open_round.id)

    page = await cleo.get(f"/g/local/rounds/{open_round.id}")
    assert page.one(".also").text() == "also: Dan"


async def test_an_anonymous_group_sees_no_name_but_its_own_mark(
    cleo: Browser, dan: Browser, open_round: Round, services: Services, room: Group
):
    await services.groups.set_naming(room.id, Naming.ANONYMOUS)
    await services.rounds.skip(room.id, open_round.id)
    asked = await services.rounds.open_question(room.id, open_round.question)
    await dan.submit(await dan.get("/"), FORM, text="I bake on Sundays.")
    await services.rounds.close(room.id, asked.id)

    assert "Dan" not in (await cleo.get(f"/g/local/rounds/{asked.id}")).text
    assert "I bake on Sundays." in (await cleo.get(f"/g/local/rounds/{asked.id}")).words


async def test_past_rounds_come_newest_first_and_a_page_at_a_time(
    cleo: Browser, services: Services, room: Group, deck: StudyDeck, clock: Clock
):
    for turn in range(23):
        clock.advance(timedelta(minutes=1))
        question = deck.questions[turn % 3].id
        opened = await services.rounds.open_question(room.id, question)
        await services.rounds.close(room.id, opened.id)

    first = await cleo.get("/g/local/rounds")
    second = await cleo.get(first.one("a[rel=next]").attributes["href"] or "")
    links = [
        link.attributes["href"]
        for page in (first, second)
        for link in page.html.css(".round-question a")
    ]
    assert len(first.html.css(".round-question")) == 20
    assert len(links) == len(set(links)) == 23
    assert not second.has("a[rel=next]")


async def test_without_past_rounds_the_page_says_what_to_do(cleo: Browser):
    page = await cleo.get("/g/local/rounds")
    assert "No round has closed yet" in page.words
    assert page.has("main a[href='/g/local']")


async def test_an_address_that_goes_on_after_no_round_of_ours_is_refused(cleo: Browser):
    for before in ("yesterday", "x" * 1_000):
        assert (
            await cleo.client.get("/g/local/rounds", params={"before": before})
        ).status_code == 404


async def test_a_round_that_is_not_there_is_not_found(cleo: Browser):
    page = await cleo.get("/g/local/rounds/none")
    assert page.status == 404
    assert "no such round" in page.words


async def test_with_nothing_open_home_says_when_the_next_question_comes(
    cleo: Browser, services: Services, room: Group, deck: StudyDeck
):
    assert "When one opens" in (await cleo.get("/")).words
    await services.schedules.add(room.id, Plan(deck.id, "09:00", "UTC", timedelta(hours=1)))
    assert "The next one opens 3 March 2026, 09:00 UTC" in (await cleo.get("/")).words
