"""Channels, who is in them, and accounts: how they change, and what the app is told of it.

Each event is as its page of https://docs.slack.dev/reference/events has it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from tests.fakes.slack.entities import Channel, ChannelKind, Guest, User, Workspace
from tests.fakes.slack.errors import Impossible

if TYPE_CHECKING:
    from tests.fakes.slack.world import World


class Places:
    """Changes them."""

    def __init__(self, world: World) -> None:
        self._world = world

    def join(self, channel: Channel, user: User) -> None:
        """Let somebody into a channel, by themselves or invited."""
        if channel.archived:
            raise Impossible("the channel is archived")
        if user.id not in channel.members:
            _refuse_second(user)
            channel.members[user.id] = user
            self._world.events.joined(channel, user)

    def leave(self, channel: Channel, user: User) -> None:
        """Let somebody leave a channel, by themselves or removed."""
        if user.id in channel.members:
            with_bot = self._has_bot(channel)
            del channel.members[user.id]
            self._world.events.left(channel, user, with_bot=with_bot)

    def archive(self, channel: Channel) -> None:
        """Archive a channel.

        https://slack.com/help/articles/213185307-Archive-or-delete-a-channel: of a private one the
        members are retained, of a public one "the former members will not be restored".
        """
        with_bot, channel.archived = self._has_bot(channel), True
        if channel.kind is ChannelKind.PUBLIC:
            channel.members.clear()
        self._world.events.channel(channel, "archive", with_bot=with_bot)

    def unarchive(self, channel: Channel) -> None:
        """Open a channel again."""
        channel.archived = False
        self._world.events.channel(channel, "unarchive", with_bot=self._has_bot(channel))

    def delete(self, channel: Channel) -> None:
        """Remove a channel."""
        self._world.events.channel(channel, "deleted", with_bot=self._has_bot(channel))
        del channel.workspace.channels[channel.id], self._world.channels[channel.id]

    def rename(self, channel: Channel, name: str) -> None:
        """Call a channel something else."""
        channel.name = name
        self._world.events.renamed(channel, with_bot=self._has_bot(channel))

    def convert(self, channel: Channel, kind: ChannelKind) -> None:
        """Make a channel private or public; whoever is in it stays."""
        if channel.kind is kind or channel.kind is ChannelKind.DIRECT:
            raise Impossible(f"it cannot be made a {kind}")  # could_not_convert_channel
        channel.kind = kind
        self._world.events.converted(channel, with_bot=self._has_bot(channel))

    def change_id(self, channel: Channel) -> None:
        """Give a private channel another id, as it gets when it is shared with Slack Connect."""
        if channel.kind is not ChannelKind.PRIVATE:
            raise Impossible("that happens to private channels only")
        old, channel.id = channel.id, self._world.ids.next("C")
        for places in (channel.workspace.channels, self._world.channels):
            places[channel.id] = places.pop(old)
        self._world.events.id_changed(channel, old, with_bot=self._has_bot(channel))

    def call(self, user: User, name: str) -> None:
        """Let somebody change the name that they show."""
        user.name = name
        self._world.events.user_changed(user)

    def rename_workspace(self, workspace: Workspace, name: str) -> None:
        """Call a workspace something else."""
        workspace.name = name
        self._world.events.workspace_renamed(workspace)

    def set_active(self, user: User, *, active: bool) -> None:
        """Deactivate an account, or activate it again."""
        user.deactivated = not active
        self._world.events.user_changed(user)

    def _has_bot(self, channel: Channel) -> bool:
        return any(user.is_bot for user in channel.members.values())


def _refuse_second(user: User) -> None:
    """Let a guest for a single channel be in one: for a second they are given another role.

    https://slack.com/help/articles/202518103-Understand-guest-roles-in-Slack
    """
    there = [
        each
        for each in user.workspace.channels.values()
        if each.kind is not ChannelKind.DIRECT and user.id in each.members
    ]
    if user.guest is Guest.SINGLE_CHANNEL and there:
        raise Impossible(f"{user.name} is a guest for a single channel")


def listed(users: Iterable[User]) -> list[str]:
    """Return the ids as conversations.members lists them.

    Deactivated people were listed (irslackd #67, uqcsbot-slack #190) or not (backlot #259, in
    September 2026): an app has to get along with both, and the first is the harder.
    """
    return [user.id for user in users]
