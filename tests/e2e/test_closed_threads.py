"""A reveal and its thread: what a thread refuses is said in its channel, and pauses nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bot.core.models import Schedule, ScheduleState
from bot.core.schedules import Plan
from tests.e2e.club import Club
from tests.fakes.discord import FakeDiscord, Permission
from tests.fakes.discord.entities import Channel
from tests.fakes.discord.errors import Refused
from tests.fakes.discord.threads import MOST_ACTIVE

pytestmark = pytest.mark.usefixtures("waits")
OPEN_THREAD = "POST /channels/{channel_id}/messages/{message_id}/threads"
WEEK = timedelta(days=7)
WORDS = "It lets the gluten relax."


async def _planned(club: Club) -> Schedule:
    there = await club.channel()
    await club.bot.services.groups.configure_channel(there.id, owner=str(club.mara.id))
    plan = Plan(club.deck.id, "every day 09:00", "UTC", timedelta(hours=8))
    return await club.bot.services.schedules.add(there.group, plan)


async def _rests(club: Club, schedule: Schedule) -> bool:
    found = await club.bot.services.schedules.get(schedule.group, schedule.id)
    return found.state is not ScheduleState.ACTIVE


def _opened_by_ann(club: Club) -> Channel:
    world = club.guild.world
    return world.messages.open_thread(club.question, "Thoughts", 1440, club.ann.user)


def _locked(club: Club) -> None:
    _opened_by_ann(club).locked = True


def _archived_and_locked(club: Club) -> None:
    thread = _opened_by_ann(club)
    thread.locked = thread.archived = True


def _deleted(club: Club) -> None:
    _opened_by_ann(club).delete()


def _none_allowed(club: Club) -> None:
    club.study.overwrite(club.guild.world.bot, deny=Permission.CREATE_PUBLIC_THREADS)


def _no_words_allowed(club: Club) -> None:
    club.study.overwrite(club.guild.world.bot, deny=Permission.SEND_MESSAGES_IN_THREADS)


def _no_room(club: Club) -> None:
    some = club.guild.channel("other").private_thread("one of a thousand", club.ann)
    # All the same one: nobody looks at them, and Discord only counts.
    club.guild.threads.update(dict.fromkeys(range(MOST_ACTIVE), some))


CLOSED: dict[str, Callable[[Club], None]] = {
    "locked": _locked,
    "archived and locked": _archived_and_locked,
    "deleted": _deleted,
    "forbidden": _none_allowed,
    "open to no words of ours": _no_words_allowed,
    "one too many": _no_room,
}


@pytest.mark.parametrize("how", CLOSED)
async def test_a_reveal_that_no_thread_takes_is_said_in_the_channel_once_and_nothing_pauses(
    club: Club, discord_server: FakeDiscord, how: str
):
    schedule = await _planned(club)
    await club.ask()
    await club.answer(club.ann, WORDS)
    CLOSED[how](club)
    await discord_server.gateway.caught_up()
    await club.close()
    club.clock.advance(timedelta(minutes=5))
    await club.bot.turn()

    assert [WORDS in each.text for each in club.study.messages if each.author.bot].count(True) == 1
    assert not await _rests(club, schedule)
    assert club.mara.dms == []


@pytest.mark.parametrize(
    ("status", "code"),
    [(400, 160005), (400, 160006), (400, 160007), (400, 50024), (403, 50001), (404, 10003)],
)
async def test_whatever_discord_says_of_a_thread_it_has_not_said_of_the_channel(
    club: Club, discord_server: FakeDiscord, status: int, code: int
):
    await club.ask()
    await club.answer(club.ann, WORDS)
    discord_server.faults.answer(OPEN_THREAD, status, code=code, times=9)
    await club.close()

    assert WORDS in club.study.messages[-1].text


async def _some_minutes(club: Club, count: int) -> None:
    for _ in range(count):
        club.clock.advance(timedelta(minutes=1))
        await club.bot.turn()


@pytest.mark.parametrize(
    ("status", "seconds"), [(500, 0.0), (502, 0.0), (429, 40.0), (429, 400.0), (429, 7200.0)]
)
async def test_a_thread_that_is_not_made_for_hours_keeps_its_reveal_waiting_for_minutes(
    club: Club, discord_server: FakeDiscord, status: int, seconds: float
):
    await club.ask()
    await club.answer(club.ann, WORDS)
    discord_server.faults.answer(OPEN_THREAD, status, times=9999, retry_after=seconds)
    await club.close()
    if seconds < 300:
        assert WORDS not in _everywhere(club)
    await _some_minutes(club, 12)

    assert [WORDS in each.text for each in club.study.messages].count(True) == 1
    assert club.mara.dms == []


async def test_a_thread_that_is_made_after_a_moment_has_its_reveal(
    club: Club, discord_server: FakeDiscord
):
    await club.ask()
    await club.answer(club.ann, WORDS)
    discord_server.faults.answer(OPEN_THREAD, 500, times=5)
    await club.close()
    await _some_minutes(club, 2)

    assert WORDS in club.thread.messages[0].text


@pytest.mark.parametrize("arrives", [False, True])
async def test_a_thread_in_which_posts_fail_has_a_reveal_that_the_channel_has_not(
    club: Club, discord_server: FakeDiscord, *, arrives: bool
):
    await club.ask()
    await club.answer(club.ann, WORDS)
    thread = _opened_by_ann(club)
    world, post = discord_server.world.messages, discord_server.world.messages.post

    def broken(channel: Channel, *args: Any) -> Any:
        if channel is not thread:
            return post(channel, *args)
        if arrives and club.clock.now() >= begun + timedelta(minutes=5) and not thread.messages:
            post(channel, *args)
        raise Refused(500, 0, "500: Internal Server Error")

    world.post = broken  # type: ignore[method-assign]
    begun = club.clock.now() + timedelta(hours=24)
    await club.close()
    await _some_minutes(club, 12)

    shown = [*thread.messages, *club.study.messages]
    assert [WORDS in each.text for each in shown].count(True) == 1
    assert bool(thread.messages) is arrives


async def _revealed(club: Club) -> None:
    await club.ask()
    await club.answer(club.ann, f"{WORDS} Says Ann.")
    await club.answer(club.bo, "It tastes better.")
    await club.close()
    club.clock.advance(WEEK)
    await club.bot.turn()


async def _forgotten(club: Club) -> None:
    farewell = await club.ann.slash(club.study, "me delete")
    await club.ann.press(farewell.message, "Delete everything")
    club.clock.advance(timedelta(minutes=2))
    await club.bot.turn()


def _everywhere(club: Club) -> str:
    places = [club.study, *club.guild.threads.values()]
    return "\n".join(message.text for place in places for message in place.messages)


async def test_what_was_taken_back_goes_from_an_archived_thread_which_is_archived_again(club: Club):
    await _revealed(club)
    thread = club.thread
    thread.archived = True

    await _forgotten(club)

    assert WORDS not in _everywhere(club)
    assert "It tastes better." in thread.messages[0].text
    assert thread.archived


async def test_what_was_taken_back_goes_from_a_locked_thread_and_the_rest_is_said_anew(club: Club):
    await _revealed(club)
    club.thread.locked = True

    await _forgotten(club)

    assert WORDS not in _everywhere(club)
    assert club.thread.messages == []
    assert "It tastes better." in club.study.messages[-1].text

    farewell = await club.bo.slash(club.study, "me delete")
    await club.bo.press(farewell.message, "Delete everything")
    club.clock.advance(timedelta(minutes=2))
    await club.bot.turn()
    assert "It tastes better." not in _everywhere(club)


async def test_what_was_taken_back_waits_for_a_closed_thread_and_goes_once_that_is_open(
    club: Club, discord_server: FakeDiscord
):
    owner = str(club.mara.id)
    await club.bot.services.groups.configure_channel((await club.channel()).id, owner=owner)
    await _revealed(club)
    thread = club.thread
    thread.locked = thread.archived = True
    await _forgotten(club)
    await club.bot.turn()
    assert WORDS in _everywhere(club)
    assert ["thread is locked" in each.text for each in club.mara.dms] == [True]

    thread.locked = thread.archived = False
    club.clock.advance(timedelta(days=1))
    await club.bot.turn()

    assert WORDS not in _everywhere(club)


async def test_a_reveal_that_went_into_the_channel_is_changed_there(
    club: Club, discord_server: FakeDiscord
):
    await club.ask()
    await club.answer(club.ann, WORDS)
    await club.answer(club.bo, "It tastes better.")
    discord_server.faults.answer(OPEN_THREAD, 400, code=160006)
    await club.close()

    await _forgotten(club)

    assert WORDS not in _everywhere(club)
    assert "It tastes better." in club.study.messages[-1].text
