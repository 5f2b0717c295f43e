"""Rounds: what is open, what is due, and what was asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    and_,
    bindparam,
    exists,
    false,
    func,
    not_,
    or_,
    select,
    update,
)

from bot.core.deliveries import DeliveryKind
from bot.core.models import (
    ChannelId,
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
        found = defaultdict[tuple[GroupId, DeckId, int], list[QuestionId]](list)
        rows = await self._together(("group", "deck", "cycle"), cycles, "question")
        for group, deck, cycle, question in rows:
            found[group, deck, cycle].append(question)
        return found

    async def next_of(self, group: GroupId, deck: DeckId, cycle: int) -> Question | None:
        """Return the deck's first question that is not retired, nor was asked in the cycle.

        Nor is it open, which it may be since an earlier one.
        """
        questions = schema.questions
        was_asked = exists().where(
            table.c.group == group,
            table.c.deck == deck,
            table.c.question == questions.c.id,
            or_(table.c.cycle == cycle, schema.is_open),
        )
        there = questions.c.retired.is_(False), questions.c.withdrawn.is_(False)
        query = select(questions).where(questions.c.deck == deck, *there, ~was_asked)
        return await self._find(Question, query.order_by(questions.c.position).limit(1))

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

    async def open_again(self, rounds: Collection[RoundId]) -> frozenset[RoundId]:
        """Return those whose question is open again in their group, by its words."""
        query, again = asked_twice(table)
        query = query.with_only_columns(table.c.id).where(
            table.c.id.in_(padded(rounds)), again.c.state == RoundState.OPEN
        )
        return await self._set(query)

    async def due_to_close(self, now: datetime, limit: int = 100) -> Sequence[Round]:
        """Take rounds to close them; what another writer has locked is left out."""
        return await self._due(table.c.closes_at, now, limit, schema.is_open)

    async def unasked(self, rounds: Iterable[RoundId]) -> frozenset[RoundId]:
        """Return those whose question was tried to be posted, never stood anywhere, has no reply.

        Where nothing was tried yet it may still go out.
        """
        sent, replies = schema.deliveries, schema.replies
        question = and_(sent.c.round == table.c.id, sent.c.kind == DeliveryKind.QUESTION)
        tried = exists().where(question, sent.c.failure.is_not(None))
        stood = exists().where(question, sent.c.sent_at.is_not(None))
        answered = exists().where(replies.c.round == table.c.id)
        query = select(table.c.id).where(
            table.c.id.in_(list(rounds)), tried, not_(stood), not_(answered)
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
        rows = await self._together(("schedule", "occurrence"), wanted)
        return frozenset((id_, at) for id_, at in rows)

    async def _together(
        self, names: tuple[str, ...], wanted: Iterable[tuple[Any, ...]], *more: str
    ) -> Iterable[Any]:
        """Return these columns, then `more`, of the rows with one of the values in all of them."""
        places = padded(wanted)
        values = {
            f"{name}_{at}": value
            for at, place in enumerate(places)
            for name, value in zip(names, place, strict=True)
        }
        query = _together(names, more, len(places))
        return await self._connection.execute(query, values) if places else ()

    async def lock_shared(self, rounds: Iterable[RoundId]) -> Mapping[RoundId, Round]:
        """Return those there are, none of which closes before this transaction ends."""
        # Everybody locks in the order of ids, so that no two can wait for each other.
        query = select(table).where(table.c.id.in_(set(rounds))).order_by(table.c.id)
        found = await self._all(Round, query.with_for_update(read=True))
        return {round_.id: round_ for round_ in found}

    async def get_shared(self, round_: RoundId) -> Round:
        """Get a round that does not close before this transaction ends. Raises NotFound."""
        if (found := (await self.lock_shared([round_])).get(round_)) is None:
            raise NotFound("round", round_)
        return found

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

    async def closed_of(self, question: QuestionId) -> Sequence[Round]:
        """Return the closed rounds in which a question was asked, of all groups, oldest first."""
        query = select(table).where(table.c.question == question)
        query = query.where(table.c.state == RoundState.CLOSED)
        return await self._all(Round, query.order_by(table.c.opened_at, table.c.id))

    async def next_opened(self, round_: Round) -> datetime | None:
        """Return when the group was asked its next question, None for not yet."""
        is_next = table.c.group == round_.group, table.c.opened_at > round_.opened_at
        return await self._earliest(table.c.opened_at, *is_next)

    async def turns(self, group: GroupId, member: MemberId) -> Sequence[Turn]:
        """Return the group's rounds as the member's, newest first, those skipped left out."""
        rounds, replies = schema.rounds, schema.replies
        own = and_(replies.c.round == rounds.c.id, replies.c.member == member)
        ended = func.coalesce(rounds.c.closed_at, rounds.c.closes_at)
        query = (
            select(rounds.c.opened_at, ended, rounds.c.state, replies.c.member)
            .outerjoin(replies, own)
            .where(rounds.c.group == group, rounds.c.state != RoundState.SKIPPED)
            .order_by(rounds.c.opened_at.desc(), rounds.c.id)
        )
        return [
            Turn(opened_at, ends_at, state is RoundState.OPEN, replier is not None)
            for opened_at, ends_at, state, replier in await self._connection.execute(query)
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


@cache
def _together(names: tuple[str, ...], more: tuple[str, ...], count: int) -> Select[Any]:
    """Return what finds the rows for `RoundRepository._together`, with so many values.

    Each for itself: SQLite finds a row in a list of pairs by reading the whole index. To put it
    together takes longer than to ask it.
    """
    places = [
        and_(*(table.c[name] == bindparam(f"{name}_{at}") for name in names)) for at in range(count)
    ]
    return select(*(table.c[name] for name in (*names, *more))).where(or_(false(), *places))


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
