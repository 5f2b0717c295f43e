"""Who may plan and change: looked at when something is done, and told whom to ask when refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import cast

import pytest

from bot.chat.actions import OF_ORGANISERS
from bot.core.models import Group, GroupId, Workspace, WorkspaceId
from bot.core.view import Press
from bot.errors import NotOrganiser
from bot.presentation.audit import who_words
from bot.presentation.errors import words_for
from bot.services.acting import who_acts
from bot.services.services import Services
from tests.unit.chat.interacting import KeptInteraction

GROUP = Group(GroupId("g"), "Bread")
WORKSPACE = Workspace(WorkspaceId("w"), "web", "here", "Here", datetime(2026, 3, 2, tzinfo=UTC))
NO_SERVICES = cast("Services", None)


def _someone(
    workspace: Workspace | None = WORKSPACE, group: Group | None = GROUP, *, runs: bool = False
) -> KeptInteraction:
    return KeptInteraction(NO_SERVICES, "ann", workspace, None, group, None, None, runs=runs)


ORGANISERS = {
    "runs it": _someone(runs=True),
    "installed it": _someone(replace(WORKSPACE, owner="ann")),
    "was named": _someone(replace(WORKSPACE, organisers=("bo", "ann"))),
}


@pytest.mark.parametrize("who", ORGANISERS)
async def test_who_organises_the_workspace_plans_and_changes_its_decks(who: str) -> None:
    await ORGANISERS[who].require_organiser()
    await ORGANISERS[who].require_workspace_organiser()


async def test_who_was_named_for_a_group_plans_there_and_changes_no_deck() -> None:
    named = _someone(group=replace(GROUP, organisers=("web:ann",)))
    await named.require_organiser()
    with pytest.raises(NotOrganiser):
        await named.require_workspace_organiser()


@pytest.mark.parametrize(
    "stranger",
    [
        _someone(),
        _someone(None, None),
        _someone(group=replace(GROUP, organisers=("ann", "slack:ann", "web:an"))),
    ],
)
async def test_nobody_else_does_and_is_told_whom_to_ask(stranger: KeptInteraction) -> None:
    with pytest.raises(NotOrganiser) as refused:
        await stranger.require_organiser()
    assert "room’s admins" in words_for(refused.value)


async def test_who_passed_is_who_the_log_has_and_who_did_not_is_nobody(
    services: Services, room: Group
) -> None:
    with pytest.raises(NotOrganiser):
        await _someone().require_organiser()
    assert who_acts() is None
    await services.members.of_platform(room.id, "web", "9", "Boss")
    boss = KeptInteraction(services, "9", WORKSPACE, None, room, None, None)
    await boss.require_organiser()
    await services.groups.set_naming(room.id, room.naming)
    log = await services.audit.page(9)
    assert [who_words(each, log.names) for each in log.entries] == ["Boss"]


@pytest.mark.parametrize("name", OF_ORGANISERS)
async def test_a_button_asks_for_the_right_when_it_is_pressed(name: str) -> None:
    with pytest.raises(NotOrganiser):
        await OF_ORGANISERS[name](_someone(), Press(name, "all"))
