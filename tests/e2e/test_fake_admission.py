"""The fake's members, roles and hidden channels, as the unchanged discord.py gets to know them."""

from __future__ import annotations

from typing import Any

import discord
import pytest

from tests.fakes.discord import Channel, FakeDiscord, Guild, Impossible, Intent, Permission, Person
from tests.fakes.discord.tiny_bot import TinyBot, running

pytestmark = pytest.mark.usefixtures("waits")


@pytest.fixture
def guild(discord_server: FakeDiscord) -> Guild:
    """A guild in which the bot is."""
    return discord_server.guild("Bread club")


@pytest.fixture
def study(guild: Guild) -> Channel:
    """A channel."""
    return guild.channel("study")


@pytest.fixture
def ann(guild: Guild) -> Person:
    """A member."""
    return guild.member("Ann")


def seen(bot: TinyBot, channel: Channel) -> discord.TextChannel:
    """Return the channel as discord.py's cache has it."""
    found = bot.get_channel(channel.id)
    assert isinstance(found, discord.TextChannel)
    return found


def inside(bot: TinyBot, guild: Guild) -> discord.Guild:
    """Return the guild as discord.py's cache has it."""
    found = bot.get_guild(guild.id)
    assert found is not None
    return found


def _with_members() -> discord.Intents:
    intents = discord.Intents.default()
    intents.members = True
    return intents


@pytest.mark.parametrize("told", [False, True])
async def test_of_others_a_bot_is_told_with_the_member_intent_alone(
    discord_server: FakeDiscord, guild: Guild, ann: Person, *, told: bool
) -> None:
    bakers, events = guild.role("bakers"), []
    intents = _with_members() if told else discord.Intents.default()
    async with running(discord_server, intents=intents) as bot:
        _record(bot, events, "member_update", "raw_member_remove")
        guild.admission.give(ann, bakers)
        guild.admission.take(ann, bakers)
        guild.admission.remove(ann)
        await discord_server.gateway.caught_up()
    assert events == (["member_update", "member_update", "raw_member_remove"] if told else [])


async def test_of_itself_a_bot_is_told_in_any_case(
    discord_server: FakeDiscord, guild: Guild
) -> None:
    bakers = guild.role("bakers")
    async with running(discord_server) as bot:
        guild.admission.give(discord_server.bot, bakers)
        await discord_server.gateway.caught_up()
        assert [role.name for role in inside(bot, guild).me.roles] == ["@everyone", "bakers"]


async def test_what_a_role_grants_is_told_and_that_it_is_gone(
    discord_server: FakeDiscord, guild: Guild
) -> None:
    bakers = guild.role("bakers")
    async with running(discord_server) as bot:
        guild.admission.change(bakers, Permission.MANAGE_GUILD)
        await discord_server.gateway.caught_up()
        role = inside(bot, guild).get_role(bakers.id)
        assert role is not None
        assert role.permissions.manage_guild
        guild.admission.delete(bakers)
        await discord_server.gateway.caught_up()
        assert inside(bot, guild).get_role(bakers.id) is None


async def test_a_channel_that_the_bot_cannot_view_is_told_without_what_is_in_it(
    discord_server: FakeDiscord, guild: Guild, study: Channel, ann: Person
) -> None:
    study.overwrite(ann, allow=Permission.VIEW_CHANNEL)
    study.overwrite(discord_server.bot, deny=Permission.VIEW_CHANNEL)
    async with running(discord_server) as bot:
        shown = seen(bot, study)
        everyone = inside(bot, guild).default_role
        assert (shown.name, list(shown.overwrites)) == ("___hidden___", [everyone])
        await ann.say(study, "Nobody else here?")
        study.overwrite(discord_server.bot)
        await discord_server.gateway.caught_up()
        assert seen(bot, study).name == "study"
        study.overwrite(discord_server.bot, deny=Permission.VIEW_CHANNEL)
        await discord_server.gateway.caught_up()
        assert seen(bot, study).name == "___hidden___"
    assert bot.heard == []


