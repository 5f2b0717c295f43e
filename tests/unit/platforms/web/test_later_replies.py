"""Thinking again on the reveal's page, and answering late, without any script."""

from __future__ import annotations

from datetime import timedelta

from bot.core.models import Round
from bot.services.services import Services
from tests.fakes.clock import Clock
from tests.unit.platforms.web.browsing import Browser

FIRST = "The gluten does not relax while it rests."
THEN = "The gluten relaxes while it rests."


async def test_a_second_answer_and_a_late_one_stand_on_the_page_marked(
    services: Services, clock: Clock, cleo: Browser, dan: Browser, open_round: Round
):
    here = f"/g/local/rounds/{open_round.id}"
    await cleo.submit(await cleo.get(here), "form.reply", text=FIRST)
    await services.rounds.close(open_round.group, open_round.id)

    page = await cleo.get(here)
    assert page.one("#again textarea").text().strip() == FIRST
    page = await cleo.submit(page, "#again form", text=THEN)
    mine = page.one("#mine").text()
    assert FIRST in mine
    assert THEN in mine
    assert "thought again" in mine
    assert "1 member thought again." in page.one(".moved").text()
    words = (await cleo.get(f"{here}/words?beside=second")).one(".words")
    assert [each.text() for each in words.css("del")] == ["does not relax"]
    assert [each.text() for each in words.css("ins")] == ["relaxes"]

    moved = (await dan.get("/g/local")).one("section:has(#moved-title)")
    assert "1 member thought again. Of" in moved.text()
    assert moved.css_first("a").attributes["href"] == here

    assert (await dan.get(here)).html.css_first("#again") is None
    await services.groups.set_late(open_round.group, late=True)
    late = await dan.submit(await dan.get(here), "#again form", text="Late <b>words</b>.")
    assert "late: the answers could be read already" in late.one("#stream").text()
    assert "<b>words" not in str(late.one("#stream").html)

    clock.advance(timedelta(days=1))
    page = await cleo.submit(page, "#again form[action$=again]", text="Too late for that.")
    assert "cannot be revised any more" in page.one("#again [role=alert]").text()
    assert "Too late for that." in page.one("#again textarea").text()
