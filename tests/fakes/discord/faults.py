"""What goes wrong when a test says so: answers, cut connections, answers that wait.

A fault strikes before the request's effect, or `after` it: then Discord did what was asked and
the bot never learns.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from tests.fakes.discord.errors import Json
from tests.fakes.discord.rates import check_route

_SAID = {
    401: "401: Unauthorized",
    403: "Missing Permissions",
    429: "You are being rate limited.",
    500: "500: Internal Server Error",
    502: "502: Bad Gateway",
}


@dataclass(eq=False)
class Fault:
    """One fault, which strikes `times` more requests. No `status`: the connection is cut."""

    route: str
    status: int | None
    times: int
    after: bool
    body: Json = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(eq=False)
class Hold:
    """Requests of a route wait. `reached` is set once one waits; `release` lets all go on."""

    route: str
    after: bool
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    released: asyncio.Event = field(default_factory=asyncio.Event)

    def release(self) -> None:
        """Let them go on."""
        self.released.set()


class Faults:
    """The faults that are armed. Routes are named as `POST /channels/{channel_id}/messages`."""

    def __init__(self, known: set[str]) -> None:
        self._known = known
        self._armed: list[Fault] = []
        self._holds: list[Hold] = []
        self.down = False

    def answer(
        self,
        route: str,
        status: int,
        *,
        times: int = 1,
        after: bool = False,
        code: int = 0,
        retry_after: float = 0.0,
        everywhere: bool = False,
        via: bool = True,
    ) -> Fault:
        """Answer the route's next requests with an error; `everywhere` is a 429 for all routes.

        Without `via` a 429 looks as if a proxy before Discord had sent it.
        """
        body: Json = {"message": _SAID.get(status, f"{status}"), "code": code}
        headers = {"Via": "1.1 google"} if via else {}
        if status == 429:
            body |= {"retry_after": retry_after, "global": everywhere}
            headers["Retry-After"] = str(retry_after)
            headers["X-RateLimit-Scope"] = "global" if everywhere else "user"
        return self._arm(Fault(route, status, times, after, body, headers))

    def cut(self, route: str, *, times: int = 1, after: bool = True) -> Fault:
        """Cut the connection of the route's next requests."""
        return self._arm(Fault(route, None, times, after))

    def hold(self, route: str, *, after: bool = False) -> Hold:
        """Let the route's requests wait until they are released."""
        check_route(route, self._known)
        made = Hold(route, after)
        self._holds.append(made)
        return made

    def clear(self) -> None:
        """Let everything work again."""
        self._armed.clear()
        for hold in self._holds:
            hold.release()
        self._holds.clear()
        self.down = False

    def _arm(self, fault: Fault) -> Fault:
        check_route(fault.route, self._known)
        self._armed.append(fault)
        return fault

    def take(self, route: str, *, after: bool) -> Fault | None:
        """Return the fault that strikes this request now, if any, and count it."""
        for fault in self._armed:
            if fault.route == route and fault.after == after and fault.times > 0:
                fault.times -= 1
                return fault
        return None

    async def wait(self, route: str, *, after: bool) -> None:
        """Wait where the route is held."""
        for hold in list(self._holds):
            if hold.route == route and hold.after == after:
                hold.reached.set()
                await hold.released.wait()
