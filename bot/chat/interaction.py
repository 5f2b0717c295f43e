"""Somebody who does something on a platform, and the ways to answer them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from bot.core.models import Channel, ChannelId, Group, Member, Workspace
from bot.core.view import Action, Message, Press
from bot.errors import NotFound
from bot.presentation.workspaces import channel_words
from bot.services.services import Services

# The subject of lists that there is one of.
ALL = "all"


@dataclass(slots=True)
class Interaction(ABC):
    """One thing that one person does. What is shown, said or handed over is for them alone.

    `group` is that of the place, or of the round that it is about; `platform` the word that
    `Channel.platform` has for where they are. `known` is who they are, None for somebody who is no
    member: looking makes nobody one. `workspace` is None in a direct message.
    """

    platform: ClassVar[str]
    services: Services
    group: Group
    known: Member | None
    workspace: Workspace | None

    @property
    def latency(self) -> float | None:
        """How many seconds the platform takes to hear of us; None where that is not known."""
        return None

    @abstractmethod
    async def member(self) -> Member:
        """Return who it is; what they do here makes them a member."""

    def require_workspace(self) -> Workspace:
        """Return where they are. Raises NotFound in a direct message."""
        if self.workspace is None:
            raise NotFound("server", "")
        return self.workspace

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

    async def say(self, words: str, *actions: Action) -> None:
        """Show one sentence of ours."""
        await self.show(Message.saying(words, actions=actions))

    @abstractmethod
    async def hand_over(self, words: str, name: str, data: bytes) -> None:
        """Give them a file with a sentence above it."""

    @abstractmethod
    async def share(self, message: Message, turn: Press) -> None:
        """Post a message where they are, for everybody there; once, however often it is tried."""

    async def place_names(self) -> dict[ChannelId, str]:
        """Return what each of the group's channels is called, seen from here."""
        workspaces = await self.services.workspaces.of_group(self.group.id)
        known = {(each.platform, each.address): each for each in workspaces}
        return {
            channel.id: channel_words(
                channel,
                await self.channel_name(channel),
                known.get((channel.platform, channel.workspace)),
                self.require_workspace().address,
            )
            for channel in await self.services.groups.channels(self.group.id)
        }

    @abstractmethod
    async def channel_name(self, channel: Channel) -> str | None:
        """Return what the platform calls a channel, None where it does not say."""
