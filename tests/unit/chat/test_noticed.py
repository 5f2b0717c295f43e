"""What a notice's buttons do: each is the next thing that can be done, and does it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.chat import actions, searching
from bot.core.models import AtEnd, Channel, Group, Member, Round, Schedule, ScheduleState, Workspace
from bot.core.read_models import AdminNote
from bot.core.schedules import Plan
from bot.core.view import Message, Press
from bot.errors import DeckNotAtHand, NotOrganiser
from bot.presentation.errors import words_for
from bot.presentation.notices import SHOW_LISTED, admin_message
from bot.services.services import Services
from bot.storage.transaction import Store
from tests.fakes.study_deck import StudyDeck, store_deck
from tests.unit.chat.interacting import KeptInteraction

DAY = timedelta(days=1)
ROLES = {"7": "Bakers", "8": "Millers"}


@dataclass(slots=True)
class WithRoles(KeptInteraction):
    """On a platform that has roles."""

    async def roles(self, workspace: Workspace) -> dict[str, str]:
        return ROLES


@pytest.fixture
async def here(services: Services, room: Group) -> Channel:
    found = await services.groups.find_channel("web", "room")
    assert found is not None
    return found


@pytest.fixture
async def mara(services: Services, room: Group, ann: Member, here: Channel) -> WithRoles:
    workspace = await services.workspaces.find("web", "local")
    return WithRoles(services, ann.person, workspace, here, room, ann, None)


@pytest.fixture
async def planned(services: Services, room: Group, deck: StudyDeck) -> Schedule:
    return await services.schedules.add(room.id, Plan(deck.id, "every day 09:00", "UTC", DAY))


async def _press(who: KeptInteraction, message: Message, label: str) -> Message:
    found = next(each for each in message.actions if each.label == label)
    press = Press.read(found.press.name, found.press.value)
    await {**actions.IN_WORKSPACES, **actions.OF_ORGANISERS}[press.name](who, press)
    return who.shown[-1]


def _told(code: str, there: Channel, **values: str) -> Message:
    return admin_message(AdminNote(code, {"deck": "Baking bread", **values}, there))


async def _paused_without_deck(services: Services, deck: StudyDeck, planned: Schedule) -> Schedule:
    await services.deck_edits.remove(deck.deck.workspace, deck.id)
    paused = await services.schedules.get(planned.group, planned.id)
    assert paused.state is ScheduleState.PAUSED
    return paused


async def test_a_schedule_without_its_deck_goes_on_with_another_that_is_chosen(
    services: Services,
    *,
    store: Store,
    mara: WithRoles,
    here: Channel,
    deck: StudyDeck,
    planned: Schedule,
) -> None:
    rye = await store_deck(
        store, deck.deck.workspace, planned.next_at or planned.created_at, title="Rye"
    )
    await _paused_without_deck(services, deck, planned)
    notice = _told("deck-removed", here, schedule=planned.id, removed=deck.id)
    asked = await _press(mara, notice, "Choose another deck")
    shown = await _press(mara, asked, "Rye")

    found = await services.schedules.get(planned.group, planned.id)
    assert (found.deck, found.state) == (rye.id, ScheduleState.ACTIVE)
    assert "Rye" in str(shown.blocks)


async def test_a_deck_that_is_brought_back_from_the_notice_lets_its_schedule_go_on(
    services: Services, mara: WithRoles, here: Channel, deck: StudyDeck, planned: Schedule
) -> None:
    await _paused_without_deck(services, deck, planned)
    notice = _told("deck-removed", here, schedule=planned.id, removed=deck.id)
    await _press(mara, notice, "Bring the deck back")

    found = await services.schedules.get(planned.group, planned.id)
    assert (found.deck, found.state) == (deck.id, ScheduleState.ACTIVE)


async def test_who_organises_nothing_brings_no_deck_back(
    services: Services, mara: WithRoles, here: Channel, deck: StudyDeck, planned: Schedule
) -> None:
    await _paused_without_deck(services, deck, planned)
    mara.runs = False
    notice = _told("deck-removed", here, schedule=planned.id, removed=deck.id)
    for label in ("Bring the deck back", "Choose another deck"):
        with pytest.raises(NotOrganiser):
            await _press(mara, notice, label)


async def test_a_schedule_is_not_said_to_go_on_while_its_deck_is_gone(
    services: Services, deck: StudyDeck, planned: Schedule
) -> None:
    await _paused_without_deck(services, deck, planned)
    with pytest.raises(DeckNotAtHand) as refused:
        await services.schedules.resume(planned.group, planned.id)
    assert "Baking bread" in words_for(refused.value)


async def test_what_is_planned_is_listed_and_each_shown_from_a_notice(
    mara: WithRoles, here: Channel, planned: Schedule
) -> None:
    listed = await _press(mara, _told("going-on", here, decks="“Bread”"), "Show the schedules")
    shown = await _press(mara, listed, listed.actions[0].label)
    (found,) = await searching.found(mara, SHOW_LISTED, here.id, "09:00 bread")
    assert found == listed.actions[0]
    paused = await _press(mara, shown, "Pause")
    assert "Resume" in [each.label for each in paused.actions]


async def test_a_deck_at_its_end_starts_over_from_the_notice(
    services: Services, mara: WithRoles, here: Channel, planned: Schedule
) -> None:
    notice = _told("deck-finished", here, schedule=planned.id)
    await _press(mara, notice, "Let it start over")
    found = await services.schedules.get(planned.group, planned.id)
    assert (found.at_end, found.state) == (AtEnd.START_OVER, ScheduleState.ACTIVE)


async def test_another_role_is_chosen_in_place_of_one_that_is_gone(
    services: Services, mara: WithRoles, here: Channel
) -> None:
    notice = _told("role-gone", here, of_role=here.id, channel=here.name)
    asked = await _press(mara, notice, "Choose another role")
    shown = await _press(mara, asked, "Millers")
    assert (await services.groups.channel(here.id)).mention_role == "8"
    assert "Millers" in shown.summary


async def test_a_post_that_was_stuck_is_tried_again_at_once_and_another_group_s_never(
    services: Services, mara: WithRoles, here: Channel, open_round: Round
) -> None:
    notice = _told("post-stuck", here, stuck=open_round.id, channel="study", reason="it is locked")
    assert "tried again now" in (await _press(mara, notice, "Try again now")).summary
