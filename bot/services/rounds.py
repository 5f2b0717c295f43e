"""Rounds: what anybody may know of them; opened, closed and skipped by an admin or the clock."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from bot.core import rounds, schedules
from bot.core.audit import Act
from bot.core.models import (
    Channel,
    ChannelId,
    Deck,
    DeckId,
    GroupId,
    Question,
    QuestionId,
    Round,
    RoundId,
    RoundState,
)
from bot.core.read_models import Reader, RoundCard
from bot.errors import AlreadyAsked, NotFound, NothingToAsk
from bot.services.audit import note
from bot.services.batches import Batches
from bot.services.context import Context
from bot.services.decks import deck_of
from bot.services.live import Topic
from bot.services.openings import Openings
from bot.services.outbox import Notice, announce, ask, quoting, remind, tell_admins
from bot.services.preferences import remind_at_own_times, to_remind
from bot.services.question_picker import Disagreements, QuestionCache
from bot.services.reminder_requests import grant
from bot.storage.transaction import Transaction

DEFAULT_WINDOW = timedelta(hours=24)

_MOST_WORDS = 1_000
_End = Callable[[Round, datetime], tuple[Round, rounds.Happened | None]]


class CardService:
    """Rounds as a reader is shown them, who sees what was told where they can read.

    A card tells a round's question and times, and how many replied, never what.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._told: Batches[tuple[RoundId, frozenset[ChannelId]], Round] = Batches(self._find_told)
        self._words = dict[RoundId, str]()

    async def told(self, round_: RoundId, reader: Reader) -> Round:
        """Return a round by itself, which who answers needs alone. Raises NotFound.

        Those who ask at the same time share what is read for it.
        """
        return await self._told.submit((round_, reader.channels))

    async def _find_told(
        self, asked: Sequence[tuple[RoundId, frozenset[ChannelId]]]
    ) -> list[Round | Exception]:
        async with self._context.store.reading() as tx:
            found = await tx.rounds.with_audiences({id_ for id_, _ in asked})
        outcomes = list[Round | Exception]()
        for id_, channels in asked:
            round_, audience = found.get(id_, (None, frozenset()))
            is_told = round_ is not None and not channels.isdisjoint(audience)
            outcomes.append(round_ if round_ and is_told else NotFound("round", id_))
        return outcomes

    async def card(self, round_: RoundId, reader: Reader) -> RoundCard:
        """Return one round's card. Raises NotFound."""
        async with self._context.store.reading() as tx:
            card = await tx.cards.get(round_, reader)
        if card.round.state is RoundState.OPEN:
            self._remember(round_, card.question.text)
        return card

    async def words(self, round_: Round) -> str:
        """Return what an open round asks, in the words that it was asked in.

        Those who answer the same one read it once, and who was shown its card does not again.
        Raises NotFound.
        """
        known = self._words.get(round_.id)
        if known is None:
            async with self._context.store.reading() as tx:
                found = await tx.cards.of_rounds([round_.id])
            if round_.id not in found:
                raise NotFound("round", round_.id)
            known = found[round_.id].question.text
            self._remember(round_.id, known)
        return known

    def _remember(self, round_: RoundId, words: str) -> None:
        self._words[round_] = words
        if len(self._words) > _MOST_WORDS:
            del self._words[next(iter(self._words))]

    async def group_of(self, round_: RoundId) -> GroupId:
        """Return whose round it is. Raises NotFound."""
        async with self._context.store.reading() as tx:
            return (await tx.rounds.get(round_)).group

    async def audience(self, round_: RoundId) -> list[Channel]:
        """Return the channels that a round was told in, as far as they are there."""
        async with self._context.store.reading() as tx:
            return list((await tx.groups.audiences([round_])).get(round_, ()))

    async def told_in(self, round_: RoundId) -> list[Channel]:
        """Return the channels that a round was told in, whatever became of them."""
        async with self._context.store.reading() as tx:
            return list(await tx.groups.told_in(round_))

    async def open_now(self, reader: Reader, group: GroupId | None = None) -> list[RoundCard]:
        """Return the open rounds, of one group or of all, the first to close in front."""
        async with self._context.store.reading() as tx:
            return list(await tx.cards.open_now(reader, group))

    async def past(
        self, reader: Reader, limit: int, before: RoundId | None = None
    ) -> list[RoundCard]:
        """Return closed rounds, newest first, those listed after `before`. Raises NotFound."""
        async with self._context.store.reading() as tx:
            last = (await tx.cards.get(before, reader)).round if before else None
            return list(await tx.cards.closed(reader, limit, last))


