"""What Slack tells of channels and of who is in them, each event as its reference has it.

https://docs.slack.dev/reference/events. Hearing of the same thing twice does no harm here.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms.slack.failures import why_gone
from bot.platforms.slack.interactions import PLATFORM
from bot.platforms.slack.rosters import Rosters
from bot.services.channels import ChannelService
from bot.services.withdrawals import WithdrawalService

# Told of a workspace, a channel and who left it: None for everybody, where none can be seen.
OnLeft = Callable[[str, str, str | None], Awaitable[None]]
Event = Mapping[str, Any]

JOINED, LEFT = "member_joined_channel", "member_left_channel"
ID_CHANGED, USER_CHANGED = "channel_id_changed", "user_change"
# The bot itself was taken out; or Slack does not tell any more who is in it, and of a public one
# forgets it, https://slack.com/help/articles/213185307-Archive-or-delete-a-channel,
# https://github.com/rusq/slackdump/pull/350.
_CLOSED = {
    f"{kind}_{event}": why_gone(code)
    for kind in ("channel", "group")
    for event, code in (
        ("left", "not_in_channel"),
        ("archive", "is_archived"),
        ("deleted", "channel_not_found"),
    )
}
_DELETED = frozenset({"channel_deleted", "group_deleted"})
_OPENED = frozenset({"channel_unarchive", "group_unarchive"})
# Whoever is in it stays, whatever it is called.
_RENAMED = frozenset({"channel_rename", "group_rename"})
EVENTS = frozenset({JOINED, LEFT, ID_CHANGED, USER_CHANGED, *_CLOSED}) | _OPENED | _RENAMED
# Messages that tell of the channel that they stand in.
CONVERTED = frozenset({"channel_convert_to_private", "channel_convert_to_public"})


async def nobody_waits(team: str, channel: str, user: str | None) -> None:
    """Do nothing when somebody leaves."""


class ChannelEvents:
    """Lets the rosters know, and what is kept of the channels."""

    def __init__(
        self,
        channels: ChannelService,
        withdrawals: WithdrawalService,
        rosters: Rosters,
        on_left: OnLeft = nobody_waits,
    ) -> None:
        """Prepare; `on_left` is told once the rosters know."""
        self._channels = channels
        self._withdrawals = withdrawals
        self._rosters = rosters
        self._on_left = on_left

    async def heard(self, body: Mapping[str, Any], client: AsyncWebClient) -> None:
        """Take one of `EVENTS`, or a message of a subtype of `CONVERTED`."""
        event, (team, bot) = body["event"], installation(body)
        kind = event["type"]
        if kind in {JOINED, LEFT}:
            await self._moved(team, bot, event)
        elif kind == USER_CHANGED:
            self._rosters.account_changed(team, event["user"]["id"])
        elif kind == ID_CHANGED:
            await self._readdressed(team, event["old_channel_id"], event["new_channel_id"])
        elif kind in _RENAMED:
            called = event["channel"]
            await self._channels.rename(PLATFORM, team, called["id"], called["name"])
        else:
            self._rosters.forget(event["channel"])
            if kind in _DELETED:
                await self._withdrawals.channel_gone(PLATFORM, team, event["channel"])
            if kind in _CLOSED:
                await self._channels.close(PLATFORM, team, event["channel"], _CLOSED[kind])
                await self._on_left(team, event["channel"], None)
            elif kind in _OPENED and await _is_in(client, event["channel"]):
                await self._channels.open(PLATFORM, team, event["channel"])

    async def _moved(self, team: str, bot: str, event: Event) -> None:
        channel, user, left = event["channel"], event["user"], event["type"] == LEFT
        if user == bot:
            self._rosters.forget(channel)  # we see all of it now, or none
            if left:
                await self._channels.close(PLATFORM, team, channel, why_gone("not_in_channel"))
            else:
                await self._channels.open(PLATFORM, team, channel)
        elif left:
            self._rosters.left(channel, user)
        else:
            self._rosters.joined(channel, user)
        if left:
            await self._on_left(team, channel, None if user == bot else user)

    async def _readdressed(self, team: str, old: str, new: str) -> None:
        await self._channels.move(PLATFORM, team, old, new)
        self._rosters.forget(old)
        self._rosters.forget(new)


async def _is_in(client: AsyncWebClient, channel: str) -> bool:
    """Say whether we are in a channel that was opened again: of a public one everybody is out."""
    try:
        found = (await client.conversations_info(channel=channel))["channel"]
    except SlackApiError:
        return False  # somebody lets us in again, which is told
    return bool(found.get("is_member"))


def installation(body: Mapping[str, Any]) -> tuple[str, str]:
    """Return the workspace that it is told for, and the bot there.

    A channel that is shared tells where it happened besides, which may be the other's workspace:
    https://docs.slack.dev/apis/events-api/#authorizations.
    """
    first = (body.get("authorizations") or [{}])[0]
    return first.get("team_id") or body["team_id"], first.get("user_id") or ""
