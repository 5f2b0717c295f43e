"""What becomes of channels on their platforms, as it is told: perhaps twice, perhaps of others."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from bot.core.deliveries import DeliveryKind, DeliveryState
from bot.core.models import (
    Channel,
    Schedule,
    ScheduleState,
    WorkspaceId,
)
from bot.core.schedules import Plan
from bot.services.services import Services
from bot.storage.transaction import Store
from tests.conftest import ENGINES
from tests.fakes.clock import Clock
from tests.fakes.members import see_all
from tests.fakes.places import linked, settled
from tests.fakes.study_deck import StudyDeck, store_deck

pytestmark = pytest.mark.parametrize("engine_name", ENGINES)
WHERE = ("chat", "1", "1/study")


@pytest.fixture
async def study(services: Services) -> Channel:
    """A channel with a group."""
    return await settled(services)


@pytest.fixture
async def bread(services: Services, store: Store, study: Channel, clock: Clock) -> StudyDeck:
    """The workspace's deck."""
    workspace = await services.workspaces.find("chat", "1")
    assert workspace is not None
    return await store_deck(store, WorkspaceId(workspace.id), clock.now())


async def _planned(services: Services, study: Channel, deck: StudyDeck) -> Schedule:
    plan = Plan(deck.id, "every day 09:00", "UTC", timedelta(hours=8))
    return await services.schedules.add(study.group, plan)


async def _known(services: Services, address: str = "1/study") -> Channel:
    found = await services.groups.find_channel("chat", address)
    assert found is not None
    return found


async def test_what_reaches_nobody_else_pauses_and_its_owner_hears_why_once(
    services: Services, study: Channel, bread: StudyDeck
):
    schedule = await _planned(services, study, bread)
    for _ in range(2):
        await services.channels.close(*WHERE, "it was archived")

    assert (await _known(services)).gone
    paused = await services.schedules.get(study.group, schedule.id)
    assert (paused.state, paused.reason) == (ScheduleState.PAUSED, "channel-gone")
    (told,) = await services.deliveries.claim()
    assert (told.kind, told.channel) == (DeliveryKind.NOTICE, study.id)
    assert "it was archived" in told.note


async def test_what_another_channel_of_the_group_hears_goes_on(
    services: Services, study: Channel, bread: StudyDeck
):
    await linked(services, await settled(services, name="kitchen"), study.group)
    schedule = await _planned(services, study, bread)
    await services.channels.close(*WHERE)

    going_on = await services.schedules.get(study.group, schedule.id)
    assert going_on.state is ScheduleState.ACTIVE
    asked = await services.rounds.open_next(study.group, bread.id)
    told = await services.cards.audience(asked.id)
    assert [each.name for each in told] == ["kitchen"]


async def test_of_a_channel_where_nothing_goes_on_nobody_is_told(
    services: Services, study: Channel
):
    await services.channels.close(*WHERE)

    assert await services.deliveries.claim() == []


async def test_how_a_round_ended_meanwhile_is_told_once_it_is_back(
    services: Services, study: Channel, bread: StudyDeck
):
    round_ = await services.rounds.open_next(study.group, bread.id)
    await services.channels.close(*WHERE)
    await services.rounds.close(study.group, round_.id)
    for delivery in await services.deliveries.claim():
        await services.deliveries.sent(delivery, "1", timedelta(0))
    assert DeliveryKind.REVEAL not in {each.kind for each in await services.deliveries.due()}
    for _ in range(2):
        await services.channels.open(*WHERE)

    assert not (await _known(services)).gone
    due = await services.deliveries.due()
    assert [(each.kind, each.state) for each in due if each.kind is DeliveryKind.REVEAL] == [
        (DeliveryKind.REVEAL, DeliveryState.PENDING)
    ]


async def test_what_ended_long_ago_is_no_news(
    services: Services, study: Channel, bread: StudyDeck, clock: Clock
):
    round_ = await services.rounds.open_next(study.group, bread.id)
    await services.channels.close(*WHERE)
    await services.rounds.close(study.group, round_.id)
    clock.advance(timedelta(days=8))
    await services.channels.open(*WHERE)

    assert DeliveryKind.REVEAL not in {each.kind for each in await services.deliveries.due()}


async def test_a_name_and_an_address_are_taken_over(services: Services, study: Channel):
    await services.channels.rename(*WHERE, "dough\nand more")
    await services.channels.move("chat", "1", "1/study", "1/new")

    known = await _known(services, "1/new")
    assert (known.id, known.group, known.name) == (study.id, study.group, "dough and more")
    assert await services.groups.find_channel("chat", "1/study") is None


async def test_no_channel_takes_the_address_of_another(services: Services, study: Channel):
    other = await settled(services, name="kitchen")
    await services.channels.move("chat", "1", "1/study", "1/kitchen")

    assert (await _known(services)).id == study.id
    assert (await _known(services, "1/kitchen")).id == other.id


