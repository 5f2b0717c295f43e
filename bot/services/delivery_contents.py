"""What messages that are on their way say, and where they go, as things are now."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.deliveries import OF_REPLIES, Delivery, DeliveryKey, DeliveryKind, is_news
from bot.core.models import Channel, RoundId, RoundState
from bot.core.read_models import (
    AdminNote,
    Announced,
    CommentTold,
    Content,
    MemberNote,
    RoundCard,
    Withheld,
)
from bot.core.view import Address
from bot.errors import NotFound
from bot.services import comments
from bot.services.batches import Batches
from bot.services.context import Context
from bot.services.feedback import FeedbackService
from bot.services.reveals import RevealService
from bot.storage.transaction import Transaction

PATIENCE_WITH_THREADS = timedelta(minutes=5)
"""For how long a thread is tried that takes nothing for the time being, before its channel is."""
# What makes no sense any more once its round is over.
OVERTAKEN = frozenset({DeliveryKind.QUESTION, DeliveryKind.REMINDER, DeliveryKind.MENTION})
_MAY_BE_NEWS = frozenset({DeliveryKind.NEWS, DeliveryKind.MENTION})
_WITH_CARD = OVERTAKEN | {
    DeliveryKind.SKIPPED,
    DeliveryKind.NEWS,
    DeliveryKind.ANNOUNCEMENT,
    DeliveryKind.CORRECTION,
}
_Ready = tuple[Address, Content | None]


@dataclass(frozen=True, slots=True)
class _Read:
    """Where a message goes, and what it says unless it shows replies.

    Of replies, whether nobody was asked for them, and whether their question is open again.
    """

    address: Address
    content: Content | None
    is_unasked: bool
    is_open_again: bool


class DeliveryContentService:
    """What dispatchers send and updaters keep true: each asks what a message says now."""

    def __init__(self, context: Context, reveals: RevealService, feedback: FeedbackService) -> None:
        self._context = context
        self._reveals = reveals
        self._feedback = feedback
        self._readings: Batches[Delivery, _Read] = Batches(self._read)

    async def ready(self, delivery: Delivery) -> tuple[Address, Content | None]:
        """Return where it goes and what it says, as things are now.

        It says None when its round has gone on without it, or where it would show the answers to
        what nobody was asked. Raises NotFound. What is asked for while others are read shares the
        next transaction.
        """
        read = await self._readings.submit(delivery)
        if isinstance(read.content, RoundCard) and delivery.kind is DeliveryKind.ANNOUNCEMENT:
            return read.address, await self._announced(read.content)
        if delivery.kind not in OF_REPLIES or read.is_unasked:
            return read.address, read.content
        return read.address, await self._shown(delivery, is_open_again=read.is_open_again)

    async def _read(self, deliveries: Sequence[Delivery]) -> list[_Read | Exception]:
        of_rounds = {each.key for each in deliveries if each.kind in _WITH_CARD}
        of_replies = {each.key: each.round for each in deliveries if each.kind in OF_REPLIES}
        async with self._context.store.reading() as tx:
            addresses = await _addresses(tx, deliveries, self._context.clock())
            cards = await tx.cards.of_deliveries(of_rounds) if of_rounds else {}
            unasked = await tx.deliveries.unasked(of_replies) if of_replies else frozenset()
            rounds = {each for each in of_replies.values() if each is not None}
            open_again = await tx.rounds.open_again(rounds) if rounds else frozenset()
        found = [_ready(each, addresses.get(each.key), cards.get(each.key)) for each in deliveries]
        return [
            each
            if isinstance(each, Exception)
            else _Read(*each, delivery.key in unasked, delivery.round in open_again)
            for each, delivery in zip(found, deliveries, strict=True)
        ]

    async def current(self, delivery: Delivery) -> Content:
        """Return what it would say now, overtaken or not. Raises NotFound."""
        if delivery.kind is DeliveryKind.NOTICE or delivery.round is None:
            async with self._context.store.reading() as tx:
                return _said(delivery, await tx.groups.channel(delivery.channel))
        if delivery.kind not in OF_REPLIES:
            return await self._said_of(delivery)
        round_ = round_of(delivery)
        async with self._context.store.reading() as tx:
            open_again = await tx.rounds.open_again([round_])
        return await self._shown(delivery, is_open_again=round_ in open_again)

    async def _said_of(self, delivery: Delivery) -> Content:
        """Return what a message says of its round that shows no replies. Raises NotFound."""
        card = await self._card(delivery)
        if card.question.withdrawn:
            return Withheld(card)
        if delivery.kind is not DeliveryKind.ANNOUNCEMENT:
            return card
        announced = await self._announced(card)
        if announced is None:
            raise NotFound("reveal", card.round.id)
        return announced

    async def said(self, key: DeliveryKey) -> tuple[Delivery, Content] | None:
        """Return a message with what it would say now; None for one that is not at hand any more.

        That is one that was no delivery, was sent long ago, or is about what is gone.
        """
        try:
            async with self._context.store.reading() as tx:
                delivery = await tx.deliveries.get(key)
            return delivery, await self.current(delivery)
        except NotFound:
            return None

    async def _shown(self, delivery: Delivery, *, is_open_again: bool) -> Content:
        """Return what a message says that shows replies."""
        card = await self._card(delivery)
        if is_open_again or card.question.withdrawn:
            return Withheld(card)
        if delivery.kind is DeliveryKind.COMMENT:
            return await self._comment(delivery, card)
        if delivery.kind is DeliveryKind.TALLY:
            return await self._feedback.tally(delivery.group, round_of(delivery))
        return await self._reveals.reveal(round_of(delivery), None)

    async def _announced(self, card: RoundCard) -> Announced | None:
        """Return what a channel is told of a reveal, None where there is nothing to read in it."""
        if card.replies:
            return Announced(card, reference=False, earlier=False)
        reveal = await self._reveals.reveal(card.round.id, None)
        reference, earlier = bool(reveal.answers.reference), bool(reveal.answers.earlier)
        return Announced(card, reference, earlier) if reference or earlier else None

    async def _comment(self, delivery: Delivery, card: RoundCard) -> CommentTold:
        async with self._context.store.reading() as tx:
            comment = await tx.comments.find(json.loads(delivery.note)["comment"])
            if comment is None:
                return CommentTold(card, None)
            (shown,) = await comments.shown(tx, card.round, [comment], frozenset())
        return CommentTold(card, shown)

    async def _card(self, delivery: Delivery) -> RoundCard:
        async with self._context.store.reading() as tx:
            return await tx.cards.get(round_of(delivery), None)


def _ready(
    delivery: Delivery, address: Address | None, card: RoundCard | None
) -> _Ready | Exception:
    """Return where a message goes, and what it says if it shows no replies and is to be sent."""
    if address is None:
        return NotFound("message", delivery.key)
    if delivery.kind is DeliveryKind.NOTICE or delivery.round is None:
        return address, _said(delivery, address.channel)
    if delivery.kind not in _WITH_CARD:
        return address, None
    if card is None:
        return NotFound("round", delivery.round)
    return address, None if _is_overtaken(delivery, card) else card


def _is_overtaken(delivery: Delivery, card: RoundCard) -> bool:
    if delivery.kind in _MAY_BE_NEWS and is_news(delivery):
        return card.round.state is not RoundState.CLOSED or not card.replied
    if card.question.withdrawn:
        return True
    went_on = card.round.state is not RoundState.OPEN or card.replied
    return delivery.kind in OVERTAKEN and went_on


async def _addresses(
    tx: Transaction, deliveries: Sequence[Delivery], now: datetime
) -> Mapping[DeliveryKey, Address]:
    """Return where the messages go, and whom they mention."""
    found = await tx.deliveries.addresses({each.key for each in deliveries})
    known = [
        (each, replace(found[each.key], overdue=now - each.created_at >= PATIENCE_WITH_THREADS))
        for each in deliveries
        if each.key in found
    ]
    return {each.key: address for each, address in await tx.deliveries.mentioning(known, now)}


def _said(delivery: Delivery, told_in: Channel) -> AdminNote | MemberNote:
    values = note_of(delivery)
    code = values.pop("code")
    if delivery.member is not None:
        return MemberNote(code, values)
    return AdminNote(code, values, told_in)


def note_of(delivery: Delivery) -> dict[str, str]:
    """Return the code and values of a notice."""
    values: dict[str, str] = json.loads(delivery.note)
    return values


def round_of(delivery: Delivery) -> RoundId:
    if delivery.round is None:
        raise NotFound("round", delivery.key)
    return delivery.round
