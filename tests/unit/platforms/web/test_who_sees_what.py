"""Every page of a group, as those who may read none of its channels: for them it does not exist.

The walk goes through the routes that are registered; one that is not on the list here fails it.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.routing import BaseRoute, Route

from bot.core.models import Group, GroupId, Round
from bot.services.services import Services
from bot.storage.transaction import Store
from tests.fakes.study_deck import StudyDeck
from tests.unit.platforms.web.browsing import Browser, Page
from tests.unit.platforms.web.conftest import Browse

GET, POST = "GET", "POST"
OF_GROUPS = {
    (GET, ""),
    (GET, "/events"),
    (GET, "/lookup"),
    (GET, "/lookup/suggestions"),
    (GET, "/questions/{question}"),
    (GET, "/decks"),
    (GET, "/decks/{deck}"),
    (GET, "/decks/{deck}/suggest"),
    (POST, "/decks/{deck}/suggest"),
    (POST, "/decks/{deck}/suggest/back"),
    (GET, "/rounds"),
    (GET, "/rounds/{round}"),
    (POST, "/rounds/{round}/reply"),
    (POST, "/rounds/{round}/draft"),
    (POST, "/rounds/{round}/withdraw"),
    (POST, "/rounds/{round}/rating"),
    (POST, "/rounds/{round}/vote"),
    (GET, "/rounds/{round}/map"),
    (GET, "/rounds/{round}/words"),
    (POST, "/rounds/{round}/again"),
    (POST, "/rounds/{round}/again/withdraw"),
    (POST, "/rounds/{round}/lending"),
    (POST, "/rounds/{round}/challenges"),
    (POST, "/rounds/{round}/challenges/{challenge}"),
    (POST, "/rounds/{round}/comments"),
    (POST, "/rounds/{round}/comments/{comment}"),
    (POST, "/rounds/{round}/confidence"),
    (POST, "/rounds/{round}/claims"),
    (GET, "/admin"),
    (GET, "/admin/setup"),
    (POST, "/admin/setup"),
    (GET, "/admin/setup/start"),
    (POST, "/admin/setup/start"),
    (GET, "/admin/setup/chats"),
    (POST, "/admin/setup/chats/discord"),
    (POST, "/admin/setup/chats/slack"),
    (GET, "/admin/setup/chats/slack-manifest"),
    (GET, "/admin/setup/others"),
    (POST, "/admin/rounds"),
    (GET, "/admin/rounds.csv"),
    (GET, "/admin/rounds/{round}/close"),
    (POST, "/admin/rounds/{round}/close"),
    (GET, "/admin/rounds/{round}/skip"),
    (POST, "/admin/rounds/{round}/skip"),
    (POST, "/admin/schedules"),
    (GET, "/admin/schedules/preview"),
    (GET, "/admin/schedules/{schedule}"),
    (POST, "/admin/schedules/{schedule}"),
    (POST, "/admin/schedules/{schedule}/pause"),
    (POST, "/admin/schedules/{schedule}/resume"),
    (POST, "/admin/schedules/{schedule}/skip"),
    (POST, "/admin/schedules/{schedule}/remove"),
    (POST, "/admin/messages"),
    (GET, "/admin/log"),
    (POST, "/admin/joining"),
    (POST, "/admin/desk-links"),
    (GET, "/admin/members"),
    (GET, "/admin/members/{seat}/remove"),
    (POST, "/admin/members/{seat}/remove"),
    (POST, "/admin/members/{seat}/recovery"),
    (POST, "/admin/places/code"),
    (POST, "/admin/places/join"),
    (POST, "/admin/places/link"),
    (POST, "/admin/places/leave"),
    (POST, "/admin/naming"),
    (POST, "/admin/late"),
    (GET, "/admin/decks/{deck}"),
    (POST, "/admin/decks/{deck}"),
    (GET, "/admin/decks/{deck}/export"),
    (POST, "/admin/decks/{deck}/order"),
    (POST, "/admin/decks/{deck}/undo"),
    (GET, "/admin/decks/{deck}/remove"),
    (POST, "/admin/decks/{deck}/remove"),
    (POST, "/admin/decks/{deck}/restore"),
    (GET, "/admin/decks/{deck}/review"),
    (POST, "/admin/decks/{deck}/review"),
    (GET, "/admin/decks/{deck}/challenges"),
    (POST, "/admin/decks/{deck}/challenges"),
    (GET, "/admin/decks/{deck}/suggestions"),
    (POST, "/admin/decks/{deck}/suggestions"),
    (GET, "/admin/decks/{deck}/withdraw"),
    (POST, "/admin/decks/{deck}/withdraw"),
    (GET, "/admin/decks/{deck}/questions/{question}"),
    (POST, "/admin/decks/{deck}/questions/{question}"),
    (POST, "/admin/decks/{deck}/questions/{question}/answers"),
    (POST, "/admin/decks/{deck}/questions/{question}/replies"),
    (POST, "/admin/decks/{deck}/copy"),
    (POST, "/admin/decks/{deck}/reference"),
    (GET, "/admin/import"),
    (POST, "/admin/import"),
    (GET, "/admin/import/{draft}"),
    (POST, "/admin/import/{draft}"),
    (POST, "/admin/import/{draft}/discard"),
}
# What is asked without a group, with who answers what about one.
OF_NO_GROUP = {
    "/healthz",
    "/readyz",
    "/metrics",
    "/",
    "/join",
    "/enter",
    "/me",
    "/me/data",
    "/pictures/{picture}",
    "/me/delete",
    "/me/deleted",
    "/me/left",
    "/me/sessions",
    "/me/sessions/end",
    "/me/sessions/end-others",
    "/me/sessions/desk",
    "/log-out",
    "/logged-out",
    "/me/accounts/code",
    "/me/away",
    "/me/notices",
    "/me/sharing",
    "/me/accounts/join",
    "/me/groups/{group}/reminders",
    "/me/groups/{group}/leave",
}
ASKED = "Why does bread dough rest before it is shaped?"


def _routes(app: Starlette) -> Iterator[Route]:
    found: list[BaseRoute] = [*app.routes]
    yield from (each for each in found if isinstance(each, Route))


def _methods(route: Route) -> set[str]:
    return (route.methods or set()) - {"HEAD"}


def test_the_walk_goes_through_every_address_there_is(app: Starlette):
    ours = {
        (method, each.path.removeprefix("/g/{group}"))
        for each in _routes(app)
        for method in _methods(each)
        if each.path.startswith("/g/")
    }
    assert ours == OF_GROUPS
    assert {each.path for each in _routes(app) if not each.path.startswith("/g/")} == OF_NO_GROUP


@pytest.fixture
async def elsewhere(services: Services) -> Group:
    """Another group with a room of this site."""
    return await services.groups.new_room("Night readers")


async def _joins(browser: Browser, services: Services, group: GroupId, name: str) -> Browser:
    page = await browser.get(f"/join?key={await services.members.secret(group)}")
    await browser.submit(page, "form[action='/join']", name=name)
    return browser


async def _outsiders(
    browse: Browse, services: Services, store: Store, elsewhere: Group
) -> dict[str, Browser]:
    """Return everybody who may not read the room: some were members, one even organises."""
    left = await browse("Lou")
    await left.post("/me/groups/local/leave")
    dismissed = await browse("Dee")
    both = await _joins(await browse("Kim"), services, elsewhere.id, "Kim")
    async with store.writing() as tx:
        for name in ("Dee", "Kim"):
            member = await tx.members.named(GroupId("local"), name)
            assert member is not None
            await tx.persons.dismiss(member.person, member.group)
    other = await _joins(await browse(), services, elsewhere.id, "Ola")
    organises = await browse()
    club = await services.workspaces.enter("chat", "7", "Club")
    await services.members.of_platform(elsewhere.id, "chat", "7:1", "Boss")
    secret = await services.sessions.sign_in_pass("chat", "7:1", club.id)
    await organises.post("/enter", {"pass": secret})
    return {
        "a stranger": await browse(),
        "who left": left,
        "who may not read it any more": dismissed,
        "who may not either, and reads another group": both,
        "a member of another group": other,
        "an organiser of another workspace": organises,
    }


async def _ask(browser: Browser, method: str, path: str) -> Page:
    return await (browser.get(path) if method == GET else browser.post(path, {"text": "x"}))


async def test_for_who_may_not_read_a_group_none_of_its_pages_exists(
    *,
    browse: Browse,
    services: Services,
    store: Store,
    elsewhere: Group,
    open_round: Round,
    deck: StudyDeck,
):
    ids = {"round": open_round.id, "question": deck.questions[0].id, "deck": deck.id}
    ids |= {"schedule": "s", "draft": "d", "seat": "m", "comment": "c", "challenge": "c"}
    people = await _outsiders(browse, services, store, elsewhere)
    for who, browser in people.items():
        for method, path in sorted(OF_GROUPS):
            page = await _ask(browser, method, f"/g/local{path.format(**ids)}")
            assert page.status == 404, (who, method, path)
            assert page.path == f"/g/local{path.format(**ids)}", (who, method, path)
            assert ASKED not in page.text, (who, method, path)
            missing = await _ask(browser, method, f"/g/nowhere{path.format(**ids)}")
            assert (missing.status, missing.words) == (404, page.words), (who, method, path)
    async with store.reading() as tx:
        assert [each.id for each in await tx.rounds.open_now(open_round.group)] == [open_round.id]


async def test_what_is_of_a_group_is_not_to_be_had_through_another_ones_address(
    *,
    browse: Browse,
    services: Services,
    elsewhere: Group,
    open_round: Round,
    deck: StudyDeck,
):
    ola = await _joins(await browse(), services, elsewhere.id, "Ola")
    here = f"/g/{elsewhere.id}"
    for method, path in (
        (GET, f"/rounds/{open_round.id}"),
        (GET, f"/questions/{deck.questions[0].id}"),
        (POST, f"/rounds/{open_round.id}/reply"),
        (POST, f"/rounds/{open_round.id}/draft"),
        (POST, f"/rounds/{open_round.id}/withdraw"),
        (POST, f"/rounds/{open_round.id}/rating"),
        (POST, f"/rounds/{open_round.id}/vote"),
        (POST, f"/rounds/{open_round.id}/confidence"),
        (POST, f"/rounds/{open_round.id}/claims"),
    ):
        assert (await _ask(ola, method, f"{here}{path}")).status == 404, path
    for path in ("", "/rounds", "/lookup?q=bread+dough", "/lookup/suggestions?q=bread+dough"):
        assert ASKED not in (await ola.get(f"{here}{path}")).text, path
    assert ASKED not in (await ola.get("/")).text
    assert ASKED not in (await ola.get("/me")).text


async def test_of_a_reveal_nothing_is_read_or_written_by_who_was_not_told_its_round(
    browse: Browse, services: Services, elsewhere: Group, open_round: Round
):
    ann, ola = await browse("Ann"), await _joins(await browse(), services, elsewhere.id, "Ola")
    path = f"/rounds/{open_round.id}"
    await ann.post(f"/g/local{path}/reply", {"text": "The gluten relaxes."})
    await services.groups.set_late(open_round.group, late=True)
    await services.rounds.close(open_round.group, open_round.id)
    shown = await ann.post(f"/g/local{path}/comments", {"text": "Why is that?"})
    comment = (shown.one(".comment form").attributes["action"] or "").rpartition("/")[2]
    said = {"reason": "It forgets the water.", "text": ""}
    shown = await ann.post(f"/g/local{path}/challenges", said)
    challenge = (shown.one(".challenge form").attributes["action"] or "").rpartition("/")[2]
    before = (await ann.get(f"/g/local{path}")).words
    assert "Why is that?" in before

    for method, part in (
        (GET, "/map"),
        (GET, "/words"),
        (POST, "/again"),
        (POST, "/again/withdraw"),
        (POST, "/comments"),
        (POST, f"/comments/{comment}"),
        (POST, "/lending"),
        (POST, "/challenges"),
        (POST, f"/challenges/{challenge}"),
        (POST, "/confidence"),
        (POST, "/claims"),
        (POST, "/rating"),
        (POST, "/vote"),
    ):
        asked = f"/g/{elsewhere.id}{path}{part}"
        page = await _ask(ola, method, asked)
        assert (page.status, page.path, ASKED in page.text) == (404, asked, False), part
        if method == GET:
            assert (await ann.get(f"/g/local{path}{part}")).status == 200, part
    dan = await browse("Dan")
    taken = await dan.post(f"/g/local{path}/comments/{comment}", {"remove": "yes"})
    assert taken.status in (403, 404)
    assert (await ann.get(f"/g/local{path}")).words == before


async def test_the_desk_refuses_a_member_at_each_of_its_addresses(
    browse: Browse, services: Services, open_round: Round, deck: StudyDeck
):
    await services.workspaces.enter("chat", "7", "Club")
    ann = await browse("Ann")
    ids = {"round": open_round.id, "question": deck.questions[0].id, "deck": deck.id}
    ids |= {"schedule": "s", "draft": "d", "seat": "m"}
    for method, path in sorted(OF_GROUPS):
        if path.startswith("/admin"):
            asked = f"/g/local{path.format(**ids)}"
            page = await _ask(ann, method, asked)
            # Who was let in would be led on, to a page that refuses.
            assert (page.status, page.path) == (403, asked), (method, path)
            assert ASKED not in page.text, (method, path)


async def test_who_reads_several_groups_is_shown_each_by_its_name_and_one_alone_leads_there(
    browse: Browse, services: Services, elsewhere: Group
):
    ann = await browse("Ann")
    assert (await ann.get("/")).path == "/g/local"
    await _joins(ann, services, elsewhere.id, "Annie")

    page = await ann.get("/")

    assert page.path == "/"
    links = {each.attributes["href"] for each in page.html.css("main a")}
    assert links == {"/g/local", f"/g/{elsewhere.id}"}
    assert "Night readers" in page.words
    mine = await ann.get("/me")
    assert mine.has("#in-local")
    assert mine.has(f"#in-{elsewhere.id}")


async def test_the_desk_is_of_its_workspace_and_a_member_without_it_has_none(
    browse: Browse, services: Services, elsewhere: Group
):
    organiser = await browse(admin=True)
    for group in ("local", elsewhere.id):
        assert (await organiser.get(f"/g/{group}/admin")).status == 200
    await services.workspaces.enter("chat", "7", "Club")
    ann = await browse("Ann")
    assert (await ann.get("/g/local/admin")).status == 403
