"""What goes wrong when a test says so: answers, cut connections, answers that wait.

A fault strikes before the request's effect, or `after` it: then the platform did what was asked and
the bot never learns.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.fakes.common.rates import check_known

Json = dict[str, Any]
AsJson = Callable[[int, Json, dict[str, str]], web.Response]


@dataclass(eq=False)
class Fault:
    """One fault, which strikes `times` more requests. No `status`: the connection is cut."""

    name: str
    status: int | None
    times: int
    after: bool
    body: Json = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(eq=False)
class Hold:
    """Requests of a name wait. `reached` is set once one waits; `release` lets all go on."""

    name: str
    after: bool
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    released: asyncio.Event = field(default_factory=asyncio.Event)

    def release(self) -> None:
        """Let them go on."""
        self.released.set()


class Faults:
    """The faults that are armed, each for the requests of a name that is in `known`."""

    def __init__(self, known: set[str], as_json: AsJson) -> None:
        self._known = known
        self._as_json = as_json
        self._armed: list[Fault] = []
        self._holds: list[Hold] = []
        self.down = False

    def cut(self, name: str, *, times: int = 1, after: bool = True) -> Fault:
        """Cut the connection of the next requests of a name."""
        return self._arm(Fault(name, None, times, after))

    def hold(self, name: str, *, after: bool = False) -> Hold:
        """Let the requests of a name wait until they are released."""
        check_known(name, self._known)
        made = Hold(name, after)
        self._holds.append(made)
        return made

    def clear(self) -> None:
        """Let everything work again."""
        self._armed.clear()
        for hold in self._holds:
            hold.release()
        self._holds.clear()
        self.down = False

    async def around(
        self, request: web.Request, name: str, handle: Callable[[], Awaitable[web.Response]]
    ) -> web.Response:
        """Handle a request of that name, struck by what is armed for it."""
        if self.down:
            return _cut(request)
        if struck := await self._strike(request, name, after=False):
            return struck
        response = await handle()
        return await self._strike(request, name, after=True) or response

    async def _strike(self, request: web.Request, name: str, *, after: bool) -> web.Response | None:
        for hold in list(self._holds):
            if hold.name == name and hold.after == after:
                hold.reached.set()
                await hold.released.wait()
        for fault in self._armed:
            if fault.name == name and fault.after == after and fault.times > 0:
                fault.times -= 1
                if fault.status is None:
                    return _cut(request)
                return self._as_json(fault.status, fault.body, fault.headers)
        return None

    def _arm(self, fault: Fault) -> Fault:
        check_known(fault.name, self._known)
        self._armed.append(fault)
        return fault


def _cut(request: web.Request) -> web.Response:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()  # for aiohttp; nobody is there to read it
