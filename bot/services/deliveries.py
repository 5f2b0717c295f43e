"""Messages on their way out: which are due, what they say, and how sending them went."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.models import Channel, Delivery, DeliveryKind, GroupId
from bot.core.showing import AdminNote, Content
from bot.errors import NotFound
from bot.services.cards import CardService
from bot.services.context import Context
from bot.services.reveals import RevealService

_FIRST_PAUSE = timedelta(seconds=2)
_LONGEST_PAUSE = timedelta(minutes=10)


class DeliveryService:
    """The outbox, as the courier works through it."""

    def __init__(self, context: Context, cards: CardService, reveals: RevealService) -> None:
        self._context = context
        self._cards = cards
        self._reveals = reveals

    async def due(self) -> list[Delivery]:
        """Return what is to be sent now, oldest first."""
        async with self._context.store.reading() as kept:
            return list(await kept.deliveries.due(self._context.clock()))

    async def next_attempt(self) -> datetime | None:
        """Return when the next message is to be sent."""
        async with self._context.store.reading() as kept:
            return await kept.deliveries.next_attempt()

    async def failing(self, group: GroupId) -> list[Delivery]:
        """Return the messages whose last attempt failed, for the group's admins."""
        async with self._context.store.reading() as kept:
            return list(await kept.deliveries.failing(group))

    async def channel(self, delivery: Delivery) -> Channel:
        """Return where it goes."""
        async with self._context.store.reading() as kept:
            return await kept.groups.channel(delivery.channel)

    async def content(self, delivery: Delivery) -> Content:
        """Return what it says, as things are now."""
        if delivery.kind is DeliveryKind.NOTICE:
            values = json.loads(delivery.note)
            return AdminNote(values.pop("code"), values)
        if delivery.round is None:
            raise NotFound("round", delivery.key)
        if delivery.kind is DeliveryKind.REVEAL:
            return await self._reveals.reveal(delivery.group, delivery.round, None)
        return await self._cards.card(delivery.group, delivery.round, None)

    async def starting(self, delivery: Delivery) -> None:
        """Count the attempt before it is made, so that a crash in it is known afterwards."""
        await self._change(_attempted(delivery))

    async def sent(self, delivery: Delivery, external_id: str) -> None:
        """Note that it arrived."""
        await self._change(
            replace(
                _attempted(delivery),
                sent_at=self._context.clock(),
                external_id=external_id,
                next_attempt_at=None,
                failure=None,
            )
        )

    async def failed(self, delivery: Delivery, reason: str) -> None:
        """Note why not, and try again later, each time twice as late."""
        pause = min(_FIRST_PAUSE * 2 ** min(delivery.attempts, 20), _LONGEST_PAUSE)
        later = self._context.clock() + pause
        await self._change(replace(_attempted(delivery), failure=reason, next_attempt_at=later))

    async def _change(self, delivery: Delivery) -> None:
        async with self._context.store.writing() as kept:
            await kept.deliveries.change(delivery)


def _attempted(delivery: Delivery) -> Delivery:
    return replace(delivery, attempts=delivery.attempts + 1)
