"""Members at the desk: seen, removed, put back; and the links that lead in."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette

from bot.core.models import Group, Round
from bot.core.read_models import Seat
from bot.services.services import Services
from tests.unit.platforms.web.browsing import Browser
from tests.unit.platforms.web.conftest import Browse
from tests.unit.platforms.web.test_live import opened

MEMBERS = "/g/local/admin/members"


async def _seat(services: Services, name: str) -> Seat:
    seats = await services.members.seats((await services.groups.local()).id)
    return next(each for each in seats if each.member.name == name)


@pytest.mark.parametrize(("choice", "words"), [("keep", "stayed, without"), ("remove", "went")])
async def test_an_organiser_removes_a_member_after_being_told_what_that_does(
    *,
    admin: Browser,
    cleo: Browser,
    services: Services,
    open_round: Round,
    choice: str,
    words: str,
):
    round_ = f"/g/local/rounds/{open_round.id}"
    await cleo.post(f"{round_}/reply", {"text": "It relaxes.", "based_on": "0"})
    listed = await admin.get(MEMBERS)
    assert "1 answer" in listed.one("#seats .row").text()
    ask = await admin.get(listed.one("#seats a[href$='/remove']").attributes["href"] or "")
    assert "their old cookie opens nothing" in ask.words
    assert "join link can come in anew" in ask.words

    done = await admin.submit(ask, "form.panel", replies=choice)

    assert f"Cleo was removed. 1 answer {words}" in done.words
    assert (await cleo.get("/g/local")).status == 404
    assert (await cleo.get("/me")).status == 403
    await admin.post(f"/g/local/admin/rounds/{open_round.id}/close")
    shown = await admin.get(round_)
    assert ("It relaxes." in shown.words) == (choice == "keep")
    assert "Cleo" not in shown.words
    assert "removed" in (await admin.get("/g/local/admin/log")).words


async def test_who_reads_the_channel_in_a_chat_still_does_and_that_is_said(
    admin: Browser, services: Services, room: Group
):
    await services.members.of_platform(room.id, "chat", "1", "Bo")
    bo = await _seat(services, "Bo")
    page = await admin.get(MEMBERS)
    assert not page.has(f"form[action='{MEMBERS}/{bo.token}/recovery']")
    done = await admin.post(f"{MEMBERS}/{bo.token}/remove", {"replies": "remove"})
    assert "channel on Chat reads its rounds, and can answer again" in done.words
    assert (await admin.post(f"{MEMBERS}/{bo.token}/remove")).status == 404


async def test_a_removed_members_stream_ends(
    app: Starlette, admin: Browser, cleo: Browser, services: Services
):
    seat = await _seat(services, "Cleo")
    async with opened(app, cleo) as stream:
        await admin.post(f"{MEMBERS}/{seat.token}/remove", {"replies": "keep"})
        assert (await stream.next())["more_body"] is False


async def test_who_lost_the_cookie_is_told_how_to_get_back_and_gets_back(
    admin: Browser, cleo: Browser, stranger: Browser, services: Services, room: Group
):
    key = await services.members.secret(room.id)
    page = await stranger.get(f"/join?key={key}")
    refused = await stranger.submit(page, "form[action='/join']", name="cleo")
    assert "ask an organiser for a recovery link" in refused.one("#back-in").text()

    listed = await admin.get(MEMBERS)
    made = await admin.submit(listed, "form[action$='/recovery']")
    link = (made.one("#link").attributes["value"] or "").removeprefix("http://127.0.0.1:8080")
    offer = await stranger.get(link)
    assert "You are told on the web that it was used" in offer.words
    home = await stranger.submit(offer, "form[action='/enter']")

    assert home.one(".site-footer strong").text() == "Cleo"
    for each in (stranger, cleo):
        assert "A recovery link, which an organiser made for you" in (await each.get("/")).words
    assert "A recovery link, which" not in (await admin.get("/g/local")).words


async def test_a_member_cannot_do_any_of_this(cleo: Browser, dan: Browser, services: Services):
    seat = await _seat(services, "Dan")
    for path in ("remove", "recovery"):
        assert (await cleo.post(f"{MEMBERS}/{seat.token}/{path}")).status == 403
    assert (await cleo.get(MEMBERS)).status == 403
    assert (await cleo.post("/g/local/admin/desk-links")).status == 403


async def test_hundreds_of_members_have_pages(admin: Browser, services: Services, room: Group):
    for number in range(101):
        await services.members.of_platform(room.id, "chat", str(number), f"Member {number}")
    pages = [await admin.get(f"{MEMBERS}?page={number}") for number in ("1", "2", "3")]
    assert [len(each.html.css("#seats > li")) for each in pages] == [50, 50, 1]
    for odd in ("0", "99", "-1", "x", "9" * 500):
        assert (await admin.get(f"{MEMBERS}?page={odd}")).status == 200


async def test_a_new_join_link_signs_out_whom_the_old_one_let_in_only_if_wished(
    browse: Browse, cleo: Browser, services: Services, room: Group
):
    both = await browse("Ann", admin=True)
    page = await both.get("/g/local/admin")
    assert "Also sign out 1 other browser" in page.one("#members").text()

    await both.post("/g/local/admin/joining", {"joining": "on"})
    assert (await cleo.get("/")).status == 200
    await both.post("/g/local/admin/joining", {"joining": "on", "end": "on"})

    assert (await cleo.get("/")).status == 403
    assert (await both.get("/")).status == 200
    assert await services.members.find_secret(room.id)


async def test_a_new_desk_link_opens_and_old_ones_do_not(
    browse: Browse, admin: Browser, stranger: Browser
):
    other = await browse(admin=True)
    page = await admin.get("/g/local/admin")
    made = await admin.submit(page, "form[action$='/desk-links']", end="on")
    assert "The desk was closed in 1 other browser" in made.words
    assert (await other.get("/g/local/admin")).status == 404
    assert (await admin.get("/g/local/admin")).status == 200
    link = (made.one("#link").attributes["value"] or "").removeprefix("http://127.0.0.1:8080")
    await stranger.submit(await stranger.get(link), "form[action='/enter']")
    assert (await stranger.get("/g/local/admin")).status == 200
