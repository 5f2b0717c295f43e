"""What must go out: every delivery once, however often this process dies."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import structlog

from bot.core.deliveries import Delivery, DeliveryKey
from bot.core.read_models import Content
from bot.core.view import Address, Message
from bot.errors import DatabaseUnavailable, MemberError
from bot.monitoring import Pulse
from bot.platforms.port import (
    ChannelGone,
    DeliveryFailed,
    DeliveryUnclear,
    MessageGone,
    NotConnected,
    PersonGone,
    Platform,
)
from bot.services.deliveries import tells_that_its_channel_is_gone
from bot.services.live import Topic
from bot.services.services import Services
from bot.workers.supervisor import seconds_until

_log = structlog.get_logger()
_LONGEST_WAIT = 20.0
# Well within the lease: nobody else may take a message that is still being sent.
_LONGEST_POST = 30.0
_UNTIL_CONNECTED = timedelta(seconds=15)
_UNTIL_KNOWN = timedelta(minutes=1)

Present = Callable[[Delivery, Content], Message]


@dataclass(frozen=True, slots=True)
class _Sent:
    """A message on its platform; `fingerprint` is None when an earlier attempt worded it."""

    id: str
    fingerprint: str | None


class _NotYet(Exception):
    """It cannot be found out now whether the one person whom it is for may be told it."""


class _Unsayable(Exception):
    """There are no words for it, now or later: a fault of ours."""


class _LeaseOver(Exception):
    """It took so long, or the clock was set ahead, that somebody else may have taken it by now."""


class OutboxDispatcher:
    """Takes what is due to its platform. `present` puts content into words."""

    def __init__(
        self, services: Services, platforms: Mapping[str, Platform], present: Present
    ) -> None:
        self._services = services
        self._deliveries = services.deliveries
        self._platforms = platforms
        self._present = present
        self._under_way: set[DeliveryKey] = set()
        self.pulse = Pulse(_LONGEST_WAIT)

    async def run(self) -> None:
        """Deliver until the feed is closed."""
        with self._services.live.listen(Topic.ROUNDS) as listener:
            async with _sending_on() as sending:
                while not listener.closed:
                    await self._take_on(sending)
                    self.pulse.beat()
                    next_at = await self._deliveries.next_attempt()
                    wait = seconds_until(next_at, self._services.clock(), _LONGEST_WAIT)
                    await listener.changes(wait)

    async def deliver_due(self) -> None:
        """Send everything that is due now."""
        async with _sending_on() as sending:
            await self._take_on(sending)

    async def _take_on(self, sending: asyncio.TaskGroup) -> None:
        """Begin to send what is due; channels do not wait for each other."""
        for delivery in await self._deliveries.claim():
            # A lease may run out while the message is being sent, as when the clock is set.
            if delivery.key not in self._under_way:
                self._under_way.add(delivery.key)
                work = self._deliver_and_go_on(delivery, sending)
                sending.create_task(work, name=f"deliver-{delivery.key}")

    async def _deliver_and_go_on(self, delivery: Delivery, sending: asyncio.TaskGroup) -> None:
        try:
            try:
                await self._deliver(delivery)
            finally:
                self._under_way.discard(delivery.key)
            await self._take_on(sending)
        except DatabaseUnavailable:
            # How it went is not stored: when its lease is over, its platform is asked.
            _log.debug("delivery not noted", delivery=delivery.key)
        except Exception:  # noqa: BLE001  # as above; the others are not to be cut off while sent
            _log.exception("delivery not noted", delivery=delivery.key)

    async def _deliver(self, delivery: Delivery) -> None:
        try:
            await self._attempt(delivery)
        except ChannelGone as error:
            _log.warning("channel gone", delivery=delivery.key, reason=str(error))
            deleted = isinstance(error, MessageGone)
            await self._deliveries.channel_gone(delivery, str(error), deleted=deleted)
        except _NotYet:
            await self._put_off(delivery, "whether they can read the channel is unknown")
        except NotConnected as error:
            await self._deliveries.put_off(delivery, str(error), _UNTIL_CONNECTED)
        except DeliveryFailed as error:
            _log.warning("delivery failed", delivery=delivery.key, reason=str(error))
            wait = None if error.retry_after is None else timedelta(seconds=error.retry_after)
            await self._deliveries.failed(delivery, str(error), wait)
        except (DeliveryUnclear, TimeoutError) as error:
            _log.warning("delivery unclear", delivery=delivery.key, reason=str(error))
            await self._deliveries.failed(delivery, str(error) or "no answer in time")
        except PersonGone as error:
            _log.warning("person cannot be reached", delivery=delivery.key, reason=str(error))
            await self._deliveries.gave_up(delivery, str(error))
        except _Unsayable as error:
            _log.exception("delivery cannot be worded", delivery=delivery.key)
            await self._deliveries.gave_up(delivery, str(error))
        except DatabaseUnavailable:
            raise  # nor could it be noted that it failed
        except Exception as error:  # noqa: BLE001  # one broken message must not hold up the next
            _log.exception("delivery broke", delivery=delivery.key)
            await self._deliveries.failed(delivery, f"{type(error).__name__}: {error}")

    async def _put_off(self, delivery: Delivery, reason: str) -> None:
        """Try it again until its round is over; what belongs to no round is not tried for ever."""
        _log.warning("reader unknown", delivery=delivery.key)
        if delivery.round is None:
            await self._deliveries.failed(delivery, reason)
        else:
            await self._deliveries.put_off(delivery, reason, _UNTIL_KNOWN)

    async def _attempt(self, delivery: Delivery) -> None:
        address = await self._deliveries.address(delivery)
        platform = self._platforms.get(address.channel.platform)
        if platform is None:
            raise NotConnected(f"{address.channel.platform} is not connected")
        try:
            async with asyncio.timeout(_LONGEST_POST):
                sent = await self._send(platform, address, delivery)
        except _LeaseOver as error:
            _log.warning("lease over", delivery=delivery.key)
            await self._deliveries.put_off(delivery, str(error), timedelta())
            return
        if sent is None:
            await self._deliveries.dropped(delivery)
            return
        pause = timedelta(seconds=platform.seconds_between_posts)
        edits = platform.seconds_between_edits is not None
        await self._deliveries.sent(
            delivery, sent.id, pause, edits=edits, fingerprint=sent.fingerprint
        )
        _log.info("delivery sent", delivery=delivery.key, round=delivery.round)

    async def _send(self, platform: Platform, address: Address, delivery: Delivery) -> _Sent | None:
        """Return the message as it is there, None when it is not to be sent any more."""
        # An earlier attempt may have got through without our knowing.
        if delivery.attempts > 1:
            posted = await platform.find(address)
            if posted is not None:
                return _Sent(posted, None)
        message = await self._message(delivery)
        if message is None or not await self._is_still_for(address, delivery):
            return None
        if delivery.leased_until is None or self._services.clock() >= delivery.leased_until:
            raise _LeaseOver("its lease was over before it was sent")
        return _Sent(await platform.post(address, message), message.fingerprint())

    async def _is_still_for(self, address: Address, delivery: Delivery) -> bool:
        """Say whether the one person whom it is for, if it is for one, can read its channel now.

        Raises _NotYet while that is unknown.
        """
        if address.person is None:
            # Whose account is gone is told nothing, least of all where others read it.
            return delivery.member is None
        if tells_that_its_channel_is_gone(delivery):
            return True  # nobody can read that, and it says no more than this
        may = await self._services.access.may_be_told(address.channel, address.person)
        if may is None:
            raise _NotYet
        return may

    async def _message(self, delivery: Delivery) -> Message | None:
        # A database that does not answer now is asked again later; what is not there stays away.
        try:
            content = await self._deliveries.content(delivery)
        except MemberError as error:
            raise _Unsayable(f"{type(error).__name__}: {error}") from error
        if content is None:
            return None
        try:
            return self._present(delivery, content)
        except Exception as error:
            raise _Unsayable(f"{type(error).__name__}: {error}") from error


@asynccontextmanager
async def _sending_on() -> AsyncIterator[asyncio.TaskGroup]:
    """Give tasks that go on to their end before what the block raised is raised."""
    failure: Exception | None = None
    async with asyncio.TaskGroup() as sending:
        try:
            yield sending
        except Exception as error:  # noqa: BLE001  # raised below
            failure = error
    if failure is not None:
        raise failure
