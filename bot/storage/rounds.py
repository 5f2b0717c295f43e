"""Rounds and the replies in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    and_,
    delete,
    false,
    func,
    or_,
    select,
    tuple_,
    update,
)

from bot.core.models import (
    Deck,
    DeckId,
    GroupId,
    MemberId,
    Question,
    QuestionId,
    Reply,
    Round,
    RoundId,
    RoundState,
    ScheduleId,
)
from bot.core.rounds import Turn
from bot.errors import NotFound
from bot.storage import schema
from bot.storage.repository import Repository, parts_of

_ENDED = {RoundState.CLOSED: "round closed", RoundState.SKIPPED: "round skipped"}


class RoundRepository(Repository):
    """Rounds and the replies in them."""

    async def add(self, round_: Round) -> None:
        await self.add_all([round_])

    async def add_all(self, rounds: Iterable[Round]) -> None:
        """Add many with one statement."""
        added = list(rounds)
        await self._insert(schema.rounds, added)
        for round_ in added:
            self._note("round opened", round_)

    async def end(self, rounds: Iterable[Round]) -> None:
        """Write how and when each ended, and what is still to come of it; with one statement."""
        ended = list(rounds)
        await self._update(schema.rounds, ended, "state", "closed_at", "remind_at", "tally_at")
        for round_ in ended:
            self._note(_ENDED[round_.state], round_)

    async def get(self, round_: RoundId) -> Round:
        query = select(schema.rounds).where(schema.rounds.c.id == round_)
        return await self._get(Round, query, NotFound("round", round_))

    async def those(self, rounds: Iterable[RoundId]) -> Mapping[RoundId, Round]:
        """Return those there are, without holding them."""
        query = select(schema.rounds).where(schema.rounds.c.id.in_(set(rounds)))
        return {round_.id: round_ for round_ in await self._all(Round, query)}

    async def open_now(self, group: GroupId) -> Sequence[Round]:
        """Return every open round of the group, newest first."""
        table = schema.rounds
        query = select(table).where(table.c.group == group, table.c.state == RoundState.OPEN)
        query = query.order_by(table.c.opened_at.desc(), table.c.id.desc())
        return await self._all(Round, query)

    async def asked(self, group: GroupId, deck: DeckId, cycle: int) -> frozenset[QuestionId]:
        """Return the questions that had a round in a cycle of the deck, skipped ones included."""
        table = schema.rounds
        query = select(table.c.question).where(
            table.c.group == group, table.c.deck == deck, table.c.cycle == cycle
        )
        return await self._set(query)

    async def open_questions(self, group: GroupId, deck: DeckId) -> frozenset[QuestionId]:
        """Return the deck's questions that have an open round, of whatever cycle."""
        table = schema.rounds
        query = select(table.c.question).where(
            table.c.group == group, table.c.deck == deck, table.c.state == RoundState.OPEN
        )
        return await self._set(query)

    async def latest_cycle(self, group: GroupId, deck: DeckId) -> int:
        """Return how often the deck was started over, 0 when it never was asked."""
        table = schema.rounds
        query = select(func.max(table.c.cycle)).where(table.c.group == group, table.c.deck == deck)
        return await self._connection.scalar(query) or 0

    async def latest_deck(self, group: GroupId) -> DeckId | None:
        """Return the deck that a question was asked of last, those skipped left out."""
        table = schema.rounds
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

    async def any(self) -> bool:
        return await self._connection.scalar(select(schema.rounds.c.id).limit(1)) is not None

    async def due_to_close(self, now: datetime, limit: int = 100) -> Sequence[Round]:
        """Take rounds to close them; what another writer holds is left out."""
        table = schema.rounds
        query = (
            select(table)
            .where(table.c.state == RoundState.OPEN, table.c.closes_at <= now)
            .order_by(table.c.closes_at)  # the id as well would sort all that are due each time
            .limit(limit)
            .with_for_update(key_share=True, skip_locked=True)
        )
        return await self._all(Round, query)

    async def next_closing(self) -> datetime | None:
        table = schema.rounds
        query = select(func.min(table.c.closes_at)).where(table.c.state == RoundState.OPEN)
        found: datetime | None = await self._connection.scalar(query)
        return found

    async def due_to_remind(self, now: datetime, limit: int = 100) -> Sequence[Round]:
        """Take rounds to remind of them; what another writer holds is left out."""
        return await self._due(schema.rounds.c.remind_at, now, limit)

    async def next_reminder(self) -> datetime | None:
        return await self._earliest(schema.rounds.c.remind_at)

    async def end_reminders(self, rounds: Iterable[RoundId]) -> None:
        """Remind nobody of the rounds any more."""
        query = update(schema.rounds).where(schema.rounds.c.id.in_(list(rounds)))
        await self._connection.execute(query.values(remind_at=None))

    async def due_to_tally(self, now: datetime, limit: int = 100) -> Sequence[Round]:
        """Take rounds to count what was said of them; what another holds is left out."""
        return await self._due(schema.rounds.c.tally_at, now, limit)

    async def next_tally(self) -> datetime | None:
        return await self._earliest(schema.rounds.c.tally_at)

    async def end_tally(self, rounds: Iterable[RoundId]) -> None:
        """Take nothing more that is said of the rounds, whose counts are told now."""
        query = update(schema.rounds).where(schema.rounds.c.id.in_(list(rounds)))
        await self._connection.execute(query.values(tally_at=None))

    async def occurrences(
        self, wanted: Iterable[tuple[ScheduleId, datetime]]
    ) -> frozenset[tuple[ScheduleId, datetime]]:
        """Return those of the openings that a round stands for."""
        table = schema.rounds
        # Each for itself: SQLite finds a row in a list of pairs by reading the whole index.
        places = [and_(table.c.schedule == id_, table.c.occurrence == at) for id_, at in wanted]
        query = select(table.c.schedule, table.c.occurrence).where(or_(false(), *places))
        return frozenset((id_, at) for id_, at in await self._connection.execute(query))

    async def for_replies(self, rounds: Iterable[RoundId]) -> Mapping[RoundId, Round]:
        """Return those there are, none of which closes before this transaction ends."""
        table = schema.rounds
        # Everybody locks in the order of ids, so that no two can wait for each other.
        query = select(table).where(table.c.id.in_(set(rounds))).order_by(table.c.id)
        found = await self._all(Round, query.with_for_update(read=True))
        return {round_.id: round_ for round_ in found}

    async def to_change(self, round_: RoundId) -> Round:
        """Get a round that nobody else changes or replies in before this transaction ends."""
        query = select(schema.rounds).where(schema.rounds.c.id == round_)
        query = query.with_for_update(key_share=True)
        return await self._get(Round, query, NotFound("round", round_))

    async def put_reply(self, reply: Reply) -> None:
        await self.put_replies([reply])

    async def put_replies(self, replies: Iterable[Reply]) -> None:
        """Put many with one statement, no two of one member in one round."""
        # In one order, so that no two writers can wait for each other.
        ordered = sorted(replies, key=lambda reply: (reply.round, reply.member))
        await self._put(schema.replies, ordered)

    async def find_reply(self, round_: RoundId, member: MemberId) -> Reply | None:
        table = schema.replies
        query = select(table).where(table.c.round == round_, table.c.member == member)
        return await self._find(Reply, query)

    async def find_replies(
        self, wanted: Iterable[tuple[RoundId, MemberId]]
    ) -> Mapping[tuple[RoundId, MemberId], Reply]:
        """Return the replies there are."""
        table, keys = schema.replies, list(wanted)
        query = select(table).where(tuple_(table.c.round, table.c.member).in_(keys))
        found = await self._all(Reply, query)
        return {(reply.round, reply.member): reply for reply in found}

    async def replies(self, round_: RoundId) -> Sequence[Reply]:
        table = schema.replies
        query = select(table).where(table.c.round == round_)
        query = query.order_by(table.c.saved_at, table.c.member)
        return await self._all(Reply, query)

    async def have_replied(self, round_: RoundId) -> frozenset[MemberId]:
        table = schema.replies
        query = select(table.c.member).where(table.c.round == round_)
        return await self._set(query)

    async def replies_of(
        self, member: MemberId, limit: int | None = None
    ) -> Sequence[tuple[Reply, Round, Deck, Question]]:
        """Return the member's replies and what they are to, what was asked last in front."""
        replies, rounds = schema.replies, schema.rounds
        decks, questions = schema.decks, schema.questions
        query = (
            select(replies, rounds, decks, questions)
            .join(rounds, rounds.c.id == replies.c.round)
            .join(decks, decks.c.id == rounds.c.deck)
            .join(questions, questions.c.id == rounds.c.question)
            .where(replies.c.member == member)
            .order_by(rounds.c.opened_at.desc(), rounds.c.id)
            .limit(limit)
        )
        kinds = (Reply, replies.c), (Round, rounds.c), (Deck, decks.c), (Question, questions.c)
        rows = await self._connection.execute(query)
        return [(*parts_of(row, *kinds)[0],) for row in rows]

    async def count_replies_of(self, member: MemberId) -> int:
        table = schema.replies
        query = select(func.count()).select_from(table).where(table.c.member == member)
        return await self._connection.scalar(query) or 0

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

    async def remove_replies(self, member: MemberId) -> frozenset[RoundId]:
        """Remove all that the member replied; return the rounds that it was in."""
        table = schema.replies
        query = delete(table).where(table.c.member == member).returning(table.c.round)
        return await self._set(query)

    def _note(self, event: str | None, round_: Round) -> None:
        self._events.note(event, round=round_.id, group=round_.group, schedule=round_.schedule)

    async def _earliest(self, time: ColumnElement[datetime]) -> datetime | None:
        found: datetime | None = await self._connection.scalar(select(func.min(time)))
        return found

    async def _due(
        self, time: ColumnElement[datetime], now: datetime, limit: int
    ) -> Sequence[Round]:
        """Take rounds whose time, of whatever kind, has come; those that others hold are left."""
        query = select(schema.rounds).where(time <= now).order_by(time).limit(limit)
        query = query.with_for_update(key_share=True, skip_locked=True)
        return await self._all(Round, query)
