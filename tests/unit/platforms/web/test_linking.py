"""Joining other places and accounts by a code, through the room's forms."""

from __future__ import annotations

import re

import pytest

from bot.core.invitations import INVITED_FOR
from bot.core.models import Channel, Group, Member, Round
from bot.services.groups import LOCAL_CHANNEL, Place
from bot.services.linking import MOST_TRIES
from bot.services.services import Services
from tests.fakes.clock import Clock
from tests.unit.platforms.web.browsing import Browser, Page
from tests.unit.platforms.web.conftest import Browse

MAKE, JOIN = (
    "form[action='/g/local/admin/places/code']",
    "form[action='/g/local/admin/places/join']",
)
LINK, LEAVE = (
    "form[action='/g/local/admin/places/link']",
    "form[action$='/admin/places/leave']",
)
MAKE_MINE, JOIN_MINE = "form[action='/me/accounts/code']", "form[action='/me/accounts/join']"
CODE = re.compile(r"[0-9A-Z]{5}-[0-9A-Z]{5}")


@pytest.fixture
async def crumbs(services: Services) -> Channel:
    """A channel in a workspace on a platform, with a group of its own."""
    await services.workspaces.enter("chat", "7", "Bread <b>club</b>")
    return await services.groups.found(Place("chat", "7", "70", "crumbs"))


@pytest.fixture
async def linked(services: Services, crumbs: Channel, room: Group) -> Channel:
    """The channel as one of the room's group."""
    await services.linking.join(crumbs.id, await services.linking.invite(room.id))
    return crumbs


@pytest.fixture
async def abroad(services: Services, linked: Channel, room: Group) -> Member:
    """Cleo, as the platform knows her."""
    return await services.members.of_platform(room.id, "chat", "1", "cleo.dough")


def _shown(page: Page) -> str:
    code = page.one("#code").attributes["value"] or ""
    assert CODE.fullmatch(code)
    return code


# --- places ---------------------------------------------------------------------------------------


async def test_a_room_that_is_nowhere_else_says_so(admin: Browser):
    page = await admin.get("/g/local/admin")
    assert "talks in this room alone" in page.one("#places").text()
    assert not page.has(LEAVE)


async def test_a_code_of_the_rooms_links_a_channel_to_it(
    admin: Browser, services: Services, crumbs: Channel, room: Group
):
    page = await admin.submit(await admin.get("/g/local/admin"), MAKE)
    assert "15 minutes" in page.words

    assert (await services.linking.join(crumbs.id, _shown(page))).group.id == room.id

    places = (await admin.get("/g/local/admin")).one("#places")
    assert "Bread <b>club</b> on Chat" in places.text()
    assert "#crumbs in Bread <b>club</b>" in places.text()


async def test_a_code_is_on_no_page_but_the_one_that_made_it(admin: Browser):
    code = _shown(await admin.submit(await admin.get("/g/local/admin"), MAKE))
    assert code not in (await admin.get("/g/local/admin")).text


async def test_a_code_of_another_channel_shows_what_it_would_do_before_it_does(
    admin: Browser, services: Services, crumbs: Channel, room: Group
):
    code = await services.linking.invite(crumbs.group)

    asked = await admin.submit(await admin.get("/g/local/admin"), JOIN, code=f" {code.lower()} ")

    assert asked.status == 200
    assert "#crumbs" in asked.words
    assert "What was asked before stays where it was" in asked.words
    assert await services.groups.channels(crumbs.group) == [crumbs]

    page = await admin.submit(asked, LINK)
    assert page.status == 200
    assert "#crumbs in Bread <b>club</b>" in page.one("#places").text()
    there = await services.groups.channels(crumbs.group)
    assert {each.id for each in there} == {crumbs.id, LOCAL_CHANNEL}


async def test_a_room_that_was_linked_comes_out_again(
    admin: Browser, services: Services, crumbs: Channel, room: Group
):
    code = await services.linking.invite(crumbs.group)
    asked = await admin.submit(await admin.get("/g/local/admin"), JOIN, code=code)
    page = await admin.submit(asked, LINK)

    page = await admin.submit(page, LEAVE)

    assert page.status == 200
    assert "talks in this room alone" in page.one("#places").text()
    assert [each.id for each in await services.groups.channels(room.id)] == [LOCAL_CHANNEL]


async def test_a_code_that_links_nothing_is_told_where_it_was_typed_and_kept(
    admin: Browser, services: Services, room: Group
):
    page = await admin.submit(await admin.get("/g/local/admin"), JOIN, code="no <code>")
    assert page.status == 422
    assert "joins nothing" in page.one("#places .problem").text()
    assert page.one("#places input[name=code]").attributes["value"] == "no <code>"

    own = await services.linking.invite(room.id)
    page = await admin.submit(page, JOIN, code=own)
    assert page.status == 409
    assert "made for this very group" in page.one("#places .problem").text()


