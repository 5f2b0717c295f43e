"""Who may read a channel of Slack's: whoever is in it, for public ones too, and has an account.

One roster a channel says who is in it. What Slack tells of a person lets a question about that
person be asked anew; as it may get lost, a roster that has become too old is read again.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.models import Channel
from bot.platforms.slack.failures import (
    UNREACHABLE,
    ReadsAgain,
    asking_once,
    code_of,
    retry_after,
)
from bot.platforms.slack.mrkdwn import shown_name
from bot.platforms.slack.platform import Clients
from bot.platforms.slack.remembered import REST, Remembered, Unknown
from bot.services.context import Clock

_log = structlog.get_logger()

OLDEST = timedelta(minutes=5)
# Over HTTP an event comes to one of any number of workers: the others hear nothing of it.
OLDEST_OVER_HTTP = timedelta(minutes=1)
# Slack does not say by when its lists say what its events said.
_SETTLES = timedelta(seconds=10)
# Nobody is refused by a roster that is older; a channel is asked no more often for that.
_JUST_NOW = timedelta(seconds=5)
_NEVER = datetime.min.replace(tzinfo=UTC)
# https://docs.slack.dev/reference/methods/conversations.members: `limit` is below 1,000.
_PAGE = 999
_MOST_PAGES = 100  # as many as a minute takes, https://docs.slack.dev/apis/web-api/rate-limits
_PATIENCE_S = 10.0
_MOST_TRIES = 3
# Some hundred bytes each, in all rosters together: at least two of the largest.
_MOST_PEOPLE = 250_000
_MOST_ACCOUNTS = 100_000
_MOST_MOVES = 20_000


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody as Slack has them: of which workspace, called what, living by which clocks."""

    team: str
    is_active: bool
    name: str
    zone: str


@dataclass(frozen=True, slots=True)
class _Move:
    """Somebody came or left. Only a roster that was read after `order` and `settled` knows."""

    order: int
    settled: datetime


