"""What Discord was asked is kept as long as it may be, asked once by many, and bounded."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import discord
import pytest

from bot.platforms.discord.asked import Asked, NoAnswer
from tests.fakes.clock import Clock

MINUTE = timedelta(minutes=1)
MOMENT = timedelta(milliseconds=1)


class Source:
    """Answers with how often it was asked, or fails; waits while it is held."""

    def __init__(self) -> None:
        self.asked = 0
        self.failure: Exception | None = None
        self.held: asyncio.Event | None = None

    async def ask(self) -> int:
        """Answer one question."""
        self.asked += 1
        mine = self.asked
        if self.held is not None:
            await self.held.wait()
        if self.failure is not None:
            raise self.failure
        return mine


@pytest.fixture
def source() -> Source:
    """Where it is asked."""
    return Source()


@pytest.fixture
def asked(clock: Clock) -> Asked[str, int]:
    """What is kept, two answers at most."""
    return Asked(clock.now, 2)


def refused(kind: type[discord.HTTPException], status: int) -> discord.HTTPException:
    """Make discord.py's error for a status."""
    return kind(cast("Any", SimpleNamespace(status=status, reason="")), "no")


async def test_an_answer_is_known_until_it_is_as_old_as_it_may_be(
    asked: Asked[str, int], source: Source, clock: Clock
) -> None:
    assert await asked.get("a", MINUTE, source.ask) == 1
    clock.advance(MINUTE - MOMENT)
    assert await asked.get("a", MINUTE, source.ask) == 1
    assert await asked.get("a", MINUTE - MOMENT, source.ask) == 2
    clock.advance(MINUTE)
    assert await asked.get("a", MINUTE, source.ask) == 3


async def test_an_answer_is_as_old_as_its_question(
    asked: Asked[str, int], source: Source, clock: Clock
) -> None:
    source.held = asyncio.Event()
    asking = asyncio.create_task(asked.get("a", MINUTE, source.ask))
    await asyncio.sleep(0)
    clock.advance(MINUTE)
    source.held.set()
    await asking
    assert await asked.get("a", MINUTE, source.ask) == 2


async def test_a_clock_that_is_set_back_makes_nothing_younger(
    asked: Asked[str, int], source: Source, clock: Clock
) -> None:
    await asked.get("a", MINUTE, source.ask)
    clock.advance(-timedelta(hours=1))
    assert await asked.get("a", MINUTE, source.ask) == 2


async def test_of_those_who_want_the_same_at_once_one_asks(
    asked: Asked[str, int], source: Source
) -> None:
    source.held = asyncio.Event()
    many = [asyncio.create_task(asked.get("a", MINUTE, source.ask)) for _ in range(20)]
    other = asyncio.create_task(asked.get("b", MINUTE, source.ask))
    await asyncio.sleep(0)
    source.held.set()
    assert await asyncio.gather(*many) == [1] * 20
    assert await other == 2


async def test_where_the_one_who_asks_gives_up_the_next_one_asks(
    asked: Asked[str, int], source: Source
) -> None:
    source.held = asyncio.Event()
    first, second = (asyncio.create_task(asked.get("a", MINUTE, source.ask)) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    source.held.set()
    assert await second == 2
    assert first.cancelled()


@pytest.mark.parametrize(("kind", "status"), [(discord.NotFound, 404), (discord.Forbidden, 403)])
async def test_that_there_is_nothing_for_us_is_an_answer(
    asked: Asked[str, int],
    source: Source,
    clock: Clock,
    *,
    kind: type[discord.HTTPException],
    status: int,
) -> None:
    source.failure = refused(kind, status)
    for _ in range(2):
        assert await asked.get("a", MINUTE, source.ask) is None
        clock.advance(MINUTE - MOMENT)
    assert source.asked == 1
    clock.advance(MOMENT)
    assert await asked.get("a", MINUTE, source.ask) is None
    assert source.asked == 2


@pytest.mark.parametrize(
    "failure", [refused(discord.DiscordServerError, 500), discord.RateLimited(9), OSError("line")]
)
async def test_a_discord_that_fails_is_left_alone_for_a_moment(
    asked: Asked[str, int], source: Source, clock: Clock, failure: Exception
) -> None:
    source.failure = failure
    with pytest.raises(NoAnswer):
        await asked.get("a", MINUTE, source.ask)
    source.failure = None
    with pytest.raises(NoAnswer):
        await asked.get("a", MINUTE, source.ask)
    clock.advance(timedelta(seconds=5))
    assert await asked.get("a", MINUTE, source.ask) == 2


async def test_what_came_in_meanwhile_is_not_replaced_by_what_was_asked_before(
    asked: Asked[str, int], source: Source, clock: Clock
) -> None:
    source.held = asyncio.Event()
    asking = asyncio.create_task(asked.get("a", MINUTE, source.ask))
    await asyncio.sleep(0)
    clock.advance(MOMENT)
    asked.put("a", 7)
    source.held.set()
    assert await asking == 7
    assert await asked.get("a", MINUTE, source.ask) == 7


async def test_what_nobody_used_for_longest_is_forgotten_first(
    asked: Asked[str, int], source: Source
) -> None:
    for key in "abac":
        await asked.get(key, MINUTE, source.ask)
    assert await asked.get("a", MINUTE, source.ask) == 1
    assert await asked.get("b", MINUTE, source.ask) == 4


async def test_what_is_forgotten_is_asked_again(asked: Asked[str, int], source: Source) -> None:
    for key in "ab":
        await asked.get(key, MINUTE, source.ask)
    asked.forget(lambda key: key == "a")
    assert await asked.get("b", MINUTE, source.ask) == 2
    assert await asked.get("a", MINUTE, source.ask) == 3
