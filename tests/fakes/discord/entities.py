"""What Discord keeps: users, guilds, channels, messages. A test looks at these."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, IntFlag
from typing import TYPE_CHECKING

from tests.fakes.discord.errors import Json
from tests.fakes.discord.permissions import NONE, Permission

if TYPE_CHECKING:
    from tests.fakes.discord.admission import Admission
    from tests.fakes.discord.people import Person
    from tests.fakes.discord.world import World


class ChannelType(IntEnum):
    """The kinds of channel that the fake has."""

    TEXT = 0
    DM = 1
    VOICE = 2
    NEWS = 5
    NEWS_THREAD = 10
    PUBLIC_THREAD = 11
    PRIVATE_THREAD = 12
    STAGE = 13
    FORUM = 15
    MEDIA = 16


class MessageFlag(IntFlag):
    """The flags of a message that mean something here."""

    SUPPRESS_EMBEDS = 1 << 2
    HAS_THREAD = 1 << 5
    EPHEMERAL = 1 << 6
    LOADING = 1 << 7
    SUPPRESS_NOTIFICATIONS = 1 << 12
    COMPONENTS_V2 = 1 << 15


NO_FLAGS = MessageFlag(0)


@dataclass(eq=False)
class User:
    """An account. `accepts_dms` is the person's privacy setting; `private` what only they see."""

    id: int
    name: str
    bot: bool = False
    accepts_dms: bool = True
    private: list[Message] = field(default_factory=list)


@dataclass(eq=False)
class Role:
    """A role of a guild."""

    id: int
    name: str
    permissions: Permission
    mentionable: bool = False


@dataclass(eq=False)
class Member:
    """A user in a guild."""

    user: User
    roles: list[Role]
    joined: datetime
    timed_out_until: datetime | None = None


@dataclass(frozen=True)
class Overwrite:
    """What a channel allows and denies a role (kind 0) or a user (kind 1)."""

    kind: int
    allow: Permission
    deny: Permission


@dataclass(eq=False)
class Guild:
    """A server. The bot is in it while `has_bot`."""

    id: int
    name: str
    owner: User
    everyone: Role
    world: World = field(repr=False)
    roles: dict[int, Role] = field(default_factory=dict)
    members: dict[int, Member] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)
    threads: dict[int, Channel] = field(default_factory=dict)
    joined: datetime | None = None

    @property
    def has_bot(self) -> bool:
        """Whether the application's bot is a member."""
        return self.world.bot.id in self.members

    @property
    def admission(self) -> Admission:
        """Who is in it and what their roles grant, to be changed."""
        return self.world.admission(self)

    def channel(self, name: str, kind: ChannelType = ChannelType.TEXT) -> Channel:
        """Make a text channel, or one of another kind."""
        return self.world.make_channel(self, name, kind)

    def role(self, name: str, permissions: Permission = NONE, *, mentionable: bool = False) -> Role:
        """Make a role."""
        return self.world.make_role(self, name, permissions, mentionable=mentionable)

    def member(
        self, who: str | Person, permissions: Permission = NONE, roles: tuple[Role, ...] = ()
    ) -> Person:
        """Let somebody new, or of another guild, join; permissions come by a role of its own."""
        user = self.world.make_user(who) if isinstance(who, str) else who.user
        own = (self.role(f"{user.name}'s", permissions),) if permissions else ()
        self.world.join(self, user, [*roles, *own])
        return self.world.person(user)

    def add_bot(self) -> None:
        """Install the application: the bot joins."""
        self.world.install(self)

    def remove_bot(self) -> None:
        """Kick the bot."""
        self.world.uninstall(self)


@dataclass(frozen=True)
class Tag:
    """What a forum's posts can have; one that is `moderated` takes MANAGE_THREADS."""

    id: int
    name: str
    moderated: bool = False