async def test_a_channel_that_a_role_opens_to_the_bot_is_told_in_full(
    discord_server: FakeDiscord, guild: Guild, study: Channel
) -> None:
    bakers = guild.role("bakers")
    study.overwrite(bakers, allow=Permission.VIEW_CHANNEL)
    study.overwrite(guild.everyone, deny=Permission.VIEW_CHANNEL)
    async with running(discord_server) as bot:
        assert seen(bot, study).name == "___hidden___"
        guild.admission.give(discord_server.bot, bakers)
        await discord_server.gateway.caught_up()
        assert seen(bot, study).name == "study"


async def test_rest_tells_nothing_of_what_the_bot_cannot_see(
    discord_server: FakeDiscord, guild: Guild, study: Channel, ann: Person
) -> None:
    away = discord_server.guild("Tea club", with_bot=False)
    study.overwrite(discord_server.bot, deny=Permission.VIEW_CHANNEL)
    guild.admission.remove(ann)
    async with running(discord_server) as bot:
        for attempt, status, code in (
            (bot.fetch_channel(study.id), 403, 50001),
            (inside(bot, guild).fetch_member(ann.id), 404, 10007),
            (bot.fetch_guild(away.id), 404, 10004),
        ):
            with pytest.raises(discord.HTTPException) as refused:
                await attempt
            assert (refused.value.status, refused.value.code) == (status, code)


async def test_members_are_listed_with_the_toggle_alone(
    discord_server: FakeDiscord, guild: Guild, ann: Person
) -> None:
    async with running(discord_server, intents=_with_members()) as bot:
        assert ann.id in {member.id async for member in inside(bot, guild).fetch_members()}
        discord_server.application.toggles = Intent(0)
        with pytest.raises(discord.Forbidden):
            _ = [member async for member in inside(bot, guild).fetch_members()]


async def test_an_interaction_tells_what_is_granted_there_to_both(
    discord_server: FakeDiscord, study: Channel, ann: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[discord.Interaction] = []

    async def heard(native: discord.Interaction) -> None:
        told.append(native)

    study.overwrite(ann, deny=Permission.SEND_MESSAGES)
    study.overwrite(discord_server.bot, deny=Permission.VIEW_CHANNEL | Permission.ADD_REACTIONS)
    async with running(discord_server) as bot:
        monkeypatch.setattr(bot, "on_interaction", heard, raising=False)
        await ann.slash(study, "ask", query="dough")
    (native,) = told
    # What follows from it is for the bot to know: who sends nothing attaches nothing.
    assert native.permissions.view_channel
    assert native.permissions.attach_files
    assert not native.permissions.send_messages
    assert native.app_permissions.send_messages
    assert not native.app_permissions.view_channel
    assert not native.app_permissions.add_reactions


async def test_a_private_thread_is_seen_by_the_invited_and_by_who_manages_threads(
    discord_server: FakeDiscord, guild: Guild, study: Channel, ann: Person
) -> None:
    bo, mara = guild.member("Bo"), guild.member("Mara", Permission.MANAGE_THREADS)
    aside = study.private_thread("aside", ann)
    async with running(discord_server) as bot:
        assert bot.get_channel(aside.id) is None
        for who in (ann, mara):
            await who.say(aside, "Here")
        with pytest.raises(Exception, match="Missing Access"):
            await bo.say(aside, "Here")
        await discord_server.gateway.caught_up()
    assert bot.heard == []


async def test_who_left_can_do_nothing_there(
    discord_server: FakeDiscord, guild: Guild, study: Channel, ann: Person
) -> None:
    async with running(discord_server):
        form = await ann.press((await _question(ann, study)), "Answer")
        guild.admission.remove(ann)
        with pytest.raises(Impossible):
            await ann.submit(form, {"answer": "Across a wall"})


async def _question(who: Person, channel: Channel) -> Any:
    return (await who.slash(channel, "preview")).message


def _record(bot: TinyBot, events: list[str], *names: str) -> None:
    """Note when discord.py tells one of these events."""

    def noting(name: str) -> Any:
        async def noted(*_: object) -> None:
            events.append(name)

        return noted

    for name in names:
        setattr(bot, f"on_{name}", noting(name))
