"""What every use case needs from outside: storage, time, chance, and who listens."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from bot.services.arrivals import Arrivals
from bot.services.live import LiveFeed, Scope, Topic
from bot.storage.transaction import Store, Transaction

if TYPE_CHECKING:
    from bot.core.comparison import Meaning
    from bot.core.models import WorkspaceId
    from bot.monitoring.metrics import Metrics
    from bot.services.lookup_indexes import Shelf

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the time, aware and in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Context:
    """Handed to every service. Tests give their own clock and ids."""

    store: Store
    live: LiveFeed = field(default_factory=LiveFeed)
    clock: Clock = utc_now
    new_id: Callable[[], str] = lambda: uuid.uuid4().hex
    new_secret: Callable[[], str] = lambda: secrets.token_urlsafe(24)
    arrivals: Arrivals = field(default_factory=Arrivals)
    shelf: Shelf | None = None  # where indexes outlive a restart
    meaning: Meaning | None = None  # what texts mean beside their words, where something knows

    @cached_property
    def metrics(self) -> Metrics:
        """The figures of whoever works with this."""
        from bot.monitoring.metrics import Metrics  # noqa: PLC0415  # most commands count nothing

        return Metrics()

    def not_later(self, arrived: datetime | None) -> datetime:
        """Return when something arrived: now, where nothing else is said.

        Another clock that is ahead of ours makes nobody late.
        """
        now = self.clock()
        return min(arrived or now, now)

    @asynccontextmanager
    async def changing(self, scope: Scope, *topics: Topic) -> AsyncIterator[Transaction]:
        """Write as the store does, and publish the topics once that is committed, not before."""
        async with self.store.writing() as tx:
            yield tx
        for topic in topics:
            self.live.publish(scope, topic)

    @asynccontextmanager
    async def editing(self, workspace: WorkspaceId) -> AsyncIterator[Transaction]:
        """Write edits of the workspace's decks, and nothing else of them; publish it likewise.

        Whoever keeps something of each question is told which ones to look at again.
        """
        async with self.store.writing() as tx:
            yield tx
        self.live.publish(workspace, Topic.DECKS, tx.deck_edits.looked_up_otherwise)
