"""Rounds, and as cards show them: each with its deck, question and counts, in one statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Row,
    Select,
    and_,
    bindparam,
    exists,
    false,
    func,
    literal,
    not_,
    or_,
    select,
    tuple_,
    update,
)

from bot.core.deliveries import DeliveryKey, DeliveryKind, DeliveryState
from bot.core.models import (
    ChannelId,
    Deck,
    DeckId,
    GroupId,
    MemberId,
    Question,
    QuestionId,
    Round,
    RoundId,
    RoundState,
    ScheduleId,
)
from bot.core.read_models import Reader, RoundCard
from bot.core.rounds import NO_CYCLE, Turn
from bot.errors import NotFound
from bot.storage import schema
from bot.storage.repository import Repository, padded, parts_of
from bot.storage.schema import rounds as table

_NEWEST_FIRST = (table.c.opened_at.desc(), table.c.id.desc())
_ENDED = {RoundState.CLOSED: "round closed", RoundState.SKIPPED: "round skipped"}


class RoundRepository(Repository):
    """Rounds, from opening to their counts."""

    async def add(self, round_: Round) -> None:
        await self.add_all([round_])

    async def add_all(self, rounds: Iterable[Round]) -> None:
        """Add many with one statement."""
        added = list(rounds)
        await self._insert(table, added)
        for round_ in added:
            self._note("round opened", round_)

    async def end(self, rounds: Iterable[Round]) -> None:
        """Write how and when each ended, and what is still to come of it; with one statement."""
        ended = list(rounds)
        await self._update(table, ended, "state", "closed_at", "remind_at", "tally_at")
        for round_ in ended:
            self._note(_ENDED[round_.state], round_)

    async def take_out_of_cycle(self, rounds: Iterable[RoundId]) -> None:
        """Let what these asked be asked again in their cycle: they reached nobody."""
        ids = list(rounds)
        if ids:
            query = update(table).where(table.c.id.in_(ids))
            await self._connection.execute(query.values(cycle=NO_CYCLE))

    async def get(self, round_: RoundId) -> Round:
        query = select(table).where(table.c.id == round_)
        return await self._get(Round, query, NotFound("round", round_))

    async def those(self, rounds: Iterable[RoundId]) -> Mapping[RoundId, Round]:
        """Return those there are, without locking them."""
        query = select(table).where(table.c.id.in_(set(rounds)))
        return {round_.id: round_ for round_ in await self._all(Round, query)}

    async def open_now(self, group: GroupId) -> Sequence[Round]:
        """Return every open round of the group, newest first."""
        query = select(table).where(table.c.group == group, schema.is_open)
        return await self._all(Round, query.order_by(*_NEWEST_FIRST))

    async def asked(self, group: GroupId, deck: DeckId, cycle: int) -> frozenset[QuestionId]:
        """Return the questions that had a round in a cycle of the deck, skipped ones included."""
        query = select(table.c.question).where(
            table.c.group == group, table.c.deck == deck, table.c.cycle == cycle
        )
        return await self._set(query)

    async def asked_in(
        self, cycles: Collection[tuple[GroupId, DeckId, int]]
    ) -> Mapping[tuple[GroupId, DeckId, int], Collection[QuestionId]]:
        """Return what `asked` does of many cycles, of each in which anything was asked."""
        # Each for itself, as in `occurrences`.
        places = [
            and_(table.c.group == group, table.c.deck == deck, table.c.cycle == cycle)
            for group, deck, cycle in cycles
        ]
        columns = table.c.group, table.c.deck, table.c.cycle, table.c.question
        found = defaultdict[tuple[GroupId, DeckId, int], list[QuestionId]](list)
        query = select(*columns).where(or_(false(), *places))
        for group, deck, cycle, question in await self._connection.execute(query):
            found[group, deck, cycle].append(question)
        return found

    async def open_questions(self, group: GroupId, deck: DeckId) -> frozenset[QuestionId]:
        """Return the deck's questions that have an open round, of whatever cycle."""
        query = select(table.c.question).where(
            table.c.group == group, table.c.deck == deck, schema.is_open
        )
        return await self._set(query)

    async def latest_cycle(self, group: GroupId, deck: DeckId) -> int:
        """Return how often the deck was started over, 0 when it never was asked."""
        query = select(func.max(table.c.cycle)).where(table.c.group == group, table.c.deck == deck)
        return max(await self._connection.scalar(query) or 0, 0)

    async def latest_deck(self, group: GroupId) -> DeckId | None:
        """Return the deck that a question was asked of last, those skipped left out."""
        query = (
            select(table.c.deck)
            .where(table.c.group == group, table.c.state != RoundState.SKIPPED)
            .order_by(
                table.c.opened_at.desc(),
                (table.c.state == RoundState.OPEN).desc(),
                table.c.id.desc(),
            )
            .limit(1)
        )
        return await self._connection.scalar(query)

    async def any(self, group: GroupId | None = None) -> bool:
        """Say whether anything was ever asked, in the group or anywhere."""
        query = select(table.c.id).limit(1)
        if group is not None:
            query = query.where(table.c.group == group)
        return await self._connection.scalar(query) is not None

    async def is_open_again(self, round_: RoundId) -> bool:
        """Say whether the question of a round that is over is open in its group, by its words."""
        query, again = asked_twice(table)
        query = query.where(table.c.id == round_, again.c.state == RoundState.OPEN)
        return await self._connection.scalar(query.limit(1)) is not None

    async def due_to_close(self, now: datetime, limit: int = 100) -> Sequence[Round]:
        """Take rounds to close them; what another writer has locked is left out."""
        return await self._due(table.c.closes_at, now, limit, schema.is_open)

    async def unasked(self, rounds: Iterable[RoundId]) -> frozenset[RoundId]:
        """Return those whose question was tried to be posted, and stands nowhere, and has no reply.

        Where nothing was tried yet it may still go out.
        """
        sent, replies = schema.deliveries, schema.replies
        question = and_(sent.c.round == table.c.id, sent.c.kind == DeliveryKind.QUESTION)
        tried = exists().where(question, sent.c.failure.is_not(None))
        stands = exists().where(question, sent.c.state == DeliveryState.SENT)
        answered = exists().where(replies.c.round == table.c.id)
        query = select(table.c.id).where(
            table.c.id.in_(list(rounds)), tried, not_(stands), not_(answered)
        )
        return await self._set(query)

    async def next_closing(self) -> datetime | None:
        return await self._earliest(table.c.closes_at, schema.is_open)

    async def due_to_remind(self, now: datetime, limit: int = 100) -> Sequence[Round]:
        """Take rounds to remind of them; what another writer has locked is left out."""
        return await self._due(table.c.remind_at, now, limit)

    async def next_reminder(self) -> datetime | None:
        return await self._earliest(table.c.remind_at)

    async def end_reminders(self, rounds: Iterable[RoundId]) -> None:
        """Remind nobody of the rounds any more."""
        await self._unset("remind_at", rounds)

    async def due_to_tally(self, now: datetime, limit: int = 100) -> Sequence[Round]:
        """Take rounds to count what was said of them; what another has locked is left out."""
        return await self._due(table.c.tally_at, now, limit)

    async def closed_in(self, channel: ChannelId, since: datetime) -> Sequence[Round]:
        """Return the rounds told in a channel that were closed since a time, the first in front."""
        audience = schema.audience
        query = select(table).join(audience, audience.c.round == table.c.id)
        query = query.where(audience.c.channel == channel, table.c.state == RoundState.CLOSED)
        query = query.where(table.c.closed_at >= since).order_by(table.c.closed_at, table.c.id)
        return await self._all(Round, query)

    async def next_tally(self) -> datetime | None:
        return await self._earliest(table.c.tally_at)

    async def end_tally(self, rounds: Iterable[RoundId]) -> None:
        """Take nothing more that is said of the rounds, whose counts are told now."""
        await self._unset("tally_at", rounds)

    async def occurrences(
        self, wanted: Iterable[tuple[ScheduleId, datetime]]
    ) -> frozenset[tuple[ScheduleId, datetime]]:
        """Return those of the openings that a round stands for."""
        # Each for itself: SQLite finds a row in a list of pairs by reading the whole index.
        places = [and_(table.c.schedule == id_, table.c.occurrence == at) for id_, at in wanted]
        query = select(table.c.schedule, table.c.occurrence).where(or_(false(), *places))
        return frozenset((id_, at) for id_, at in await self._connection.execute(query))

    async def lock_shared(self, rounds: Iterable[RoundId]) -> Mapping[RoundId, Round]:
        """Return those there are, none of which closes before this transaction ends."""
        # Everybody locks in the order of ids, so that no two can wait for each other.
        query = select(table).where(table.c.id.in_(set(rounds))).order_by(table.c.id)
        found = await self._all(Round, query.with_for_update(read=True))
        return {round_.id: round_ for round_ in found}

    async def get_for_update(self, round_: RoundId) -> Round:
        """Get a round that nobody else changes or replies in before this transaction ends."""
        query = select(table).where(table.c.id == round_)
        query = query.with_for_update(key_share=True)
        return await self._get(Round, query, NotFound("round", round_))

    async def with_audiences(
        self, rounds: Iterable[RoundId]
    ) -> Mapping[RoundId, tuple[Round, frozenset[ChannelId]]]:
        """Return those there are, each with the channels that it was told in, if in any."""
        audience, found = schema.audience, dict[RoundId, tuple[Round, set[ChannelId]]]()
        query = select(table, audience.c.channel).join(audience, audience.c.round == table.c.id)
        query = query.where(table.c.id.in_(padded(rounds)))
        for row in await self._connection.execute(query):
            (round_,), (channel,) = parts_of(row, (Round, table.c))
            found.setdefault(round_.id, (round_, set()))[1].add(channel)
        return {id_: (round_, frozenset(told)) for id_, (round_, told) in found.items()}

    async def told_in(
        self, rounds: Iterable[RoundId], channels: Iterable[ChannelId]
    ) -> frozenset[RoundId]:
        """Return those of the rounds that were told in one of the channels."""
        audience = schema.audience
        query = select(audience.c.round).where(
            audience.c.round.in_(set(rounds)), audience.c.channel.in_(set(channels))
        )
        return await self._set(query)

    async def turns(self, group: GroupId, member: MemberId) -> Sequence[Turn]:
        """Return the group's rounds as the member's, newest first, those skipped left out."""
        rounds, replies = schema.rounds, schema.replies
        own = and_(replies.c.round == rounds.c.id, replies.c.member == member)
        query = (
            select(rounds.c.opened_at, rounds.c.state, replies.c.member)
            .outerjoin(replies, own)
            .where(rounds.c.group == group, rounds.c.state != RoundState.SKIPPED)
            .order_by(rounds.c.opened_at.desc(), rounds.c.id)
        )
        return [
            Turn(opened_at, state is RoundState.OPEN, replier is not None)
            for opened_at, state, replier in await self._connection.execute(query)
        ]

    def _note(self, event: str | None, round_: Round) -> None:
        self._events.note(event, round=round_.id, group=round_.group, schedule=round_.schedule)

    async def _unset(self, column: str, rounds: Iterable[RoundId]) -> None:
        ids = list(rounds)
        if ids:
            query = update(table).where(table.c.id.in_(ids))
            await self._connection.execute(query.values({column: None}))

    async def _due(
        self,
        time: ColumnElement[datetime],
        now: datetime,
        limit: int,
        *conditions: ColumnElement[bool],
    ) -> Sequence[Round]:
        """Take rounds whose time, of whatever kind, has come; those that others locked are left."""
        # The id as well would sort all that are due each time.
        query = select(table).where(time <= now, *conditions).order_by(time).limit(limit)
        query = query.with_for_update(key_share=True, skip_locked=True)
        return await self._all(Round, query)


