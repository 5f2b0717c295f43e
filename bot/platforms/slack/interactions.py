"""One thing that somebody does in Slack: who it is, what it is about, and how it is answered."""

from __future__ import annotations

from dataclasses import dataclass

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.chat.interaction import Interaction
from bot.core.models import Channel, Member, Workspace
from bot.core.view import Action, Message, Press
from bot.errors import ChannelUnusable, NotAllowed, NotFound, PermissionsMissing
from bot.platforms.slack.failures import asking_once, code_of, scope_needed
from bot.platforms.slack.mrkdwn import name_of
from bot.platforms.slack.platform import send
from bot.platforms.slack.rendering.blocks import sheet
from bot.platforms.slack.rendering.pages import pages_of
from bot.platforms.slack.responder import Caller, Responder
from bot.services.services import Services

PLATFORM = "slack"
_INVITATION = ("an invitation: type /invite",)
# We read about channels alone: https://docs.slack.dev/reference/methods/conversations.info.
_OF_DIRECT = frozenset({"im:read", "mpim:read"})
_CLOSED = frozenset({"not_in_channel", "channel_not_found", "is_archived", "restricted_action"})


@dataclass(slots=True)
class SlackInteraction(Interaction):
    """Slack was told already that we heard of it, and tells nothing of its latency."""

    platform = PLATFORM
    workspace: Workspace
    client: AsyncWebClient
    caller: Caller

    @classmethod
    async def of(
        cls, services: Services, client: AsyncWebClient, caller: Caller
    ) -> SlackInteraction:
        """Return the interaction; a workspace's first one makes its group."""
        who = PLATFORM, caller.team, caller.subject
        found = await services.members.participant(*who)
        if found is None or found.workspace is None or found.workspace.left_at is not None:
            name = str((await client.team_info())["team"]["name"])
            await services.workspaces.enter(PLATFORM, caller.team, name, caller.subject)
            found = await services.members.participant(*who)
        if found is None or found.workspace is None:
            raise NotFound("workspace", caller.team)
        return cls(services, found.group, found.member, found.workspace, client, caller)

    async def member(self) -> Member:
        """Return who it is; their first interaction makes them a member."""
        if self.known is None:
            name = await name_of(self.client, self.caller.user)
            self.known = await self.services.members.ensured(
                None, self.group.id, PLATFORM, self.caller.subject, name
            )
        return self.known

    async def channel(self) -> Channel:
        """Return the channel where it happens; from now on the group talks there.

        Raises NotFound outside of channels.
        """
        if not self.caller.channel:
            raise NotFound("channel", "")
        return await self.services.workspaces.channel(self.workspace, self.caller.channel)

    async def known_channel(self) -> Channel | None:
        """Return the channel where it happens, None for one where nothing was ever asked."""
        return await self.services.workspaces.find_channel(self.workspace, self.caller.channel)

    async def again(self) -> SlackInteraction:
        """Return the interaction as things are now: its group may have been joined to another."""
        return await SlackInteraction.of(self.services, self.client, self.caller)

    async def is_admin(self) -> bool:
        """Say whether they run the workspace, or were named by somebody who does."""
        return self.caller.user in self.workspace.admins or await self.runs_workspace()

    async def require_admin(self) -> None:
        """Raise NotAllowed unless they are an admin: they may have lost the right by now."""
        if not await self.is_admin():
            raise NotAllowed("slack-admin")

    async def runs_workspace(self) -> bool:
        """Say whether they are an admin or owner of the workspace."""
        found = (await self.client.users_info(user=self.caller.user))["user"]
        return bool(found.get("is_admin") or found.get("is_owner"))

    async def zone(self) -> str:
        """Return the time zone that they chose in Slack."""
        found = (await self.client.users_info(user=self.caller.user))["user"]
        return str(found.get("tz") or "UTC")

    async def be_heard(self) -> None:
        """See to it that we may post in this channel.

        Raises PermissionsMissing, and ChannelUnusable for a direct conversation.
        """
        try:
            found = (await self.client.conversations_info(channel=self.caller.channel))["channel"]
        except SlackApiError as error:
            if scope_needed(error) in _OF_DIRECT:
                raise ChannelUnusable("direct messages") from error
            raise PermissionsMissing(("an invitation",), "this channel") from error
        if found.get("is_im") or found.get("is_mpim"):
            raise ChannelUnusable("direct messages")
        if not found.get("is_member"):
            raise PermissionsMissing(_INVITATION, str(found["name"]))

    async def show(
        self,
        message: Message,
        *,
        turn: Press | None = None,
        actions: tuple[Action, ...] | None = None,
    ) -> None:
        """Show a page of a message to this person alone."""
        responder = Responder(self.client, self.caller)
        await responder.show(message, turn=turn, actions=actions)

    async def hand_over(self, words: str, name: str, data: bytes) -> None:
        """Send this person a file by direct message: what others cannot see holds none."""
        opened = await self.client.conversations_open(users=self.caller.user)
        await self.client.files_upload_v2(
            channel=opened["channel"]["id"], filename=name, content=data, initial_comment=words
        )
        await self.say(words)

    async def share(self, message: Message, turn: Press) -> None:
        """Post a message in the channel. Raises PermissionsMissing."""
        made = sheet(pages_of(message, files=False), 1, actions=message.actions, turn=turn)
        try:
            await send(asking_once(self.client), self.caller.channel, self.caller.thread, made)
        except SlackApiError as error:
            if code_of(error) not in _CLOSED:
                raise
            raise PermissionsMissing(_INVITATION, "this channel") from error

    async def channel_name(self, channel: Channel) -> str | None:
        """Return what the channel is called."""
        if (channel.platform, channel.workspace) != (PLATFORM, self.workspace.address):
            return None
        try:
            found = await self.client.conversations_info(channel=channel.address)
        except SlackApiError:
            return None  # it was deleted, or we are not let in: it has no name for us
        return str(found["channel"]["name"])
