"""Rounds as cards show them: each with its deck, question and counts, in one statement."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    bindparam,
    false,
    func,
    literal,
    or_,
    select,
    tuple_,
)

from bot.core.deliveries import DeliveryKey
from bot.core.models import (
    ChannelId,
    Deck,
    GroupId,
    MemberId,
    Question,
    QuestionId,
    Round,
    RoundId,
    RoundState,
)
from bot.core.read_models import Reader, RoundCard
from bot.core.rounds import as_asked
from bot.errors import NotFound
from bot.storage import schema
from bot.storage.repository import Repository, padded, parts_of
from bot.storage.schema import rounds as table

_NEWEST_FIRST = (table.c.opened_at.desc(), table.c.id.desc())


class CardRepository(Repository):
    """Rounds as they are shown to a `reader`, who sees what was told where they can read.

    Where that may be None, it is to be told to the whole audience.
    """

    async def get(self, round_: RoundId, reader: Reader | None) -> RoundCard:
        values: dict[str, Any] = {"of": round_}
        if reader is not None:
            values |= _of_reader(reader)
        query = _one_card(reader is not None, bool(reader and reader.members))
        found = await self._shown(query, values)
        if not found:
            raise NotFound("round", round_)
        return found[0]

    async def of_deliveries(self, keys: Collection[DeliveryKey]) -> Mapping[DeliveryKey, RoundCard]:
        """Return the round of each message, as its channel, or its one reader there, is shown it.

        One that was not told in the message's channel is left out.
        """
        rows = await self._connection.execute(_cards_of_deliveries(), {"keys": padded(keys)})
        shown = [_card(row) for row in rows]
        return {key: card for card, (key,) in shown}

    async def open_now(self, reader: Reader, group: GroupId | None = None) -> Sequence[RoundCard]:
        """Return the open rounds, of one group or of all, the one that closes first in front."""
        query = _open_cards(bool(reader.members), group is not None)
        return await self._shown(query, _of_reader(reader) | {"group": group})

    async def withheld(self, reader: Reader) -> Sequence[RoundCard]:
        """Return the open rounds that the reader has not replied in.

        The reader is to come with all that they can read, as `AccessService.withholding` has them.
        """
        query = _cards(reader).where(schema.is_open, _told_to(reader), ~_own(reader))
        return await self._shown(query.order_by(*_NEWEST_FIRST))

    async def last_about(
        self, reader: Reader, questions: Collection[QuestionId]
    ) -> Mapping[QuestionId, Round]:
        """Return for each of the questions its latest closed round that the reader can see."""
        query = select(table).where(
            table.c.question.in_(questions), table.c.state == RoundState.CLOSED, _told_to(reader)
        )
        rounds = await self._all(Round, query.order_by(table.c.closed_at, table.c.id))
        return {each.question: each for each in rounds}

    async def of_rounds(self, rounds: Collection[RoundId]) -> Mapping[RoundId, RoundCard]:
        """Return the rounds as they are told to their whole audience."""
        query = _cards_with(false()).where(table.c.id.in_(rounds))
        found = await self._shown(query) if rounds else ()
        return {card.round.id: card for card in found}

    async def asked_near(
        self, channels: Collection[ChannelId], members: Collection[MemberId]
    ) -> frozenset[str]:
        """Return the questions that may be open to anybody who reads these channels or is a member.

        None that `withheld` has, for readers as it wants them, is left out.
        """
        audience, known, questions = schema.audience, schema.members, schema.questions
        groups = select(known.c.group).where(known.c.id.in_(members))
        told = select(audience.c.channel).join(table, table.c.id == audience.c.round)
        told = told.where(schema.is_open, table.c.group.in_(groups))
        near = or_(audience.c.channel.in_(channels), audience.c.channel.in_(told))
        query = select(questions.c.text, table.c.wording)
        query = query.join(table, table.c.question == questions.c.id)
        there = table.c.id.in_(select(audience.c.round).where(near))
        rows = await self._connection.execute(query.where(schema.is_open, there))
        return frozenset(text for row in rows for text in row if text is not None)

    async def closed(
        self, reader: Reader, limit: int, before: Round | None = None
    ) -> Sequence[RoundCard]:
        """Return the latest `limit` closed rounds, newest first, those that come after `before`."""
        query = _cards(reader).where(table.c.state == RoundState.CLOSED, _told_to(reader))
        if before is not None:
            # Several may have been opened at one moment.
            last = tuple_(literal(before.opened_at, table.c.opened_at.type), literal(before.id))
            query = query.where(tuple_(table.c.opened_at, table.c.id) < last)
        return await self._shown(query.order_by(*_NEWEST_FIRST).limit(limit))

    async def rethought(self, reader: Reader, group: GroupId, limit: int) -> Sequence[RoundCard]:
        """Return the group's latest rounds in which who had replied answered once more."""
        again, first = schema.later_replies, schema.replies
        both = again.c.round == first.c.round, again.c.member == first.c.member
        twice = select(again.c.round).where(*both, again.c.round == table.c.id).exists()
        query = _cards(reader).where(table.c.group == group, twice, _told_to(reader))
        return await self._shown(query.order_by(*_NEWEST_FIRST).limit(limit))

    async def _shown(
        self, query: Select[Any], values: Mapping[str, Any] | None = None
    ) -> list[RoundCard]:
        return [_card(row)[0] for row in await self._connection.execute(query, values)]


