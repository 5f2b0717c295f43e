"""What organisers put right in decks, and what it was before, so that it can be undone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, Table, delete, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.decisions import DecidedAnswer, DecidedWording, Decisions
from bot.core.deck_changes import Change, DeckLabel, Shift
from bot.core.deck_edits import Asked
from bot.core.documents import Lines, Status
from bot.core.models import (
    Answer,
    AnswerId,
    DeckId,
    GroupId,
    Question,
    QuestionId,
    RoundId,
    RoundState,
    Source,
    SourceId,
)
from bot.storage import schema
from bot.storage.decks import IDS_AT_ONCE, answer_of, answer_row
from bot.storage.repository import Events, Repository, as_dict, as_row, padded

T = TypeVar("T", Question, Answer, Source, DecidedWording, DecidedAnswer)
_Pairs = Iterable[tuple[T | None, T | None]]


class DeckEditRepository(Repository):
    """Changes of decks: written, and kept for a while as what they were.

    `looked_up_otherwise` are the questions of which changes written in this transaction make a
    look-up find something else; None where it is a deck's language.
    """

    def __init__(self, connection: AsyncConnection, events: Events) -> None:
        super().__init__(connection, events)
        self.looked_up_otherwise: frozenset[QuestionId] | None = frozenset()

    async def apply(self, deck: DeckId, change: Change) -> None:
        """Write what the change makes of the deck's rows."""
        if change.label is not None:
            self.looked_up_otherwise = None
        elif self.looked_up_otherwise is not None:
            self.looked_up_otherwise |= change.looked_up_otherwise
        if change.shift is not None:
            await self._shift(deck, change.shift)
        if change.label is not None:
            its = update(schema.decks).where(schema.decks.c.id == deck)
            await self._connection.execute(its.values(**asdict(change.label[1])))
        # Nothing refers to what is not there at any moment.
        await self._remove(schema.answers, change.answers)
        await self._put(schema.sources, _new(change.sources))
        await self._put(schema.questions, _new(change.questions))
        await self._put(schema.answers, map(answer_row, _new(change.answers)))
        await self._remove(schema.questions, change.questions)
        await self._remove(schema.sources, change.sources)
        await self._remove(schema.decided_wordings, change.decided_wordings)
        await self._put(schema.decided_wordings, _new(change.decided_wordings))
        await self._remove(schema.decided_answers, change.decided_answers)
        await self._put(schema.decided_answers, _new(change.decided_answers))

    async def _shift(self, deck: DeckId, shift: Shift) -> None:
        table, place = schema.questions, schema.questions.c.position
        its = table.c.deck == deck, table.c.withdrawn.is_(False), place >= shift.first
        query = update(table).where(*its).values(position=place + shift.by)
        if shift.last is not None:
            query = query.where(place <= shift.last)
        await self._connection.execute(query)

    async def decisions_about(
        self, deck: DeckId, questions: Iterable[QuestionId], answers: Iterable[AnswerId]
    ) -> Decisions:
        """Return what was decided about these, or leads documents to these questions."""
        words, texts = schema.decided_wordings, schema.decided_answers
        its, of = padded(questions), padded(answers)
        about = or_(words.c.of.in_(its), words.c.question.in_(its))
        of_words = select(words).where(words.c.deck == deck, about).order_by(words.c.id)
        of_answers = select(texts).where(texts.c.deck == deck, texts.c.answer.in_(of))
        return Decisions(
            await self._all(DecidedWording, of_words),
            await self._all(DecidedAnswer, of_answers.order_by(texts.c.id)),
        )

    async def decisions(self, deck: DeckId) -> Decisions:
        """Return what was decided about the deck's documents."""
        wordings, answers = schema.decided_wordings, schema.decided_answers
        of_words = select(wordings).where(wordings.c.deck == deck).order_by(wordings.c.id)
        of_answers = select(answers).where(answers.c.deck == deck).order_by(answers.c.id)
        return Decisions(
            await self._all(DecidedWording, of_words), await self._all(DecidedAnswer, of_answers)
        )

    async def follow(self, decided: Iterable[DecidedAnswer]) -> None:
        """Let decisions be about the answers as they are by now."""
        await self._put(schema.decided_answers, decided)

    async def bring_back(self, deck: DeckId) -> None:
        """Forget what was taken out of the deck: it was imported again on purpose."""
        for table in (schema.decided_wordings, schema.decided_answers):
            out = table.c.deck == deck, table.c.question.is_(None)
            await self._connection.execute(delete(table).where(*out))

    async def _remove(self, table: Table, pairs: _Pairs[T]) -> None:
        gone = [old.id for old, new in pairs if old is not None and new is None]
        for at in range(0, len(gone), IDS_AT_ONCE):
            some = padded(gone[at : at + IDS_AT_ONCE])
            await self._connection.execute(delete(table).where(table.c.id.in_(some)))

    async def asked(self, questions: Iterable[QuestionId]) -> Asked:
        """Return which of the questions were ever asked anybody, and which are open."""
        table, wanted = schema.rounds, list(questions)
        ever, now = set[QuestionId](), set[QuestionId]()
        for at in range(0, len(wanted), IDS_AT_ONCE):
            its = table.c.question.in_(padded(wanted[at : at + IDS_AT_ONCE]))
            asked = select(table.c.question).where(its).distinct()
            ever |= await self._set(asked)
            now |= await self._set(asked.where(table.c.state == RoundState.OPEN))
        return Asked(frozenset(ever), frozenset(now))

    async def revealed(self, questions: Iterable[QuestionId]) -> frozenset[RoundId]:
        """Return the closed rounds in which the questions were asked."""
        return await self._rounds_of(questions, schema.rounds.c.state == RoundState.CLOSED)

    async def over(self, questions: Iterable[QuestionId]) -> frozenset[RoundId]:
        """Return the rounds in which the questions were asked and that are over, skipped or not."""
        return await self._rounds_of(questions, schema.rounds.c.state != RoundState.OPEN)

    async def _rounds_of(
        self, questions: Iterable[QuestionId], are_so: ColumnElement[bool]
    ) -> frozenset[RoundId]:
        table, wanted = schema.rounds, list(questions)
        found = set[RoundId]()
        for at in range(0, len(wanted), IDS_AT_ONCE):
            its = table.c.question.in_(padded(wanted[at : at + IDS_AT_ONCE]))
            found |= await self._set(select(table.c.id).where(its, are_so))
        return frozenset(found)

    async def keep_wordings(self, questions: Iterable[Question]) -> None:
        """Let the open rounds of the questions go on with these words."""
        table = schema.rounds
        for each in questions:
            its = table.c.question == each.id, schema.is_open, table.c.wording.is_(None)
            await self._connection.execute(update(table).where(*its).values(wording=each.text))

    async def groups_of(self, rounds: Iterable[RoundId]) -> frozenset[GroupId]:
        """Return whose the rounds are."""
        table, wanted = schema.rounds, padded(rounds)
        if not wanted:
            return frozenset()
        return await self._set(select(table.c.group).where(table.c.id.in_(wanted)).distinct())

    async def answers_beside(self, source: SourceId) -> Sequence[Answer]:
        """Return all answers to the questions that one document answers, its own among them."""
        table = schema.answers
        query = select(table).where(table.c.question.in_(_answered_by(source)))
        rows = await self._connection.execute(query.order_by(table.c.id))
        names = tuple(rows.keys())
        return [answer_of(**dict(zip(names, row, strict=True))) for row in rows]

    async def keep_unopened(self, source: SourceId) -> None:
        """Let nobody open the questions that one document answers, until the end."""
        table = schema.questions
        query = select(table.c.id).where(table.c.id.in_(_answered_by(source)))
        await self._connection.execute(query.order_by(table.c.id).with_for_update())

    async def asked_of(self, source: SourceId) -> Asked:
        """Return what `asked` does, of the questions that one document answers."""
        table = schema.rounds
        asked = select(table.c.question).where(table.c.question.in_(_answered_by(source)))
        is_open = table.c.state == RoundState.OPEN
        return Asked(await self._set(asked.distinct()), await self._set(asked.where(is_open)))

    async def extent(self, source: SourceId) -> tuple[int, int]:
        """Return how many answers a document has, and how many questions it alone answers.

        The latter were never asked.
        """
        answers, questions, rounds = schema.answers, schema.questions, schema.rounds
        others = schema.answers.alias()
        its = answers.c.source == source
        is_others = exists().where(others.c.question == questions.c.id, others.c.source != source)
        asked = select(rounds.c.question)
        answered = questions.c.id.in_(_answered_by(source))
        alone = await self._count(questions, answered, ~is_others, questions.c.id.not_in(asked))
        return await self._count(answers, its), alone

    async def latest_id(self, deck: DeckId) -> str:
        """Return the id of the deck's last change that can be undone, "" for none."""
        table = schema.deck_edits
        query = select(table.c.id).where(table.c.deck == deck)
        return await self._connection.scalar(query.order_by(table.c.number.desc()).limit(1)) or ""

    async def latest_made(self, deck: DeckId) -> tuple[str, datetime] | None:
        """Return the id of the deck's last change that can be undone, and when it was made."""
        table = schema.deck_edits
        query = select(table.c.id, table.c.at).where(table.c.deck == deck)
        query = query.order_by(table.c.number.desc()).limit(1)
        row = (await self._connection.execute(query)).one_or_none()
        return (row[0], row[1]) if row is not None else None

    async def doubtful(self, deck: DeckId, below: float) -> Sequence[Answer]:
        """Return the answers whose places are less sure, in the order of their documents."""
        answers, sources = schema.answers, schema.sources
        query = (
            select(answers)
            .join(sources, sources.c.id == answers.c.source)
            .where(sources.c.deck == deck, answers.c.confidence < below)
            .where(answers.c.status == Status.ANSWERED)
            .order_by(sources.c.position, answers.c.first_line, answers.c.position, answers.c.id)
        )
        return [answer_of(**as_dict(row)) for row in await self._connection.execute(query)]

    async def count_doubtful(self, deck: DeckId, below: float) -> int:
        """Return how many `doubtful` returns."""
        answers, sources = schema.answers, schema.sources
        its = select(sources.c.id).where(sources.c.deck == deck)
        is_guess = answers.c.confidence < below, answers.c.status == Status.ANSWERED
        return await self._count(answers, answers.c.source.in_(its), *is_guess)

    async def add(self, id_: str, deck: DeckId, at: datetime, change: Change) -> None:
        table = schema.deck_edits
        last = await self._connection.scalar(
            select(func.max(table.c.number)).where(table.c.deck == deck)
        )
        row = {"id": id_, "deck": deck, "number": (last or 0) + 1, "at": at}
        await self._insert(table, [row | {"change": _as_data(change)}])

    async def latest(self, deck: DeckId) -> tuple[str, Change] | None:
        """Return the deck's last change that was not undone, with its id."""
        table = schema.deck_edits
        query = select(table.c.id, table.c.change).where(table.c.deck == deck)
        query = query.order_by(table.c.number.desc()).limit(1)
        row = (await self._connection.execute(query)).one_or_none()
        return (row[0], _as_change(row[1])) if row is not None else None

    async def remove(self, id_: str) -> None:
        table = schema.deck_edits
        await self._connection.execute(delete(table).where(table.c.id == id_))

    async def remove_older(self, than: datetime) -> int:
        """Remove edits that nobody can undo any more; return how many."""
        table = schema.deck_edits
        removed = await self._connection.execute(delete(table).where(table.c.at < than))
        return removed.rowcount