class Rosters:
    """A `bot.services.access.Readers`, by the bot's own client of each workspace.

    A question that is asked while an event of its person or channel comes in is asked again.
    """

    def __init__(self, clients: Clients, clock: Clock, *, oldest: timedelta = OLDEST) -> None:
        """Prepare; nothing that is known may be older than `oldest`."""
        self._clients = clients
        self._clock = clock
        self._oldest = oldest
        self._rosters = Remembered[str, frozenset[str]](clock, len, _MOST_PEOPLE)
        self._accounts = Remembered[tuple[str, str], Account](clock, lambda _: 1, _MOST_ACCOUNTS)
        self._moves: OrderedDict[tuple[str, str], _Move] = OrderedDict()
        self._heard = 0

    async def may_read(self, channel: Channel, subject: str, *, within_s: float) -> bool | None:
        """Say whether an account can read the channel; see `Readers`."""
        if channel.gone:
            return False
        since = self._clock() - min(timedelta(seconds=within_s), self._oldest)
        try:
            for _ in range(_MOST_TRIES):
                heard = self._heard
                may = await self._may_read(channel, subject, since)
                if heard == self._heard:
                    return may
        except Unknown:
            return None
        return None

    async def account(self, team: str, user: str) -> Account:
        """Return somebody as one of our workspaces sees them. Raises Unknown."""
        return await self._account(team, user, self._clock() - self._oldest)

    def joined(self, channel: str, user: str) -> None:
        """Ask Slack before anything is said of this person there: it may be told late."""
        self._note(channel, user, _NEVER)

    def left(self, channel: str, user: str) -> None:
        """Let this person read nothing there, until Slack can be asked whether they are back."""
        self._note(channel, user, self._clock() + _SETTLES)

    def account_changed(self, team: str, user: str) -> None:
        """Ask Slack before anything is said of this person: they may have been deactivated."""
        self._heard += 1
        self._accounts.forget((team, user))

    def forget(self, channel: str) -> None:
        """Read who is in the channel before anything is said of it."""
        self._heard += 1
        self._rosters.forget(channel)

    def forget_all(self) -> None:
        """Read everything again: events may have been lost."""
        self._heard += 1
        self._rosters.forget_all()
        self._accounts.forget_all()

    async def _may_read(self, channel: Channel, subject: str, since: datetime) -> bool:
        team, _, user = subject.rpartition(":")
        if not await self._is_in(channel, user, since):
            return False
        account = await self._account(channel.workspace, user, since)
        # Ids of people are a workspace's own: one of a connected workspace's has to be theirs.
        return account.is_active and team in {channel.workspace, account.team}

    async def _account(self, team: str, user: str, since: datetime) -> Account:
        read = self._read_account
        return await self._accounts.get((team, user), lambda: read(team, user), since=since)

    async def _is_in(self, channel: Channel, user: str, since: datetime) -> bool:
        move = self._moves.get((channel.address, user))
        if move is not None and self._clock() < move.settled:
            return False
        since = since if move is None else max(since, move.settled)
        after = 0 if move is None else move.order
        if user in await self._roster(channel, since, after):
            return True
        # Whoever has just come is refused nothing because the event of it was lost, or went to
        # another worker.
        return user in await self._roster(channel, max(since, self._clock() - _JUST_NOW), after)

    async def _roster(self, channel: Channel, since: datetime, after: int) -> frozenset[str]:
        return await self._rosters.get(
            channel.address, lambda: self._read_roster(channel), since=since, after=after
        )

    def _note(self, channel: str, user: str, settled: datetime) -> None:
        self._heard += 1
        self._moves[channel, user] = _Move(self._rosters.mark(), settled)
        self._moves.move_to_end((channel, user))
        if len(self._moves) > _MOST_MOVES:
            (elsewhere, _), _ = self._moves.popitem(last=False)
            self._rosters.forget(elsewhere)

    async def _read_roster(self, channel: Channel) -> frozenset[str]:
        client, members, cursor = await self._client(channel.workspace), set[str](), ""
        with _as_unknown(channel=channel.address):
            async with asyncio.timeout(_PATIENCE_S):
                for _ in range(_MOST_PAGES):
                    page = await client.conversations_members(
                        channel=channel.address, limit=_PAGE, cursor=cursor
                    )
                    members.update(page["members"])
                    cursor = (page.get("response_metadata") or {}).get("next_cursor", "")
                    if not cursor:
                        return frozenset(members)
        _log.warning("channel too large", channel=channel.address, people=len(members))
        raise Unknown("too many people")

    async def _read_account(self, team: str, user: str) -> Account:
        client = await self._client(team)
        with _as_unknown(user=user):
            async with asyncio.timeout(_PATIENCE_S):
                found = (await client.users_info(user=user))["user"]
        return Account(
            str(found.get("team_id", "")),
            not found.get("deleted"),
            shown_name(found),
            str(found.get("tz") or "UTC"),
        )

    async def _client(self, team: str) -> AsyncWebClient:
        client = await self._clients.of(team)
        if client is None:
            raise Unknown("the app is not installed there")
        # Nobody is refused for a moment in which Slack failed.
        reading = asking_once(client)
        reading.retry_handlers.append(ReadsAgain(max_retry_count=2))
        return reading


@contextmanager
def _as_unknown(**asked: str) -> Iterator[None]:
    """Raise Unknown for what Slack refuses to tell, and where it cannot be reached."""
    try:
        yield
    except SlackApiError as error:
        reason, rest = code_of(error), timedelta(seconds=retry_after(error) or 0)
        _log.info("readers unknown", reason=reason, **asked)
        raise Unknown(reason, max(rest, REST)) from error
    except UNREACHABLE as error:
        _log.info("readers unknown", reason=repr(error), **asked)
        raise Unknown("unreachable") from error
