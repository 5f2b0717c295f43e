"""The log tells what was committed, once, by ids alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from structlog.testing import capture_logs
from structlog.typing import EventDict

from bot.core.deliveries import DeliveryState
from bot.core.models import (
    Group,
    Round,
    RoundState,
    Schedule,
    ScheduleId,
    ScheduleState,
)
from bot.services.groups import LOCAL_GROUP
from bot.services.services import Services
from bot.storage.transaction import Store
from tests.fakes.study_deck import StudyDeck


@pytest.fixture
def log() -> Iterator[list[EventDict]]:
    with capture_logs() as events:
        yield events


def _schedule(deck: StudyDeck) -> Schedule:
    return Schedule(
        id=ScheduleId("daily"),
        group=LOCAL_GROUP,
        deck=deck.id,
        recurrence="0 9 * * *",
        zone="UTC",
        window=timedelta(hours=1),
        grace=timedelta(hours=1),
        next_at=None,
    )


async def test_a_round_is_told_from_opening_to_closing(
    services: Services, room: Group, deck: StudyDeck, log: list[EventDict]
):
    round_ = await services.rounds.open_next(room.id, deck.id)
    await services.rounds.close(room.id, round_.id)
    await services.rounds.close(room.id, round_.id)

    about = {"round": round_.id, "group": room.id, "log_level": "info"}
    assert log == [{"event": "round opened", **about}, {"event": "round closed", **about}]


async def test_a_round_that_is_called_off_is_told(
    services: Services, open_round: Round, log: list[EventDict]
):
    await services.rounds.skip(open_round.group, open_round.id)

    assert [event["event"] for event in log] == ["round skipped"]


async def test_what_was_rolled_back_is_not_told(
    store: Store, open_round: Round, log: list[EventDict]
):
    async def close_and_fail() -> None:
        async with store.writing() as tx:
            await tx.rounds.end([replace(open_round, state=RoundState.CLOSED)])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await close_and_fail()

    assert log == []


async def test_a_schedule_is_told_when_it_comes_rests_and_goes(
    store: Store, deck: StudyDeck, log: list[EventDict]
):
    schedule = _schedule(deck)
    async with store.writing() as tx:
        await tx.schedules.add(schedule)
        await tx.schedules.update_progress([schedule])
        await tx.schedules.update_progress(
            [replace(schedule, state=ScheduleState.PAUSED, reason="channel-gone")]
        )
        await tx.schedules.remove(schedule.id)

    assert [(event["event"], event["schedule"]) for event in log] == [
        ("schedule added", "daily"),
        ("schedule paused", "daily"),
        ("schedule removed", "daily"),
    ]
    assert log[1]["reason"] == "channel-gone"


async def test_a_delivery_that_is_given_up_is_told(
    store: Store, services: Services, open_round: Round, log: list[EventDict]
):
    (delivery,) = await services.deliveries.due()
    async with store.writing() as tx:
        await tx.deliveries.end(delivery, DeliveryState.DEAD, "no")

    assert log == [
        {
            "event": "delivery given up",
            "delivery": delivery.key,
            "round": open_round.id,
            "group": open_round.group,
            "log_level": "info",
        }
    ]


async def test_reading_is_told_by_nobody(store: Store, open_round: Round, log: list[EventDict]):
    async with store.reading() as tx:
        assert await tx.rounds.get(open_round.id) == open_round

    assert log == []
