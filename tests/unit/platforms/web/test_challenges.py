"""Disputes of a reference on the pages, without any script."""

from __future__ import annotations

from bot.core.models import Round
from bot.services.services import Services
from tests.fakes.study_deck import StudyDeck
from tests.unit.platforms.web.browsing import Browser

THEIRS = "It lets the gluten relax and the flour take up **water**."


async def test_a_reference_is_challenged_agreed_with_accepted_and_undone_on_the_pages(
    *,
    services: Services,
    cleo: Browser,
    dan: Browser,
    admin: Browser,
    open_round: Round,
    deck: StudyDeck,
):
    here, desk = f"/g/local/rounds/{open_round.id}", f"/g/local/admin/decks/{deck.id}"
    await cleo.submit(await cleo.get(here), "form.reply", text="The gluten relaxes.")
    await services.rounds.close(open_round.group, open_round.id)

    page = await cleo.submit(await cleo.get(here), "#challenge-form", reason=" ", text=THEIRS)
    assert page.one("#dispute [role=alert]").text().strip()
    assert page.one("#challenge-text").text().strip() == THEIRS
    reason = "It <b>forgets</b> the water."
    page = await cleo.submit(page, "#challenge-form", reason=reason, text=THEIRS)
    assert "Cleo" in page.one(".challenge").text()
    assert page.one(".challenge").css_first("b") is None
    page = await dan.submit(await dan.get(here), ".challenge form", do="agree")
    assert "1 agrees" in page.one(".challenge").text()
    assert page.one(".challenge button").attributes["aria-pressed"] == "true"

    page = await admin.get(desk)
    assert "Decide 1 challenge" in page.words
    page = await admin.get(f"{desk}/challenges")
    assert "forgets" in page.one("article").text()
    form = "form:has([name=challenge])"
    page = await admin.submit(page, form, why="", do="decline")
    assert page.one("[role=alert]").text().strip()
    page = await admin.submit(page, form, why="You are right.", do="theirs")
    assert page.html.css("article") == []

    page = await cleo.get(here)
    assert "accepted: You are right." in page.one(".challenge").text()
    assert "take up water" in page.one("main").text()
    page = await admin.get(f"{desk}/questions/{open_round.question}")
    history = page.one("[aria-labelledby=history-title]").text()
    assert "forgets" in history
    assert "Cleo" in history
    await admin.submit(await admin.get(desk), "form[action$='/undo']")
    assert "undone" in (await admin.get(f"{desk}/questions/{open_round.question}")).text
    assert "not decided yet" in (await cleo.get(here)).one(".challenge").text()


async def test_a_reply_is_asked_for_on_the_question_s_page_and_lent_on_the_reveal_s(
    services: Services, cleo: Browser, admin: Browser, open_round: Round, deck: StudyDeck
):
    here = f"/g/local/rounds/{open_round.id}"
    await cleo.submit(await cleo.get(here), "form.reply", text="The gluten relaxes.")
    await services.rounds.close(open_round.group, open_round.id)
    page = await admin.get(page_of(deck, open_round))
    button = page.one("#replies button").attributes["value"] or ""
    page = await admin.submit(page, "#replies form", reply=button)
    assert "Its author is asked" in page.one("#replies").text()

    page = await cleo.submit(await cleo.get(here), "#lending", do="lend")
    assert page.html.css("#lending") == []
    page = await admin.get(page_of(deck, open_round))
    assert "It is trusted" in page.one("#replies").text()
    assert "trusted a member" in page.one("[aria-labelledby=history-title]").text()


def page_of(deck: StudyDeck, round_: Round) -> str:
    return f"/g/local/admin/decks/{deck.id}/questions/{round_.question}"
