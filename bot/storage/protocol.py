"""What the services ask of storage. One transaction holds every keeper; it commits as a whole.

    async with store.writing() as kept:      # rolls back on any exception
        await kept.rounds.add(round_)
    async with store.reading() as kept:      # a snapshot; changes are refused
        ...

On SQLite there is one writer at a time. On PostgreSQL there are many, of several processes, so a
writer that decides by what it reads locks that first, in this order, so that no two ever wait for
each other: schedules (`due`), groups (`lock`), rounds (`due_to_close`, `to_change`,
`for_replies`), members (`find_replies`). Several of a kind are locked in the order of their ids.
Both raise `bot.errors.DatabaseUnreachable` when there is no server.

Getting something by its id raises `bot.errors.NotFound`; `find_*` returns None instead.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.core.feedback import SelfRating, Vote, Wish
from bot.core.models import (
    Answer,
    Channel,
    ChannelId,
    Deck,
    DeckId,
    Delivery,
    DeliveryKey,
    DeliveryState,
    Draft,
    Group,
    GroupId,
    Identity,
    Member,
    MemberId,
    Notice,
    Order,
    Question,
    QuestionId,
    Reply,
    Round,
    RoundId,
    RoundState,
    Schedule,
    ScheduleId,
    Session,
    Source,
)
from bot.core.places import Home, Invitation


class Groups(Protocol):
    """Groups and the channels where they talk."""

    async def add(self, group: Group) -> None: ...
    async def get(self, group: GroupId) -> Group: ...
    async def find(self, group: GroupId) -> Group | None: ...
    async def all(self) -> Sequence[Group]: ...
    async def change(self, group: Group) -> None: ...
    async def ensure(self, group: Group, channel: Channel) -> Group:
        """Add the group with its channel unless it is there; return the one there."""

    async def lock(self, groups: Iterable[GroupId]) -> None:
        """Let other writers that ask for one of these groups wait until this one has ended."""

    async def add_channel(self, channel: Channel) -> None: ...
    async def channel(self, channel: ChannelId) -> Channel: ...
    async def channels(self, group: GroupId) -> Sequence[Channel]: ...
    async def find_channel(self, platform: str, address: str) -> Channel | None: ...


class Homes(Protocol):
    """Servers and workspaces, and the codes that join their groups."""

    async def ensure(self, home: Home) -> Home:
        """Add the home unless it is there; return the one there."""

    async def find(self, platform: str, address: str) -> Home | None: ...
    async def change(self, home: Home) -> None: ...
    async def of_group(self, group: GroupId) -> Sequence[Home]: ...
    async def of_platform(self, platform: str) -> Sequence[Home]: ...
    async def left_before(self, time: datetime) -> Sequence[Home]:
        """Return the homes that the bot was sent away from before a time."""

    async def remove(self, home: Home) -> None: ...
    async def invite(self, invitation: Invitation) -> None: ...
    async def take_invitation(self, code_hash: str, now: datetime) -> Invitation | None:
        """Use a code up and return what it was for; None when there is none, or it is too old."""


class Members(Protocol):
    """Members, their accounts on the platforms, and the browsers they use."""

    async def add(self, member: Member) -> None: ...
    async def get(self, member: MemberId) -> Member: ...
    async def change(self, member: Member) -> None: ...
    async def named(self, group: GroupId, name: str) -> Member | None: ...
    async def of_group(self, group: GroupId) -> Sequence[Member]: ...
    async def add_identity(self, identity: Identity) -> None: ...
    async def find_identity(self, group: GroupId, platform: str, subject: str) -> Member | None: ...
    async def add_session(self, session: Session) -> None: ...
    async def find_session(self, token_hash: str) -> Session | None: ...
    async def change_session(self, session: Session) -> None: ...
    async def remove_session(self, token_hash: str) -> None: ...


class Decks(Protocol):
    """Decks with their sources, questions and answers."""

    async def add(self, deck: Deck) -> None: ...
    async def change(self, deck: Deck) -> None: ...
    async def get(self, deck: DeckId) -> Deck: ...
    async def titled(self, group: GroupId, title: str) -> Deck | None: ...
    async def of_group(self, group: GroupId) -> Sequence[Deck]: ...
    async def add_source(self, source: Source) -> None: ...
    async def sources(self, deck: DeckId) -> Sequence[Source]: ...
    async def remove_source(self, source: Source) -> None:
        """Take a source and its answers out; its questions stay."""

    async def put_questions(self, questions: Iterable[Question]) -> None:
        """Add new questions, and change the position, text and section of those there."""

    async def question(self, question: QuestionId) -> Question: ...
    async def questions(self, deck: DeckId) -> Sequence[Question]: ...
    async def count_questions(self, group: GroupId) -> Mapping[DeckId, int]: ...
    async def add_answers(self, answers: Iterable[Answer]) -> None: ...
    async def answers_to(self, question: QuestionId) -> Sequence[Answer]: ...
    async def answers(self, deck: DeckId) -> Sequence[Answer]: ...


class Drafts(Protocol):
    """Uploads that wait for a yes."""

    async def add(self, draft: Draft) -> None: ...
    async def get(self, group: GroupId, draft: str) -> Draft: ...
    async def remove(self, draft: str) -> None: ...
    async def remove_older(self, than: datetime) -> None: ...


class Rounds(Protocol):
    """Rounds and the replies in them."""

    async def add(self, round_: Round) -> None: ...
    async def add_all(self, rounds: Iterable[Round]) -> None:
        """Add many with one statement."""

    async def change(self, round_: Round) -> None: ...
    async def get(self, round_: RoundId) -> Round: ...
    async def open_now(self, group: GroupId) -> Sequence[Round]:
        """Return every open round of the group, newest first."""

    async def closed(
        self, group: GroupId, limit: int, before: datetime | None = None
    ) -> Sequence[Round]:
        """Return the latest `limit` closed rounds, newest first, those opened before a time."""

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
    async def count_replies(self, rounds: Iterable[RoundId]) -> Mapping[RoundId, int]: ...
    async def replied(self, member: MemberId, rounds: Iterable[RoundId]) -> frozenset[RoundId]: ...


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
    async def wish(self, wish: Wish) -> None: ...
    async def drop_wish(self, round_: RoundId, member: MemberId) -> None: ...
    async def find_wish(self, round_: RoundId, member: MemberId) -> Wish | None: ...
    async def take_wishes(self, now: datetime, limit: int = 100) -> Sequence[Wish]:
        """Take out those whose time has come; what another writer holds is left out."""

    async def next_wish(self) -> datetime | None: ...


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
    async def due(self, now: datetime, limit: int = 100) -> Sequence[Schedule]: ...
    async def due_decks(self, now: datetime, order: Order, limit: int = 100) -> frozenset[DeckId]:
        """Return the decks of the first due schedules with an order, without taking them."""

    async def next_opening(self) -> datetime | None: ...


class Deliveries(Protocol):
    """Messages on their way out."""

    async def add(self, deliveries: Iterable[Delivery]) -> None:
        """Add them; one whose key is there already is left as it is."""

    async def claim(self, now: datetime, until: datetime, limit: int = 100) -> Sequence[Delivery]:
        """Lease what is due to the caller and count the attempt; one message a channel, its oldest.

        What another worker has leased is passed over until its lease is over.
        """

    async def due(self, now: datetime, limit: int = 100) -> Sequence[Delivery]:
        """Return what is due, oldest first, without taking it."""

    async def release(self) -> None:
        """End every lease: only for a process that is alone with the database."""

    async def hold_back(self, channel: ChannelId, until: datetime) -> None:
        """Let nothing more go out to the channel before a time."""

    async def next_attempt(self, now: datetime) -> datetime | None:
        """Return when the next message is due, or the next lease over."""

    async def get(self, key: DeliveryKey) -> Delivery: ...
    async def change(self, delivery: Delivery) -> None: ...
    async def of_round(self, round_: RoundId) -> Sequence[Delivery]: ...
    async def to_edit(
        self, platforms: Collection[str], group: GroupId | None = None
    ) -> Sequence[Delivery]:
        """Return what was sent on the platforms and is kept up to date, of one group or of all."""

    async def claim_edit(self, key: DeliveryKey, now: datetime, until: datetime) -> bool:
        """Let no other worker edit the message until then; False when it is not time yet."""

    async def keep_up_to_date(self, rounds: Iterable[RoundId], now: datetime) -> None:
        """Look at the reveals of the rounds again: something was taken out of them."""

    async def failing(self, group: GroupId) -> Sequence[Delivery]:
        """Return the dead, and those whose last attempt failed."""


class Noticeboard(Protocol):
    """The messages that the web room shows."""

    async def pin(self, notice: Notice) -> None:
        """Put it up; one whose key is there already is left as it is."""

    async def find(self, channel: ChannelId, key: DeliveryKey) -> Notice | None: ...
    async def latest(
        self, channel: ChannelId, reader: MemberId | None, for_admins: bool, limit: int = 20
    ) -> Sequence[Notice]:
        """Return the newest that a reader may see: none for another member, or for admins only."""


class Vault(Protocol):
    """Secrets and other single values by name."""

    async def find(self, name: str) -> str | None: ...
    async def put(self, name: str, value: str) -> None: ...
    async def ensure(self, name: str, value: str) -> str:
        """Put the value unless there is one; return the one there."""


class Vitals(Protocol):
    """What an operator watches."""

    async def is_migrated(self) -> bool:
        """Say whether the schema is this version's."""

    async def earliest_due(self) -> datetime | None:
        """Return when the first opening, closing or delivery is due, or was due if it is late."""

    async def count_rounds(self) -> Mapping[RoundState, int]: ...
    async def count_deliveries(self) -> Mapping[DeliveryState, int]: ...
    async def count_replies(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Kept:
    """Every keeper, inside one transaction."""

    groups: Groups
    homes: Homes
    members: Members
    decks: Decks
    drafts: Drafts
    rounds: Rounds
    feedback: Feedback
    schedules: Schedules
    deliveries: Deliveries
    noticeboard: Noticeboard
    vault: Vault
    vitals: Vitals


class Store(Protocol):
    """Where transactions come from."""

    def writing(self) -> AbstractAsyncContextManager[Kept]: ...
    def reading(self) -> AbstractAsyncContextManager[Kept]: ...