async def test_what_another_workspace_is_told_of_a_shared_channel_changes_nothing(
    services: Services, study: Channel
):
    await services.channels.close("chat", "2", "1/study")
    await services.channels.rename("chat", "2", "1/study", "theirs")
    await services.channels.move("chat", "2", "1/study", "2/study")

    assert await _known(services) == study


async def test_of_a_channel_where_nothing_was_asked_nothing_is_kept(services: Services):
    await services.channels.close("chat", "1", "1/other")
    await services.channels.open("chat", "1", "1/other")
    await services.channels.rename("chat", "1", "1/other", "other")
    await services.channels.move("chat", "1", "1/other", "1/new")

    assert await services.groups.find_channel("chat", "1/other") is None


async def _told(services: Services) -> list[str]:
    """Return the codes of what organisers are told, and take it out of the way."""
    told = []
    while due := await services.deliveries.claim():
        for each in due:
            if each.kind is DeliveryKind.NOTICE:
                told.append(json.loads(each.note)["code"])
            await services.deliveries.dropped(each)
    return told


async def test_what_paused_goes_on_by_itself_once_its_channel_is_back_and_organisers_hear_of_it(
    services: Services, study: Channel, bread: StudyDeck, clock: Clock
):
    schedule = await _planned(services, study, bread)
    await services.channels.close(*WHERE)
    clock.advance(timedelta(minutes=1))
    for _ in range(2):
        await services.channels.open(*WHERE)

    assert await services.schedules.get(study.group, schedule.id) == schedule
    assert await _told(services) == ["channel-gone", "going-on"]


async def test_what_an_organiser_paused_stays_so_when_the_channel_is_back(
    services: Services, study: Channel, bread: StudyDeck
):
    before, meanwhile = [await _planned(services, study, bread) for _ in range(2)]
    await services.schedules.pause(study.group, before.id)
    await services.channels.close(*WHERE)
    await services.schedules.pause(study.group, meanwhile.id)

    await services.channels.open(*WHERE)

    states = {each.state for each in await services.schedules.of_group(study.group)}
    assert states == {ScheduleState.PAUSED}
    assert await _told(services) == ["channel-gone"]


@pytest.mark.parametrize(
    ("late", "asked", "told"),
    [
        (timedelta(minutes=30), 1, ["channel-gone", "going-on"]),
        (timedelta(days=2, minutes=30), 1, ["channel-gone", "going-on", "opening-missed"]),
        (timedelta(hours=12), 0, ["channel-gone", "going-on", "opening-missed"]),
    ],
)
async def test_an_opening_that_was_missed_meanwhile_is_made_up_once_while_it_is_young(
    *,
    services: Services,
    study: Channel,
    bread: StudyDeck,
    clock: Clock,
    late: timedelta,
    asked: int,
    told: list[str],
):
    schedule = await _planned(services, study, bread)
    assert schedule.next_at is not None
    await services.channels.close(*WHERE)
    clock.set(schedule.next_at + late)
    await services.rounds.tick()
    await services.channels.open(*WHERE)
    await services.rounds.tick()

    everybody = await see_all(services, study.group)
    assert len(await services.cards.open_now(everybody)) == asked
    assert await _told(services) == told


async def test_what_paused_for_want_of_a_right_to_post_goes_on_when_it_is_granted(
    services: Services, study: Channel, bread: StudyDeck
):
    schedule = await _planned(services, study, bread)
    await services.rounds.open_next(study.group, bread.id)
    (question,) = await services.deliveries.claim()
    await services.deliveries.channel_gone(question, "no Send Messages")
    assert [each.id for each in await services.channels.out_of_reach("chat", "1")] == [study.id]

    await services.channels.open(*WHERE)

    assert await services.schedules.get(study.group, schedule.id) == schedule
    assert await services.channels.out_of_reach("chat", "1") == []


async def test_what_paused_when_the_app_was_uninstalled_goes_on_when_it_is_back(
    services: Services, study: Channel, bread: StudyDeck
):
    abroad = await linked(services, await settled(services, workspace="2"), study.group)
    both = await _planned(services, study, bread)
    await services.workspaces.leave("chat", "1")
    away = await services.schedules.get(study.group, both.id)
    assert (away.state, away.reason) == (ScheduleState.PAUSED, "deck-away")
    await services.workspaces.leave("chat", "2")
    await services.workspaces.enter("chat", "2", "Two")
    assert (await services.schedules.get(study.group, both.id)).state is ScheduleState.PAUSED

    await services.workspaces.enter("chat", "1", "One")

    assert await services.schedules.get(abroad.group, both.id) == both
    assert (await _told(services)).count("going-on") == 2  # one a workspace


async def test_a_group_that_was_called_after_its_channel_still_is_when_that_is_renamed(
    services: Services, study: Channel
):
    await services.channels.rename(*WHERE, "dough")
    followed = (await services.groups.get(study.group)).name
    await services.groups.rename(study.group, "Bakers")
    await services.channels.rename(*WHERE, "loaves")

    assert followed == "dough"
    assert (await services.groups.get(study.group)).name == "Bakers"
