"""Somebody who does something on a platform, and the ways to answer them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

from bot.core.models import Channel, ChannelId, Group, Member, Workspace
from bot.core.view import Action, Message, Press
from bot.presentation.workspaces import channel_words
from bot.services.services import Services

# The subject of lists that there is one of.
ALL = "all"


class Interaction(Protocol):
    """One thing that one person does. What is shown, said or handed over is for them alone."""

    @property
    def services(self) -> Services:
        """Every use case."""

    @property
    def group(self) -> Group:
        """The group of the place, or of the round that it is about."""

    @property
    def platform(self) -> str:
        """The word that `Channel.platform` has for where they are."""

    @property
    def latency(self) -> float | None:
        """How many seconds the platform takes to hear of us; None where that is not known."""

    async def member(self) -> Member:
        """Return who it is; what they do here makes them a member."""

    async def reader(self) -> Member | None:
        """Return who it is, None for somebody who is no member: looking makes nobody one."""

    async def defer(self) -> None:
        """Acknowledge at once; an answer follows. Doing it again changes nothing."""

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

    async def hand_over(self, words: str, name: str, data: bytes) -> None:
        """Give them a file with a sentence above it."""

    async def share(self, message: Message, turn: Press) -> None:
        """Post a message where they are, for everybody there; once, however often it is tried."""

    async def place_names(self) -> Mapping[ChannelId, str]:
        """Return what each of the group's channels is called, seen from here."""


async def place_names(
    interaction: Interaction,
    here: Workspace,
    name_of: Callable[[Channel], Awaitable[str | None]],
) -> dict[ChannelId, str]:
    """Return what each of the group's channels is called, seen from a workspace.

    `name_of` is asked what the platform calls a channel, None where it does not say.
    """
    services, group = interaction.services, interaction.group.id
    workspaces = await services.workspaces.of_group(group)
    known = {(each.platform, each.address): each for each in workspaces}
    return {
        channel.id: channel_words(
            channel,
            await name_of(channel),
            known.get((channel.platform, channel.workspace)),
            here.address,
        )
        for channel in await services.groups.channels(group)
    }
