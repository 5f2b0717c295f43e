"""A platform in memory: it keeps what was posted, and fails in the ways that real ones do."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from enum import Enum, auto

from bot.core.deliveries import DeliveryKey, Rates
from bot.core.models import (
    Channel,
    ChannelId,
)
from bot.core.view import Address, Message
from bot.platforms.port import ChannelGone, DeliveryFailed, DeliveryUnclear


class Killed(BaseException):
    """The process ends here, as by SIGKILL: no handler of the code under test may run on."""


class Fault(Enum):
    """What happens to one call of `post`."""

    REFUSED = auto()
    LOST = auto()  # unclear, and the message did not get there
    ANSWER_LOST = auto()  # unclear, but the message got there
    KILLED_BEFORE = auto()
    KILLED_AFTER = auto()
    BROKEN = auto()  # the adapter has a fault of its own


@dataclass(frozen=True, slots=True)
class Posted:
    """One message in a channel."""

    id: str
    key: DeliveryKey
    message: Message
    address: Address
    edits: int = 0


@dataclass
class MemoryServer:
    """The platform's own side: it outlives every process that talks to it."""

    channels: dict[ChannelId, list[Posted]] = field(default_factory=dict)
    faults: deque[Fault] = field(default_factory=deque)
    broken_channels: set[ChannelId] = field(default_factory=set)
    gone_channels: set[ChannelId] = field(default_factory=set)
    retry_after: float | None = None
    rates: Rates = field(default_factory=Rates)
    edit_pace: float | None = None  # None: messages are not edited, as in the web room
    edit_faults: deque[Exception] = field(default_factory=deque)
    look_faults: deque[Exception] = field(default_factory=deque)
    deduplicates: bool = True  # as Discord does by nonce; Slack does not, so that doubles show

    def posted(self, channel: Channel) -> list[Posted]:
        """Return what is in the channel, oldest first."""
        return self.channels.setdefault(channel.id, [])


class MemoryPlatform:
    """One process's connection to the server."""

    def __init__(self, server: MemoryServer, name: str = "memory") -> None:
        self._server = server
        self._name = name

    @property
    def name(self) -> str:
        return self._name

    @property
    def rates(self) -> Rates:
        return self._server.rates

    @property
    def seconds_between_edits(self) -> float | None:
        return self._server.edit_pace

    async def post(self, address: Address, message: Message) -> str:
        channel = address.channel
        fault = self._server.faults.popleft() if self._server.faults else None
        if fault is Fault.REFUSED or channel.id in self._server.broken_channels:
            raise DeliveryFailed("try later", self._server.retry_after)
        if channel.id in self._server.gone_channels:
            raise ChannelGone("the channel was archived")
        if fault is Fault.LOST:
            raise DeliveryUnclear("the line was cut")
        if fault is Fault.BROKEN:
            raise ZeroDivisionError
        if fault is Fault.KILLED_BEFORE:
            raise Killed
        id_ = self._keep(address, message)
        if fault is Fault.KILLED_AFTER:
            raise Killed
        if fault is Fault.ANSWER_LOST:
            raise DeliveryUnclear("the line was cut")
        return id_

    async def find(self, address: Address) -> str | None:
        posted = self._server.posted(address.channel)
        return next((each.id for each in posted if each.key == address.key), None)

    async def is_unheard(self, address: Address, id_: str) -> bool:  # the port's
        """Say no: there are no threads."""
        if self._server.look_faults:
            raise self._server.look_faults.popleft()
        return False

    async def edit(self, address: Address, id_: str, message: Message) -> None:
        if address.channel.id in self._server.gone_channels:
            raise ChannelGone("the channel was archived")
        if self._server.edit_faults:
            raise self._server.edit_faults.popleft()
        posted = self._server.posted(address.channel)
        at = next(at for at, each in enumerate(posted) if each.id == id_)
        posted[at] = replace(posted[at], message=message, edits=posted[at].edits + 1)

    def _keep(self, address: Address, message: Message) -> str:
        posted = self._server.posted(address.channel)
        if self._server.deduplicates:
            for earlier in posted:
                if earlier.key == address.key:
                    return earlier.id
        id_ = f"{address.channel.id}/{len(posted) + 1}"
        posted.append(Posted(id_, address.key, message, address))
        return id_