class RoundService:
    """Every change of a round and the deliveries it causes are one transaction."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._disagreements = Disagreements()
        self._openings = Openings(context, self._disagreements)

    async def open_next(
        self,
        group: GroupId,
        deck: DeckId,
        window: timedelta = DEFAULT_WINDOW,
    ) -> Round:
        """Ask the deck's next question now, in all of the group's channels.

        Raises NotFound, NothingToAsk, BadSchedule.
        """
        window = schedules.checked_window(window)
        async with self._context.changing(group, Topic.ROUNDS) as tx:
            await tx.groups.lock([group])
            found = await deck_of(tx, group, deck)
            round_ = await self._open_next(tx, group, found, window)
            if round_ is None:
                raise NothingToAsk(found.title)
            return round_

    async def open_question(
        self,
        group: GroupId,
        question: QuestionId,
        window: timedelta = DEFAULT_WINDOW,
    ) -> Round:
        """Ask this question now, again if need be. Raises AlreadyAsked while it is open.

        Raises NotFound and BadSchedule too.
        """
        window = schedules.checked_window(window)
        async with self._context.changing(group, Topic.ROUNDS) as tx:
            await tx.groups.lock([group])
            wanted = await _question_of(tx, group, question)
            if question in await tx.rounds.open_questions(group, wanted.deck):
                raise AlreadyAsked(wanted.text)
            cycle = await tx.rounds.latest_cycle(group, wanted.deck)
            return await self._open(tx, wanted, group=group, cycle=cycle, window=window)

    async def open_first_ever(self, group: GroupId) -> Round | None:
        """Ask the first question there is, when none was ever asked anywhere."""
        async with self._context.store.writing() as tx:
            await tx.groups.lock([group])
            if await tx.rounds.any():
                return None
            for deck in await tx.decks.at_hand(group):
                round_ = await self._open_next(tx, group, deck, DEFAULT_WINDOW)
                if round_ is not None:
                    return round_
        return None

    async def close(self, group: GroupId, round_: RoundId) -> Round:
        """Close a round now and show the reveal; one that is closed already stays as it is.

        What came in before this is answered first.
        """
        await self._context.arrivals.answered(before=self._context.clock())
        return await self._end(group, round_, rounds.close)

    async def skip(self, group: GroupId, round_: RoundId) -> Round:
        """Call an open round off. Raises RoundClosed when it is over already."""
        return await self._end(group, round_, rounds.skip)

    async def tick(self) -> datetime | None:
        """Close what is over, remind, tell counts, open what is due; return what is due next."""
        now = self._context.clock()
        cache: QuestionCache = {}
        steps: tuple[Callable[[datetime], Awaitable[int]], ...] = (
            self._close_due,
            self._remind_due,
            self._grant_due,
            self._remind_at_own_times,
            self._tally_due,
            lambda now: self._openings.open_due(now, cache),
        )
        while True:
            times = await self._next_times()
            for step, time in zip(steps, times, strict=True):
                # A hundred at the most, so that a writer waits for nobody long; then all again.
                if time is not None and time <= now and await step(now):
                    break
            else:
                return min((time for time in times if time is not None), default=None)

    async def _next_times(self) -> tuple[datetime | None, ...]:
        """Return when there is something to do for each step of `tick`."""
        async with self._context.store.reading() as tx:
            return (
                await tx.rounds.next_closing(),
                await tx.rounds.next_reminder(),
                await tx.feedback.next_reminder(),
                await tx.persons.next_reminder(),
                await tx.rounds.next_tally(),
                await tx.schedules.next_opening(),
            )

    async def _close_due(self, now: datetime) -> int:
        await self._context.arrivals.answered(before=now)
        async with self._context.store.writing() as tx:
            due = await tx.rounds.due_to_close(now)
            unasked = await tx.rounds.unasked(each.id for each in due) if due else frozenset()
            ended = [rounds.close(each, now) for each in due if each.id not in unasked]
            off = [rounds.unasked(each, now) for each in due if each.id in unasked]
            await tx.rounds.end([*(round_ for round_, _ in ended), *off])
            await announce(tx, (event for _, event in ended if event is not None), now)
            await tx.rounds.take_out_of_cycle(each.id for each in off)
            await _tell_unasked(tx, off, now)
        return self._publish(due)

    async def _remind_due(self, now: datetime) -> int:
        async with self._context.store.writing() as tx:
            due = await tx.rounds.due_to_remind(now)
            await tx.rounds.end_reminders(round_.id for round_ in due)
            late = [(round_, await tx.members.lock_late(round_)) for round_ in due]
            await remind(tx, await to_remind(tx, late, now), now)
        return self._publish(due)

    async def _remind_at_own_times(self, now: datetime) -> int:
        async with self._context.store.writing() as tx:
            count, due = await remind_at_own_times(tx, now)
        self._publish(due)
        return count

    async def _grant_due(self, now: datetime) -> int:
        async with self._context.store.writing() as tx:
            due = await grant(tx, now)
        return self._publish(due)

    async def _tally_due(self, now: datetime) -> int:
        await self._context.arrivals.answered(before=now)
        async with self._context.store.writing() as tx:
            due = await tx.rounds.due_to_tally(now)
            await tx.rounds.end_tally(round_.id for round_ in due)
            said = await tx.feedback.said_in([round_.id for round_ in due]) if due else ()
            await announce(tx, (rounds.tallied(each) for each in due if each.id in said), now)
        return self._publish(due)

    async def _open_next(
        self, tx: Transaction, group: GroupId, deck: Deck, window: timedelta
    ) -> Round | None:
        cycle = await tx.rounds.latest_cycle(group, deck.id)
        question = await tx.rounds.next_of(group, deck.id, cycle)
        if question is None:
            return None
        return await self._open(tx, question, group=group, cycle=cycle, window=window)

    async def _open(
        self, tx: Transaction, question: Question, *, group: GroupId, cycle: int, window: timedelta
    ) -> Round:
        if not await tx.decks.keep_there([question.id]):
            raise NotFound("question", question.id)  # it was taken out at this moment
        now = self._context.clock()
        round_ = Round(
            id=RoundId(self._context.new_id()),
            group=group,
            deck=question.deck,
            question=question.id,
            state=RoundState.OPEN,
            opened_at=now,
            closes_at=now + window,
            naming=(await tx.groups.get(group)).naming,
            cycle=cycle,
        )
        await ask(tx, [round_], now)
        await note(tx, self._context, Act.ROUND_OPENED, group=group, values={"round": round_.id})
        return round_

    async def _end(self, group: GroupId, id_: RoundId, end: _End) -> Round:
        async with self._context.changing(group, Topic.ROUNDS) as tx:
            round_, now = await _round(tx, group, id_), self._context.clock()
            ended, event = end(round_, now)
            if event is not None:
                await tx.rounds.end([ended])
                await announce(tx, [event], now)
                is_closed = ended.state is RoundState.CLOSED
                act = Act.ROUND_CLOSED if is_closed else Act.ROUND_SKIPPED
                await note(tx, self._context, act, group=group, values={"round": round_.id})
            return ended

    def _publish(self, changed: Sequence[Round]) -> int:
        """Say in each group that its rounds changed; return how many these are."""
        for group in {round_.group for round_ in changed}:
            self._context.live.publish(group, Topic.ROUNDS)
        return len(changed)


async def _tell_unasked(tx: Transaction, off: Sequence[Round], now: datetime) -> None:
    """Tell organisers which questions reached nobody: those come again."""
    notices = [Notice(each.group, each.id, "never-asked", await _unasked(tx, each)) for each in off]
    await tell_admins(tx, notices, now)


async def _unasked(tx: Transaction, round_: Round) -> dict[str, str]:
    """Return what is told of a question that reached nobody, and what asks it."""
    values = {
        "deck": (await tx.decks.get(round_.deck)).title,
        "at": (round_.occurrence or round_.opened_at).isoformat(),
        **quoting(await tx.decks.question(round_.question)),
        "asked": round_.question,
    }
    return values | ({"schedule": round_.schedule} if round_.schedule else {})


async def _round(tx: Transaction, group: GroupId, round_: RoundId) -> Round:
    found = await tx.rounds.get_for_update(round_)
    if found.group != group:
        raise NotFound("round", round_)
    return found


async def _question_of(tx: Transaction, group: GroupId, question: QuestionId) -> Question:
    found = (await tx.decks.with_decks([question])).get(question)
    if found is None or found[0].withdrawn:
        raise NotFound("question", question)
    await deck_of(tx, group, found[1].id)
    return found[0]