def _answered_by(source: SourceId) -> Select[tuple[str]]:
    """Return the query for the questions that one document answers: they may be many."""
    table = schema.answers
    return select(table.c.question).where(table.c.source == source)


def _new(pairs: _Pairs[T]) -> list[T]:
    return [new for _, new in pairs if new is not None]


def _as_data(change: Change) -> dict[str, Any]:
    """Return a change as JSON has it: pairs of rows, times as ISO 8601."""
    rest = {
        "shift": change.shift and asdict(change.shift),
        "label": change.label and [asdict(each) for each in change.label],
    }
    return rest | {
        name: [[_row(old), _row(new)] for old, new in pairs]
        for name, pairs in (
            ("sources", change.sources),
            ("questions", change.questions),
            ("answers", change.answers),
            ("decided_wordings", change.decided_wordings),
            ("decided_answers", change.decided_answers),
        )
    }


def _row(
    value: Question | Answer | Source | DecidedWording | DecidedAnswer | None,
) -> dict[str, Any] | None:
    if value is None:
        return None
    # Not `asdict`, which copies each text: that took half of the time of a document's withdrawal.
    row = as_row(value)
    if isinstance(value, Source):
        row["imported_at"] = value.imported_at.isoformat()
    elif isinstance(value, Answer):
        row["lines"] = as_row(value.lines)
    return row


def _as_change(data: Mapping[str, Any]) -> Change:
    return Change(
        _pairs(data["sources"], _source),
        _pairs(data["questions"], lambda row: Question(**row)),
        _pairs(data["answers"], _answer),
        _pairs(data["decided_wordings"], lambda row: DecidedWording(**row)),
        _pairs(data["decided_answers"], lambda row: DecidedAnswer(**row)),
        data["shift"] and Shift(**data["shift"]),
        _label(data["label"]),
    )


def _label(data: Sequence[dict[str, str]] | None) -> tuple[DeckLabel, DeckLabel] | None:
    return (DeckLabel(**data[0]), DeckLabel(**data[1])) if data else None


def _pairs(
    data: Iterable[Any], read: Callable[[dict[str, Any]], T]
) -> tuple[tuple[T | None, T | None], ...]:
    return tuple((old and read(old), new and read(new)) for old, new in data)


def _source(row: dict[str, Any]) -> Source:
    return Source(**row | {"imported_at": datetime.fromisoformat(row["imported_at"])})


def _answer(row: dict[str, Any]) -> Answer:
    return Answer(**row | {"status": Status(row["status"]), "lines": Lines(**row["lines"])})
