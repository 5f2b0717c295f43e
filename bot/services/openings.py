"""Rounds that open by the clock. What is wrong with one schedule must not hold up another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import structlog

from bot.core import schedules
from bot.core.models import (
    AtEnd,
    Order,
    QuestionId,
    Round,
    RoundId,
    RoundState,
    Schedule,
    ScheduleId,
)
from bot.core.phrases import phrase_of
from bot.core.schedules import Due
from bot.errors import BadSchedule
from bot.services.context import Context
from bot.services.live import Topic
from bot.services.outbox import Notice, ask, tell_admins
from bot.services.pausing import DECK_AWAY
from bot.services.question_picker import Choice, Disagreements, QuestionCache, QuestionPicker
from bot.storage.transaction import Transaction

# One transaction opens so many at the most, so that a writer waits for nobody long.
_AT_ONCE = 100
_A_FEW = 3  # questions left when the admins are told that the deck's end is near
UNREADABLE, FAULT = "unreadable", "fault"

_log = structlog.get_logger()


class _TakenOut(Exception):
    """A question went out of its deck while it was chosen."""


class Openings:
    """Opens what is due. A schedule that cannot be opened is paused, and its admins are told."""

    def __init__(self, context: Context, disagreements: Disagreements) -> None:
        self._context = context
        self._disagreements = disagreements

    async def open_due(self, now: datetime, cache: QuestionCache) -> int:
        """Settle up to a hundred schedules that are due and return how many it were.

        `cache` is to be empty at first, and handed in again until nothing more is due.
        """
        try:
            await self._work_out_disagreements(now)
            return await self._settle(now, _Batch(cache))
        except _TakenOut:
            cache.clear()
        except Exception:  # noqa: BLE001  # whatever it was, the others open in its stead
            _log.exception("openings failed together; now one by one")
        return await self._settle_each(now)

    async def _work_out_disagreements(self, now: datetime) -> None:
        """Have them ready before the transaction in which everybody else has to wait."""
        async with self._context.store.reading() as tx:
            for deck in await tx.schedules.due_decks(now, Order.DISPUTED):
                await self._disagreements.of(tx, deck)

    async def _settle_each(self, now: datetime) -> int:
        for count in range(_AT_ONCE):
            batch = _Batch({}, limit=1)
            try:
                if not await self._settle(now, batch):
                    return count
            except _TakenOut:
                continue
            except Exception:
                if not batch.due:
                    raise  # it is not about a schedule: the database itself fails
                _log.exception("opening failed", schedule=batch.due[0].id)
                await self._give_up(batch.due[0], now)
        return _AT_ONCE

    async def _settle(self, now: datetime, batch: _Batch) -> int:
        async with self._context.store.writing() as tx:
            batch.due = await tx.schedules.due(now, batch.limit)
            if not batch.due:
                return 0
            await tx.groups.lock({schedule.group for schedule in batch.due})
            await _Settling(self._context, tx, self._disagreements, batch, now).all()
        for group in {schedule.group for schedule in batch.due}:
            self._context.live.publish(group, Topic.ROUNDS)
        return len(batch.due)

    async def _give_up(self, schedule: Schedule, now: datetime) -> None:
        async with self._context.store.writing() as tx:
            found = await tx.schedules.get_for_update(schedule.id)
            await tx.schedules.update_progress([schedules.paused(found, FAULT)])
            deck = await tx.decks.get(schedule.deck)
            when = phrase_of(schedule.recurrence)
            values = {"deck": deck.title, "when": when, "schedule": schedule.id}
            about = f"{schedule.id}:{now}"
            notice = Notice(schedule.group, about, "schedule-fault", values)
            await tell_admins(tx, [notice], now)


@dataclass(slots=True)
class _Batch:
    """What one transaction takes on, and what it makes of it."""

    cache: QuestionCache
    limit: int = _AT_ONCE
    due: Sequence[Schedule] = ()
    changed: list[Schedule] = field(default_factory=list)
    opened: list[Round] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)


class _Settling:
    """One transaction's work on schedules that are due."""

    def __init__(
        self,
        context: Context,
        tx: Transaction,
        disagreements: Disagreements,
        batch: _Batch,
        now: datetime,
    ) -> None:
        self._new_id = context.new_id
        self._tx = tx
        self._picker = QuestionPicker(tx, disagreements, batch.cache)
        self._batch = batch
        self._now = now
        self._without_deck: frozenset[ScheduleId] = frozenset()

    async def all(self) -> None:
        """Settle every schedule of the batch."""
        settled = [due for schedule in self._batch.due if (due := await self._readable(schedule))]
        wanted = [(due.schedule.id, due.opening) for due in settled if due.opening is not None]
        # After the machine's clock was set back, a schedule may come by an opening it has made.
        made = await self._tx.rounds.occurrences(wanted)
        self._without_deck = await self._tx.schedules.without_deck(id_ for id_, _ in wanted)
        opening = [due.schedule for due in settled if due.opening is not None]
        await self._picker.prepare({(each.group, each.deck, each.cycle) for each in opening})
        for due in settled:
            await self._one(due, (due.schedule.id, due.opening) in made)
        await self._tx.schedules.update_progress(self._batch.changed)
        self._picker.forget()
        wanted_now = {each.question for each in self._batch.opened}
        if wanted_now != await self._tx.decks.keep_there(wanted_now):
            raise _TakenOut
        channels = await self._tx.groups.in_reach({each.group for each in self._batch.due})
        await ask(self._tx, self._batch.opened, self._now, channels)
        await tell_admins(self._tx, self._batch.notices, self._now, channels=channels)

    async def _readable(self, schedule: Schedule) -> Due | None:
        try:
            return schedules.settle(schedule, self._now)
        except BadSchedule:
            # A zone may be gone from a later tzdata than the schedule was made with.
            self._batch.changed.append(schedules.paused(schedule, UNREADABLE))
            values = {"when": phrase_of(schedule.recurrence), "zone": schedule.zone}
            await self._tell(schedule, self._now, "schedule-unreadable", **values)
            return None

    async def _one(self, due: Due, is_made: bool) -> None:
        schedule = due.schedule
        if due.missed is not None:
            at = due.missed.isoformat()
            await self._tell(schedule, due.missed, "opening-missed", at=at)
        if schedule.id in self._without_deck:
            schedule = schedules.paused(schedule, DECK_AWAY)
            await self._tell(schedule, self._now, DECK_AWAY)
        elif due.opening is not None and not is_made:
            schedule = await self._opened(schedule, due.opening)
        self._batch.changed.append(schedule)

    async def _opened(self, schedule: Schedule, opening: datetime) -> Schedule:
        """Open the round, if there is a question, and return the schedule as it goes on."""
        choice = await self._picker.choose(
            schedule.group,
            schedule.deck,
            schedule.cycle,
            order=schedule.order,
            seed=schedule.seed,
            start_over=schedule.at_end is AtEnd.START_OVER,
        )
        schedule = replace(schedule, cycle=choice.cycle)
        if choice.question is not None:
            self._batch.opened.append(await self._round(schedule, opening, choice.question.id))
        elif choice.left:
            await self._tell(schedule, opening, "all-open", at=opening.isoformat())
        else:
            schedule = schedules.finished(schedule)
            await self._tell(schedule, self._now, "deck-finished")
        if choice.question is not None and schedule.at_end is AtEnd.STOP:
            await self._tell_of_the_end(schedule, choice)
        return schedule

    async def _tell_of_the_end(self, schedule: Schedule, choice: Choice) -> None:
        # Of a deck this small everybody sees the end without being told.
        if 0 < choice.left <= _A_FEW < choice.total:
            # Told again when the deck was added to and runs low once more.
            about = f"{choice.cycle}:{choice.total}"
            await self._tell(schedule, about, "deck-nearly-finished", left=str(choice.left))

    async def _round(self, schedule: Schedule, opening: datetime, question: QuestionId) -> Round:
        closes_at = opening + schedule.window
        return Round(
            id=RoundId(self._new_id()),
            group=schedule.group,
            deck=schedule.deck,
            question=question,
            state=RoundState.OPEN,
            opened_at=self._now,
            closes_at=closes_at,
            schedule=schedule.id,
            occurrence=opening,
            naming=await self._picker.naming(schedule.group),
            cycle=schedule.cycle,
            remind_at=schedules.remind_at(schedule, self._now, closes_at),
        )

    async def _tell(
        self, schedule: Schedule, about: datetime | str, code: str, **values: str
    ) -> None:
        deck = (await self._picker.deck(schedule.deck)).title
        values = {"deck": deck, "schedule": schedule.id, **values}
        self._batch.notices.append(Notice(schedule.group, f"{schedule.id}:{about}", code, values))
