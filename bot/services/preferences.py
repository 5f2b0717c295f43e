"""What a person wishes, for all of their groups: what they hear and when, what they let out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.absences import back, gone
from bot.core.deliveries import ASKED_TO_SHARE, OWN_TIME
from bot.core.models import (
    Member,
    MemberId,
    Naming,
    Person,
    PersonId,
    RevealNews,
    Round,
    Sharing,
)
from bot.core.preferences import away_until, has_own_time, is_away, next_at, time_of_day
from bot.core.zones import zone_meant
from bot.errors import AwayThen
from bot.services.batches import Batches
from bot.services.context import Context
from bot.services.member_notes import write_to
from bot.services.outbox import remind
from bot.storage.transaction import Transaction

# Whoever was to be reminded while nothing ran hears of it soon after, or the next day.
_LATEST = timedelta(hours=2)
_JUST_NOW = timedelta(hours=1)
# Who was asked is stored: to forget it here costs a statement with their next answer.
_MOST_REMEMBERED = 10_000
UTC_NAME = "UTC"
Late = tuple[Round, Collection[MemberId]]
"""A round, and who has not replied in it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody changes, as they typed it; None leaves it as it is, "" takes a time back."""

    reveals: RevealNews | None = None
    reminder: str | None = None
    zone: str | None = None


class PreferenceService:
    """A person's own: each method raises NotFound for nobody."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._asking: Batches[PersonId, bool] = Batches(self._ask)
        # Who is not to be looked up again after each answer.
        self._asked = set[PersonId]()

    async def of(self, person: PersonId) -> Person:
        """Return the person with what they wish."""
        async with self._context.store.reading() as tx:
            return await tx.persons.get(person)

    async def change(self, person: PersonId, wanted: Wanted, zone: str = "") -> Person:
        """Change what is wanted, and return the person.

        A time counts in the zone that is wanted, else the one chosen before, else `zone`, which is
        their platform's. To choose one lets them be reminded in all their groups. Raises
        BadPreference and BadSchedule for what was typed.
        """
        time = time_of_day(wanted.reminder) if wanted.reminder else wanted.reminder
        named = zone_meant(wanted.zone) if wanted.zone else None
        now = self._context.clock()
        async with self._context.store.writing() as tx:
            await tx.persons.lock([person])
            known = await tx.persons.get(person)
            changed = replace(
                known,
                reveal_news=wanted.reveals or known.reveal_news,
                zone=named or known.zone or (zone if time else ""),
                reminder_time=known.reminder_time if time is None else time,
            )
            at = _next(changed, now)
            changed = replace(changed, reminder_at=at)
            await tx.persons.wish(changed)
            if time:
                for each in await tx.members.of_persons([person]):
                    await tx.members.update(each.id, reminders=True)
        return changed

    async def go_away(self, person: PersonId, typed: str, zone: str = "") -> Person:
        """Tell the person nothing until the end of the day that they typed; return them.

        Raises BadPreference.
        """
        now = self._context.clock()
        async with self._context.store.writing() as tx:
            await tx.persons.lock([person])
            known = await tx.persons.get(person)
            until = away_until(typed, known.zone or zone or UTC_NAME, now)
            changed = replace(gone(known, until, now), zone=known.zone or zone)
            await tx.persons.wish(changed)
        return changed

    async def come_back(self, person: PersonId) -> bool:
        """Let the person be told again; say whether they were away."""
        now = self._context.clock()
        async with self._context.store.writing() as tx:
            await tx.persons.lock([person])
            known = await tx.persons.get(person)
            await tx.persons.wish(back(known, now))
        return is_away(known, now)

    async def share(self, person: PersonId, *, agrees: bool) -> Person:
        """Let the person's answers leave with a deck, or not; return them."""
        async with self._context.store.writing() as tx:
            await tx.persons.lock([person])
            known = await tx.persons.get(person)
            changed = replace(known, sharing=Sharing.YES if agrees else Sharing.NO)
            await tx.persons.wish(changed)
        return changed

    async def is_unsaid(self, person: PersonId) -> bool:
        """Say whether the person was asked what `share` stores, and has not said."""
        return (await self.of(person)).sharing is Sharing.ASKED

    async def ask_sharing(self, person: PersonId, round_: Round) -> bool:
        """Say whether the person is to be asked now what `share` stores: once, and noted as such.

        Nobody is for a round without names, of which nothing ever leaves.
        """
        if round_.naming is not Naming.NAMES or person in self._asked:
            return False
        return await self._asking.submit(person)

    async def ask_sharing_directly(self, member: Member, round_: Round) -> None:
        """Write to a member what `ask_sharing` has asked, who is shown nothing after an answer.

        Unless they were asked, or nothing reaches them there: then they are at another time.
        """
        if round_.naming is not Naming.NAMES or member.person in self._asked:
            return
        if (await self.of(member.person)).sharing is not Sharing.UNASKED:
            return
        now, note = self._context.clock(), {"code": ASKED_TO_SHARE}
        async with self._context.store.writing() as tx:
            if not await tx.persons.ask_sharing([member.person]):
                return
            if not await write_to(tx, {round_: [member.id]}, note, round_.id, now):
                await tx.persons.ask_sharing_again(member.person)

    async def _ask(self, persons: Sequence[PersonId]) -> list[bool]:
        async with self._context.store.writing() as tx:
            unasked = set(await tx.persons.ask_sharing(persons))
        if len(self._asked) >= _MOST_REMEMBERED:
            self._asked.clear()
        self._asked.update(persons)
        asks = list[bool]()
        for each in persons:
            asks.append(each in unasked)
            unasked.discard(each)
        return asks


