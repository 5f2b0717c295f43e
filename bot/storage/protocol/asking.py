"""Rounds, what is said in them and of them, and when they open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.core.feedback import ReminderRequest, SelfRating, Vote
from bot.core.models import (
    DeckId,
    GroupId,
    MemberId,
    Order,
    QuestionId,
    Reply,
    Round,
    RoundId,
    Schedule,
    ScheduleId,
)
from bot.core.read_models import RoundCard
from bot.core.rounds import Turn


class Rounds(Protocol):
    """Rounds and the replies in them."""

    async def add(self, round_: Round) -> None: ...
    async def add_all(self, rounds: Iterable[Round]) -> None:
        """Add many with one statement."""

    async def change(self, round_: Round) -> None: ...
    async def get(self, round_: RoundId) -> Round: ...
    async def those(self, rounds: Iterable[RoundId]) -> Mapping[RoundId, Round]:
        """Return those there are, without holding them."""

    async def open_now(self, group: GroupId) -> Sequence[Round]:
        """Return every open round of the group, newest first."""

    async def closed(
        self, group: GroupId, limit: int, before: Round | None = None
    ) -> Sequence[Round]:
        """Return the latest `limit` closed rounds, newest first, those that come after `before`."""

    async def asked(self, group: GroupId, deck: DeckId, cycle: int) -> frozenset[QuestionId]:
        """Return the questions that had a round in a cycle of the deck, skipped ones included."""

    async def open_questions(self, group: GroupId, deck: DeckId) -> frozenset[QuestionId]:
        """Return the deck's questions that have an open round, of whatever cycle."""

    async def latest_cycle(self, group: GroupId, deck: DeckId) -> int:
        """Return how often the deck was started over, 0 when it never was asked."""

    async def any(self) -> bool: ...
    async def due_to_close(self, now: datetime, limit: int = 100) -> Sequence[Round]:
        """Take rounds to close them; what another writer holds is left out."""

    async def next_closing(self) -> datetime | None: ...
    async def due_to_remind(self, now: datetime, limit: int = 100) -> Sequence[Round]:
        """Take rounds to remind of them; what another writer holds is left out."""

    async def next_reminder(self) -> datetime | None: ...
    async def due_to_tally(self, now: datetime, limit: int = 100) -> Sequence[Round]:
        """Take rounds to count what was said of them; what another holds is left out."""

    async def next_tally(self) -> datetime | None: ...
    async def end_tally(self, rounds: Iterable[RoundId]) -> None:
        """Take nothing more that is said of the rounds, whose counts are told now."""

    async def occurrences(
        self, wanted: Iterable[tuple[ScheduleId, datetime]]
    ) -> frozenset[tuple[ScheduleId, datetime]]:
        """Return those of the openings that a round stands for."""

    async def for_replies(self, rounds: Iterable[RoundId]) -> Mapping[RoundId, Round]:
        """Return those there are, none of which closes before this transaction ends."""

    async def to_change(self, round_: RoundId) -> Round:
        """Get a round that nobody else changes or replies in before this transaction ends."""

    async def put_reply(self, reply: Reply) -> None: ...
    async def put_replies(self, replies: Iterable[Reply]) -> None:
        """Put many with one statement, no two of one member in one round."""

    async def find_reply(self, round_: RoundId, member: MemberId) -> Reply | None: ...
    async def find_replies(
        self, wanted: Iterable[tuple[RoundId, MemberId]]
    ) -> Mapping[tuple[RoundId, MemberId], Reply]:
        """Return the replies there are; nobody else changes those members' before this ends."""

    async def replies(self, round_: RoundId) -> Sequence[Reply]: ...
    async def have_replied(self, round_: RoundId) -> frozenset[MemberId]: ...
    async def replied(self, member: MemberId, rounds: Iterable[RoundId]) -> frozenset[RoundId]: ...
    async def replies_of(
        self, member: MemberId, limit: int | None = None
    ) -> Sequence[tuple[Reply, Round]]:
        """Return the member's replies with their rounds, the round that opened last in front."""

    async def count_replies_of(self, member: MemberId) -> int: ...
    async def turns(self, group: GroupId, member: MemberId) -> Sequence[Turn]:
        """Return the group's rounds as the member's, newest first, those skipped left out."""

    async def remove_replies(self, member: MemberId) -> frozenset[RoundId]:
        """Remove all that the member replied; return the rounds that it was in."""


