"""Opening, closing and skipping rounds, by an admin or by the clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.core import rounds, schedules
from bot.core.models import (
    DeckId,
    GroupId,
    Question,
    QuestionId,
    Round,
    RoundId,
    RoundState,
    Schedule,
)
from bot.core.ordering import next_question
from bot.errors import AlreadyAsked, NotFound, NothingToAsk
from bot.services.context import Context
from bot.services.live import Topic
from bot.services.outbox import announce, tell_admins
from bot.storage.protocol import Kept

DEFAULT_WINDOW = timedelta(hours=24)


class RoundService:
    """Every change of a round and the deliveries it causes are one transaction."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def open_next(
        self, group: GroupId, deck: DeckId, window: timedelta = DEFAULT_WINDOW
    ) -> Round:
        """Ask the deck's next question now. Raises NotFound, NothingToAsk, BadSchedule."""
        window = schedules.checked_window(window)
        async with self._context.store.writing() as kept:
            found = await kept.decks.get(deck)
            if found.group != group:
                raise NotFound("deck", deck)
            question = await _next(kept, group, deck)
            if question is None:
                raise NothingToAsk(found.title)
            round_ = await self._open(kept, group, question, window)
        self._context.live.publish(group, Topic.ROUNDS)
        return round_

    async def open_question(
        self, group: GroupId, question: QuestionId, window: timedelta = DEFAULT_WINDOW
    ) -> Round:
        """Ask this question now, again if need be. Raises AlreadyAsked while it is open."""
        window = schedules.checked_window(window)
        async with self._context.store.writing() as kept:
            wanted = await _question_of(kept, group, question)
            open_now = await kept.rounds.open_now(group)
            if any(round_.question == question for round_ in open_now):
                raise AlreadyAsked(wanted.text)
            round_ = await self._open(kept, group, wanted, window)
        self._context.live.publish(group, Topic.ROUNDS)
        return round_

    async def open_first_ever(self, group: GroupId) -> Round | None:
        """Ask the first question there is, when none was ever asked anywhere."""
        async with self._context.store.writing() as kept:
            if await kept.rounds.any():
                return None
            for deck in await kept.decks.of_group(group):
                question = await _next(kept, group, deck.id)
                if question is not None:
                    return await self._open(kept, group, question, DEFAULT_WINDOW)
        return None

    async def close(self, group: GroupId, round_: RoundId) -> Round:
        """Close a round now and show the reveal; one that is closed already stays as it is."""
        async with self._context.store.writing() as kept:
            closed, event = rounds.close(await _round(kept, group, round_), self._context.clock())
            await self._keep(kept, closed, event)
        self._context.live.publish(group, Topic.ROUNDS)
        return closed

    async def skip(self, group: GroupId, round_: RoundId) -> Round:
        """Call an open round off. Raises RoundClosed when it is over already."""
        async with self._context.store.writing() as kept:
            skipped, event = rounds.skip(await _round(kept, group, round_), self._context.clock())
            await self._keep(kept, skipped, event)
        self._context.live.publish(group, Topic.ROUNDS)
        return skipped

    async def tick(self) -> datetime | None:
        """Close what is over, open what is due, and return when the next thing is due."""
        now = self._context.clock()
        while await self._close_due(now) or await self._open_due(now):
            pass  # each pass takes a hundred at the most, so that a writer waits for nobody long
        async with self._context.store.reading() as kept:
            times = (await kept.rounds.next_closing(), await kept.schedules.next_opening())
        return min((time for time in times if time is not None), default=None)

    async def _close_due(self, now: datetime) -> int:
        async with self._context.store.writing() as kept:
            due = await kept.rounds.due_to_close(now)
            for round_ in due:
                await self._keep(kept, *rounds.close(round_, now))
        for group in {round_.group for round_ in due}:
            self._context.live.publish(group, Topic.ROUNDS)
        return len(due)

    async def _open_due(self, now: datetime) -> int:
        async with self._context.store.writing() as kept:
            due = await kept.schedules.due(now)
            for schedule in due:
                await self._open_by_schedule(kept, schedule, now)
        for group in {schedule.group for schedule in due}:
            self._context.live.publish(group, Topic.ROUNDS)
        return len(due)

    async def _open_by_schedule(self, kept: Kept, schedule: Schedule, now: datetime) -> None:
        due = schedules.settle(schedule, now)
        await kept.schedules.change(due.schedule)
        await self._tell_missed(kept, schedule, due.missed, now)
        if due.opening is None:
            return
        if await kept.rounds.find_occurrence(schedule.id, due.opening) is not None:
            return
        question = await _next(kept, schedule.group, schedule.deck)
        if question is None:
            await self._end(kept, schedule, now)
            return
        await self._open(
            kept,
            schedule.group,
            question,
            schedule.window,
            schedule=schedule,
            occurrence=due.opening,
        )

    async def _tell_missed(
        self, kept: Kept, schedule: Schedule, missed: datetime | None, now: datetime
    ) -> None:
        if missed is not None:
            about = f"{schedule.id}:{missed.isoformat()}"
            deck = (await kept.decks.get(schedule.deck)).title
            await tell_admins(
                kept, schedule.group, about, "opening-missed", now, deck=deck, at=missed.isoformat()
            )

    async def _end(self, kept: Kept, schedule: Schedule, now: datetime) -> None:
        await kept.schedules.change(replace(schedule, next_at=None))
        deck = (await kept.decks.get(schedule.deck)).title
        about = f"{schedule.id}:{now.isoformat()}"
        await tell_admins(kept, schedule.group, about, "deck-finished", now, deck=deck)

    async def _open(
        self,
        kept: Kept,
        group: GroupId,
        question: Question,
        window: timedelta,
        *,
        schedule: Schedule | None = None,
        occurrence: datetime | None = None,
    ) -> Round:
        now = self._context.clock()
        round_, event = rounds.opened(
            Round(
                id=RoundId(self._context.new_id()),
                group=group,
                deck=question.deck,
                question=question.id,
                state=RoundState.OPEN,
                opened_at=now,
                closes_at=(occurrence or now) + window,
                schedule=schedule.id if schedule else None,
                occurrence=occurrence,
                naming=(await kept.groups.get(group)).naming,
            )
        )
        await kept.rounds.add(round_)
        await announce(kept, [event], now)
        return round_

    async def _keep(self, kept: Kept, round_: Round, event: rounds.Happened | None) -> None:
        if event is not None:
            await kept.rounds.change(round_)
            await announce(kept, [event], self._context.clock())


async def _next(kept: Kept, group: GroupId, deck: DeckId) -> Question | None:
    asked = await kept.rounds.asked(group, deck)
    return next_question(await kept.decks.questions(deck), asked)


async def _round(kept: Kept, group: GroupId, round_: RoundId) -> Round:
    found = await kept.rounds.get(round_)
    if found.group != group:
        raise NotFound("round", round_)
    return found


async def _question_of(kept: Kept, group: GroupId, question: QuestionId) -> Question:
    found = await kept.decks.question(question)
    if (await kept.decks.get(found.deck)).group != group:
        raise NotFound("question", question)
    return found
