"""The fake's gateway: sessions that survive their sockets, and those that do not."""

from __future__ import annotations

import asyncio

import discord
import pytest

from tests.fakes.discord import FakeDiscord, Intent, Permission
from tests.fakes.discord.entities import Channel
from tests.fakes.discord.people import Person
from tests.fakes.discord.tiny_bot import running

pytestmark = pytest.mark.usefixtures("waits")


@pytest.fixture
def study(discord_server: FakeDiscord) -> Channel:
    """The channel of a guild in which the bot is."""
    return discord_server.guild("Bread club").channel("study")


@pytest.fixture
def ann(study: Channel) -> Person:
    """A member."""
    assert study.guild is not None
    return study.guild.member("Ann")


def _reading() -> discord.Intents:
    intents = discord.Intents.default()
    intents.message_content = True
    return intents


async def test_what_happened_while_the_socket_was_broken_is_told_after_it(
    discord_server: FakeDiscord, study: Channel, ann: Person
) -> None:
    gateway = discord_server.gateway
    async with running(discord_server, intents=_reading()) as bot:
        await ann.say(study, "before")
        await gateway.caught_up()
        gateway.go_down()
        await discord_server.until(lambda: not gateway.connections)
        await ann.say(study, "meanwhile")
        gateway.come_up()
        await discord_server.until(lambda: gateway.resumes)
        await gateway.caught_up()
    assert bot.heard == ["before", "meanwhile"]
    assert (gateway.identifies, gateway.resumes, bot.resumed) == (1, 1, 1)


async def test_a_broken_socket_is_resumed(discord_server: FakeDiscord, study: Channel) -> None:
    gateway = discord_server.gateway
    async with running(discord_server):
        gateway.drop()
        await discord_server.until(lambda: gateway.resumes)
    assert gateway.identifies == 1


async def test_discord_may_ask_to_reconnect(discord_server: FakeDiscord, study: Channel) -> None:
    gateway = discord_server.gateway
    async with running(discord_server):
        await gateway.ask_to_reconnect()
        await discord_server.until(lambda: gateway.resumes)
    assert gateway.identifies == 1


@pytest.mark.parametrize(("resumable", "identifies", "resumes"), [(True, 1, 1), (False, 2, 0)])
async def test_an_invalid_session_is_resumed_only_where_that_is_said(
    discord_server: FakeDiscord,
    study: Channel,
    *,
    resumable: bool,
    identifies: int,
    resumes: int,
) -> None:
    gateway = discord_server.gateway
    async with running(discord_server):
        await gateway.invalidate(resumable=resumable)
        await discord_server.until(lambda: gateway.identifies + gateway.resumes == 2)
    assert (gateway.identifies, gateway.resumes) == (identifies, resumes)


async def test_a_refused_resume_starts_a_new_session(
    discord_server: FakeDiscord, study: Channel
) -> None:
    gateway = discord_server.gateway
    async with running(discord_server):
        gateway.forget_sessions()
        gateway.drop()
        await discord_server.until(lambda: gateway.identifies == 2)
    assert gateway.resumes == 0


async def test_a_client_without_shards_connects_too(
    discord_server: FakeDiscord, study: Channel
) -> None:
    async with discord.Client(intents=discord.Intents.default()) as bot:
        task = asyncio.create_task(bot.start(discord_server.application.token))
        await discord_server.gateway.connected()
        await discord_server.gateway.caught_up()
        names = [guild.name for guild in bot.guilds]
        await bot.close()
        await task
    assert names == ["Bread club"]


async def test_a_wrong_token_does_not_get_in(discord_server: FakeDiscord) -> None:
    bot = discord.Client(intents=discord.Intents.default())
    async with bot:
        with pytest.raises(discord.LoginFailure):
            await bot.start("another token")


