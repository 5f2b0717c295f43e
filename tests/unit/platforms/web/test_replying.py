"""Answering without scripts: saving, changing, and nothing that was typed is lost."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import httpx
import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.core.limits import MAX_REPLY
from bot.core.models import Group, Round
from bot.platforms.port import WAITED
from bot.platforms.web.arrival import AT_ONCE, Turns
from bot.services.services import Services
from tests.fakes.clock import Clock
from tests.fakes.members import see
from tests.unit.platforms.web.browsing import Browser, Page

FORM = "form[data-reply]"


def _text_in_box(page: Page) -> str:
    return page.one("textarea[name=text]").text()


async def test_the_home_page_shows_the_question_its_closing_and_how_many_answered(
    cleo: Browser, open_round: Round
):
    page = await cleo.get("/")

    assert "Why does bread dough rest before it is shaped?" in page.words
    assert "Nobody has answered yet" in page.words
    closing = page.one(".closing-at time")
    assert closing.attributes["datetime"] == "2026-03-03T12:00:00.000Z"
    assert closing.text() == "3 March 2026, 12:00 UTC"
    assert len(page.html.css("h1")) == 1


async def test_a_reply_is_saved_shown_as_saved_and_changed(cleo: Browser, open_round: Round):
    saved = await cleo.submit(await cleo.get("/"), FORM, text="The **gluten** rests.\r\n\r\nYes.")
    assert saved.status == 200
    assert saved.path == "/g/local"
    assert "Saved at 12:00:00 UTC, revision 1" in saved.words
    assert "1 person has answered" in saved.words
    assert _text_in_box(saved) == "The **gluten** rests.\n\nYes."

    changed = await cleo.submit(saved, FORM, text="It relaxes.")
    assert "revision 2" in changed.words
    assert _text_in_box(changed) == "It relaxes."


async def test_a_form_on_the_rounds_own_page_leads_back_there(cleo: Browser, open_round: Round):
    page = await cleo.get(f"/g/local/rounds/{open_round.id}")
    assert (await cleo.submit(page, FORM, text="x")).path == f"/g/local/rounds/{open_round.id}"


async def test_a_text_that_begins_with_a_line_break_comes_back_as_it_was(
    cleo: Browser, open_round: Round
):
    page = await cleo.submit(await cleo.get("/"), FORM, text="\n\n" + "x" * (MAX_REPLY + 1))
    assert _text_in_box(page) == "\n\n" + "x" * (MAX_REPLY + 1)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "The answer is empty"),
        (" \n\u200b", "The answer is empty"),
        ("ä" * (MAX_REPLY + 1), "8,001 characters; 8,000 is the most"),
    ],
)
async def test_a_text_that_cannot_be_saved_comes_back_with_the_reason(
    cleo: Browser, open_round: Round, text: str, words: str
):
    page = await cleo.submit(await cleo.get("/"), FORM, text=text)

    assert page.status == 422
    assert words in page.words
    assert _text_in_box(page) == text
    again = await cleo.submit(page, FORM, text="Shorter.")
    assert "Saved at" in again.words


async def test_line_ends_of_a_browser_do_not_count_against_the_limit(
    cleo: Browser, open_round: Round
):
    text = "\r\n".join(["x"] * (MAX_REPLY // 2))
    assert "Saved at" in (await cleo.submit(await cleo.get("/"), FORM, text=text)).words


async def test_two_tabs_of_one_member_show_both_texts_and_either_can_be_kept(
    cleo: Browser, open_round: Round
):
    first = second = await cleo.get("/")
    await cleo.submit(first, FORM, text="Written in the first tab.")
    clash = await cleo.submit(second, FORM, text="Written in the second tab.")

    assert clash.status == 409
    assert "Written in the first tab." in clash.one("#stored-text").text()
    assert _text_in_box(clash) == "Written in the second tab."
    # What was refused is a draft meanwhile, on whatever device.
    assert _text_in_box(await cleo.get("/")) == "Written in the second tab."

    mine = await cleo.submit(clash, FORM)
    assert _text_in_box(mine) == "Written in the second tab."
    assert "revision 2" in mine.words


async def test_of_two_versions_the_saved_one_can_be_kept(cleo: Browser, open_round: Round):
    first = second = await cleo.get("/")
    await cleo.submit(first, FORM, text="Written in the first tab.")
    clash = await cleo.submit(second, FORM, text="Written in the second tab.")

    draft = clash.one("input[name=draft]").attributes["value"] or ""
    path = clash.one(".actions button[name=drop]").attributes["formaction"] or ""
    kept = await cleo.post(path, {"drop": "yes", "draft": draft})

    assert kept.path == f"/g/local/rounds/{open_round.id}"
    assert _text_in_box(kept) == "Written in the first tab."


async def test_the_same_text_from_both_tabs_is_no_clash(cleo: Browser, open_round: Round):
    first = second = await cleo.get("/")
    await cleo.submit(first, FORM, text="Same.")
    assert "revision 1" in (await cleo.submit(second, FORM, text="Same.")).words


async def test_a_reply_that_comes_too_late_is_given_back(
    cleo: Browser, open_round: Round, services: Services, clock: Clock
):
    page = await cleo.get("/")
    clock.advance(timedelta(hours=24))
    late = await cleo.submit(page, FORM, text="Just a <moment>!")

    assert late.status == 410
    assert "closed at 3 March 2026, 12:00:00 UTC" in late.words
    assert late.one("#late-text").text().strip() == "Just a <moment>!"
    assert not (await services.cards.card(open_round.id, see())).replies


async def test_between_its_time_and_its_closing_a_round_takes_nothing_and_says_so(
    cleo: Browser, open_round: Round, clock: Clock
):
    clock.advance(timedelta(hours=24))
    for path in ("/", f"/g/local/rounds/{open_round.id}"):
        page = await cleo.get(path)
        assert "The time is over" in page.words
        assert not page.has(FORM)


async def test_an_admin_who_is_no_member_has_no_box_and_cannot_reply(
    admin: Browser, open_round: Round
):
    assert not (await admin.get("/")).has(FORM)
    sent = await admin.post(
        f"/g/local/rounds/{open_round.id}/reply", {"text": "x", "based_on": "0"}
    )
    assert sent.status == 403


async def test_no_field_of_a_form_lets_a_member_reply_for_another(
    cleo: Browser, dan: Browser, open_round: Round
):
    await cleo.submit(await cleo.get("/"), FORM, text="Cleo's own.")
    forged = {"text": "Dan was here", "based_on": "1", "member": "Cleo", "member_id": "id-1"}
    await dan.post(f"/g/local/rounds/{open_round.id}/reply", forged)

    assert _text_in_box(await cleo.get("/")) == "Cleo's own."
    assert _text_in_box(await dan.get("/")) == "Dan was here"


async def test_a_reply_to_no_round_is_not_found(cleo: Browser, room: Group):
    sent = await cleo.post("/g/local/rounds/none/reply", {"text": "x", "based_on": "0"})
    assert sent.status == 404
    assert "no such round" in sent.words


@pytest.mark.parametrize("based_on", ["-1", "x", "", "9" * 400, "\u0661"])
async def test_a_revision_that_is_no_number_counts_as_none(
    cleo: Browser, open_round: Round, based_on: str
):
    path = f"/g/local/rounds/{open_round.id}/reply"
    assert (await cleo.post(path, {"text": "one", "based_on": based_on})).status == 200
    assert (await cleo.post(path, {"text": "two", "based_on": based_on})).status == 409


class _Server:
    """Tells of each request that it waited since it arrived, as the room's own server does."""

    def __init__(self, app: ASGIApp, waited: float) -> None:
        self._app = app
        self._waited = waited

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        whole = False

        async def received() -> Message:
            nonlocal whole
            message = await receive()
            whole = not message.get("more_body", False)
            return message

        scope[WAITED] = lambda: self._waited if whole else None
        await self._app(scope, received, send)


