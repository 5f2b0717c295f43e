"""Joining other places and accounts by a code, through the room's forms."""

from __future__ import annotations

import re

import pytest

from bot.core.invitations import INVITED_FOR
from bot.core.models import Channel, ChannelId, Group, Member, Round, Workspace
from bot.services.linking import MOST_TRIES
from bot.services.services import Services
from bot.storage.transaction import Store
from tests.fakes.clock import Clock
from tests.fakes.study_deck import StudyDeck
from tests.unit.platforms.web.browsing import Browser, Page
from tests.unit.platforms.web.conftest import Browse

MAKE, JOIN = "form[action='/admin/places/code']", "form[action='/admin/places/join']"
MAKE_MINE, JOIN_MINE = "form[action='/me/accounts/code']", "form[action='/me/accounts/join']"
CODE = re.compile(r"[0-9A-Z]{5}-[0-9A-Z]{5}")


@pytest.fixture
async def club(services: Services) -> Workspace:
    """A workspace on a platform, with a group of its own and a channel."""
    workspace = await services.workspaces.enter("chat", "7", "Bread <b>club</b>")
    await services.workspaces.channel(workspace, "70")
    return workspace


@pytest.fixture
async def joined(services: Services, club: Workspace, room: Group) -> Workspace:
    """The workspace as one of the room's group."""
    await services.linking.join(club.group, await services.linking.invite(room.id))
    found = await services.workspaces.find(club.platform, club.address)
    assert found is not None
    return found


@pytest.fixture
async def abroad(services: Services, joined: Workspace) -> Member:
    """Cleo, as the platform knows her."""
    return await services.members.of_platform(joined.group, "chat", "1", "cleo.dough")


def _shown(page: Page) -> str:
    code = page.one("#code").attributes["value"] or ""
    assert CODE.fullmatch(code)
    return code


# --- places ---------------------------------------------------------------------------------------


async def test_a_room_that_is_nowhere_else_says_so(admin: Browser):
    page = await admin.get("/admin")
    assert "talks in this room alone" in page.one("#places").text()


async def test_a_code_of_the_rooms_joins_another_place_to_it(
    admin: Browser, services: Services, club: Workspace, room: Group
):
    page = await admin.submit(await admin.get("/admin"), MAKE)
    assert "15 minutes" in page.words

    assert (await services.linking.join(club.group, _shown(page))).id == room.id

    places = (await admin.get("/admin")).one("#places")
    assert "Bread <b>club</b> on Chat" in places.text()
    assert "A Chat channel in Bread <b>club</b> (70)" in places.text()


async def test_a_code_is_on_no_page_but_the_one_that_made_it(admin: Browser):
    code = _shown(await admin.submit(await admin.get("/admin"), MAKE))
    assert code not in (await admin.get("/admin")).text


async def test_a_code_of_another_place_joins_it_to_the_room(
    admin: Browser, services: Services, club: Workspace, room: Group
):
    code = await services.linking.invite(club.group)

    page = await admin.submit(await admin.get("/admin"), JOIN, code=f" {code.lower()} ")

    assert (page.status, page.one("h1").text()) == (200, "One group")
    for words in ("Bread <b>club</b> on Chat", "The web room"):
        assert words in page.words
    assert [workspace.name for workspace in await services.workspaces.of_group(room.id)] == [
        club.name
    ]
    assert (await admin.get("/admin")).status == 200


async def test_a_code_that_joins_nothing_is_told_where_it_was_typed_and_kept(
    admin: Browser, services: Services, room: Group
):
    page = await admin.submit(await admin.get("/admin"), JOIN, code="no <code>")
    assert page.status == 422
    assert "joins nothing" in page.one("#places .problem").text()
    assert page.one("#places input[name=code]").attributes["value"] == "no <code>"

    own = await services.linking.invite(room.id)
    page = await admin.submit(page, JOIN, code=own)
    assert page.status == 409
    assert "made right here" in page.one("#places .problem").text()


async def test_who_guesses_has_to_wait_and_is_told_until_when(
    admin: Browser, services: Services, club: Workspace, clock: Clock
):
    page = await admin.get("/admin")
    for _ in range(MOST_TRIES):
        page = await admin.submit(page, JOIN, code="00000-00000")
    right = await services.linking.invite(club.group)

    refused = await admin.submit(page, JOIN, code=right)
    assert refused.status == 429
    assert f"{clock.now() + INVITED_FOR:%H:%M}" in refused.one("#places .problem").text()


