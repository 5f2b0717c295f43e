"""Somebody who does something on a platform, and the ways to answer them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from bot.core.audit import Actor
from bot.core.models import (
    Channel,
    Group,
    GroupId,
    Member,
    Workspace,
    WorkspaceId,
)
from bot.core.read_models import Reader
from bot.core.view import Action, Mention, Message, Press
from bot.errors import InNoChannel, NotFound, NothingAskedHere, NotOrganiser
from bot.presentation.humanize import listed
from bot.presentation.workspaces import Named, channel_names, named
from bot.services.acting import act_as
from bot.services.services import Services

# Founds the group of the place where a question is to be asked, unless it is there.
Where = Callable[[], Awaitable[Channel]]
# The subject of lists that there is one of.
ALL = "all"


@dataclass(frozen=True, slots=True)
class Spots:
    """Channels of a workspace that somebody can read and we can post to: names by address.

    `runs` says whether the platform has them for an admin of the workspace, now.
    """

    names: Mapping[str, str]
    runs: bool


@dataclass(slots=True)
class Interaction(ABC):
    """One thing that one person does. What is shown, said or handed over is for them alone.

    `platform` is the word that `Channel.platform` has for where they are, `workspace_word` what a
    workspace is called there, `subject` their account. `workspace` is None in a direct message,
    `channel` outside of the channels where anything was ever asked. `about` is the channel's group,
    or that of the round that it is about, and `known` who they are in it, None for somebody who is
    no member: looking makes nobody one. `looks_as` is what `reader` returns, once it is known: for
    what is done to a round, before.
    """

    platform: ClassVar[str]
    workspace_word: ClassVar[str]
    services: Services
    subject: str
    workspace: Workspace | None
    channel: Channel | None
    about: Group | None
    known: Member | None
    looks_as: Reader | None

    @property
    def is_direct(self) -> bool:
        """Whether nobody else is there, as in a direct message: then it is about no channel."""
        return self.workspace is None

    @property
    def group(self) -> Group:
        """The group that it is about. Raises NothingAskedHere and InNoChannel without one."""
        if self.about is None:
            raise InNoChannel if self.is_direct else NothingAskedHere
        return self.about

    @property
    def asked(self) -> GroupId | WorkspaceId:
        """Who can be asked decks: the group, or before there is one its workspace's channels."""
        return self.about.id if self.about is not None else self.require_workspace().id

    async def reader(self) -> Reader:
        """Return who looks, and what they see: in a channel its own, elsewhere everything."""
        if self.looks_as is None:
            access, who = self.services.access, (self.platform, self.subject)
            if self.is_direct:
                self.looks_as = await access.anywhere(*who)
            else:
                self.looks_as = await access.here(*who, self.channel)
        return self.looks_as

    @property
    @abstractmethod
    def arrived(self) -> datetime:
        """When they did it, as the platform tells, and no later than we heard of it."""

    @property
    def latency(self) -> float | None:
        """How many seconds the platform takes to hear of us; None where that is not known."""
        return None

    def require_channel(self) -> Channel:
        """Return the channel where they are. Raises NothingAskedHere and InNoChannel."""
        if self.channel is None:
            raise InNoChannel if self.is_direct else NothingAskedHere
        return self.channel

    @abstractmethod
    async def at(self, address: str) -> Interaction:
        """Return it as something done in another channel here, "" for the one where they are.

        Raises NotFound for who cannot read that one.
        """

    @abstractmethod
    def founding(self) -> Where:
        """Return what founds the group of the channel; who does it first hears how it goes.

        It raises, or this does at once, ChannelUnusable and PermissionsMissing where we cannot ask
        questions, and NotFound for who is not there.
        """

    @abstractmethod
    async def require_reach(self) -> None:
        """Raise PermissionsMissing where a channel of the group's is known to be closed to us."""

    @abstractmethod
    async def member(self) -> Member:
        """Return who it is; what they do here makes them a member."""

    @abstractmethod
    async def name(self) -> str:
        """Return what the platform calls them."""

    def require_workspace(self) -> Workspace:
        """Return where they are. Raises NotFound in a direct message."""
        if self.workspace is None:
            raise NotFound("server", "")
        return self.workspace

    # --- organisers --------------------------------------------------------------------------

    async def require_organiser(self) -> None:
        """Raise NotOrganiser unless they may plan for the group now.

        That is for who organises the workspace, and for those named for this group alone.
        """
        named = self.about.organisers if self.about is not None else ()
        if f"{self.platform}:{self.subject}" not in named:
            await self.require_workspace_organiser()
        act_as(self._actor)

    async def organises(self) -> bool:
        """Say whether they may plan for the group now."""
        try:
            await self.require_organiser()
        except NotOrganiser:
            return False
        return True

    async def require_workspace_organiser(self) -> None:
        """Raise NotOrganiser unless they may change now what is the workspace's, as its decks are.

        They run it on the platform, installed the app, or were named. Nobody does in a direct
        message, where no workspace is.
        """
        here = self.workspace
        is_named = here is not None and self.subject in (here.owner, *here.organisers)
        if not is_named and not await self.runs_workspace():
            raise NotOrganiser(self.workspace_word)
        act_as(self._actor)

    @property
    def _actor(self) -> Actor:
        workspace = self.workspace.id if self.workspace is not None else None
        return Actor(self.platform, self.subject, workspace=workspace)

    @abstractmethod
    async def runs_workspace(self) -> bool:
        """Say whether the platform has them for an admin of the workspace, now."""

    # --- answering ---------------------------------------------------------------------------

    @abstractmethod
    async def show(
        self,
        message: Message,
        *,
        turn: Press | None = None,
        actions: tuple[Action, ...] | None = None,
    ) -> None:
        """Show a page of a message; doing it again replaces it.

        `turn` has the page, and with another one in its place it is what turns to that; without it
        a message has its first page alone. `actions` stand in for the message's own.
        """

    async def hold(self) -> None:  # noqa: B027  # a platform that waits has nothing to do
        """Let the platform wait for an answer that takes longer than it would by itself."""

    async def say(self, words: str, *actions: Action, mentions: tuple[Mention, ...] = ()) -> None:
        """Show one sentence of ours, which leads to the channels that it names."""
        await self.show(Message.saying(words, actions=actions).leading_to(mentions))

    @abstractmethod
    async def hand_over(self, words: str, name: str, data: bytes) -> None:
        """Give them a file with a sentence above it."""

    async def show_picture(self, message: Message, name: str, data: bytes) -> None:
        """Show them alone a message, and a picture that says the same: here as a file."""
        await self.hand_over(message.summary, name, data)
        await self.show(message)

    @abstractmethod
    async def share(self, message: Message, turn: Press) -> None:
        """Post a message where they are, for everybody there; once, however often it is tried."""

    async def named(self, channels: Iterable[Channel], *, proven: bool = False) -> Named:
        """Return what channels are called from here, and what leads to those of this workspace.

        Outside of workspaces it leads to what who looks can read, which may be `proven` already.
        """
        channels = tuple(channels)
        here = self.workspace.address if self.workspace else ""
        workspaces = [
            found
            for where in {(each.platform, each.workspace) for each in channels}
            if where != (self.platform, here)
            if (found := await self.services.workspaces.find(*where)) is not None
        ]
        ours = [each for each in channels if each.platform == self.platform]
        if here:
            near = {each.id for each in ours if each.workspace == here}
        elif proven or not ours:
            near = {each.id for each in ours}
        else:
            near = {each.id for each in ours} & (await self.reader()).channels
        return named(channels, workspaces, here, near)

    async def title_of(self, group: GroupId) -> str:
        """Return the names of a group's channels that who looks can read, with their workspaces."""
        channels = await self.services.groups.channels(group)
        workspaces = await self.services.workspaces.of_group(group)
        names, reader = channel_names(channels, workspaces), await self.reader()
        readable = [words for channel, words in names.items() if channel in reader.channels]
        # Who was told something in a channel that has another group by now reads none of these.
        return listed(readable) if readable else ""

    async def spots(self, workspace: Workspace) -> Spots:  # noqa: ARG002  # a platform's own
        """Return where in a workspace they read and we can post; nowhere on a single channel's.

        Raises NotFound for who is not in the workspace any more.
        """
        return Spots({}, runs=False)

    async def roles(self, workspace: Workspace) -> Mapping[str, str]:  # noqa: ARG002  # as `spots`
        """Return what a workspace's questions can mention, names by id; nothing without roles."""
        return {}

    async def takes_direct_messages(self) -> bool:
        """Say whether they can be written to alone, as far as the platform tells."""
        return True

    async def zone(self) -> str:
        """Return the name of the zone that the platform has for them, "" where it tells none."""
        return ""

    async def count_people(self) -> int | None:
        """Return how many people read this channel, None where the platform does not say."""
        return None