@pytest.mark.parametrize("closed", [False, True])
async def test_a_reply_that_arrived_in_time_is_saved_however_long_it_waits_for_its_turn(
    services: Services, cleo: Browser, open_round: Round, clock: Clock, *, closed: bool
):
    page, behind = await cleo.get("/"), _behind(cleo, waited=3.0)
    clock.set(open_round.closes_at + timedelta(seconds=2))
    if closed:
        await services.rounds.tick()

    answered = await behind.submit(page, FORM, text="It relaxes.")

    assert (answered.status, "It relaxes." in answered.words) == (200, True)
    assert ("1 person has answered" if closed else "was saved in time") in answered.words


async def test_one_that_arrived_late_is_told_so_though_nothing_closed_the_round(
    cleo: Browser, open_round: Round, clock: Clock
):
    page, behind = await cleo.get("/"), _behind(cleo, waited=2.0)
    clock.set(open_round.closes_at + timedelta(seconds=2))

    assert (await behind.submit(page, FORM, text="It relaxes.")).status == 410


def _behind(browser: Browser, waited: float) -> Browser:
    """Return the browser as one whose requests are answered late."""
    transport = browser.client._transport
    assert isinstance(transport, httpx.ASGITransport)
    late = Browser(_Server(transport.app, waited))
    late.client.cookies = browser.client.cookies
    return late


async def test_of_many_answers_at_once_so_many_are_looked_at_as_have_their_turn(
    services: Services, cleo: Browser, open_round: Round, monkeypatch: pytest.MonkeyPatch
):
    transport = cleo.client._transport
    assert isinstance(transport, httpx.ASGITransport)
    state = transport.app.state  # type: ignore[attr-defined]  # it is Starlette's
    assert state.turns._value == AT_ONCE
    state.turns, cleo.client.follow_redirects = Turns(6), False
    most = at_once = 0
    visit = services.visits.of_group

    async def counted(*who: object) -> object:
        nonlocal most, at_once
        at_once += 1
        most = max(most, at_once)
        try:
            for _ in range(5):
                await asyncio.sleep(0)
            return await visit(*who)  # type: ignore[arg-type]
        finally:
            at_once -= 1

    monkeypatch.setattr(services.visits, "of_group", counted)
    path = f"/g/local/rounds/{open_round.id}/reply"
    sent = (cleo.post(path, {"text": f"{n}"}) for n in range(18))
    await asyncio.gather(*sent)

    assert most == 6