class CardRepository(Repository):
    """Rounds as they are shown to a `reader`, who sees what was told where they can read.

    Where that may be None, it is to be told to the whole audience.
    """

    async def get(self, round_: RoundId, reader: Reader | None) -> RoundCard:
        values: dict[str, Any] = {"of": round_}
        if reader is not None:
            values |= {"channels": list(reader.channels), "members": list(reader.members)}
        query = _one_card(reader is not None, bool(reader and reader.members))
        found = await self._shown(query, values)
        if not found:
            raise NotFound("round", round_)
        return found[0]

    async def of_deliveries(self, keys: Collection[DeliveryKey]) -> Mapping[DeliveryKey, RoundCard]:
        """Return the round of each message, as its channel, or its one reader there, is shown it.

        One that was not told in the message's channel is left out.
        """
        rows = await self._connection.execute(_cards_of_deliveries(), {"keys": list(keys)})
        shown = [_card(row) for row in rows]
        return {key: card for card, (key,) in shown}

    async def open_now(self, reader: Reader, group: GroupId | None = None) -> Sequence[RoundCard]:
        """Return the open rounds, of one group or of all, the one that closes first in front."""
        query = _cards(reader).where(schema.is_open, _told_to(reader))
        if group is not None:
            query = query.where(table.c.group == group)
        return await self._shown(query.order_by(table.c.closes_at, *_NEWEST_FIRST))

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
        found = await self._shown(_cards(None).where(table.c.id.in_(rounds))) if rounds else ()
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
        query = select(questions.c.text).join(table, table.c.question == questions.c.id)
        there = table.c.id.in_(select(audience.c.round).where(near))
        return await self._set(query.where(schema.is_open, there))

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

    async def _shown(
        self, query: Select[Any], values: Mapping[str, Any] | None = None
    ) -> list[RoundCard]:
        return [_card(row)[0] for row in await self._connection.execute(query, values)]


