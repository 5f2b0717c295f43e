"""Rounds as cards show them, each with its deck, question and counts, in one statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, Select, false, func, literal, select, tuple_

from bot.core.models import (
    Deck,
    DeliveryKind,
    GroupId,
    MemberId,
    Question,
    Round,
    RoundId,
    RoundState,
)
from bot.core.read_models import RoundCard
from bot.errors import NotFound
from bot.storage import schema
from bot.storage.repository import Repository, parts_of

_NEWEST_FIRST = (schema.rounds.c.opened_at.desc(), schema.rounds.c.id.desc())


class CardRepository(Repository):
    """Rounds as they are shown. `reader` is whose own replies they tell of, None for nobody's."""

    async def get(self, round_: RoundId, reader: MemberId | None) -> RoundCard:
        found = await self._shown(_cards(reader).where(schema.rounds.c.id == round_))
        if not found:
            raise NotFound("round", round_)
        return found[0]

    async def open_now(self, group: GroupId, reader: MemberId | None) -> Sequence[RoundCard]:
        """Return every open round of the group, the one that closes first in front."""
        table = schema.rounds
        query = _cards(reader).where(table.c.group == group, table.c.state == RoundState.OPEN)
        return await self._shown(query.order_by(table.c.closes_at, *_NEWEST_FIRST))

    async def to_edit(self, group: GroupId | None = None) -> Mapping[RoundId, RoundCard]:
        """Return the rounds whose questions are kept up to date, of one group or of all."""
        table = schema.deliveries
        kept = select(table.c.round).where(
            table.c.edit_at.is_not(None), table.c.kind == DeliveryKind.QUESTION
        )
        if group is not None:
            kept = kept.where(table.c.group == group)
        found = await self._shown(_cards(None).where(schema.rounds.c.id.in_(kept)))
        return {card.round.id: card for card in found}

    async def closed(
        self, group: GroupId, reader: MemberId | None, limit: int, before: Round | None = None
    ) -> Sequence[RoundCard]:
        """Return the latest `limit` closed rounds, newest first, those that come after `before`."""
        table = schema.rounds
        query = _cards(reader).where(table.c.group == group, table.c.state == RoundState.CLOSED)
        if before is not None:
            # Several may have been opened at one moment.
            last = tuple_(literal(before.opened_at, table.c.opened_at.type), literal(before.id))
            query = query.where(tuple_(table.c.opened_at, table.c.id) < last)
        return await self._shown(query.order_by(*_NEWEST_FIRST).limit(limit))

    async def _shown(self, query: Select[Any]) -> list[RoundCard]:
        return [_card(row) for row in await self._connection.execute(query)]


def _cards(reader: MemberId | None) -> Select[Any]:
    rounds, decks, questions = schema.rounds, schema.decks, schema.questions
    replies, of_deck = schema.replies, schema.questions.alias("of_deck")
    in_it = replies.c.round == rounds.c.id
    own = select(replies.c.round).where(in_it, replies.c.member == reader).exists()
    return (
        select(
            rounds,
            decks,
            questions,
            select(func.count()).where(of_deck.c.deck == rounds.c.deck).scalar_subquery(),
            select(func.count()).where(in_it).scalar_subquery(),
            false() if reader is None else own,
        )
        .join(decks, decks.c.id == rounds.c.deck)
        .join(questions, questions.c.id == rounds.c.question)
    )


def _card(row: Row[Any]) -> RoundCard:
    kinds = (Round, schema.rounds.c), (Deck, schema.decks.c), (Question, schema.questions.c)
    (round_, deck, question), (total, replies, replied) = parts_of(row, *kinds)
    return RoundCard(round_, deck, question, total, replies, bool(replied))
