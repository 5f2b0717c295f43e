"""What the services ask of storage. One transaction holds every repository; it commits as a whole.

    async with store.writing() as tx:        # rolls back on any exception
        await tx.rounds.add(round_)
    async with store.reading() as tx:        # a snapshot; changes are refused
        ...

On SQLite there is one writer at a time. On PostgreSQL there are many, of several processes, so a
writer that decides by what it reads locks that first, in this order, so that no two ever wait for
each other: workspaces (`find_for_update`), schedules (`due`, `get_for_update`,
`of_group_for_update`), groups (`lock`, `lock_everything`), questions (`keep_unopened`,
`keep_there`), rounds (`due_to_close`, `due_to_remind`, `due_to_tally`, `get_for_update`,
`lock_shared`), reminder requests (`take_reminder_requests`, `remove_reminder_requests`), members
(`lock`, `lock_late`, `get_for_removal`), deliveries, rates (`lock`, `leave_alone`), persons
(`meet`, `lock`, `remove_strangers`), pictures (`keep`, `remove_unused`). Several of a kind are
locked in the order of their ids. A claim of deliveries waits for no lock, and may come after one
of rates.

Either raises `bot.errors.DatabaseUnavailable` while the database does not serve us, and the log is
told of that once. Getting something by its id raises `bot.errors.NotFound`; `find_*` returns None
instead.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from functools import cached_property
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.storage.archive import ArchiveRepository
from bot.storage.audit import AuditRepository
from bot.storage.cards import CardRepository
from bot.storage.challenges import ChallengeRepository
from bot.storage.comments import CommentRepository
from bot.storage.condition import Condition
from bot.storage.deck_edits import DeckEditRepository
from bot.storage.decks import DeckRepository, DraftRepository
from bot.storage.deliveries import DeliveryRepository
from bot.storage.engine import is_postgresql, reading, writing
from bot.storage.groups import GroupRepository
from bot.storage.lent_texts import LentTextRepository
from bot.storage.members import MemberRepository
from bot.storage.merging import Merging
from bot.storage.own_words import OwnWordsRepository
from bot.storage.persons import PersonRepository
from bot.storage.pictures import PictureRepository
from bot.storage.platforms import InboxRepository, KeyValueRepository, WebMessageRepository
from bot.storage.posted import PostedRepository
from bot.storage.rates import RateRepository
from bot.storage.replies import FeedbackRepository, ReplyRepository
from bot.storage.replies_along import RepliesAlongRepository
from bot.storage.repository import Events, Repository
from bot.storage.rounds import RoundRepository
from bot.storage.schedules import ScheduleRepository
from bot.storage.statistics import StatisticsRepository
from bot.storage.suggestions import SuggestionRepository
from bot.storage.unsent import RefusedFormRepository, ReplyDraftRepository
from bot.storage.workspaces import WorkspaceRepository

R = TypeVar("R", bound=Repository)
_PROBE, _PAGE = "probe", 4_096


def _repository(kind: type[R]) -> cached_property[R]:
    return cached_property(lambda tx: kind(tx.connection, tx.events))


class Transaction:
    """Every repository, inside one transaction; each is made when it is first asked for.

    `events` is what the log is told after the commit.
    """

    groups = _repository(GroupRepository)
    workspaces = _repository(WorkspaceRepository)
    inbox = _repository(InboxRepository)
    persons = _repository(PersonRepository)
    members = _repository(MemberRepository)
    decks = _repository(DeckRepository)
    deck_edits = _repository(DeckEditRepository)
    drafts = _repository(DraftRepository)
    rounds = _repository(RoundRepository)
    replies = _repository(ReplyRepository)
    replies_along = _repository(RepliesAlongRepository)
    pictures = _repository(PictureRepository)
    cards = _repository(CardRepository)
    feedback = _repository(FeedbackRepository)
    comments = _repository(CommentRepository)
    suggestions = _repository(SuggestionRepository)
    own_words = _repository(OwnWordsRepository)
    challenges = _repository(ChallengeRepository)
    lent_texts = _repository(LentTextRepository)
    schedules = _repository(ScheduleRepository)
    deliveries = _repository(DeliveryRepository)
    posted = _repository(PostedRepository)
    archive = _repository(ArchiveRepository)
    rates = _repository(RateRepository)
    web_messages = _repository(WebMessageRepository)
    key_values = _repository(KeyValueRepository)
    statistics = _repository(StatisticsRepository)
    reply_drafts = _repository(ReplyDraftRepository)
    refused_forms = _repository(RefusedFormRepository)
    merging = _repository(Merging)
    audit = _repository(AuditRepository)

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection
        self.events = Events()


def _tell_log(events: Events) -> None:
    import structlog  # noqa: PLC0415  # whoever reads alone has nothing to tell

    log = structlog.get_logger()
    for event, about in events.noted:
        log.info(event, **about)


async def _probe(connection: AsyncConnection) -> None:
    """Write a page: a transaction that found nothing to change is committed on a full disk too."""
    await Transaction(connection).key_values.put(_PROBE, "." * _PAGE)


class Store:
    """Where transactions come from. On SQLite writers take turns, first come, first served."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        # SQLite would let them wait for its lock too, but blindly, and whoever asks last may win.
        self._turn: AbstractAsyncContextManager[object] = (
            nullcontext() if is_postgresql(engine) else asyncio.Lock()
        )
        self.condition = Condition()

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Transaction]:
        """Commit at the end, roll back on any exception. Raises DatabaseUnavailable.

        The log is told of what happened after the commit, and never without one.
        """
        async with self.begin() as connection:
            tx = Transaction(connection)
            yield tx
        if tx.events.noted:
            _tell_log(tx.events)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Transaction]:
        """Show one state, refuse changes. Raises DatabaseUnavailable."""
        async with self.connect() as connection:
            yield Transaction(connection)

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        """Write as `writing` does, for a library that brings its own queries."""
        async with self._turn:
            with self.condition.watching("writing"):
                async with writing(self._engine) as connection:
                    if self.condition.is_failing("writing"):
                        await _probe(connection)
                    yield connection

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[AsyncConnection]:
        """Read as `reading` does, likewise."""
        with self.condition.watching("reading"):
            async with reading(self._engine) as connection:
                yield connection

    async def close(self) -> None:
        """Close every connection."""
        await self._engine.dispose()
