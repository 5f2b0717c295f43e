"""A reveal and its thread: what a thread refuses is said in its channel, and pauses nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bot.core.models import Schedule, ScheduleState
from bot.core.schedules import Plan
from tests.e2e_slack.roundtable import Club
from tests.fakes.slack import Message, Person
from tests.fakes.slack.entities import Posting
from tests.fakes.slack.errors import Refused

pytestmark = pytest.mark.usefixtures("waits")
WORDS, OTHERS = "It lets the gluten relax.", "It tastes better."


def _question(club: Club) -> Message:
    return next(each for each in club.study.messages if each.author.is_bot)


async def _asked(club: Club) -> None:
    await club.ask()
    for who, text in ((club.ann, WORDS), (club.bo, OTHERS)):
        form = await who.press(_question(club), "Answer")
        await who.submit(form, {"answer:0": text})


async def _planned(club: Club) -> Schedule:
    channel = await club.known()
    owner = f"{club.study.workspace.id}:{club.mara.id}"
    await club.services.groups.configure_channel(channel.id, owner=owner)
    plan = Plan(club.deck.id, "every day 09:00", "UTC", timedelta(hours=8))
    return await club.services.schedules.add(channel.group, plan)


async def _state(club: Club, schedule: Schedule) -> ScheduleState:
    return (await club.services.schedules.get(schedule.group, schedule.id)).state


def _everywhere(club: Club) -> str:
    return "\n".join(each.text for each in club.study.history.values() if each.author.is_bot)


async def _forgotten(club: Club, who: Person) -> None:
    farewell = await who.slash(club.study, "/mine", "delete")
    await who.press(farewell.message, "Delete everything")
    for _ in range(2):
        club.clock.advance(timedelta(minutes=2))
        await club.turn()


def _locked(club: Club) -> None:
    club.study.locked.add(_question(club).ts)


def _without_threads(club: Club) -> None:
    club.study.posting = Posting.NO_THREADS


CLOSED: dict[str, Callable[[Club], None]] = {
    "locked": _locked,
    "not allowed": _without_threads,
    "deleted": lambda club: club.slack.world.messages.delete(_question(club)),
}


@pytest.mark.parametrize("how", CLOSED)
async def test_a_reveal_that_no_thread_takes_is_said_in_the_channel_once_and_nothing_pauses(
    club: Club, how: str
):
    schedule = await _planned(club)
    await _asked(club)
    CLOSED[how](club)
    await club.close()
    club.slack.refused.clear()
    club.clock.advance(timedelta(minutes=5))
    await club.turn()

    assert [WORDS in each.text for each in club.study.messages].count(True) == 1
    assert await _state(club, schedule) is ScheduleState.ACTIVE
    told = [each.text for each in club.mara.dms]
    assert [text for text in told if "deleted the post of an open question" not in text] == []
    assert len(told) == (how == "deleted")
    club.slack.refused.clear()


@pytest.mark.parametrize("arrives", [False, True])
async def test_a_thread_that_slack_fails_at_keeps_its_reveal_waiting_for_minutes(
    club: Club, *, arrives: bool
):
    await _asked(club)
    thread, calls = _question(club).ts, club.slack.world.messages
    post, begun = calls.post, club.clock.now() + timedelta(hours=24)

    def broken(*said: Any, **how: Any) -> Any:
        if how["thread_ts"] != thread:
            return post(*said, **how)
        replies = club.study.thread(_question(club))
        if arrives and club.clock.now() >= begun + timedelta(minutes=5) and not replies:
            post(*said, **how)
        raise Refused("internal_error")

    calls.post = broken  # type: ignore[method-assign]
    await club.close()
    for _ in range(12):
        club.clock.advance(timedelta(minutes=1))
        await club.turn()

    shown = [each for each in club.study.history.values() if WORDS in each.text]
    assert [each.thread_ts == thread for each in shown] == [arrives]
    club.slack.refused.clear()


async def test_a_channel_where_only_some_may_post_is_told_as_such(club: Club):
    schedule = await _planned(club)
    club.study.posting = Posting.NOTHING
    club.clock.advance(timedelta(hours=22))
    await club.turn()

    assert "only some people may post there" in club.mara.dms[0].text
    assert await _state(club, schedule) is ScheduleState.PAUSED
    club.slack.refused.clear()


async def test_what_was_taken_back_goes_where_nothing_can_be_changed_any_more(club: Club):
    await _asked(club)
    await club.close()
    club.study.workspace.edits_for = timedelta(minutes=5)
    club.clock.advance(timedelta(hours=1))
    await _forgotten(club, club.ann)

    assert WORDS not in _everywhere(club)
    assert _everywhere(club).count(OTHERS) == 1
    club.slack.refused.clear()
