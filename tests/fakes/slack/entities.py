"""What Slack keeps: workspaces, users, channels, messages, files. A test looks at these."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from tests.fakes.slack import reading
from tests.fakes.slack.errors import Json
from tests.fakes.slack.notified import Notified, links

if TYPE_CHECKING:
    from tests.fakes.slack.application import Installation
    from tests.fakes.slack.people import Person
    from tests.fakes.slack.views import View
    from tests.fakes.slack.world import World


class Guest(StrEnum):
    """Guests, who are in the channels that they are invited to: in several, or in a single one.

    https://slack.com/help/articles/202518103-Understand-guest-roles-in-Slack
    """

    MULTI_CHANNEL = "multi-channel"
    SINGLE_CHANNEL = "single-channel"


@dataclass(eq=False)
class User:
    """An account of a workspace. `private` is what only this person sees.

    `home_team` is where somebody of a connected workspace comes from; a `guest` is of this one.
    """

    id: str
    name: str
    workspace: Workspace = field(repr=False)
    is_admin: bool = False
    is_owner: bool = False
    bot_id: str = ""
    timezone: str = "Europe/London"
    deactivated: bool = False
    guest: Guest | None = None
    home_team: Workspace | None = field(default=None, repr=False)
    private: list[Message] = field(default_factory=list)
    modals: list[View] = field(default_factory=list)
    home: View | None = None

    @property
    def team(self) -> Workspace:
        """The workspace that the account is of."""
        return self.home_team or self.workspace

    @property
    def is_bot(self) -> bool:
        """Whether it is a bot's."""
        return bool(self.bot_id)


@dataclass(eq=False)
class UserGroup:
    """A user group of a workspace; nobody deletes one, but one may be `disabled`."""

    id: str
    handle: str
    disabled: bool = False


@dataclass(eq=False)
class Workspace:
    """A workspace. The bot is in it while there is an `installation` that is not revoked.

    `edits_for` is how long after it was posted a message can be changed, None for ever.
    """

    id: str
    name: str
    world: World = field(repr=False)
    users: dict[str, User] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    installation: Installation | None = None
    edits_for: timedelta | None = None
    user_groups: dict[str, UserGroup] = field(default_factory=dict)

    @property
    def bot_token(self) -> str:
        """The token of the bot here. Raises LookupError where it is not installed."""
        if self.installation is None:
            raise LookupError(f"the app is not installed in {self.name}")
        return self.installation.token

    def channel(self, name: str, *, with_bot: bool = True, private: bool = False) -> Channel:
        """Make a channel; everybody is in it, and by default the bot."""
        kind = ChannelKind.PRIVATE if private else ChannelKind.PUBLIC
        return self.world.make_channel(self, name, kind, with_bot=with_bot)

    def member(self, name: str, *, is_admin: bool = False, is_owner: bool = False) -> Person:
        """Let somebody join the workspace and its public channels."""
        return self.world.make_person(self, name, is_admin=is_admin, is_owner=is_owner)

    def guest(self, name: str, *channels: Channel, single: bool = False) -> Person:
        """Let somebody be invited to channels as a guest, to one if to a `single` one alone."""
        return self.world.make_guest(self, name, channels, single=single)

    def stranger(self, name: str, home: Workspace) -> Person:
        """Let somebody of a connected workspace be seen; they are invited to channels."""
        return self.world.make_stranger(self, name, home)

    def user_group(self, handle: str) -> UserGroup:
        """Make a user group that anybody can mention."""
        made = UserGroup(self.world.ids.next("S"), handle)
        self.user_groups[made.id] = made
        return made

    def install(self) -> Installation:
        """Install the app."""
        return self.world.installations.install(self)

    def uninstall(self) -> None:
        """Remove the app: its token is dead, and it is told."""
        self.world.installations.uninstall(self)


class ChannelKind(StrEnum):
    """The kinds of conversation that the fake has."""

    PUBLIC = "channel"
    PRIVATE = "group"
    DIRECT = "im"


class Posting(StrEnum):
    """What a channel is kept for by its managers, who are people: its value refuses the rest."""

    ANYTHING = ""
    NOTHING = "restricted_action_read_only_channel"
    THREADS = "restricted_action_thread_only_channel"
    NO_THREADS = "restricted_action_non_threadable_channel"