async def remind_at_own_times(tx: Transaction, now: datetime) -> tuple[int, list[Round]]:
    """Remind those whose time of day has come of what they have not answered.

    Return how many these were, and the rounds.
    """
    due = await tx.persons.due_to_remind(now)
    await tx.persons.put_reminders({each.id: _next(each, now) for each in due})
    there = [
        each
        for each in due
        if not is_away(each, now) and each.reminder_at and now - each.reminder_at <= _LATEST
    ]
    members = [m for m in await tx.members.of_persons(each.id for each in there) if m.reminders]
    open_now = {group: await tx.rounds.open_now(group) for group in {m.group for m in members}}
    rounds = {each.id: each for found in open_now.values() for each in found}
    await tx.rounds.lock_shared(rounds)
    late = [
        (each, await _late(tx, each, members, now))
        for each in rounds.values()
        if now < each.closes_at
    ]
    # Once a day: what is done again for the same moment is known by its key.
    await remind(tx, late, now, why=f"{OWN_TIME}.{now:%Y%m%d%H}")
    return len(due), [each for each, found in late if found]


async def without_absent(tx: Transaction, late: Iterable[Late], now: datetime) -> list[Late]:
    """Return each round with those of its members who are not away, in one order."""
    found = list(late)
    persons = await tx.persons.who_are({each for _, members in found for each in members})
    return [
        (round_, sorted(each for each in members if not is_away(persons[each], now)))
        for round_, members in found
    ]


async def to_remind(tx: Transaction, late: Iterable[Late], now: datetime) -> list[Late]:
    """Return each round with those whom its schedule reminds.

    That is not who is away, nor who chose a time that comes while it is open.
    """
    found = list(late)
    persons = await tx.persons.who_are({each for _, members in found for each in members})
    return [
        (
            round_,
            sorted(
                each
                for each in members
                if not is_away(persons[each], now)
                and not has_own_time(persons[each], round_.opened_at, round_.closes_at)
            ),
        )
        for round_, members in found
    ]


async def check_there(tx: Transaction, person: PersonId, at: datetime) -> None:
    """Raise AwayThen for who is away at a time."""
    known = await tx.persons.get(person)
    if is_away(known, at) and known.away_until is not None:
        raise AwayThen(known.away_until)


async def _late(
    tx: Transaction, round_: Round, members: Sequence[Member], now: datetime
) -> list[MemberId]:
    theirs = _in_group(members, round_)
    late = await tx.members.lock_late(round_, theirs) if theirs else frozenset()
    return sorted(late - await tx.deliveries.reminded(round_.id, now - _JUST_NOW))


def _in_group(members: Iterable[Member], round_: Round) -> list[MemberId]:
    return [each.id for each in members if each.group == round_.group]


def _next(person: Person, now: datetime) -> datetime | None:
    if not person.reminder_time:
        return None
    return next_at(person.reminder_time, person.zone or UTC_NAME, now)