async def test_a_token_that_was_reset_ends_the_connection_for_good(
    discord_server: FakeDiscord, study: Channel
) -> None:
    async with discord.AutoShardedClient(intents=discord.Intents.default()) as bot:
        task = asyncio.create_task(bot.start(discord_server.application.token))
        await discord_server.gateway.connected()
        discord_server.application.token = "a new one"  # noqa: S105  # no secret
        discord_server.gateway.drop()
        with pytest.raises(discord.ConnectionClosed) as closed:
            await task
    assert closed.value.code == 4004


async def test_an_intent_that_the_portal_does_not_grant_is_refused(
    discord_server: FakeDiscord,
) -> None:
    discord_server.application.toggles = Intent(0)
    with pytest.raises(discord.PrivilegedIntentsRequired):
        async with running(discord_server, intents=_reading()):
            pass


async def test_a_malformed_event_ends_the_client_with_its_exception(
    discord_server: FakeDiscord, study: Channel
) -> None:
    bot = discord.AutoShardedClient(intents=discord.Intents.default())
    async with bot:
        task = asyncio.create_task(bot.start(discord_server.application.token))
        await discord_server.gateway.connected()
        discord_server.gateway.send_malformed()
        with pytest.raises(KeyError):
            await task


async def test_heartbeats_that_nobody_acknowledges_end_the_connection(
    discord_server: FakeDiscord, study: Channel
) -> None:
    gateway = discord_server.gateway
    gateway.acknowledges_heartbeats = False
    gateway.heartbeat_seconds = 0.02
    async with running(discord_server, heartbeat_timeout=0.5):
        await discord_server.until(lambda: gateway.resumes)
    assert gateway.heartbeats


async def test_every_shard_has_its_own_guilds(discord_server: FakeDiscord) -> None:
    discord_server.gateway.shards = 2
    guilds = [discord_server.guild(name) for name in ("Bread club", "Tea club")]
    channels = [guild.channel("study") for guild in guilds]
    people = [guild.member("Ann") for guild in guilds]
    async with running(discord_server) as bot:
        seen = [
            await person.slash(channel, "ask", query="dough")
            for person, channel in zip(people, channels, strict=True)
        ]
        for person, channel in zip(people, channels, strict=True):
            await person.say(channel, "Hello")
        await discord_server.gateway.caught_up()
        shards = {guild.name: guild.shard_id for guild in bot.guilds}
    assert [one.text for one in seen] == ["dough", "dough"]
    assert set(shards.values()) == {0, 1}
    assert len(bot.heard) == 2, "each was told once, on its own shard"
    assert discord_server.gateway.identifies == 2


async def test_the_bot_learns_that_it_was_added_and_removed(discord_server: FakeDiscord) -> None:
    guild = discord_server.guild("Tea club", with_bot=False)
    async with running(discord_server) as bot:
        await bot.wait_until_ready()  # before it, every guild counts as one that it was in
        guild.add_bot()
        await discord_server.gateway.caught_up()
        joined = list(bot.guilds_joined)
        guild.remove_bot()
        await discord_server.gateway.caught_up()
    assert (joined, bot.guilds_left) == (["Tea club"], ["Tea club"])


async def test_what_happens_in_a_channel_that_the_bot_does_not_see_is_not_told(
    discord_server: FakeDiscord, study: Channel, ann: Person
) -> None:
    study.overwrite(discord_server.bot, deny=Permission.VIEW_CHANNEL)
    async with running(discord_server, intents=_reading()) as bot:
        await ann.say(study, "secret")
        await discord_server.gateway.caught_up()
    assert bot.heard == []


async def test_the_members_are_told_to_whom_may_know_them(
    discord_server: FakeDiscord, study: Channel, ann: Person
) -> None:
    intents = discord.Intents.default()
    intents.members = True
    assert study.guild is not None
    async with running(discord_server, intents=intents) as bot:
        await discord_server.gateway.caught_up()
        guild = bot.get_guild(study.guild.id)
        assert guild is not None
        assert guild.get_member(ann.id) is not None
