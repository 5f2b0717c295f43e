"""What changes while a page is open, as server-sent events.

`counts` carries how many have answered in each open round, in words; `changed` says that the page
should look again. See https://html.spec.whatwg.org/multipage/server-sent-events.html.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

from starlette.responses import Response, StreamingResponse

from bot.core.models import GroupId
from bot.core.read_models import Reader
from bot.platforms.web.request_context import RequestContext, Shared
from bot.presentation.rounds import replies_words
from bot.services.groups import LOCAL_CHANNEL
from bot.services.live import Listener, Topic
from bot.services.services import Services

# Proxies cut a connection on which nothing is said for long; a minute is the usual patience.
_HEARTBEAT = 15.0
_RETRY_MS = 2_000


async def events(context: RequestContext) -> Response:
    """Stream what happens in the room until the visitor leaves or the room closes."""
    # The header keeps a proxy (nginx) from collecting events until its buffer is full.
    headers = {"X-Accel-Buffering": "no"}
    return StreamingResponse(_stream(context), media_type="text/event-stream", headers=headers)


async def _stream(context: RequestContext) -> AsyncIterator[str]:
    with context.services.live.listen() as listener:
        yield f"retry: {_RETRY_MS}\n\n"
        while not listener.closed:
            topics = await _next_topics(context, listener)
            if listener.closed:
                return
            if not topics:
                yield ": still here\n\n"
            if Topic.REPLIES in topics:
                yield _event("counts", await context.room.counts.fresh())
            if topics - {Topic.REPLIES}:
                yield _event("changed", sorted(topics))


async def _next_topics(context: RequestContext, listener: Listener) -> set[Topic]:
    changes = await listener.changes(_HEARTBEAT)
    return {topic for group, topic in changes if group == context.group.id}


def counts_of(services: Services, group: GroupId) -> Shared[dict[str, str]]:
    """Return how many have answered in each open round, in words: one query for all streams."""

    async def load() -> dict[str, str]:
        cards = await services.cards.open_now(Reader(frozenset([LOCAL_CHANNEL])), group)
        return {card.round.id: replies_words(card.replies) for card in cards}

    return Shared(load)


def _event(name: str, data: object) -> str:
    return f"event: {name}\ndata: {json.dumps(data)}\n\n"
