"""What changes while a page is open, as server-sent events.

`counts` carries how many have answered in each open round, in words; `changed` says that the page
should look again, `within` so many milliseconds at a time of its own choice, so that not all who
wait for a closing look at one moment; `spread` says so beforehand, for pages that see it come. See https://html.spec.whatwg.org/multipage/server-sent-events.html.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import cast
from weakref import WeakValueDictionary

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from bot.core.models import ChannelId
from bot.core.read_models import Reader
from bot.errors import DatabaseUnavailable, NotFound
from bot.platforms.web.request_context import (
    GroupContext,
    group_context_of,
    site_of,
)
from bot.presentation.rounds import replies_words
from bot.services.live import EVERYWHERE, Scope, Topic
from bot.services.services import Services
from bot.services.sharing import Shared

MOST_OF_ONE = 12
"""Pages in sight of one person; those out of sight give their streams back by themselves."""
_AT_ONCE = 20
_EACH_MS, _MOST_MS = 5, 4_000
# Proxies cut a connection on which nothing is said for long; a minute is the usual patience.
_HEARTBEAT = 15.0
_RETRY_MS = 2_000
# With each try the page is looked at anew, so it is still told everything, only later.
_NO_PLACE_MS = 60_000
# Somebody may lose their way into a channel while a page of it is open.
RIGHTS_LAST_S = 60.0

_Words = dict[str, str]


class Streams:
    """The live pages of this process: `most` at a time, of which one person has a few.

    Each holds a connection for as long as it is open.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._of = Counter[str]()

    @property
    def spread_ms(self) -> int:
        """Over how many milliseconds pages are to spread what all of them do at one moment.

        It is none for a few, and never so long that somebody would wonder.
        """
        return min(max(self._of.total() - _AT_ONCE, 0) * _EACH_MS, _MOST_MS)

    @contextmanager
    def place(self, whose: str) -> Iterator[bool]:
        """Say whether there is a place for one more, which is taken until the end."""
        if self._of[whose] >= MOST_OF_ONE or self._of.total() >= self._most:
            yield False
            return
        self._of[whose] += 1
        try:
            yield True
        finally:
            self._of[whose] -= 1
            self._of += Counter()  # which drops those with none


class Counts:
    """How many have answered in open rounds, in words: one query for all who read the same."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._shared = WeakValueDictionary[frozenset[ChannelId], Shared[_Words]]()

    def of(self, reader: Reader) -> Shared[_Words]:
        """Return the counts of what was told in the channels that somebody reads."""
        known = self._shared.get(reader.channels)
        if known is None:
            known = self._shared[reader.channels] = Shared(lambda: self._load(reader.channels))
        return known

    async def _load(self, channels: frozenset[ChannelId]) -> _Words:
        cards = await self._services.cards.open_now(Reader(channels))
        return {card.round.id: replies_words(card.replies) for card in cards}


@dataclass(frozen=True, slots=True)
class _Hearing:
    """Whose changes somebody hears, by which session, and the counts of what they read."""

    scopes: frozenset[Scope]
    session: Scope | None
    counts: Shared[_Words]


async def events(context: GroupContext) -> Response:
    """Stream what happens in the group until the visitor leaves, or may not read it any more."""
    # The header keeps a proxy (nginx) from collecting events until its buffer is full.
    headers = {"X-Accel-Buffering": "no"}
    stream = _until_the_database_goes(_in_place(context, await _hearing(context)))
    return StreamingResponse(stream, media_type="text/event-stream", headers=headers)


async def _until_the_database_goes(stream: AsyncIterator[str]) -> AsyncIterator[str]:
    """End the stream then: the browser comes again, and hears when to do so next."""
    try:
        async for part in stream:
            yield part
    except DatabaseUnavailable:
        return


async def _in_place(context: GroupContext, hearing: _Hearing) -> AsyncIterator[str]:
    """Let the stream have a place, or the browser ask for one again later."""
    visitor, streams = context.visitor, cast(Streams, context.request.app.state.streams)
    with streams.place(visitor.person or visitor.session or "") as is_free:
        if not is_free:
            yield f"retry: {_NO_PLACE_MS}\n\n"
            return
        async for part in _stream(context.request, hearing, streams):
            yield part


async def _stream(
    request: Request, hearing: _Hearing | None, streams: Streams
) -> AsyncIterator[str]:
    with site_of(request).services.live.listen() as listener:
        yield f"retry: {_RETRY_MS}\n\n{_event('spread', {'within': streams.spread_ms})}"
        asked_at = _now()
        while hearing is not None and not listener.closed:
            left = max(asked_at + RIGHTS_LAST_S - _now(), 0)
            changes = await listener.changes(min(_HEARTBEAT, left))
            if listener.closed:
                return
            heard = hearing.scopes | {EVERYWHERE}
            topics = {topic for scope, topic in changes if scope in heard}
            is_other = Topic.MEMBERS in topics or (hearing.session, Topic.SESSIONS) in changes
            if is_other or _now() >= asked_at + RIGHTS_LAST_S:
                asked_at, hearing = _now(), await _asked_anew(request)
            if hearing is None:
                return
            if not topics:
                yield ": still here\n\n"
            if Topic.REPLIES in topics:
                yield _event("counts", await hearing.counts.fresh())
            if topics - {Topic.REPLIES}:
                told = {"topics": sorted(topics), "within": streams.spread_ms}
                yield _event("changed", told)


async def _asked_anew(request: Request) -> _Hearing | None:
    """Return what somebody may hear now, None for nothing any more."""

    async def ask() -> _Hearing | None:
        try:
            return await _hearing(await group_context_of(request))
        except NotFound:
            return None

    # Whoever goes away ends the stream in the middle of it, but not what the database is asked.
    return await asyncio.shield(asyncio.create_task(ask(), name="live-rights"))


async def _hearing(context: GroupContext) -> _Hearing:
    """Return what the visitor hears: a channel that was linked may have rounds of two groups.

    Decks are told of by the workspaces whose they are.
    """
    cards = await context.services.cards.open_now(context.reader)
    scopes: set[Scope] = {context.group.id}
    scopes.update(card.round.group for card in cards)
    workspaces = await context.services.workspaces.of_group(context.group.id)
    scopes.update(each.id for each in workspaces)
    counts = cast(Counts, context.request.app.state.counts).of(context.reader)
    return _Hearing(frozenset(scopes), context.visitor.session, counts)


def _now() -> float:
    return asyncio.get_running_loop().time()


def _event(name: str, data: object) -> str:
    return f"event: {name}\ndata: {json.dumps(data)}\n\n"
