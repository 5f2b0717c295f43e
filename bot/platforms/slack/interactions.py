"""One thing that somebody does in Slack: who it is, what it is about, and how it is answered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.chat.interaction import Interaction, Spots, Where
from bot.core.models import Channel, ChannelId, GroupId, Member, RoundId, Workspace
from bot.core.view import Action, Line, Message, Press
from bot.errors import ChannelUnusable, NotFound, NotInvited
from bot.platforms.slack.command_names import CommandNames
from bot.platforms.slack.failures import asking_once, code_of, scope_needed
from bot.platforms.slack.mentions import EVERYBODY, UserGroup, user_groups
from bot.platforms.slack.mrkdwn import channel_name_of, name_of
from bot.platforms.slack.platform import send
from bot.platforms.slack.remembered import Unknown
from bot.platforms.slack.rendering.blocks import sheet
from bot.platforms.slack.rendering.pages import pages_of
from bot.platforms.slack.responder import Caller, Responder
from bot.platforms.slack.rosters import Rosters
from bot.presentation.profile import IN_DIRECT_MESSAGE, in_direct_message_words
from bot.services.groups import Place
from bot.services.services import Services

PLATFORM = "slack"
_INVITATION = ("an invitation",)
# We read about channels alone: https://docs.slack.dev/reference/methods/conversations.info.
_OF_DIRECT = frozenset({"im:read", "mpim:read"})
_PAGE, _MOST_SPOTS = 200, 1_000
_CLOSED = frozenset({"not_in_channel", "channel_not_found", "is_archived", "restricted_action"})


@dataclass(slots=True)
class SlackInteraction(Interaction):
    """Slack tells nothing of its latency.

    It was told already that we heard of this, or is by `acknowledge`, once there is an answer.
    """

    platform = PLATFORM
    workspace_word = "workspace"
    workspace: Workspace
    client: AsyncWebClient
    caller: Caller
    people: Rosters
    acknowledge: Callable[[], Awaitable[object]] | None = None

    @classmethod
    async def of(
        cls, services: Services, client: AsyncWebClient, caller: Caller, people: Rosters
    ) -> SlackInteraction:
        """Return what happens in a channel, or in a direct message, which is about no group.

        Raises NotFound for who is not in the channel any more.
        """
        made = await cls._met(services, client, caller, people)
        if made.channel is not None and not await made.is_in(made.channel):
            raise NotFound("channel", caller.channel)
        return made

    @classmethod
    async def on(
        cls,
        services: Services,
        client: AsyncWebClient,
        caller: Caller,
        people: Rosters,
        round_: RoundId,
    ) -> SlackInteraction:
        """Return what is done to a round, wherever its button or form was shown.

        Raises NotFound for who can read no channel that the round was told in.
        """
        made = await cls._met(services, client, caller, people)
        proven = caller.channel if caller.is_there else ""
        found, looks_as = await services.access.pressed(PLATFORM, made.subject, round_, proven)
        made.about, made.known, made.looks_as = found.group, found.member, looks_as
        return made

    @classmethod
    async def _met(
        cls, services: Services, client: AsyncWebClient, caller: Caller, people: Rosters
    ) -> SlackInteraction:
        """Return who it is and where; a workspace is known from its first interaction on."""
        caller = await _at_home(caller, people)
        who = PLATFORM, caller.team, caller.channel, caller.subject
        found = await services.members.participant(*who)
        if found is None or found.workspace is None or found.workspace.left_at is not None:
            name = str((await client.team_info())["team"]["name"])
            await services.workspaces.enter(PLATFORM, caller.team, name)
            found = await services.members.participant(*who)
        if found is None or found.workspace is None:
            raise NotFound("workspace", caller.team)
        return cls(
            services=services,
            subject=caller.subject,
            workspace=found.workspace,
            channel=found.channel,
            about=found.group,
            known=found.member,
            looks_as=None,
            client=client,
            caller=caller,
            people=people,
        )

    @property
    def command_names(self) -> CommandNames:
        """What commands are called here."""
        return CommandNames(self.services.key_values)

    @property
    def is_direct(self) -> bool:
        """Whether they are alone with us; they are in a workspace all the same."""
        return self.caller.is_direct

    @property
    def arrived(self) -> datetime:
        """When they did it."""
        return self.caller.arrived or self.services.clock()

    async def member(self) -> Member:
        """Return who it is, by the name that they show now; what they do here makes them one."""
        self.known = await self.services.members.ensured(
            self.known, self.group.id, PLATFORM, self.subject, await self.name()
        )
        return self.known

    async def name(self) -> str:
        """Return the name that they show in Slack."""
        return await self.name_of(self.caller.user)

    async def roles(self, workspace: Workspace) -> Mapping[str, str]:
        """Return whom questions can mention: those who are there, everybody, user groups."""
        groups = dict[str, UserGroup]()
        if workspace.address == self.caller.team:
            with suppress(Unknown):
                groups = await user_groups(self.client)
        active = {id_: f"@{each.handle}" for id_, each in groups.items() if not each.is_disabled}
        return {**EVERYBODY, **active}

    async def name_of(self, user: str) -> str:
        """Return the name that somebody here shows, by their id."""
        try:
            return (await self.people.account(self.caller.team, user)).name or user
        except Unknown:
            return await name_of(self.client, user)

    async def channel_name_of(self, channel: str) -> str:
        """Return what a public channel is called, by its id."""
        return await channel_name_of(self.client, channel)

    async def place(self) -> Channel:
        """Return the channel where it happens, in which we may post, founding its group.

        Raises NotInvited, ChannelUnusable for a direct conversation, and NotFound for who
        is not in the channel.
        """
        address, team = self.caller.channel, self.workspace.address
        name = await self.be_heard()
        if not await self.is_in(Channel(ChannelId(""), GroupId(""), PLATFORM, address, team)):
            raise NotFound("channel", address)
        return await self.services.groups.found(Place(PLATFORM, team, address, name, self.subject))

    async def at(self, address: str) -> SlackInteraction:
        """Return it as something done in another channel of the workspace. Raises NotFound."""
        if address in {"", self.caller.channel}:
            return self
        caller = replace(self.caller, channel=address, thread=None, is_there=False)
        return await SlackInteraction.of(self.services, self.client, caller, self.people)

    def founding(self) -> Where:
        """Return what founds the channel's group, as `place`. Raises ChannelUnusable."""
        if self.is_direct:
            # Before anything is asked back: whatever is chosen, nothing could be asked here.
            raise ChannelUnusable("direct messages")
        return self.place

    async def require_reach(self) -> None:
        """Raise nothing: Slack says so when something is posted, and that is told then."""

    async def again(self) -> SlackInteraction:
        """Return the interaction as things are now: what it is about was changed."""
        return await SlackInteraction.of(self.services, self.client, self.caller, self.people)

    async def runs_workspace(self) -> bool:
        """Say whether they are an admin or owner of this workspace, not of a connected one."""
        found = (await self.client.users_info(user=self.caller.user))["user"]
        teams = {found.get("team_id"), *(found.get("enterprise_user") or {}).get("teams", ())}
        if self.workspace.address not in teams:
            return False
        return bool(found.get("is_admin") or found.get("is_owner"))

    async def zone(self) -> str:
        """Return the time zone that they chose in Slack, UTC where it tells none."""
        try:
            return (await self.people.account(self.caller.team, self.caller.user)).zone
        except Unknown:
            return "UTC"

    async def spots(self, workspace: Workspace) -> Spots:
        """Return the channels of this workspace that both they and we are in."""
        types, names, cursor = "public_channel,private_channel", dict[str, str](), ""
        while True:
            page = await self.client.users_conversations(
                types=types, exclude_archived=True, limit=_PAGE, cursor=cursor
            )
            names |= {each["id"]: f"#{each['name']}" for each in page["channels"]}
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor or len(names) >= _MOST_SPOTS:
                break
        there = {
            own: name
            for own, name in names.items()
            if await self.services.access.may_be_told(
                Channel(ChannelId(""), GroupId(""), PLATFORM, own, workspace.address), self.subject
            )
        }
        return Spots(there, runs=await self.runs_workspace())

    async def count_people(self) -> int | None:
        """Return how many people are in the channel, without the bot."""
        found = await self.client.conversations_info(
            channel=self.caller.channel, include_num_members=True
        )
        people = found["channel"].get("num_members")
        return None if people is None else int(people) - 1

    async def is_in(self, channel: Channel) -> bool:
        """Say whether they are in the channel: Slack said so by this, or is asked."""
        if self.caller.is_there:
            return True
        return bool(await self.services.access.may_be_told(channel, self.subject))

    async def be_heard(self) -> str:
        """See to it that we may post in this channel, and return its name."""
        try:
            found = (await self.client.conversations_info(channel=self.caller.channel))["channel"]
        except SlackApiError as error:
            if scope_needed(error) in _OF_DIRECT:
                raise ChannelUnusable("direct messages") from error
            raise NotInvited(_INVITATION, "") from error
        if found.get("is_im") or found.get("is_mpim"):
            raise ChannelUnusable("direct messages")
        if not found.get("is_member"):
            raise NotInvited(_INVITATION, str(found["name"]), self.caller.channel)
        return str(found["name"])

    async def show(
        self,
        message: Message,
        *,
        turn: Press | None = None,
        actions: tuple[Action, ...] | None = None,
    ) -> None:
        """Show a page of a message to this person alone."""
        await self.hold()
        responder = Responder(self.client, self.caller, self.command_names)
        await responder.show(message, turn=turn, actions=actions)

    async def hold(self) -> None:
        """Acknowledge a form, which closes."""
        if self.acknowledge is not None:
            acknowledge, self.acknowledge = self.acknowledge, None
            await acknowledge()

    async def hand_over(self, words: str, name: str, data: bytes) -> None:
        """Send this person a file by direct message: what others cannot see holds none.

        Where they are in that message already nothing more is to be said.
        """
        await self._send(name, data, words=words)
        if not self.is_direct:
            await self.say(in_direct_message_words(words))

    async def show_picture(self, message: Message, name: str, data: bytes) -> None:
        """Show this person alone a message; the picture comes by direct message, as files do."""
        await self._send(name, data, words=message.summary, described=message.summary)
        told = () if self.is_direct else (Line(IN_DIRECT_MESSAGE),)
        await self.show(replace(message, blocks=(*message.blocks, *told)))

    async def _send(
        self, name: str, data: bytes, *, words: str, described: str | None = None
    ) -> None:
        opened = await self.client.conversations_open(users=self.caller.user)
        await self.client.files_upload_v2(
            channel=opened["channel"]["id"],
            filename=name,
            content=data,
            initial_comment=words,
            alt_txt=described,
        )

    async def share(self, message: Message, turn: Press) -> None:
        """Post a message in the channel. Raises NotInvited."""
        made = sheet(pages_of(message, files=False), 1, actions=message.actions, turn=turn)
        try:
            await send(asking_once(self.client), self.caller.channel, self.caller.thread, made)
        except SlackApiError as error:
            if code_of(error) not in _CLOSED:
                raise
            name = self.channel.name if self.channel is not None else ""
            raise NotInvited(_INVITATION, name, self.caller.channel) from error


async def _at_home(caller: Caller, people: Rosters) -> Caller:
    """Return who it is by the workspace that they are of.

    Of who is of a connected one Slack tells in some requests that one and in others ours, or none,
    https://docs.slack.dev/apis/slack-connect; whom it knows by `users.info` is always the same.
    """
    if caller.home == caller.team:
        return caller
    try:
        account = await people.account(caller.team, caller.user)
    except Unknown:
        return caller
    return replace(caller, home=account.team or caller.home)
