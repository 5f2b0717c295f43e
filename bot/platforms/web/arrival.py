"""When a request arrived, of those for which it counts, which are known until they are answered."""

from __future__ import annotations

from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from bot.platforms.port import WAITED
from bot.platforms.web.request_context import Endpoint, RequestContext, site_of
from bot.services.arrivals import Arrival


def timed(endpoint: Endpoint) -> Endpoint:
    """Let a request count from its arrival, and closings wait until it is answered."""

    async def answer(request: Request) -> Response:
        services = site_of(request).services
        # Where no server of ours tells how long ago it came, it comes now.
        known = {"waited": request.scope[WAITED]} if WAITED in request.scope else {}
        request.state.arrival = arrival = Arrival(services.clock, **known)
        with services.arrivals.answering(arrival):
            return await endpoint(request)

    return answer


def arrived(context: RequestContext) -> datetime | None:
    """Return when all of a request was here, None before its form was read."""
    arrival: Arrival = context.request.state.arrival
    return arrival.at()
