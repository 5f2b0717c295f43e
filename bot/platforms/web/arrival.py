"""When a request arrived, of those for which it counts, which are known until they are answered."""

from __future__ import annotations

import asyncio
from contextlib import nullcontext
from datetime import datetime
from typing import cast

from starlette.requests import Request
from starlette.responses import Response

from bot.platforms.port import WAITED
from bot.platforms.web.request_context import Endpoint, RequestContext, site_of
from bot.services.arrivals import Arrival

Turns = asyncio.Semaphore
AT_ONCE = 64


def timed(endpoint: Endpoint) -> Endpoint:
    """Let a request count from its arrival, and closings wait until it is answered.

    They take turns: a thousand at once would wait for each other at every step. So many as have
    theirs share what is read and written for them, and the next are read while these are written.
    """

    async def answer(request: Request) -> Response:
        services, turns = site_of(request).services, cast(Turns, request.app.state.turns)
        # Where no server of ours tells how long ago it came, it comes now.
        known = {"waited": request.scope[WAITED]} if WAITED in request.scope else {}
        request.state.arrival = arrival = Arrival(services.clock, **known)
        with services.arrivals.answering(arrival):
            # Whoever sends the rest of a form when they like keeps nobody waiting.
            async with turns if arrival.at() is not None else nullcontext():
                return await endpoint(request)

    return answer


def arrived(context: RequestContext) -> datetime | None:
    """Return when all of a request was here, None before its form was read."""
    arrival: Arrival = context.request.state.arrival
    return arrival.at()
