"""Everything that Discord knows, and how it changes. Each change is told to those who listen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from tests.fakes.common.changes import Changes
from tests.fakes.discord import payloads
from tests.fakes.discord.admission import Admission
from tests.fakes.discord.application import Application
from tests.fakes.discord.commands import Commands
from tests.fakes.discord.entities import (
    Attachment,
    Channel,
    ChannelType,
    Guild,
    Member,
    Message,
    Role,
    User,
)
from tests.fakes.discord.errors import Json, unknown
from tests.fakes.discord.events import Event
from tests.fakes.discord.ids import Snowflakes
from tests.fakes.discord.interactions import Interactions
from tests.fakes.discord.messages import Messages
from tests.fakes.discord.people import Person
from tests.fakes.discord.permissions import EVERYONE, NONE, Permission, demand, in_channel, sees
from tests.fakes.discord.threads import Threads


class World:
    """The state of the whole platform."""

    def __init__(self, now: Callable[[], datetime], url: str) -> None:
        self.now = now
        self.url = url
        self.ids = Snowflakes(now)
        self.changes = Changes()
        self.listeners: list[Callable[[Event], None]] = []
        self.users: dict[int, User] = {}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.refused: list[tuple[str, Json]] = []
        self.uploads: dict[str, Attachment] = {}
        self.bot = self.make_user("Roundtable", bot=True)
        self.application = Application(self.bot.id, "Roundtable", self.make_user("Operator"))
        self._people: dict[int, Person] = {}
        self.messages = Messages(self)
        self.threads = Threads(self)
        self.commands = Commands(self)
        self.interactions = Interactions(self)

    def emit(self, event: Event) -> None:
        """Tell the gateway, and wake who waits for a change."""
        for listener in self.listeners:
            listener(event)
        self.changes.tell()

    # People, guilds, channels

    def make_user(self, name: str, *, bot: bool = False) -> User:
        """Make an account."""
        user = User(self.ids.next(), name, bot)
        self.users[user.id] = user
        return user

    def person(self, user: User) -> Person:
        """Return the person who sits before an account."""
        return self._people.setdefault(user.id, Person(self, user))

    def make_guild(self, name: str, *, with_bot: bool = True) -> Guild:
        """Make a server with an owner of its own."""
        own = self.ids.next_guild()
        everyone = Role(own, "@everyone", EVERYONE)
        guild = Guild(own, name, self.make_user(f"Owner of {name}"), everyone, self)
        guild.roles[own] = everyone
        self.guilds[own] = guild
        self.join(guild, guild.owner, [])
        if with_bot:
            self.install(guild)
        return guild

    def make_role(
        self, guild: Guild, name: str, permissions: Permission, *, mentionable: bool = False
    ) -> Role:
        """Make a role."""
        role = Role(self.ids.next(), name, permissions, mentionable)
        guild.roles[role.id] = role
        self.emit(
            Event(
                "GUILD_ROLE_CREATE",
                {"guild_id": str(guild.id), "role": payloads.role_json(role)},
                guild,
            )
        )
        return role

    def join(self, guild: Guild, user: User, roles: list[Role]) -> None:
        """Let a user become a member."""
        member = Member(user, roles, self.now())
        guild.members[user.id] = member
        joined = payloads.member_json(member) | {"guild_id": str(guild.id)}
        self.emit(Event("GUILD_MEMBER_ADD", joined, guild))

    def admission(self, guild: Guild) -> Admission:
        """Return what changes who is in a guild and what roles grant."""
        return Admission(guild)

    def install(self, guild: Guild) -> None:
        """Let the bot join."""
        guild.joined = self.now()
        self.join(guild, self.bot, [])
        self.emit(Event("GUILD_CREATE", self.guild_as_seen(guild), guild))

    def uninstall(self, guild: Guild) -> None:
        """Let the bot be kicked."""
        self.emit(Event("GUILD_DELETE", {"id": str(guild.id)}, guild))
        del guild.members[self.bot.id]

    def guild_as_seen(self, guild: Guild, *, everybody: bool = False) -> Json:
        """Return the guild as the bot sees it; other members only with their intent."""
        members = [
            member for member in guild.members.values() if everybody or member.user is self.bot
        ]
        channels = [self.channel_as_seen(channel) for channel in guild.channels.values()]
        threads = [thread for thread in guild.threads.values() if self.bot_sees(thread)]
        return payloads.guild_create_json(guild, members, channels, threads)

    def channel_as_seen(self, channel: Channel) -> Json:
        """Return a channel of a guild as the gateway shows it to the bot."""
        if in_channel(channel, self.bot) & Permission.VIEW_CHANNEL:
            return payloads.channel_json(channel)
        return payloads.hidden_json(channel)

    def make_channel(self, guild: Guild, name: str, kind: ChannelType) -> Channel:
        """Make a channel."""
        channel = Channel(self.ids.next(), kind, name, guild, self.now())
        guild.channels[channel.id] = self.channels[channel.id] = channel
        self.emit(Event("CHANNEL_CREATE", payloads.channel_json(channel), guild, channel))
        return channel

    def channel_changed(self, channel: Channel) -> None:
        """Tell that a channel or a thread is not what it was."""
        name = "THREAD_UPDATE" if channel.is_thread else "CHANNEL_UPDATE"
        self.emit(Event(name, payloads.channel_json(channel), channel.guild, channel))

    def delete_channel(self, channel: Channel) -> None:
        """Remove a channel or a thread."""
        assert channel.guild is not None
        name = "THREAD_DELETE" if channel.is_thread else "CHANNEL_DELETE"
        self.emit(Event(name, payloads.channel_json(channel), channel.guild, channel))
        channel.guild.channels.pop(channel.id, None)
        channel.guild.threads.pop(channel.id, None)
        del self.channels[channel.id]

    def direct(self, user: User) -> Channel:
        """Return the conversation of the bot with a user, opened now if there is none."""
        for channel in self.channels.values():
            if channel.kind is ChannelType.DM and user in channel.recipients:
                return channel
        channel = Channel(
            self.ids.next(), ChannelType.DM, "", None, self.now(), recipients=[user, self.bot]
        )
        self.channels[channel.id] = channel
        return channel

    # What the bot asks for

    def bot_sees(self, channel: Channel) -> bool:
        """Whether the bot may see a channel."""
        return sees(channel, self.bot)

    def find_channel(self, channel_id: int, needed: Permission = NONE) -> Channel:
        """Return a channel that the bot sees.

        Raises Refused: 10003 unknown, 50001 unseen, 50013 without what is `needed`.
        """
        if channel_id not in self.channels:
            raise unknown("Channel")
        channel = self.channels[channel_id]
        demand(channel, self.bot, needed)
        return channel

    def find_guild(self, guild_id: int) -> Guild:
        """Return a guild that the bot is in. Raises Refused 10004."""
        guild = self.guilds.get(guild_id)
        if guild is None or not guild.has_bot:
            raise unknown("Guild")
        return guild

    def as_bot_reads(self, message: Message) -> Json:
        """Return a message as REST hands it to the bot: readable as the portal's toggle says."""
        payload = payloads.message_json(message, viewer=self.bot)
        return payload if self.messages.is_readable(message) else payloads.redacted(payload)
