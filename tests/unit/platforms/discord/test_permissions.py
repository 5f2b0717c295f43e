"""Who can read what, as discord.py, the fake and Roundtable work it out from the same guild.

The fake follows Discord's reference, discord.py has its own way, so that each checks the other.
"""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import discord
import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from bot.platforms.discord import permissions
from bot.platforms.discord.permissions import can_view, deciding, lets_read, name_of
from tests.fakes.clock import Clock
from tests.fakes.discord import Channel, Guild, Permission, Person, Role, payloads
from tests.fakes.discord.entities import ChannelType
from tests.fakes.discord.errors import Json
from tests.fakes.discord.events import Event
from tests.fakes.discord.interactions import InteractionType
from tests.fakes.discord.permissions import in_channel, sees
from tests.fakes.discord.world import World

# What a channel's permissions are about, of those that the fake has; in text nobody talks.
_COMPARED = (
    sum(Permission) & discord.Permissions.all_channel().value & ~discord.Permissions.voice().value
)
_YEARS = timedelta(days=3650)
_SIGNIFICANT = (
    Permission.VIEW_CHANNEL,
    Permission.CONNECT,
    Permission.SEND_MESSAGES,
    Permission.MENTION_EVERYONE,
    Permission.MANAGE_THREADS,
)
_KINDS = ("text", "voice", "thread", "private thread")
bits = st.sets(st.sampled_from(_SIGNIFICANT)).map(lambda some: Permission(sum(some)))
seldom = st.integers(0, 9).map(lambda number: number == 0)


def _client(world: World) -> discord.Client:
    client = discord.Client(intents=discord.Intents(guilds=True))
    ours: Any = payloads.user_json(world.bot)
    client._connection.user = discord.ClientUser(state=client._connection, data=ours)
    return client


class Scene:
    """A guild with a channel of some kind, Ann in it, and what the gateway told."""

    def __init__(self, guild: Guild, place: Channel, ann: Person, told: list[Event]) -> None:
        self.guild = guild
        self.place = place
        self.ann = ann
        self.told = told

    def __repr__(self) -> str:
        roles = [(each.name, each.permissions) for each in self.guild.roles.values()]
        hers = [each.name for each in self.guild.members[self.ann.id].roles]
        overwrites = (self.place.parent or self.place).overwrites
        return f"{self.place.kind.name}: {roles}, Ann's {hers}, {overwrites}"

    def interaction(self, client: discord.Client) -> discord.Interaction:
        """Let Ann press something there, and return what discord.py makes of it."""
        world = self.guild.world
        data: Json = {"custom_id": "x", "component_type": 2}
        world.interactions.happen(InteractionType.COMPONENT, self.ann.user, self.place, data)
        return discord.Interaction(data=self.told[-1].data, state=client._connection)  # type: ignore[arg-type]  # a dictionary, as from the gateway


@st.composite
def scenes(draw: st.DrawFn, kinds: tuple[str, ...] = _KINDS) -> Scene:
    """Make a guild in which everything that permissions depend on is drawn."""
    told: list[Event] = []
    world = World(Clock().now, "http://discord.test")
    world.listeners.append(told.append)
    guild = world.make_guild("Bread club")
    guild.everyone.permissions = draw(bits)
    ann = guild.member("Ann", roles=_roles(draw, guild))
    study = _channel(draw, guild, ann, kind := draw(st.sampled_from(kinds)))
    place = _inside(draw, study, ann, kind) if "thread" in kind else study
    if draw(seldom):
        guild.admission.hand_over(ann)
    if draw(seldom):
        # discord.py looks at the real clock.
        guild.admission.time_out(ann, world.now() + draw(st.sampled_from([-1, 1])) * _YEARS)
    return Scene(guild, place, ann, told)


def _roles(draw: st.DrawFn, guild: Guild) -> tuple[Role, ...]:
    """Make three roles, some of which Ann has, and seldom one an administrator's."""
    made = [guild.role(f"role {number}", draw(bits)) for number in range(3)]
    if draw(seldom):
        made[0].permissions |= Permission.ADMINISTRATOR
    return tuple(role for role in made if draw(st.booleans()))