class _Anybody:
    """A reader of whom only the query knows who it will be."""

    channels: Any = bindparam("channels", expanding=True)
    members: Any = bindparam("members", expanding=True)


@cache
def _one_card(is_to_reader: bool, is_member: bool) -> Select[Any]:
    """Return the query for the card of the round `of`, made once: it is asked for every reply."""
    own = _own(_Anybody) if is_member else false()
    query = _cards_with(own).where(table.c.id == bindparam("of"))
    return query.where(_told_to(_Anybody)) if is_to_reader else query


@cache
def _open_cards(is_member: bool, is_of_group: bool) -> Select[Any]:
    """Return the query for the cards of open rounds, or of those of `group`; live pages ask it."""
    query = _cards_with(_own(_Anybody) if is_member else false())
    query = query.where(schema.is_open, _told_to(_Anybody))
    if is_of_group:
        query = query.where(table.c.group == bindparam("group"))
    return query.order_by(table.c.closes_at, *_NEWEST_FIRST)


def _of_reader(reader: Reader) -> dict[str, Any]:
    """Return the values of `_Anybody`."""
    return {"channels": padded(reader.channels), "members": padded(reader.members)}


@cache
def _cards_of_deliveries() -> Select[Any]:
    told, audience, replies = schema.deliveries, schema.audience, schema.replies
    own = replies.c.round == table.c.id, replies.c.member == told.c.member
    there = audience.c.round == table.c.id, audience.c.channel == told.c.channel
    return (
        _cards_with(select(replies.c.round).where(*own).exists())
        .join(told, told.c.round == table.c.id)
        .where(
            told.c.key.in_(bindparam("keys", expanding=True)),
            select(audience.c.round).where(*there).exists(),
        )
        .add_columns(told.c.key)
    )


def _card(row: Row[Any]) -> tuple[RoundCard, Sequence[Any]]:
    """Return what a row of `_cards_with` shows, and what was selected after that."""
    kinds = (Round, schema.rounds.c), (Deck, schema.decks.c), (Question, schema.questions.c)
    (round_, deck, question), (total, replies, replied, *others) = parts_of(row, *kinds)
    asked = as_asked(question, round_)
    anew = question.text if asked.text != question.text else None
    return RoundCard(round_, deck, asked, total, replies, bool(replied), anew), others


def _told_to(reader: Reader | type[_Anybody]) -> ColumnElement[bool]:
    """Return the condition for rounds that were told in a channel that the reader can read."""
    # Found by the channels, not looked at for every round that there is.
    audience = schema.audience
    return table.c.id.in_(select(audience.c.round).where(audience.c.channel.in_(reader.channels)))


def _own(reader: Reader | type[_Anybody]) -> ColumnElement[bool]:
    replies = schema.replies
    theirs = replies.c.round == table.c.id, replies.c.member.in_(reader.members)
    return select(replies.c.round).where(*theirs).exists()


def _cards(reader: Reader) -> Select[Any]:
    return _cards_with(_own(reader) if reader.members else false())


def _cards_with(own: ColumnElement[bool]) -> Select[Any]:
    rounds, decks, questions = schema.rounds, schema.decks, schema.questions
    replies, of_deck = schema.replies, schema.questions.alias("of_deck")
    return (
        select(
            rounds,
            decks,
            questions,
            select(func.count())
            .where(of_deck.c.deck == rounds.c.deck, of_deck.c.withdrawn.is_(False))
            .scalar_subquery(),
            select(func.count()).where(replies.c.round == rounds.c.id).scalar_subquery(),
            own,
        )
        .join(decks, decks.c.id == rounds.c.deck)
        .join(questions, questions.c.id == rounds.c.question)
    )
