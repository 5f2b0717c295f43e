"""What the fake Discord refuses of threads, forums, voice channels and long lists, as Discord does.

The sources stand beside the rules, in `tests/fakes/discord/threads.py`.
"""

from __future__ import annotations

import discord
import pytest

from tests.fakes.discord import FakeDiscord, Permission
from tests.fakes.discord.entities import ChannelType, Guild, Message
from tests.fakes.discord.threads import MOST_ACTIVE
from tests.fakes.discord.tiny_bot import TinyBot, running

THREAD = {"name": "Answers", "auto_archive_duration": 1_440}


@pytest.fixture
def guild(discord_server: FakeDiscord) -> Guild:
    return discord_server.guild("Bread club")


async def _refusal(doing: object) -> tuple[int, int]:
    with pytest.raises(discord.HTTPException) as refused:
        await doing  # type: ignore[misc]  # any awaitable
    return refused.value.status, refused.value.code


async def _answered(bot: TinyBot, guild: Guild) -> tuple[discord.Message, Message]:
    """Let the bot write into a thread of its own; return the message on both sides."""
    study = guild.channel("study")
    place = bot.get_partial_messageable(study.id)
    question = await place.send("Why?")
    await bot.http.start_thread_with_message(
        study.id, question.id, name="Answers", auto_archive_duration=1440
    )
    said = await bot.get_partial_messageable(question.id).send("Because.")
    thread = study.messages[0].thread
    assert thread is not None
    return said, thread.messages[0]


async def test_a_locked_thread_is_closed_to_who_does_not_manage_threads(
    discord_server: FakeDiscord, guild: Guild
):
    async with running(discord_server) as bot:
        said, seen = await _answered(bot, guild)
        seen.channel.locked = True

        assert await _refusal(said.channel.send("More")) == (403, 50013)
        assert await _refusal(said.edit(content="Or not")) == (403, 50013)
        await said.add_reaction("\N{WHITE HEAVY CHECK MARK}")
        await said.delete()
        assert seen.channel.messages == []

        guild.channels[next(iter(guild.channels))].overwrite(
            discord_server.bot, allow=Permission.MANAGE_THREADS
        )
        await said.channel.send("More")


async def test_an_archived_thread_is_opened_before_anything_in_it_is_changed(
    discord_server: FakeDiscord, guild: Guild
):
    async with running(discord_server) as bot:
        said, seen = await _answered(bot, guild)
        seen.channel.archived = True

        assert await _refusal(said.edit(content="Or not")) == (400, 50083)
        assert await _refusal(said.add_reaction("\N{CROSS MARK}")) == (400, 50083)
        assert await _refusal(bot.http.edit_channel(said.channel.id, name="Other")) == (400, 50083)
        await bot.http.edit_channel(said.channel.id, archived=False)
        await said.edit(content="Or not")
        await bot.http.edit_channel(said.channel.id, archived=True)
        assert (seen.text, seen.channel.archived) == ("Or not", True)

        seen.channel.locked = True
        assert await _refusal(said.delete()) == (400, 50083)
        again = bot.http.edit_channel(said.channel.id, archived=False)
        assert await _refusal(again) == (403, 50013)


async def test_a_thousand_threads_are_open_at_most(discord_server: FakeDiscord, guild: Guild):
    async with running(discord_server) as bot:
        _, seen = await _answered(bot, guild)
        guild.threads.update(dict.fromkeys(range(MOST_ACTIVE), seen.channel))
        study = seen.channel.parent
        assert study is not None
        question = await bot.get_partial_messageable(study.id).send("And why?")
        thread = bot.http.start_thread_with_message(
            study.id, question.id, name="Answers", auto_archive_duration=1440
        )
        assert await _refusal(thread) == (400, 160006)


async def test_a_forum_takes_posts_and_no_messages_and_voice_no_threads(
    discord_server: FakeDiscord, guild: Guild
):
    forum, stage = (
        guild.channel("forum", ChannelType.FORUM),
        guild.channel("stage", ChannelType.STAGE),
    )
    async with running(discord_server) as bot:
        in_forum = bot.get_partial_messageable(forum.id).send("Why?")
        assert await _refusal(in_forum) == (400, 50008)
        there = bot.get_channel(forum.id)
        assert isinstance(there, discord.ForumChannel)
        made = await there.create_thread(name="Why?", content="Why does dough rest?")
        assert made.message.id == made.thread.id
        await made.thread.send("It lets the gluten relax.")

        in_voice = await bot.get_partial_messageable(stage.id).send("Why?")
        thread = bot.http.start_thread_with_message(
            stage.id, in_voice.id, name="Answers", auto_archive_duration=1440
        )
        assert await _refusal(thread) == (400, 50024)
        stage.overwrite(discord_server.bot, deny=Permission.CONNECT)
        more = bot.get_partial_messageable(stage.id).send("More")
        assert await _refusal(more) == (403, 50001)


async def test_servers_are_listed_two_hundred_at_a_time(discord_server: FakeDiscord):
    for number in range(201):
        discord_server.guild(f"Server {number}")
    async with running(discord_server) as bot:
        first = await bot.http.get_guilds(200)
        rest = await bot.http.get_guilds(200, after=int(first[-1]["id"]))
        assert (len(first), len(rest)) == (200, 1)
        assert await _refusal(bot.http.get_guilds(201)) == (400, 50035)
