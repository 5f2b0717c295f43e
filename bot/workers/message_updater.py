"""What was posted is kept true: the number of replies, the end of a round."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog

from bot.core.deliveries import Delivery
from bot.core.models import (
    GroupId,
)
from bot.core.read_models import Content
from bot.core.view import Message
from bot.errors import DatabaseUnavailable, MemberError
from bot.monitoring import Pulse
from bot.platforms.port import ChannelGone, DeliveryFailed, MessageGone, Platform
from bot.services.live import Topic
from bot.services.messages import Posted, is_final
from bot.services.services import Services
from bot.workers.outbox_dispatcher import Present, pace_of
from bot.workers.supervisor import Sleep, seconds_until

_log = structlog.get_logger()
_LONGEST_WAIT = 60.0
_LONGEST_EDIT = 30.0
# A permission that was taken is given back within days, if at all.
_HOPE = timedelta(days=7)
_BETWEEN_HOPES = 3_600.0


class MessageUpdater:
    """Edits messages of platforms that keep them as they were posted.

    A change that comes too soon after an edit waits for its turn; a change that was missed, as in
    a crash, is seen at the next start.
    """

    def __init__(
        self,
        services: Services,
        platforms: Mapping[str, Platform],
        present: Present,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._sleep = sleep
        self._services = services
        self._present = present
        self._platforms = {
            name: platform
            for name, platform in platforms.items()
            if platform.seconds_between_edits is not None
        }
        self._waiting: dict[GroupId, datetime] = {}
        self.pulse = Pulse(_LONGEST_WAIT)

    async def run(self) -> None:
        """Keep messages up to date until the feed is closed."""
        with self._services.live.listen(Topic.REPLIES, Topic.ROUNDS) as listener:
            await self.refresh()
            while not listener.closed:
                self.pulse.beat()
                next_at = min(self._waiting.values(), default=None)
                wait = seconds_until(next_at, self._services.clock(), _LONGEST_WAIT)
                changes = await listener.changes(wait)
                for group in {GroupId(group) for group, _ in changes} | self._due():
                    await self.refresh(group)

    async def refresh(self, group: GroupId | None = None) -> None:
        """Look at the group's messages, or at all of them, and edit what is not true any more."""
        if group is not None:
            self._waiting.pop(group, None)
        if not self._platforms:
            return
        messages = self._services.messages
        for posted in await messages.kept_up_to_date(self._platforms, group):
            self.pulse.beat()
            delivery = posted.delivery
            try:
                await self._refresh(posted)
            except (MessageGone, MemberError) as error:
                _log.warning("message gone", delivery=delivery.key, reason=repr(error))
                await messages.leave(delivery)
            except ChannelGone as error:
                await self._wait_for(delivery, error)
            except DeliveryFailed as error:
                await self._postpone(delivery, error, error.retry_after)
            except DatabaseUnavailable:
                raise
            except Exception as error:  # noqa: BLE001  # one message must not hold up the others
                await self._postpone(delivery, error)

    async def _refresh(self, posted: Posted) -> None:
        delivery, messages = posted.delivery, self._services.messages
        content, message = await self._current(posted)
        if message.fingerprint() == delivery.fingerprint:
            if is_final(content):
                await messages.edited(delivery, message.fingerprint(), content)
            return
        platform = self._platforms[posted.address.channel.platform]
        pause = timedelta(seconds=platform.seconds_between_edits or 0.0)
        now = self._services.clock()
        if delivery.edit_at is not None and delivery.edit_at > now:
            self._look_again(delivery, delivery.edit_at)
            return
        claimed = await messages.claim(posted, pause)
        if claimed is None:
            self._look_again(delivery, now + pause)
            return
        content, message = await self._current(claimed)
        turn = await self._services.pacing.turn(pace_of(platform))
        await self._sleep(seconds_until(turn, self._services.clock(), _LONGEST_WAIT))
        async with asyncio.timeout(_LONGEST_EDIT):
            await platform.edit(posted.address, delivery.external_id or "", message)
        await messages.edited(claimed.delivery, message.fingerprint(), content)

    async def _current(self, posted: Posted) -> tuple[Content, Message]:
        content = posted.card or await self._services.deliveries.current(posted.delivery)
        return content, self._present(posted.delivery, content)

    async def _wait_for(self, delivery: Delivery, error: ChannelGone) -> None:
        """Look now and then whether the channel is open to us again, but not for ever."""
        sent = delivery.sent_at or delivery.created_at
        if self._services.clock() - sent > _HOPE:
            await self._services.messages.leave(delivery)
        else:
            await self._postpone(delivery, error, _BETWEEN_HOPES)

    async def _postpone(
        self, delivery: Delivery, error: Exception, wait: float | None = None
    ) -> None:
        _log.warning("edit failed", delivery=delivery.key, reason=repr(error))
        later = self._services.clock() + timedelta(seconds=wait or _LONGEST_WAIT)
        await self._services.messages.postpone(delivery, later)
        self._look_again(delivery, later)

    def _look_again(self, delivery: Delivery, at: datetime) -> None:
        self._waiting[delivery.group] = min(at, self._waiting.get(delivery.group, at))

    def _due(self) -> set[GroupId]:
        now = self._services.clock()
        return {group for group, at in self._waiting.items() if at <= now}
