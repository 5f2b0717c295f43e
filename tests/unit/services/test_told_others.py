"""Organisers of two workspaces in one linked group: each hears what the other's changed."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from bot.core.audit import Actor
from bot.core.deliveries import DeliveryKind
from bot.core.models import Channel, WorkspaceId
from bot.core.schedules import Plan
from bot.services.acting import acting
from bot.services.services import Services
from bot.storage.transaction import Store
from tests.conftest import ENGINES
from tests.fakes.clock import Clock
from tests.fakes.places import linked, settled
from tests.fakes.study_deck import StudyDeck, store_deck

pytestmark = pytest.mark.parametrize("engine_name", ENGINES)


@pytest.fixture
async def here(services: Services) -> Channel:
    """The channel of a workspace."""
    return await settled(services)


@pytest.fixture
async def abroad(services: Services, here: Channel) -> Channel:
    """The channel of another one, linked with it."""
    return await linked(services, await settled(services, workspace="2"), here.group)


@pytest.fixture
async def bread(services: Services, store: Store, here: Channel, clock: Clock) -> StudyDeck:
    """The first workspace's deck."""
    return await store_deck(store, (await _organiser(services, "1")).workspace or "", clock.now())


async def _organiser(services: Services, workspace: str) -> Actor:
    found = await services.workspaces.find("chat", workspace)
    return Actor("chat", f"boss of {workspace}", workspace=found.id if found else WorkspaceId(""))


async def _told(services: Services) -> list[tuple[str, str]]:
    """Return what organisers are told since, as the channel and the code."""
    told = []
    while due := await services.deliveries.claim():
        for each in due:
            if each.kind is DeliveryKind.NOTICE:
                told.append((each.channel, json.loads(each.note)["code"]))
            await services.deliveries.dropped(each)
    return sorted(told)


async def test_what_organisers_of_one_workspace_change_is_told_to_those_of_the_other_alone(
    services: Services, here: Channel, abroad: Channel, bread: StudyDeck
):
    plan = Plan(bread.id, "every day 09:00", "UTC", timedelta(hours=8))
    with acting(await _organiser(services, "2")):
        schedule = await services.schedules.add(here.group, plan)
        first, second = [
            await services.rounds.open_question(here.group, each.id) for each in bread.questions[:2]
        ]
        assert await _told(services) == []
        await services.rounds.close(here.group, first.id)
        await services.rounds.skip(here.group, second.id)
        await services.schedules.pause(here.group, schedule.id)

    codes = "others-round-closed", "others-round-skipped", "others-schedule-paused"
    assert await _told(services) == [(here.id, code) for code in codes]
    with acting(await _organiser(services, "1")):
        await services.schedules.remove(here.group, schedule.id)
    assert await _told(services) == [(abroad.id, "others-schedule-removed")]


async def test_who_pauses_and_resumes_all_day_is_told_of_once_a_day(
    services: Services, here: Channel, abroad: Channel, bread: StudyDeck, clock: Clock
):
    plan = Plan(bread.id, "every day 09:00", "UTC", timedelta(hours=8))
    schedule = await services.schedules.add(here.group, plan)
    for _ in range(2):
        with acting(await _organiser(services, "2")):
            for _ in range(3):
                await services.schedules.pause(here.group, schedule.id)
                await services.schedules.resume(here.group, schedule.id)
        assert await _told(services) == [(here.id, "others-schedule-paused")]
        clock.advance(timedelta(days=1))


async def test_a_channel_that_is_taken_out_is_told_to_those_who_stay(
    services: Services, here: Channel, abroad: Channel
):
    with acting(await _organiser(services, "2")):
        await services.linking.leave(abroad.id)

    assert await _told(services) == [(here.id, "others-channel-unlinked")]


async def test_in_a_workspace_of_its_own_a_group_s_organisers_are_told_nothing_of_themselves(
    services: Services, here: Channel, bread: StudyDeck
):
    await linked(services, await settled(services, name="kitchen"), here.group)
    for actor in (await _organiser(services, "1"), Actor("web")):
        round_ = await services.rounds.open_next(here.group, bread.id)
        with acting(actor):
            await services.rounds.close(here.group, round_.id)

    assert await _told(services) == []


async def test_what_nobody_did_is_nobody_s_news(
    services: Services, here: Channel, abroad: Channel, bread: StudyDeck, clock: Clock
):
    await services.rounds.open_next(here.group, bread.id)
    clock.advance(timedelta(days=2))
    await services.rounds.tick()

    assert await _told(services) == []
