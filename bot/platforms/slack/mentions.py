"""Whom questions mention: user groups may be disabled, people lose their accounts.

https://docs.slack.dev/reference/methods/usergroups.list: `date_delete` says that a group is
disabled. Without `usergroups:read`, which a workspace need not grant, nothing is known of groups.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.view import Address
from bot.platforms.slack.failures import UNREACHABLE, asking_once, code_of, retry_after
from bot.platforms.slack.remembered import REST, Remembered, Unknown
from bot.platforms.slack.rosters import Rosters
from bot.services.channels import ChannelService, MentionLost
from bot.services.context import Clock

EVERYBODY = {"here": "@here", "channel": "@channel"}
"""Whom a question can mention wherever it is asked."""
_OLDEST = timedelta(minutes=10)  # the method takes twenty questions a minute
_MOST_GROUPS = 100_000
# Neither is granted in a while.
_NOT_GRANTED = frozenset({"missing_scope", "plan_upgrade_required"})
_UNTIL_GRANTED = timedelta(hours=1)

Clients = Callable[[str], Awaitable[AsyncWebClient | None]]


@dataclass(frozen=True, slots=True)
class UserGroup:
    """A workspace's user group, as `@handle` has it."""

    handle: str
    is_disabled: bool


class Mentions:
    """Looks up whom a question is to mention before it is asked."""

    def __init__(
        self, clients: Clients, people: Rosters, channels: ChannelService, clock: Clock
    ) -> None:
        """Prepare; `channels` are told of whom they can mention no more."""
        self._clients = clients
        self._people = people
        self._channels = channels
        self._clock = clock
        self._groups = Remembered[str, Mapping[str, UserGroup]](clock, len, _MOST_GROUPS)

    async def known(self, address: Address) -> Address:
        """Return an address that mentions nobody who is gone; organisers hear of those."""
        who, channel = address.mention_role, address.channel
        if who is None or (lost := await self._lost(channel.workspace, who)) is None:
            return address
        await self._channels.mention_gone(channel.platform, channel.workspace, who, lost)
        return replace(address, mention_role=None)

    async def _lost(self, team: str, who: str) -> MentionLost | None:
        """Return how somebody was lost; None where that is not known."""
        try:
            if who in EVERYBODY:
                return None
            if not who.startswith("S"):
                account = await self._people.account(team, who)
                return None if account.is_active else MentionLost.PERSON
            groups = await self._groups.get(
                team, lambda: self._read(team), since=self._clock() - _OLDEST
            )
        except Unknown:
            return None
        return MentionLost.GROUP if who in groups and groups[who].is_disabled else None

    async def _read(self, team: str) -> Mapping[str, UserGroup]:
        client = await self._clients(team)
        if client is None:
            raise Unknown("the app is not installed there")
        return await user_groups(client)


async def user_groups(client: AsyncWebClient) -> dict[str, UserGroup]:
    """Return a workspace's user groups by their ids. Raises Unknown."""
    try:
        found = await asking_once(client).usergroups_list(include_disabled=True)
    except SlackApiError as error:
        rest = timedelta(seconds=retry_after(error) or 0)
        least = _UNTIL_GRANTED if code_of(error) in _NOT_GRANTED else REST
        raise Unknown(code_of(error), max(rest, least)) from error
    except UNREACHABLE as error:
        raise Unknown("unreachable") from error
    return {
        each["id"]: UserGroup(str(each["handle"]), bool(each.get("date_delete")))
        for each in found["usergroups"]
    }
