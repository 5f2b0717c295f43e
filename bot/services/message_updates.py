"""Messages that were sent, kept up to date: how many replied, whether the round is over."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.models import Delivery, DeliveryKind, GroupId, RoundState
from bot.core.read_models import Content, RoundCard
from bot.core.view import Address
from bot.services.context import Context


@dataclass(frozen=True, slots=True)
class Posted:
    """A message that is kept up to date, and what it would say.

    `card` is None for what takes longer to work out: a reveal, its counts.
    """

    delivery: Delivery
    address: Address
    card: RoundCard | None


class MessageUpdateService:
    """Any number of workers may keep the same messages: one of them edits at a time."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def kept_up_to_date(
        self, platforms: Collection[str], group: GroupId | None = None
    ) -> list[Posted]:
        """Return the messages that may have to be edited, of one group or of all."""
        async with self._context.store.reading() as tx:
            found = await tx.deliveries.to_edit(platforms, group)
            cards = await tx.cards.to_edit(group) if found else {}
        return [
            Posted(each, address, cards.get(each.round) if _asks(each) and each.round else None)
            for each, address in found
        ]

    async def claim(self, delivery: Delivery, pause: timedelta) -> Delivery | None:
        """Take the right to edit a message; None when it is too early, or another's turn."""
        now = self._context.clock()
        async with self._context.store.writing() as tx:
            taken = await tx.deliveries.claim_edit(delivery.key, now, now + pause)
        return replace(delivery, edit_at=now + pause) if taken else None

    async def edited(self, delivery: Delivery, fingerprint: str, content: Content) -> None:
        """Note what the message says now."""
        # A member who left meanwhile has had it looked at anew: that is not to be forgotten.
        last_at = delivery.edit_at if is_final(content) else None
        async with self._context.store.writing() as tx:
            await tx.deliveries.mark_edited(delivery.key, fingerprint, last_at=last_at)

    async def postpone(self, delivery: Delivery, until: datetime) -> None:
        """Leave the message alone for longer, as the platform asks."""
        async with self._context.store.writing() as tx:
            await tx.deliveries.postpone_edit(delivery.key, until)

    async def leave(self, delivery: Delivery) -> None:
        """Never edit the message again: it is not there any more."""
        async with self._context.store.writing() as tx:
            await tx.deliveries.end_edits(delivery.key)


def _asks(delivery: Delivery) -> bool:
    return delivery.kind is DeliveryKind.QUESTION


def is_final(content: Content) -> bool:
    """Say whether nothing more will change in what a message says."""
    return not isinstance(content, RoundCard) or content.round.state is not RoundState.OPEN