class Cards(Protocol):
    """Rounds as they are shown. `reader` is whose own replies they tell of, None for nobody's."""

    async def get(self, round_: RoundId, reader: MemberId | None) -> RoundCard: ...
    async def open_now(self, group: GroupId, reader: MemberId | None) -> Sequence[RoundCard]:
        """Return every open round of the group, the one that closes first in front."""

    async def to_edit(self, group: GroupId | None = None) -> Mapping[RoundId, RoundCard]:
        """Return the rounds whose questions are kept up to date, of one group or of all."""

    async def closed(
        self, group: GroupId, reader: MemberId | None, limit: int, before: Round | None = None
    ) -> Sequence[RoundCard]:
        """Return the latest `limit` closed rounds, newest first, those that come after `before`."""


class Feedback(Protocol):
    """What members said of a reveal, and what they want to be reminded of."""

    async def rate(self, rating: SelfRating) -> None:
        """Keep it instead of what the member said before."""

    async def ratings(self, round_: RoundId) -> Sequence[SelfRating]: ...
    async def ratings_of(self, member: MemberId) -> Sequence[SelfRating]: ...
    async def vote(self, vote: Vote) -> None:
        """Keep it instead of the member's earlier one in the round."""

    async def take_vote_back(self, round_: RoundId, member: MemberId) -> None: ...
    async def votes(self, round_: RoundId) -> Sequence[Vote]: ...
    async def votes_for(self, author: MemberId) -> Sequence[Vote]: ...
    async def votes_by(self, member: MemberId) -> Sequence[Vote]: ...
    async def told_votes(self, author: MemberId) -> Mapping[RoundId, int]:
        """Return how many voted for the author's replies, by round: of those that were told."""

    async def request_reminder(self, request: ReminderRequest) -> None: ...
    async def drop_reminder_request(self, round_: RoundId, member: MemberId) -> None: ...
    async def find_reminder_request(
        self, round_: RoundId, member: MemberId
    ) -> ReminderRequest | None: ...
    async def take_reminder_requests(
        self, now: datetime, limit: int = 100
    ) -> Sequence[ReminderRequest]:
        """Take out those whose time has come; what another writer holds is left out."""

    async def next_reminder(self) -> datetime | None: ...
    async def reminder_requests_of(self, member: MemberId) -> Sequence[ReminderRequest]: ...
    async def remove_reminder_requests(self, member: MemberId) -> None: ...
    async def remove_said(self, member: MemberId) -> None:
        """Remove the member's ratings, the votes that they gave and those for them."""


class Schedules(Protocol):
    """Schedules and what of them is due."""

    async def add(self, schedule: Schedule) -> None: ...
    async def change(self, schedule: Schedule) -> None: ...
    async def change_all(self, schedules: Iterable[Schedule]) -> None:
        """Change many with one statement."""

    async def get(self, schedule: ScheduleId) -> Schedule: ...
    async def to_change(self, schedule: ScheduleId) -> Schedule:
        """Get a schedule that nobody else changes before this transaction ends."""

    async def remove(self, schedule: ScheduleId) -> None: ...
    async def of_group(self, group: GroupId) -> Sequence[Schedule]: ...
    async def of_group_to_change(self, group: GroupId) -> Sequence[Schedule]:
        """Return the group's schedules; nobody else changes them before this transaction ends."""

    async def due(self, now: datetime, limit: int = 100) -> Sequence[Schedule]: ...
    async def due_decks(self, now: datetime, order: Order, limit: int = 100) -> frozenset[DeckId]:
        """Return the decks of the first due schedules with an order, without taking them."""

    async def next_opening(self) -> datetime | None: ...