@dataclass(eq=False)
class Channel:
    """A channel, a thread or a direct conversation. `owner`, `archived`: of a thread.

    `archived_at` is its "archive_timestamp", None as long as that is when it was made.
    `tags`, `requires_tag`: of a forum. `applied`: of a post there.
    """

    id: int
    kind: ChannelType
    name: str
    guild: Guild | None
    created: datetime
    parent: Channel | None = None
    recipients: list[User] = field(default_factory=list)
    overwrites: dict[int, Overwrite] = field(default_factory=dict)
    history: dict[int, Message] = field(default_factory=dict)
    owner: User | None = None
    archived: bool = False
    archived_at: datetime | None = None
    locked: bool = False
    archive_minutes: int = 1440
    joined: dict[int, datetime] = field(default_factory=dict)
    tags: list[Tag] = field(default_factory=list)
    requires_tag: bool = False
    applied: tuple[Tag, ...] = ()

    @property
    def takes_posts(self) -> bool:
        """Whether it takes posts, and nothing else."""
        return self.kind in (ChannelType.FORUM, ChannelType.MEDIA)

    @property
    def posts(self) -> list[Channel]:
        """A forum's posts, oldest first."""
        assert self.guild is not None
        return [each for each in self.guild.threads.values() if each.parent is self]

    @property
    def is_thread(self) -> bool:
        """Whether it is a thread."""
        return self.kind in (ChannelType.NEWS_THREAD, ChannelType.PUBLIC_THREAD) or (
            self.is_private_thread
        )

    @property
    def is_private_thread(self) -> bool:
        """Whether it is a thread of those who were invited."""
        return self.kind is ChannelType.PRIVATE_THREAD

    @property
    def is_voice(self) -> bool:
        """Whether one talks there."""
        return self.kind in (ChannelType.VOICE, ChannelType.STAGE)

    @property
    def messages(self) -> list[Message]:
        """What everybody there sees, oldest first."""
        return list(self.history.values())

    def overwrite(
        self, who: Role | User | Person, *, allow: Permission = NONE, deny: Permission = NONE
    ) -> None:
        """Allow or deny a role, a user or a person something here."""
        if isinstance(who, Role):
            self.overwrites[who.id] = Overwrite(0, allow, deny)
        else:
            self.overwrites[who.id] = Overwrite(1, allow, deny)
        if self.guild:
            self.guild.world.channel_changed(self)

    def private_thread(self, name: str, *members: Person) -> Channel:
        """Make a private thread of members; the first of them opens it."""
        assert self.guild is not None
        users = [member.user for member in members]
        return self.guild.world.threads.private(self, name, users)

    def delete(self) -> None:
        """Remove the channel with all that is in it."""
        assert self.guild is not None
        self.guild.world.delete_channel(self)


@dataclass(eq=False)
class Attachment:
    """An uploaded file."""

    id: int
    filename: str
    data: bytes
    url: str
    description: str | None = None
    content_type: str | None = None


@dataclass(frozen=True)
class Pinged:
    """Whom a message really notified."""

    users: tuple[User, ...] = ()
    roles: tuple[Role, ...] = ()
    everyone: bool = False

    def __bool__(self) -> bool:
        return bool(self.users or self.roles or self.everyone)


@dataclass(eq=False)
class Message:
    """A message as it stands now. `components` is the tree as JSON, every id filled in."""

    id: int
    channel: Channel
    author: User
    created: datetime
    content: str = ""
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    flags: MessageFlag = NO_FLAGS
    kind: int = 0
    nonce: str | None = None
    reference: Message | None = None
    pinged: Pinged = Pinged()
    edited: datetime | None = None
    reactions: dict[str, list[User]] = field(default_factory=dict)
    thread: Channel | None = None
    interaction: Json | None = None

    @property
    def text(self) -> str:
        """The content and every text display, one below the other."""
        shown = (part["content"] for part in walk(self.components) if part["type"] == TEXT_DISPLAY)
        return "\n".join(filter(None, (self.content, *shown)))

    @property
    def buttons(self) -> list[Json]:
        """The buttons, as JSON, in reading order."""
        return [part for part in walk(self.components) if part["type"] == BUTTON]

    @property
    def labels(self) -> list[str]:
        """What is written on the buttons."""
        return [button.get("label", "") for button in self.buttons]

    @property
    def selects(self) -> list[Json]:
        """The select menus, as JSON, in reading order."""
        return [part for part in walk(self.components) if part["type"] in SELECTS]

    @property
    def files(self) -> list[Attachment]:
        """The uploaded files."""
        return list(self.attachments)

    @property
    def ephemeral(self) -> bool:
        """Whether one person alone sees it."""
        return MessageFlag.EPHEMERAL in self.flags

    @property
    def loading(self) -> bool:
        """Whether it still says that the bot is thinking."""
        return MessageFlag.LOADING in self.flags


ACTION_ROW, BUTTON, STRING_SELECT, TEXT_INPUT = 1, 2, 3, 4
USER_SELECT, ROLE_SELECT, MENTIONABLE_SELECT, CHANNEL_SELECT = 5, 6, 7, 8
SECTION, TEXT_DISPLAY, THUMBNAIL, MEDIA_GALLERY, FILE = 9, 10, 11, 12, 13
SEPARATOR, CONTAINER, LABEL, FILE_UPLOAD = 14, 17, 18, 19
RADIO_GROUP, CHECKBOX_GROUP, CHECKBOX = 21, 22, 23
SELECTS = (STRING_SELECT, USER_SELECT, ROLE_SELECT, MENTIONABLE_SELECT, CHANNEL_SELECT)


def walk(components: list[Json]) -> Iterator[Json]:
    """Yield every component of a tree, parents first, in reading order."""
    for component in components:
        yield component
        yield from walk(component.get("components", []))
        yield from walk(
            [component[name] for name in ("component", "accessory") if name in component]
        )
