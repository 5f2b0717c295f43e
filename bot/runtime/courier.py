"""What must go out: every delivery once, however often this process dies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

import structlog

from bot.core.models import Channel, Delivery
from bot.core.showing import Content
from bot.core.view import Message
from bot.platforms.port import DeliveryFailed, DeliveryUnclear, Platform
from bot.services.context import Clock
from bot.services.deliveries import DeliveryService
from bot.services.live import LiveFeed, Topic

_log = structlog.get_logger()
_LONGEST_WAIT = 20.0

Present = Callable[[Delivery, Content], Message]


class Courier:
    """Takes what is due to its platform. `present` puts content into words."""

    def __init__(
        self,
        deliveries: DeliveryService,
        platforms: Mapping[str, Platform],
        present: Present,
        live: LiveFeed,
        clock: Clock,
    ) -> None:
        self._deliveries = deliveries
        self._platforms = platforms
        self._present = present
        self._live = live
        self._clock = clock

    async def run(self) -> None:
        """Deliver until the feed is closed."""
        with self._live.listen(Topic.ROUNDS) as listener:
            while not listener.closed:
                await self.deliver_due()
                await listener.changes(self._seconds_until(await self._deliveries.next_attempt()))

    async def deliver_due(self) -> None:
        """Send everything that is due now."""
        while due := await self._deliveries.due():
            for delivery in due:
                await self._deliver(delivery)

    async def _deliver(self, delivery: Delivery) -> None:
        try:
            channel = await self._deliveries.channel(delivery)
            external_id = await self._send(self._platform(channel), channel, delivery)
        except (DeliveryFailed, DeliveryUnclear) as error:
            _log.warning("delivery failed", key=delivery.key, reason=str(error))
            await self._deliveries.failed(delivery, str(error))
        except Exception as error:  # noqa: BLE001  # one broken message must not hold up the next
            _log.exception("delivery broke", key=delivery.key)
            await self._deliveries.failed(delivery, f"{type(error).__name__}: {error}")
        else:
            await self._deliveries.sent(delivery, external_id)

    def _platform(self, channel: Channel) -> Platform:
        try:
            return self._platforms[channel.platform]
        except KeyError:
            raise DeliveryFailed(f"{channel.platform} is not connected") from None

    async def _send(self, platform: Platform, channel: Channel, delivery: Delivery) -> str:
        # An earlier attempt may have got through without our knowing.
        if delivery.attempts:
            posted = await platform.find(channel, delivery.key)
            if posted is not None:
                return posted
        message = self._present(delivery, await self._deliveries.content(delivery))
        await self._deliveries.starting(delivery)
        return await platform.post(channel, delivery.key, message)

    def _seconds_until(self, due: datetime | None) -> float:
        if due is None:
            return _LONGEST_WAIT
        return min(max((due - self._clock()).total_seconds(), 0.0), _LONGEST_WAIT)
