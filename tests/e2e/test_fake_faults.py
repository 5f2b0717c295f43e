"""What goes wrong between the bot and Discord, as the unchanged discord.py meets it."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import aiohttp
import discord
import pytest

from tests.fakes.clock import Clock
from tests.fakes.discord import FakeDiscord
from tests.fakes.discord.entities import Channel
from tests.fakes.discord.tiny_bot import TinyBot, running

POST = "POST /channels/{channel_id}/messages"


@pytest.fixture
def study(discord_server: FakeDiscord) -> Channel:
    """The channel of a guild in which the bot is."""
    return discord_server.guild("Bread club").channel("study")


def channel_of(bot: TinyBot, channel: Channel) -> discord.TextChannel:
    """Return the bot's own view of a channel."""
    found = bot.get_channel(channel.id)
    assert isinstance(found, discord.TextChannel)
    return found


async def test_a_fault_on_a_route_that_is_not_there_is_a_mistake_of_the_test(
    discord_server: FakeDiscord,
) -> None:
    with pytest.raises(LookupError):
        discord_server.faults.cut("POST /chanels")


async def test_a_429_is_waited_for_as_long_as_it_says(
    discord_server: FakeDiscord, study: Channel, waits: list[float]
) -> None:
    async with running(discord_server) as bot:
        discord_server.faults.answer(POST, 429, retry_after=7.5)
        await channel_of(bot, study).send("Why?")
    assert waits == [7.5]
    assert len(study.messages) == 1


async def test_a_429_of_a_proxy_is_raised(
    discord_server: FakeDiscord, study: Channel, waits: list[float]
) -> None:
    async with running(discord_server) as bot:
        discord_server.faults.answer(POST, 429, via=False)
        with pytest.raises(discord.HTTPException) as refused:
            await channel_of(bot, study).send("Why?")
    assert refused.value.status == 429


async def test_a_bucket_is_empty_until_its_window_ends(
    discord_server: FakeDiscord, study: Channel, clock: Clock, waits: list[float]
) -> None:
    async with running(discord_server) as bot:
        discord_server.rates.limit(POST, 1, timedelta(seconds=5))
        await channel_of(bot, study).send("One")
        with pytest.raises(discord.HTTPException):
            await channel_of(bot, study).send("Two")
        clock.advance(timedelta(seconds=5))
        await channel_of(bot, study).send("Three")
    assert [message.text for message in study.messages] == ["One", "Three"]
    assert discord_server.rates.refused == {POST: 5}
    assert max(waits) == 5.0


@pytest.mark.parametrize("status", [500, 502])
async def test_a_server_error_before_the_effect_is_tried_again(
    discord_server: FakeDiscord, study: Channel, waits: list[float], status: int
) -> None:
    async with running(discord_server) as bot:
        discord_server.faults.answer(POST, status, times=2)
        await channel_of(bot, study).send("Why?")
    assert len(study.messages) == 1
    assert discord_server.rest.calls[POST] == 3


@pytest.mark.parametrize(("nonce", "posted"), [(None, 2), ("round-1", 1)])
async def test_a_post_that_was_taken_and_not_answered_is_one_only_with_a_nonce(
    discord_server: FakeDiscord, study: Channel, waits: list[float], nonce: str | None, posted: int
) -> None:
    async with running(discord_server) as bot:
        for _ in range(2):
            discord_server.faults.cut(POST, after=True)
            with pytest.raises(aiohttp.ClientError):
                await _post(bot, study, nonce)
    assert len(study.messages) == posted


async def _post(bot: TinyBot, study: Channel, nonce: str | None) -> None:
    """Post as `send` does; `send` would choose a nonce of its own where none is given."""
    payload = (
        {"content": "Why?"}
        if nonce is None
        else {
            "content": "Why?",
            "nonce": nonce,
            "enforce_nonce": True,
        }
    )
    route = discord.http.Route("POST", "/channels/{channel_id}/messages", channel_id=study.id)
    await bot.http.request(route, json=payload)


@pytest.mark.parametrize(
    ("status", "error"), [(403, discord.Forbidden), (401, discord.HTTPException)]
)
async def test_an_error_can_be_answered_once(
    discord_server: FakeDiscord,
    study: Channel,
    waits: list[float],
    status: int,
    error: type[Exception],
) -> None:
    async with running(discord_server) as bot:
        discord_server.faults.answer(POST, status)
        with pytest.raises(error):
            await channel_of(bot, study).send("Why?")
        await channel_of(bot, study).send("Why?")
    assert len(study.messages) == 1


@pytest.mark.parametrize(("after", "posted"), [(False, 0), (True, 1)])
async def test_an_answer_can_be_held_until_the_test_lets_it_go(
    discord_server: FakeDiscord,
    study: Channel,
    waits: list[float],
    *,
    after: bool,
    posted: int,
) -> None:
    async with running(discord_server) as bot:
        hold = discord_server.faults.hold(POST, after=after)
        task = asyncio.create_task(channel_of(bot, study).send("Why?"))
        await hold.reached.wait()
        assert len(study.messages) == posted
        hold.release()
        await task
    assert len(study.messages) == 1


async def test_while_discord_is_down_nothing_arrives_and_then_all_is_as_it_was(
    discord_server: FakeDiscord, study: Channel, waits: list[float]
) -> None:
    async with running(discord_server) as bot:
        discord_server.go_down()
        with pytest.raises(aiohttp.ClientError):
            await channel_of(bot, study).send("Why?")
        discord_server.come_up()
        await discord_server.until(lambda: discord_server.gateway.resumes)
        await channel_of(bot, study).send("Why?")
    assert len(study.messages) == 1