@dataclass(eq=False)
class Channel:
    """A channel or a direct conversation. `locked` are the messages whose threads are."""

    id: str
    name: str
    kind: ChannelKind
    workspace: Workspace
    created: datetime
    members: dict[str, User] = field(default_factory=dict)
    history: dict[str, Message] = field(default_factory=dict)
    archived: bool = False
    posting: Posting = Posting.ANYTHING
    locked: set[str] = field(default_factory=set)

    @property
    def messages(self) -> list[Message]:
        """What stands in the channel itself, not in its threads, oldest first."""
        return [one for one in self.history.values() if one.in_channel]

    def thread(self, parent: Message) -> list[Message]:
        """Return the replies in a message's thread, oldest first."""
        return [
            one for one in self.history.values() if one.thread_ts == parent.ts and one is not parent
        ]

    def archive(self) -> None:
        """Archive it: of a public one everybody is out."""
        self.workspace.world.places.archive(self)

    def unarchive(self) -> None:
        """Open it again."""
        self.workspace.world.places.unarchive(self)

    def delete(self) -> None:
        """Remove it with all that is in it."""
        self.workspace.world.places.delete(self)

    def rename(self, name: str) -> None:
        """Call it something else."""
        self.workspace.world.places.rename(self, name)

    def make_private(self) -> None:
        """Let only those see it who are in it."""
        self.workspace.world.places.convert(self, ChannelKind.PRIVATE)

    def make_public(self) -> None:
        """Let everybody see it."""
        self.workspace.world.places.convert(self, ChannelKind.PUBLIC)

    def change_id(self) -> None:
        """Get another id."""
        self.workspace.world.places.change_id(self)

    def invite(self, *people: Person) -> None:
        """Let people in."""
        for person in people:
            self.workspace.world.places.join(self, person.user)

    def kick(self, person: Person) -> None:
        """Remove somebody."""
        self.workspace.world.places.leave(self, person.user)

    def gather(self) -> None:
        """Let everybody of the workspace in again, and the bot."""
        for user in self.workspace.users.values():
            self.workspace.world.places.join(self, user)

    def add_bot(self) -> None:
        """Invite the bot."""
        self.workspace.world.places.join(self, self.workspace.world.bot_in(self.workspace))

    def remove_bot(self) -> None:
        """Remove the bot."""
        self.workspace.world.places.leave(self, self.workspace.world.bot_in(self.workspace))


@dataclass(eq=False)
class File:
    """An uploaded file. `shared` once it stands somewhere."""

    id: str
    name: str
    owner: User
    created: datetime
    size: int
    data: bytes | None = None
    title: str = ""
    alt_text: str = ""
    shared: bool = False


@dataclass(eq=False)
class Message:
    """A message as it stands now. `fallback` is its `text` field, `reader` the only one who
    sees an ephemeral one.
    """

    ts: str
    channel: Channel
    author: User
    fallback: str = ""
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    metadata: Json | None = None
    thread_ts: str | None = None
    broadcast: bool = False
    files: list[File] = field(default_factory=list)
    reader: User | None = None
    edited: str | None = None
    subtype: str | None = None
    notified: Notified = field(default_factory=Notified)
    reactions: dict[str, list[User]] = field(default_factory=dict)
    pinned: bool = False

    @property
    def in_channel(self) -> bool:
        """Whether it stands in the channel itself, not in a thread alone."""
        return self.thread_ts in {None, self.ts} or self.broadcast

    @property
    def all_blocks(self) -> list[Json]:
        """The blocks, and those of its attachments."""
        attached = [block for one in self.attachments for block in one.get("blocks", [])]
        return [*self.blocks, *attached]

    @property
    def text(self) -> str:
        """What is shown: the words of the blocks, or the fallback where there are none."""
        blocks = self.all_blocks
        return "\n".join(reading.words(blocks)) if blocks else self.fallback

    @property
    def buttons(self) -> list[Json]:
        """The buttons, as JSON, in reading order."""
        return [
            element
            for _, element in reading.interactive(self.all_blocks)
            if element["type"] in reading.PRESSED
        ]

    @property
    def labels(self) -> list[str]:
        """What is written on the buttons."""
        return [reading.label(button) for button in self.buttons]

    @property
    def selects(self) -> list[Json]:
        """The menus and pickers, as JSON, in reading order."""
        return [
            element
            for _, element in reading.interactive(self.all_blocks)
            if element["type"] in reading.CHOICES
        ]

    @property
    def links(self) -> list[str]:
        """Where its marked links lead."""
        return links(self.fallback, self.all_blocks)

    @property
    def ephemeral(self) -> bool:
        """Whether one person alone sees it."""
        return self.reader is not None
