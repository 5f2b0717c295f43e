"""What was posted is kept true: the number of replies, the end of a round."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

import structlog

from bot.core.deliveries import OF_REPLIES, Delivery
from bot.core.models import (
    GroupId,
)
from bot.core.read_models import Content
from bot.core.view import Message
from bot.errors import DatabaseUnavailable, MemberError
from bot.monitoring import Pulse
from bot.platforms.port import ChannelGone, DeliveryFailed, MessageGone, PersonGone, Platform
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
_HOPE_FOR_REPLIES = timedelta(days=365)
_BETWEEN_HOPES = 3_600.0
_BETWEEN_LATE_HOPES = 4 * 3_600.0
_BETWEEN_ROUNDS = timedelta(minutes=1)
_AT_ONCE = 100  # groups that are looked at together


class MessageUpdater:
    """Edits messages of platforms that keep them as they were posted.

    Each change is seen to in the process where it was made. One that comes too soon after an edit
    waits for its turn; one that was missed, as in a crash, is seen at the next start, or when a
    worker that goes round all that is kept up to date, a few at a time, comes by.
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
        # What is said there waits for no edit, and so may be archived.
        self._made_anew = platforms.keys() - self._platforms.keys()
        self._waiting: dict[GroupId, datetime] = {}
        self._went_round = services.clock()
        self._last: Delivery | None = None
        self.pulse = Pulse(_LONGEST_WAIT)

    async def run(self) -> None:
        """Keep messages up to date until the feed is closed."""
        with self._services.live.listen(Topic.REPLIES, Topic.ROUNDS, own=True) as listener:
            await self.refresh()
            while not listener.closed:
                self.pulse.beat()
                next_at = min(self._waiting.values(), default=None)
                wait = seconds_until(next_at, self._services.clock(), _LONGEST_WAIT)
                changes = await listener.changes(wait)
                await self.refresh_groups({GroupId(group) for group, _ in changes} | self._due())
                await self._go_round()

    async def refresh(self) -> None:
        """Look at all messages that are kept up to date, and edit what is not true any more."""
        self._last = None
        while await self._look_at_next():
            pass

    async def refresh_groups(self, groups: Collection[GroupId]) -> None:
        """Look at these groups' messages likewise."""
        for group in groups:
            self._waiting.pop(group, None)
        wanted, messages = sorted(groups) if self._platforms else [], self._services.messages
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            await self._look_at(await messages.kept_up_to_date(self._platforms, some))

    async def _go_round(self) -> None:
        """Look at a few of all messages now and then: a worker may have died over a change."""
        now = self._services.clock()
        if not self._went_round <= now < self._went_round + _BETWEEN_ROUNDS:
            self._went_round = now
            await self._look_at_next()
            if self._made_anew:
                await self._services.messages.leave_on(self._made_anew)

    async def _look_at_next(self) -> bool:
        """Look at those that come next, and say whether there were any."""
        if not self._platforms:
            return False
        found = await self._services.messages.next_kept(self._platforms, self._last)
        self._last = found[-1].delivery if found else None
        await self._look_at(found)
        return bool(found)

    async def _look_at(self, found: Sequence[Posted]) -> None:
        messages = self._services.messages
        # Who was edited longest ago is first: where turns are few, nobody is to go without.
        for posted in sorted(
            found, key=lambda each: each.delivery.edit_at or each.delivery.created_at
        ):
            self.pulse.beat()
            delivery = posted.delivery
            try:
                await self._refresh(posted)
            except MessageGone as error:
                _log.warning("message gone", delivery=delivery.key, reason=repr(error))
                await messages.gone(delivery)
            except (MemberError, PersonGone) as error:
                _log.warning("nothing to show", delivery=delivery.key, reason=repr(error))
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
        pace, workspace = pace_of(platform), posted.address.channel.workspace
        turn, is_taken = await self._services.pacing.turn_to_edit(pace, workspace)
        if not is_taken:
            self._look_again(delivery, max(turn, now + pause))
            return
        content, message = await self._current(claimed)
        await self._sleep(seconds_until(turn, self._services.clock(), _LONGEST_WAIT))
        async with asyncio.timeout(_LONGEST_EDIT):
            moved = await platform.edit(posted.address, delivery.external_id or "", message)
        await messages.edited(claimed.delivery, message.fingerprint(), content, moved)

    async def _current(self, posted: Posted) -> tuple[Content, Message]:
        content = posted.card or await self._services.delivery_contents.current(posted.delivery)
        return content, self._present(posted.delivery, content)

    async def _wait_for(self, delivery: Delivery, error: ChannelGone) -> None:
        """Look now and then whether the message is open to us again.

        Of a question that is given up in the end. What shows replies may show one that was taken
        back: the admins hear of it, and it is not given up before a year is over.
        """
        age = self._services.clock() - (delivery.sent_at or delivery.created_at)
        shows_replies = delivery.kind in OF_REPLIES
        if shows_replies:
            await self._services.messages.tell_stuck(delivery, str(error))
        if age > (_HOPE_FOR_REPLIES if shows_replies else _HOPE):
            await self._services.messages.leave(delivery)
        else:
            await self._postpone(
                delivery, error, _BETWEEN_HOPES if age < _HOPE else _BETWEEN_LATE_HOPES
            )

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
