"""Who is told, after a commit, that something changed: live pages and the workers' loops.

A listener that is slow hears of the latest state only: what changed is read from storage.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum

from bot.core.models import GroupId, QuestionId, SessionId, WorkspaceId


class Topic(StrEnum):
    """What a change is about."""

    ROUNDS = "rounds"  # opened, closed, skipped; schedules
    REPLIES = "replies"
    DECKS = "decks"
    MEMBERS = "members"
    WEB_MESSAGES = "web_messages"
    CHANNELS = "channels"  # where answers may be written
    SESSIONS = "sessions"  # one ended, or opens something else


Scope = GroupId | WorkspaceId | SessionId
"""Of what something changed: decks are a workspace's, a session's end its own, all else a group's.
"""
EVERYWHERE = GroupId("*")
"""The scope of what may have changed anywhere: changes were missed. No id has a star."""
Change = tuple[Scope, Topic]
About = frozenset[QuestionId] | None
"""Of which questions of the scope something changed; None where it may be any, or anything else."""


class Listener:
    """The changes since the last look."""

    def __init__(self, topics: frozenset[Topic]) -> None:
        self._topics = topics
        self._changes: set[Change] = set()
        self._wake = asyncio.Event()
        self.closed = False

    def hear(self, change: Change) -> None:
        """Remember a change of one of the topics."""
        if change[1] in self._topics:
            self._changes.add(change)
            self._wake.set()

    def wake(self) -> None:
        """Let whoever waits look up, without a change."""
        self._wake.set()

    def close(self) -> None:
        """Wake whoever waits; nothing more will come."""
        self.closed = True
        self._wake.set()

    async def changes(self, timeout: float | None = None) -> frozenset[Change]:
        """Wait for changes, at most `timeout` seconds, and return them; none once closed."""
        try:
            async with asyncio.timeout(timeout):
                await self._wake.wait()
        except TimeoutError:
            return frozenset()
        if not self.closed:
            self._wake.clear()
        changes, self._changes = frozenset(self._changes), set()
        return changes


class SharedFeed(Listener):
    """What this process publishes, as lines for other workers, and what those do."""

    def __init__(self, feed: LiveFeed) -> None:
        super().__init__(frozenset(Topic))
        self._feed = feed

    async def notices(self, timeout: float | None = None) -> list[str]:
        """Wait for what is published, at most `timeout` seconds, and return it."""
        return [f"{scope} {topic}" for scope, topic in await self.changes(timeout)]

    def take_back(self, notices: Iterable[str]) -> None:
        """Return them the next time again: they could not be sent."""
        for notice in notices:
            self.hear(_change(notice))

    def receive(self, notice: str) -> None:
        """Say here what another worker published."""
        with suppress(ValueError):  # a topic that only a later version has
            self._feed.relay(*_change(notice))

    def receive_anything(self) -> None:
        """Say here that anything may have changed, of whomever."""
        for topic in Topic:
            self._feed.relay(EVERYWHERE, topic)


def _change(notice: str) -> Change:
    scope, _, topic = notice.rpartition(" ")
    return GroupId(scope), Topic(topic)


class LiveFeed:
    """Change notices within one process; `bot.storage.notify` takes them to other workers."""

    def __init__(self) -> None:
        self._listeners: set[Listener] = set()
        self._own: set[Listener] = set()
        self._relays: set[SharedFeed] = set()
        self._calls: list[tuple[Topic, Callable[[Scope, About], None]]] = []
        self._closed = False

    def publish(self, scope: Scope, topic: Topic, about: About = None) -> None:
        """Say that something changed here. Call it after the commit."""
        for listener in (*self._relays, *self._own):
            listener.hear((scope, topic))
        self.relay(scope, topic, about)

    def relay(self, scope: Scope, topic: Topic, about: About = None) -> None:
        """Say that something changed, here or in another process, which does not say `about` what.

        A call is told it, so that it need not look at all that there is.
        """
        for wanted, call in self._calls:
            if wanted is topic:
                call(scope, about)
        for listener in self._listeners:
            listener.hear((scope, topic))

    def call(self, topic: Topic, changed: Callable[[Scope, About], None]) -> None:
        """Have a function called with scope and questions, at once, for each change of the topic.

        It is called with EVERYWHERE when changes were missed.
        """
        self._calls.append((topic, changed))

    @contextmanager
    def listen(self, *topics: Topic, own: bool = False) -> Iterator[Listener]:
        """Hear everything that changes from now on, of all topics when none is named.

        What is its `own` is published in this process: each change is heard in one of them.
        """
        listener, listeners = Listener(frozenset(topics or Topic)), self._listeners
        if own:
            listeners = self._own
        if self._closed:
            listener.close()
        listeners.add(listener)
        try:
            yield listener
        finally:
            listeners.discard(listener)

    @contextmanager
    def shared(self) -> Iterator[SharedFeed]:
        """Hear what is published in this process alone, also once the feed is closed."""
        shared = SharedFeed(self)
        self._relays.add(shared)
        try:
            yield shared
        finally:
            self._relays.discard(shared)

    def close(self) -> None:
        """End every listener's stream."""
        self._closed = True
        for listener in (*self._listeners, *self._own):
            listener.close()
