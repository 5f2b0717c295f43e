"""Who may read a channel of Discord, as the whole bot knows it while permissions change."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import discord
import pytest

from bot.core.models import Channel, ChannelId, GroupId
from bot.platforms.discord import readers
from bot.platforms.discord.client import RoundtableClient
from bot.services.services import Services
from tests.e2e.roundtable import on_discord
from tests.fakes.clock import Clock
from tests.fakes.discord import Channel as Place
from tests.fakes.discord import FakeDiscord, Guild, Permission, Person, Role
from tests.fakes.discord.entities import ChannelType
from tests.fakes.discord.events import Event
from tests.fakes.eventually import eventually

pytestmark = pytest.mark.usefixtures("waits")
MEMBER = "GET /guilds/{guild_id}/members/{user_id}"
GUILD = "GET /guilds/{guild_id}"
CHANNEL = "GET /channels/{channel_id}"
MINUTE = timedelta(minutes=1)
MOMENT = timedelta(milliseconds=1)


@dataclass
class Watched:
    """A server whose channel is for bakers; Ann is one, Bo is none."""

    server: FakeDiscord
    client: RoundtableClient
    place: Place
    ann: Person
    bo: Person
    clock: Clock

    @property
    def guild(self) -> Guild:
        """The server."""
        assert self.place.guild is not None
        return self.place.guild

    async def reads(
        self, who: Person, place: Place | None = None, *, within_s: float = 60.0
    ) -> bool:
        """Ask, after all that was told has come in."""
        await self.server.gateway.caught_up()
        channel = as_known(place or self.place)
        return await self.client.readers.may_read(channel, str(who.id), within_s=within_s)

    def asked(self, route: str = MEMBER) -> int:
        """Return how often Discord was asked."""
        return self.server.rest.calls.get(route, 0)


def as_known(place: Place, *, gone: bool = False) -> Channel:
    """Return a channel as Roundtable keeps it."""
    assert place.guild is not None
    return Channel(
        ChannelId("c"), GroupId("g"), "discord", str(place.id), str(place.guild.id), gone=gone
    )


def bakery(server: FakeDiscord, name: str = "Bread club") -> tuple[Place, Person, Person]:
    """Make a server with a channel that bakers and the bot alone can view."""
    guild = server.guild(name)
    place, bakers = guild.channel("bakers"), guild.role("bakers")
    place.overwrite(bakers, allow=Permission.VIEW_CHANNEL)
    place.overwrite(server.bot, allow=Permission.VIEW_CHANNEL)
    place.overwrite(guild.everyone, deny=Permission.VIEW_CHANNEL)
    return place, guild.member("Ann", roles=(bakers,)), guild.member("Bo")


@pytest.fixture
async def watched(
    discord_server: FakeDiscord, services: Services, clock: Clock
) -> AsyncIterator[Watched]:
    """The bakers' channel, with the bot connected."""
    place, ann, bo = bakery(discord_server)
    async with on_discord(services, discord_server) as bot:
        client = bot.connection._client
        assert client is not None
        yield Watched(discord_server, client, place, ann, bo, clock)


@pytest.fixture
async def afar(
    discord_server: FakeDiscord, services: Services, clock: Clock
) -> AsyncIterator[Watched]:
    """The same in a process that runs the other half of the shards."""
    place, ann, bo = bakery(discord_server)
    assert place.guild is not None
    other = 1 - (place.guild.id >> 22) % 2
    async with on_discord(services, discord_server, discord_shards=f"{other}/2") as bot:
        client = bot.connection._client
        assert client is not None
        assert client.get_guild(place.guild.id) is None
        yield Watched(discord_server, client, place, ann, bo, clock)


@pytest.fixture(params=["watched", "afar"])
def either(request: pytest.FixtureRequest) -> Watched:
    """With the server in the cache and without."""
    found: Watched = request.getfixturevalue(request.param)
    return found


def role_of(watched: Watched) -> Role:
    """Return the bakers' role."""
    return next(role for role in watched.guild.roles.values() if role.name == "bakers")


# What changes


async def test_who_can_view_a_channel_reads_it_and_a_stranger_does_not(either: Watched) -> None:
    stranger = either.server.guild("Tea club").member("Cy")

    assert await either.reads(either.ann)
    assert not await either.reads(either.bo)
    assert not await either.reads(stranger)


async def test_the_owner_and_administrators_read_everything(either: Watched) -> None:
    guild = either.guild
    chief = guild.member("Mara", Permission.ADMINISTRATOR)

    assert await either.reads(chief)
    assert await either.reads(guild.world.person(guild.owner))


