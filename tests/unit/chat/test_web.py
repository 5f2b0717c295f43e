"""The way from a chat to the web."""

from __future__ import annotations

import re

import pytest

from bot.chat.members import link, open_web
from bot.core.models import Group, Member, Workspace
from bot.core.view import Line, Prose
from bot.services.services import Services
from bot.services.sessions import Visitor
from tests.unit.chat.interacting import KeptInteraction

LINK = re.compile(r"\(https://site/enter\?pass=(.+)\)$")


async def _asked(
    services: Services,
    known: Member | None,
    workspace: Workspace | None,
    group: Group | None,
    *,
    runs: bool,
) -> str:
    """Ask for a link, and return its secret."""
    services.web_url = "https://site"
    interaction = KeptInteraction(services, "7", workspace, None, group, known, None, runs=runs)
    await open_web(interaction)
    (message,) = interaction.shown
    (link,) = (block for block in message.blocks if isinstance(block, Prose))
    found = LINK.search(link.markdown)
    assert found is not None
    return found[1]


@pytest.fixture
async def ann(services: Services, room: Group) -> Member:
    return await services.members.of_platform(room.id, "web", "7", "Ann")


@pytest.mark.parametrize("runs", [True, False])
async def test_the_link_signs_in_who_asked_and_opens_the_desk_to_organisers_alone(
    services: Services, room: Group, ann: Member, runs: bool
) -> None:
    workspace = await services.workspaces.enter("web", "club", "Club")

    secret = await _asked(services, ann, workspace, room, runs=runs)

    offer = await services.sessions.offer(secret)
    assert (offer.names, offer.desk) == (("Ann",), "Club" if runs else None)
    used, token = await services.sessions.enter(secret, None)
    assert used.group == room.id
    expected = Visitor(ann.person, workspace.id if runs else None)
    assert await services.sessions.visitor(token) == expected


async def test_outside_of_workspaces_it_opens_no_desk_and_leads_to_all_groups(
    services: Services, ann: Member
) -> None:
    used, _ = await services.sessions.enter(
        await _asked(services, None, None, None, runs=True), None
    )
    assert (used.person, used.workspace, used.group) == (ann.person, None, None)


async def test_who_did_nothing_so_far_is_somebody_from_then_on(services: Services) -> None:
    used, token = await services.sessions.enter(
        await _asked(services, None, None, None, runs=False), None
    )
    assert used.person is not None
    assert await services.sessions.visitor(token) == Visitor(used.person)
    accounts = await services.members.accounts(used.person)
    assert [(each.platform, each.subject) for each in accounts] == [("web", "7")]


async def test_who_did_nothing_so_far_is_called_as_their_platform_does(
    services: Services, room: Group
) -> None:
    secret = await _asked(services, None, None, None, runs=False)
    assert (await services.sessions.offer(secret)).names == ("Ann of the chat",)

    used, _ = await services.sessions.enter(secret, None)

    assert used.person is not None
    member = await services.members.of_person(room.id, used.person)
    assert member.name == "Ann of the chat"


async def test_in_a_direct_message_who_did_nothing_so_far_joins_their_accounts(
    services: Services, ann: Member
) -> None:
    stranger = KeptInteraction(services, "8", None, None, None, None, None)
    await link(stranger, None)
    (message,) = stranger.shown
    code = message.summary.removeprefix("Your code is ")

    await link(KeptInteraction(services, "7", None, None, None, None, None), code)

    there = await services.members.everywhere("web", "8")
    assert [each.name for each in there] == ["Ann"]
    assert there == await services.members.everywhere("web", "7")


@pytest.mark.parametrize(
    ("url", "is_told"),
    [
        ("http://127.0.0.1:8080", True),
        ("http://[::1]:8080", True),
        ("http://localhost", True),
        ("https://study.example.org", False),
        ("http://192.168.1.7:8080", False),
    ],
)
async def test_a_link_that_opens_on_the_room_s_machine_alone_says_so(
    services: Services, url: str, is_told: bool
) -> None:
    services.web_url = url
    interaction = KeptInteraction(services, "7", None, None, None, None, None)
    await open_web(interaction)

    (message,) = interaction.shown
    told = [each.text for each in message.blocks if isinstance(each, Line)]
    assert any("ROUNDTABLE_WEB_URL" in each for each in told) is is_told
