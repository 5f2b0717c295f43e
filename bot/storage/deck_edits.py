"""What organisers put right in decks, and what it was before, so that it can be undone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Table, delete, func, select

from bot.core.deck_edits import Asked, Change
from bot.core.documents import Lines, Status
from bot.core.models import Answer, DeckId, Question, QuestionId, RoundId, RoundState, Source
from bot.storage import schema
from bot.storage.decks import answer_row
from bot.storage.repository import Repository, padded

T = TypeVar("T", Question, Answer, Source)
_Pairs = Iterable[tuple[T | None, T | None]]


class DeckEditRepository(Repository):
    """Changes of decks: written, and kept for a while as what they were."""

    async def apply(self, change: Change) -> None:
        """Write what the change makes of the deck's rows."""
        # Nothing refers to what is not there at any moment.
        await self._remove(schema.answers, change.answers)
        await self._put(schema.sources, _new(change.sources))
        await self._put(schema.questions, _new(change.questions))
        await self._put(schema.answers, map(answer_row, _new(change.answers)))
        await self._remove(schema.questions, change.questions)
        await self._remove(schema.sources, change.sources)

    async def _remove(self, table: Table, pairs: _Pairs[T]) -> None:
        gone = [old.id for old, new in pairs if old is not None and new is None]
        if gone:
            await self._connection.execute(delete(table).where(table.c.id.in_(padded(gone))))

    async def asked(self, deck: DeckId) -> Asked:
        """Return which of the deck's questions were ever asked anybody, and which are open."""
        table = schema.rounds
        ever = await self._set(select(table.c.question).where(table.c.deck == deck).distinct())
        is_open = table.c.state == RoundState.OPEN
        now = await self._set(select(table.c.question).where(table.c.deck == deck, is_open))
        return Asked(ever, now)

    async def revealed(self, questions: Iterable[QuestionId]) -> frozenset[RoundId]:
        """Return the closed rounds in which the questions were asked."""
        table = schema.rounds
        its = table.c.question.in_(padded(questions)), table.c.state == RoundState.CLOSED
        return await self._set(select(table.c.id).where(*its))

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


def _new(pairs: _Pairs[T]) -> list[T]:
    return [new for _, new in pairs if new is not None]


def _as_data(change: Change) -> dict[str, Any]:
    """Return a change as JSON has it: pairs of rows, times as ISO 8601."""
    return {
        name: [[_row(old), _row(new)] for old, new in pairs]
        for name, pairs in (
            ("sources", change.sources),
            ("questions", change.questions),
            ("answers", change.answers),
        )
    }


def _row(value: Question | Answer | Source | None) -> dict[str, Any] | None:
    if value is None:
        return None
    at = {"imported_at": value.imported_at.isoformat()} if isinstance(value, Source) else {}
    return asdict(value) | at


def _as_change(data: Mapping[str, Any]) -> Change:
    return Change(
        _pairs(data["sources"], _source),
        _pairs(data["questions"], lambda row: Question(**row)),
        _pairs(data["answers"], _answer),
    )


def _pairs(
    data: Iterable[Any], read: Callable[[dict[str, Any]], T]
) -> tuple[tuple[T | None, T | None], ...]:
    return tuple((old and read(old), new and read(new)) for old, new in data)


def _source(row: dict[str, Any]) -> Source:
    return Source(**row | {"imported_at": datetime.fromisoformat(row["imported_at"])})


def _answer(row: dict[str, Any]) -> Answer:
    return Answer(**row | {"status": Status(row["status"]), "lines": Lines(**row["lines"])})