async def test_a_role_that_was_taken_away_is_seen_after_a_minute(either: Watched) -> None:
    assert await either.reads(either.ann)
    either.guild.admission.take(either.ann, role_of(either))

    either.clock.advance(MINUTE - MOMENT)
    assert await either.reads(either.ann)  # nobody told us
    either.clock.advance(MOMENT)
    assert not await either.reads(either.ann)


async def test_who_left_is_seen_to_have_left_after_a_minute(either: Watched) -> None:
    assert await either.reads(either.ann)
    either.guild.admission.remove(either.ann)
    either.clock.advance(MINUTE)

    assert not await either.reads(either.ann)


async def test_whoever_wants_to_know_better_says_so(either: Watched) -> None:
    assert await either.reads(either.ann)
    either.guild.admission.take(either.ann, role_of(either))
    either.clock.advance(timedelta(seconds=10))

    assert await either.reads(either.ann, within_s=11)
    assert not await either.reads(either.ann, within_s=10)


async def test_nothing_is_known_for_longer_than_a_minute_whatever_is_asked_for(
    either: Watched,
) -> None:
    assert await either.reads(either.ann, within_s=3600)
    either.guild.admission.remove(either.ann)
    either.clock.advance(MINUTE)

    assert not await either.reads(either.ann, within_s=3600)


async def test_a_channel_that_is_made_private_is_so_at_once_without_asking(
    watched: Watched,
) -> None:
    await watched.reads(watched.ann)
    watched.place.overwrite(role_of(watched), deny=Permission.VIEW_CHANNEL)

    assert not await watched.reads(watched.ann)
    assert (watched.asked(), watched.asked(CHANNEL), watched.asked(GUILD)) == (1, 0, 0)


async def test_elsewhere_it_is_so_after_a_minute(afar: Watched) -> None:
    assert await afar.reads(afar.ann)
    afar.place.overwrite(role_of(afar), deny=Permission.VIEW_CHANNEL)
    afar.clock.advance(MINUTE - MOMENT)
    assert await afar.reads(afar.ann)
    afar.clock.advance(MOMENT)

    assert not await afar.reads(afar.ann)


async def test_what_roles_grant_and_that_one_is_deleted_is_seen_at_once(watched: Watched) -> None:
    admission, bakers = watched.guild.admission, role_of(watched)
    everybodys = watched.guild.channel("study")
    assert await watched.reads(watched.bo, everybodys)

    admission.change(watched.guild.everyone, Permission(0))
    assert not await watched.reads(watched.bo, everybodys)
    admission.change(bakers, Permission.VIEW_CHANNEL)
    assert await watched.reads(watched.ann, everybodys)
    admission.delete(bakers)
    assert not await watched.reads(watched.ann, everybodys)
    assert not await watched.reads(watched.ann)


async def test_a_new_owner_is_seen_at_once(watched: Watched) -> None:
    assert not await watched.reads(watched.bo)
    watched.guild.admission.hand_over(watched.bo)

    assert await watched.reads(watched.bo)


async def test_a_channel_that_is_hidden_from_the_bot_is_read_by_nobody_whom_it_cannot_check(
    either: Watched,
) -> None:
    assert await either.reads(either.ann)
    either.place.overwrite(either.server.bot, deny=Permission.VIEW_CHANNEL)
    either.clock.advance(MINUTE)

    assert not await either.reads(either.ann)


async def test_a_deleted_channel_is_read_by_nobody_and_asked_for_once(either: Watched) -> None:
    # Where it is heard of, it is asked for as well before what was written there is withdrawn.
    heard = either.client.get_guild(either.guild.id) is not None
    either.place.delete()

    assert not await either.reads(either.ann)
    assert not await either.reads(either.bo)

    async def asked() -> bool:
        return either.asked(CHANNEL) == 1 + heard

    await eventually(asked)


async def test_one_that_is_known_to_be_gone_is_not_asked_for(watched: Watched) -> None:
    gone = as_known(watched.place, gone=True)

    assert not await watched.client.readers.may_read(gone, str(watched.ann.id), within_s=60)
    assert not watched.asked()


async def test_a_server_that_sent_the_bot_away_is_read_by_nobody(watched: Watched) -> None:
    assert await watched.reads(watched.ann)
    watched.guild.remove_bot()

    assert not await watched.reads(watched.ann)


# Threads, and voices


async def test_a_thread_is_read_by_who_reads_its_parent(either: Watched) -> None:
    world = either.guild.world
    message = world.messages.say(either.place, either.guild.owner, {"content": "Why?"}, {}, None)
    thread = world.messages.open_thread(message, "Thoughts", 60)

    for archived in (False, True):  # discord.py forgets an archived one
        thread.archived = archived
        world.channel_changed(thread)
        assert await either.reads(either.ann, thread)
        assert not await either.reads(either.bo, thread)