def asked_twice(rounds: FromClause) -> tuple[Select[Any], FromClause]:
    """Return a query for the ids of their groups' other rounds of the same words, and those rounds.

    A copy of a question in another deck says the same, whatever its id.
    """
    again, question = table.alias("again"), schema.questions
    asked, asked_again = question.alias("asked"), question.alias("asked_again")
    query = (
        select(again.c.id)
        .select_from(rounds)
        .join(again, and_(again.c.group == rounds.c.group, again.c.id != rounds.c.id))
        .join(asked, asked.c.id == rounds.c.question)
        .join(asked_again, asked_again.c.id == again.c.question)
        .where(_words(asked.c.text) == _words(asked_again.c.text))
    )
    return query, again


def _words(text: ColumnElement[str]) -> ColumnElement[str]:
    return func.lower(func.trim(text))


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
    return RoundCard(round_, deck, question, total, replies, bool(replied)), others


def _told_to(reader: Reader | type[_Anybody]) -> ColumnElement[bool]:
    """Return the condition for rounds that were told in a channel that the reader can read."""
    # Found by the channels, not looked at for every round that there is.
    audience = schema.audience
    return table.c.id.in_(select(audience.c.round).where(audience.c.channel.in_(reader.channels)))


def _own(reader: Reader | type[_Anybody]) -> ColumnElement[bool]:
    replies = schema.replies
    theirs = replies.c.round == table.c.id, replies.c.member.in_(reader.members)
    return select(replies.c.round).where(*theirs).exists()


def _cards(reader: Reader | None) -> Select[Any]:
    return _cards_with(_own(reader) if reader and reader.members else false())


def _cards_with(own: ColumnElement[bool]) -> Select[Any]:
    rounds, decks, questions = schema.rounds, schema.decks, schema.questions
    replies, of_deck = schema.replies, schema.questions.alias("of_deck")
    return (
        select(
            rounds,
            decks,
            questions,
            select(func.count()).where(of_deck.c.deck == rounds.c.deck).scalar_subquery(),
            select(func.count()).where(replies.c.round == rounds.c.id).scalar_subquery(),
            own,
        )
        .join(decks, decks.c.id == rounds.c.deck)
        .join(questions, questions.c.id == rounds.c.question)
    )