def _channel(draw: st.DrawFn, guild: Guild, ann: Person, kind: str) -> Channel:
    study = guild.channel("study", ChannelType.VOICE if kind == "voice" else ChannelType.TEXT)
    targets = [*guild.roles.values(), ann]
    for number in draw(st.permutations(range(len(targets)))):
        who = targets[number]
        if draw(st.booleans()):
            allowed = draw(bits)
            study.overwrite(who, allow=allowed, deny=draw(bits) & ~allowed)
    return study


def _inside(draw: st.DrawFn, study: Channel, ann: Person, kind: str) -> Channel:
    assert study.guild is not None
    if kind == "private thread":
        return study.private_thread("aside", *([ann] if draw(st.booleans()) else []), _bot(study))
    guild, messages = study.guild, study.guild.world.messages
    message = messages.say(study, guild.owner, {"content": "Why?"}, {}, None)
    return messages.open_thread(message, "Thoughts", 60)


def _bot(study: Channel) -> Person:
    assert study.guild is not None
    return study.guild.world.person(study.guild.world.bot)


def known(scene: Scene, client: discord.Client) -> tuple[discord.Guild, discord.Member]:
    """Return the guild and Ann as discord.py has them, channels in full."""
    guild = scene.guild
    channels = [payloads.channel_json(each) for each in guild.channels.values()]
    data = payloads.guild_create_json(guild, [], channels, list(guild.threads.values()))
    ours = discord.Guild(data=data, state=client._connection)  # type: ignore[arg-type]  # as above
    member = payloads.member_json(guild.members[scene.ann.id])
    return ours, discord.Member(data=member, guild=ours, state=client._connection)  # type: ignore[arg-type]  # as above


@given(scene=scenes(("text", "thread")))
def test_the_fake_and_discord_py_agree_on_what_a_member_may_do(scene: Scene) -> None:
    guild, member = known(scene, _client(scene.guild.world))
    place = guild.get_channel_or_thread(scene.place.id)
    assert place is not None

    theirs = place.permissions_for(member).value & _COMPARED

    assert Permission(theirs) == in_channel(scene.place, scene.ann.user) & _COMPARED


@given(scene=scenes())
def test_who_reads_is_who_sees_it_in_discord_and_nobody_where_the_thread_is_private(
    scene: Scene,
) -> None:
    guild, member = known(scene, _client(scene.guild.world))
    place = deciding(guild.get_channel_or_thread(scene.place.id))
    reads = place is not None and lets_read(place.permissions_for(member), place)

    event(f"{scene.place.kind.name}: {reads}")
    expected = sees(scene.place, scene.ann.user) and not scene.place.is_private_thread
    assert reads == expected


@given(scene=scenes())
def test_an_interaction_proves_the_same_with_or_without_the_guild_in_the_cache(
    scene: Scene,
) -> None:
    without = _client(scene.guild.world)
    having = _client(scene.guild.world)
    having._connection._add_guild(known(scene, having)[0])

    proved = [can_view(scene.interaction(client)) for client in (without, having)]

    expected = sees(scene.place, scene.ann.user) and not scene.place.is_private_thread
    assert proved == [expected, expected]


def test_a_direct_message_proves_nothing() -> None:
    told: list[Event] = []
    world = World(Clock().now, "http://discord.test")
    world.listeners.append(told.append)
    guild = world.make_guild("Bread club")
    ann = guild.member("Ann")
    scene = Scene(guild, ann.dm, ann, told)

    assert not can_view(scene.interaction(_client(world)))


@pytest.mark.parametrize(("told", "shown"), [("study", "study"), ("___hidden___", ""), (None, "")])
def test_what_discord_does_not_tell_is_no_name(told: str | None, shown: str):
    assert name_of(SimpleNamespace(name=told)) == shown


def test_no_other_place_decides_what_a_channel_is_called():
    """A name is shown, kept or compared as `name_of` has it."""
    folder = Path(permissions.__file__).parent
    # What stands behind "or" is the name that we keep.
    words = re.compile(r"(?<!or )(?<!address\.)\b(?:channel|place|there|chosen|parent)\.name\b")
    source = {path.name: path.read_text() for path in folder.rglob("*.py")}
    used = {name: words.findall(text) for name, text in source.items() if words.search(text)}

    # That a name has changed is asked of what Discord told before.
    assert used == {"client.py": ["channel.name"]}