async def test_a_private_thread_is_read_by_nobody(either: Watched) -> None:
    us = either.guild.world.person(either.server.bot)

    assert not await either.reads(either.ann, either.place.private_thread("aside", either.ann, us))
    assert not await either.reads(either.ann, either.place.private_thread("aside", either.ann))


async def test_who_may_not_connect_does_not_read_along_in_a_voice_channel(
    either: Watched,
) -> None:
    stage = either.guild.channel("stage", ChannelType.VOICE)
    stage.overwrite(either.bo, deny=Permission.CONNECT)

    assert await either.reads(either.ann, stage)
    assert not await either.reads(either.bo, stage)


# What is asked of Discord


async def test_many_who_ask_within_a_minute_cost_one_question_a_member(either: Watched) -> None:
    await asyncio.gather(*(either.reads(either.ann) for _ in range(50)))
    either.clock.advance(MINUTE - MOMENT)
    await asyncio.gather(*(either.reads(each) for each in (either.ann, either.bo) * 10))

    assert either.asked() == 2


async def test_elsewhere_the_channel_costs_one_more_for_all_of_them(afar: Watched) -> None:
    before = afar.asked(GUILD), afar.asked(CHANNEL)
    await asyncio.gather(*(afar.reads(each) for each in (afar.ann, afar.bo) * 10))

    assert (afar.asked(GUILD), afar.asked(CHANNEL)) == (before[0] + 1, before[1] + 1)


async def test_a_member_who_just_acted_is_not_asked_for(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    members = _members_who_act(watched, monkeypatch)
    await watched.bo.slash(watched.guild.channel("study"), "me show")
    watched.client.readers.note(members[-1])

    assert not await watched.reads(watched.bo)
    watched.guild.admission.give(watched.bo, role_of(watched))
    await watched.bo.slash(watched.place, "me show")
    watched.client.readers.note(members[-1])
    assert await watched.reads(watched.bo)  # they were no baker a moment ago
    assert not watched.asked()


def _members_who_act(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> list[discord.Member]:
    members: list[discord.Member] = []

    async def heard(native: discord.Interaction) -> None:
        assert isinstance(native.user, discord.Member)
        members.append(native.user)

    monkeypatch.setattr(watched.client, "on_interaction", heard)
    return members


@pytest.mark.parametrize("route", [MEMBER, GUILD, CHANNEL])
async def test_where_discord_fails_nobody_reads_until_it_answers(afar: Watched, route: str) -> None:
    fault = afar.server.faults.answer(route, 500, times=999)
    assert not await afar.reads(afar.ann)
    tried = afar.asked(route)
    assert not await afar.reads(afar.ann)
    assert afar.asked(route) == tried  # it is left alone

    fault.times = 0
    afar.clock.advance(timedelta(seconds=5))
    assert await afar.reads(afar.ann)


async def test_who_was_known_is_no_longer_when_discord_fails(watched: Watched) -> None:
    assert await watched.reads(watched.ann)
    watched.server.faults.answer(MEMBER, 503, times=999)
    watched.clock.advance(MINUTE)

    assert not await watched.reads(watched.ann)


async def test_a_discord_that_takes_too_long_is_no(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "_LONGEST_WAIT_S", 0.01)
    hold = watched.server.faults.hold(MEMBER)

    assert not await watched.reads(watched.ann)
    hold.release()


# Behind a broken line no events come


async def test_behind_a_broken_line_the_channel_is_asked_for(watched: Watched) -> None:
    gateway = watched.server.gateway
    assert await watched.reads(watched.ann)
    gateway.go_down()
    await _followed(watched, up=False)
    watched.place.overwrite(role_of(watched), deny=Permission.VIEW_CHANNEL)

    assert not await watched.reads(watched.ann)
    gateway.come_up()
    await _followed(watched, up=True)
    before = watched.asked(CHANNEL)
    assert not await watched.reads(watched.ann)
    assert watched.asked(CHANNEL) == before


async def test_a_server_in_an_outage_is_asked_for_and_does_not_answer(watched: Watched) -> None:
    assert await watched.reads(watched.ann)
    guild = watched.guild
    watched.server.world.emit(
        Event("GUILD_DELETE", {"id": str(guild.id), "unavailable": True}, guild)
    )
    watched.server.faults.answer(GUILD, 503, times=999)

    assert not await watched.reads(watched.ann)


async def test_who_is_not_connected_any_more_knows_nobody(watched: Watched) -> None:
    assert await watched.reads(watched.ann)
    await watched.client.close()
    channel = as_known(watched.place)

    assert not await watched.client.readers.may_read(channel, str(watched.ann.id), within_s=60)


async def _followed(watched: Watched, *, up: bool) -> None:
    async def is_so() -> bool:
        return bool(watched.client.readers._live) is up

    await eventually(is_so)
