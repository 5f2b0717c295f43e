"""What a platform must do, and what the room's own server answers for it.

`tests/contract/test_platform.py` holds every platform to it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, Protocol

import structlog

from bot.core.deliveries import Rates
from bot.core.view import Address, Message

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

WAITED = "roundtable.waited"
"""Where the room's server puts, into a request's ASGI scope, how long ago that arrived: a function
that returns seconds, as many as it can have been, and None while some of the request is to come."""

_log = structlog.get_logger()


class DeliveryFailed(Exception):
    """The platform did not take the message, and said so: it is safe to try again.

    `retry_after` is how many seconds the platform asks to wait, None where it does not say.
    """

    def __init__(self, reason: str, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class DeliveryRefused(DeliveryFailed):
    """The platform does not take it as things stand there: people have to change that first."""


class NotConnected(DeliveryFailed):
    """There is no connection to the platform now: it was not asked at all."""


class DeliveryUnclear(Exception):
    """Nobody knows whether the platform took the message: ask `find` before trying again."""


class ChannelGone(Exception):
    """The channel is not there any more, or not open to us: no later attempt would help."""


class MessageGone(ChannelGone):
    """What was posted, or the whole channel, was deleted: it does not come back."""


class PersonGone(Exception):
    """The one person that a message is for cannot be written to: no later attempt would help."""


class DirectMessagesClosed(PersonGone):
    """They take no direct messages of ours: where others read, they can be mentioned."""


class PlatformAway(Exception):
    """The platform does not answer, or not as it should: try again later. The log was told."""


class Reach(StrEnum):
    """How a chat's connection is."""

    CONNECTED = "connected"
    CONNECTING = "connecting"
    REFUSED = "refused"
    RATE_LIMITED = "rate limited"


@dataclass(frozen=True, slots=True)
class TokenFinding:
    """What a look at a token found; `remedy` is what to do about it, "" where all is well."""

    good: bool
    sentence: str
    remedy: str = ""


class TokenChecks(Protocol):
    """Shows tokens to their platforms without going online, and keeps nothing of them."""

    async def discord(self, token: str, *, message_content: bool) -> TokenFinding:
        """Return whose token it is and what the bot lacks; with `message_content` of that too."""

    async def slack(self, bot_token: str, app_token: str) -> TokenFinding:
        """Return whose tokens these are, for Socket Mode, and what the app lacks."""

    def slack_manifest(self) -> Mapping[str, object]:
        """Return what Slack is told of an app on Socket Mode."""


class ChatState:
    """How a chat's connection is and since when; a change of that is a line in the log, once.

    `reason` is why it is not connected, "" when it is.
    """

    def __init__(self, name: str, clock: Callable[[], datetime]) -> None:
        self._name = name
        self._clock = clock
        self._told = False
        self.reach = Reach.CONNECTING
        self.since = clock()
        self.reason = "it has just started"

    def connected(self) -> None:
        """Note that it is up."""
        self._become(Reach.CONNECTED, "")

    def connecting(self, reason: str) -> None:
        """Note that it is not up, and that this may change by itself."""
        self._become(Reach.CONNECTING, reason)

    def refused(self, reason: str) -> None:
        """Note that it is not up, and that only an operator can change that."""
        self._become(Reach.REFUSED, reason)

    def rate_limited(self, reason: str) -> None:
        """Note that the platform asks to be left alone for a while."""
        self._become(Reach.RATE_LIMITED, reason)

    def _become(self, reach: Reach, reason: str) -> None:
        was, self.reason = self.reach, reason
        if was is reach and (self._told or reach is Reach.CONNECTED):
            return
        self.reach, self.since = reach, self._clock()
        about = {"platform": self._name, "reach": reach.value}
        if reach is Reach.CONNECTED:
            tell = _log.warning if self._told else _log.info
            tell("platform connected", **about)
            self._told = False
        else:
            tell = _log.error if reach is Reach.REFUSED else _log.warning
            tell("platform not connected", **about, reason=reason)
            self._told = True


class Chat(Protocol):
    """A connection to a platform: what people do there comes in, `platform` takes what goes out."""

    @property
    def state(self) -> ChatState:
        """How it is."""

    @property
    def platform(self) -> Platform:
        """Where messages are delivered to."""

    async def start(self) -> None:
        """Log in. Raises OperatorError for what only an operator can put right."""

    async def run(self) -> None:
        """Stay connected; returns when only an operator can help, raises to be run again.

        Raises PlatformAway where the log was told why.
        """

    async def look(self) -> None:
        """Find out how the connection is, where the platform does not tell by itself."""

    async def stop(self) -> None:
        """Leave, if we are there."""


class Platform(Protocol):
    """One place where groups talk.

    A message posted to an address is there once, as far as the platform can tell by the address's
    key. `find` answers over restarts of this process. Ids are the platform's own. A message that
    is `for_member` or `for_admins` reaches nobody else.
    """

    @property
    def name(self) -> str:
        """The word that `Channel.platform` has for it."""

    @property
    def rates(self) -> Rates:
        """How many requests all workers together may make for messages."""

    @property
    def seconds_between_edits(self) -> float | None:
        """How long a message stays as it is at the least.

        None where messages are not edited, because they are made anew whenever they are looked at.
        """

    async def post(self, address: Address, message: Message) -> str:
        """Post the message and return its id.

        Raises DeliveryFailed, DeliveryUnclear, ChannelGone and PersonGone.
        """

    async def find(self, address: Address) -> str | None:
        """Return the id of the message that was posted to the address, None without one.

        Raises DeliveryFailed and ChannelGone.
        """

    async def is_unheard(self, address: Address, id_: str) -> bool:
        """Say whether a message that was posted stands where its channel does not hear of it.

        So it is in a thread of a platform that shows the channel no line of that itself.
        Raises DeliveryFailed, DeliveryUnclear.
        """

    async def edit(self, address: Address, id_: str, message: Message) -> str | None:
        """Let a message that was posted say something else; doing it twice changes nothing.

        Return its id where that is another one now, as it had to be said anew elsewhere.
        Raises DeliveryFailed, DeliveryUnclear, ChannelGone while it is out of our reach, and
        MessageGone when it is not there any more.
        """


@dataclass(frozen=True, slots=True)
class PlatformRoute:
    """One address. Behind one that is `signed` each request proves by itself who sent it.

    So it may come from anywhere, to whichever name of this machine: no browser sends it.
    """

    method: Literal["GET", "POST"]
    path: str
    answer: Callable[[Request], Awaitable[Response]]
    signed: bool = False