async def test_a_home_without_a_channel_and_one_that_was_left_are_told_as_such(
    admin: Browser, services: Services, joined: Workspace, room: Group
):
    quiet = await services.workspaces.enter("talk", "8", "Quiet corner")
    await services.linking.join(quiet.group, await services.linking.invite(room.id))
    await services.workspaces.leave(joined.platform, joined.address)

    places = (await admin.get("/admin")).one("#places").text()
    assert "sent Roundtable away" in places
    assert "Talks nowhere there yet" in places


async def test_a_schedule_names_the_channels_by_where_they_are(
    admin: Browser, joined: Workspace, deck: StudyDeck
):
    labels = [node.text().strip() for node in (await admin.get("/admin")).html.css(".choice")]
    assert "The web room" in labels
    assert "A Chat channel in Bread <b>club</b> (70)" in labels


async def test_a_channel_without_a_home_is_named_too(
    admin: Browser, store: Store, deck: StudyDeck, room: Group
):
    async with store.writing() as tx:
        await tx.groups.add_channel(Channel(ChannelId("old"), room.id, "chat", "99"))
    assert "A Chat channel" in (await admin.get("/admin")).one("#schedules").text()


@pytest.mark.parametrize("path", ["/admin/places/code", "/admin/places/join"])
async def test_places_are_joined_by_admins_alone(cleo: Browser, stranger: Browser, path: str):
    for browser in (cleo, stranger):
        assert (await browser.post(path, {"code": "x"})).status == 403


# --- accounts -------------------------------------------------------------------------------------


async def test_a_members_code_joins_the_account_that_enters_it(
    cleo: Browser, services: Services, abroad: Member
):
    page = await cleo.submit(await cleo.get("/me"), MAKE_MINE)
    assert "/me link" in page.words

    await services.linking.join_member(abroad, _shown(page))

    own = await cleo.get("/me")
    assert own.one("h1").text() == "Cleo"
    assert "here and on Chat" in own.one("#accounts").text()


async def test_who_enters_a_code_is_the_member_that_made_it_from_then_on(
    cleo: Browser, services: Services, abroad: Member, open_round: Round
):
    await _answer(cleo, open_round, "Mine, from the room.")
    code = await services.linking.invite_member(abroad)

    page = await cleo.submit(await cleo.get("/me"), JOIN_MINE, code=code)

    assert page.one("h1").text() == "One person"
    assert "cleo.dough" in page.one("footer").text()
    assert not page.has("article")
    assert (await cleo.get("/me")).one("h1").text() == "cleo.dough"
    again = await cleo.get(f"/rounds/{open_round.id}")
    assert again.one("textarea").text().strip() == "Mine, from the room."
    page = await cleo.submit(again, "form.reply", text="Changed since.")
    assert page.one("textarea").text().strip() == "Changed since."


async def test_of_two_answers_the_earlier_is_shown_before_it_is_gone(
    cleo: Browser, services: Services, abroad: Member, open_round: Round, clock: Clock
):
    await _answer(cleo, open_round, "The <b>earlier</b> one.")
    clock.advance(INVITED_FOR / 2)
    await services.replies.save(open_round.id, abroad, "The later one.", 0)
    code = await services.linking.invite_member(abroad)

    page = await cleo.submit(await cleo.get("/me"), JOIN_MINE, code=code)

    assert "The <b>earlier</b> one." in page.one("article .prose").text()
    assert page.one("article a").attributes["href"] == f"/rounds/{open_round.id}"
    kept = await cleo.get(f"/rounds/{open_round.id}")
    assert kept.one("textarea").text().strip() == "The later one."


async def test_somebody_who_joined_in_two_browsers_becomes_one(cleo: Browser, dan: Browser):
    code = _shown(await cleo.submit(await cleo.get("/me"), MAKE_MINE))
    await dan.submit(await dan.get("/me"), JOIN_MINE, code=code)
    assert (await dan.get("/me")).one("h1").text() == "Cleo"


async def test_an_admin_who_joins_an_account_stays_the_admin(
    browse: Browse, services: Services, abroad: Member
):
    both = await browse("Ann", admin=True)
    code = await services.linking.invite_member(abroad)
    await both.submit(await both.get("/me"), JOIN_MINE, code=code)
    assert (await both.get("/admin")).status == 200
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
    page = await browser.get(f"/rounds/{round_.id}")
    await browser.submit(page, "form.reply", text=text)