async def test_who_guesses_has_to_wait_and_is_told_until_when(
    admin: Browser, services: Services, crumbs: Channel, clock: Clock
):
    page = await admin.get("/g/local/admin")
    for _ in range(MOST_TRIES):
        page = await admin.submit(page, JOIN, code="00000-00000")
    right = await services.linking.invite(crumbs.group)

    refused = await admin.submit(page, JOIN, code=right)
    assert refused.status == 429
    assert f"{clock.now() + INVITED_FOR:%H:%M}" in refused.one("#places .problem").text()


async def test_a_workspace_that_was_left_is_told_as_such(
    admin: Browser, services: Services, linked: Channel
):
    await services.workspaces.leave(linked.platform, linked.workspace)
    assert "sent Roundtable away" in (await admin.get("/g/local/admin")).one("#places").text()


@pytest.mark.parametrize(
    "path",
    [f"/g/local/admin/places/{name}" for name in ("code", "join", "link", "leave")],
)
async def test_places_are_linked_by_admins_alone(cleo: Browser, stranger: Browser, path: str):
    assert (await cleo.post(path, {"code": "x"})).status == 403
    assert (await stranger.post(path, {"code": "x"})).status == 404


# --- accounts -------------------------------------------------------------------------------------


async def test_a_members_code_joins_the_account_that_enters_it(
    cleo: Browser, services: Services, abroad: Member
):
    page = await cleo.submit(await cleo.get("/me"), MAKE_MINE)
    assert "/me link" in page.words

    await services.linking.join_person(abroad.person, _shown(page))

    own = await cleo.get("/me")
    assert own.one("h1").text() == "Cleo"
    assert "here and on Chat" in own.one("#accounts").text()


async def test_who_enters_a_code_is_the_member_that_made_it_from_then_on(
    cleo: Browser, services: Services, abroad: Member, open_round: Round
):
    await _answer(cleo, open_round, "Mine, from the room.")
    code = await services.linking.invite_person(abroad.person)

    page = await cleo.submit(await cleo.get("/me"), JOIN_MINE, code=code)

    assert page.one("h1").text() == "One person"
    assert "cleo.dough" in page.words
    assert not page.has("article")
    assert (await cleo.get("/me")).one("h1").text() == "cleo.dough"
    again = await cleo.get(f"/g/local/rounds/{open_round.id}")
    assert again.one("textarea").text().strip() == "Mine, from the room."
    page = await cleo.submit(again, "form.reply", text="Changed since.")
    assert page.one("textarea").text().strip() == "Changed since."


async def test_of_two_answers_the_earlier_is_shown_and_kept_as_a_draft(
    cleo: Browser, services: Services, abroad: Member, open_round: Round, clock: Clock
):
    await _answer(cleo, open_round, "The <b>earlier</b> one.")
    clock.advance(INVITED_FOR / 2)
    await services.replies.save(open_round.id, abroad, "The later one.", 0)
    code = await services.linking.invite_person(abroad.person)

    page = await cleo.submit(await cleo.get("/me"), JOIN_MINE, code=code)

    assert "The <b>earlier</b> one." in page.one("article .prose").text()
    assert page.one("article a").attributes["href"] == f"/g/local/rounds/{open_round.id}"
    kept = await cleo.get(f"/g/local/rounds/{open_round.id}")
    assert kept.one("form[data-reply]").attributes["data-saved"] == "The later one."
    assert kept.one("textarea").text().strip() == "The <b>earlier</b> one."
    assert "Draft kept at" in kept.words


async def test_somebody_who_joined_in_two_browsers_becomes_one(cleo: Browser, dan: Browser):
    code = _shown(await cleo.submit(await cleo.get("/me"), MAKE_MINE))
    await dan.submit(await dan.get("/me"), JOIN_MINE, code=code)
    assert (await dan.get("/me")).one("h1").text() == "Cleo"


async def test_an_admin_who_joins_an_account_stays_the_admin(
    browse: Browse, services: Services, abroad: Member
):
    both = await browse("Ann", admin=True)
    code = await services.linking.invite_person(abroad.person)
    await both.submit(await both.get("/me"), JOIN_MINE, code=code)
    assert (await both.get("/g/local/admin")).status == 200
    assert (await both.get("/me")).one("h1").text() == "cleo.dough"


async def test_a_members_code_that_joins_nothing_is_told_on_their_page_and_kept(
    cleo: Browser, services: Services, room: Group
):
    for code in ("nonsense", await services.linking.invite(room.id)):
        page = await cleo.submit(await cleo.get("/me"), JOIN_MINE, code=code)
        assert page.status == 422
        assert "joins nothing" in page.one("#accounts .problem").text()
        assert page.one("#code").attributes["value"] == code


async def test_accounts_are_joined_by_members_alone(admin: Browser, stranger: Browser):
    for path in ("/me/accounts/code", "/me/accounts/join"):
        for browser in (admin, stranger):
            assert (await browser.post(path, {"code": "x"})).status == 403


async def _answer(browser: Browser, round_: Round, text: str) -> None:
    page = await browser.get(f"/g/local/rounds/{round_.id}")
    await browser.submit(page, "form.reply", text=text)
