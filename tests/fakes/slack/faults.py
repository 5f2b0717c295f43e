"""What goes wrong when a test says so: answers, cut connections, answers that wait.

A fault strikes before the request's effect, or `after` it: then Slack did what was asked and the
bot never learns.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from tests.fakes.slack.errors import Json
from tests.fakes.slack.rates import check_method

_SAID = {429: "ratelimited", 500: "internal_error", 503: "service_unavailable"}


@dataclass(eq=False)
class Fault:
    """One fault, which strikes `times` more requests. No `status`: the connection is cut."""

    method: str
    status: int | None
    times: int
    after: bool
    body: Json = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(eq=False)
class Hold:
    """Requests of a method wait. `reached` is set once one waits; `release` lets all go on."""

    method: str
    after: bool
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    released: asyncio.Event = field(default_factory=asyncio.Event)

    def release(self) -> None:
        """Let them go on."""
        self.released.set()


class Faults:
    """The faults that are armed. Methods are named as `chat.postMessage`.

    `response_url` and `upload` name the requests that are no methods.
    """

    def __init__(self, known: set[str]) -> None:
        self._known = known
        self._armed: list[Fault] = []
        self._holds: list[Hold] = []
        self.down = False

    def answer(
        self,
        method: str,
        status: int,
        *,
        times: int = 1,
        after: bool = False,
        error: str = "",
        retry_after: int = 1,
    ) -> Fault:
        """Answer the method's next requests with an error; with a 200 name the `error`."""
        body: Json = {"ok": False, "error": error or _SAID.get(status, f"http_{status}")}
        headers = {"Retry-After": str(retry_after)} if status == 429 else {}
        return self._arm(Fault(method, status, times, after, body, headers))

    def cut(self, method: str, *, times: int = 1, after: bool = True) -> Fault:
        """Cut the connection of the method's next requests."""
        return self._arm(Fault(method, None, times, after))

    def hold(self, method: str, *, after: bool = False) -> Hold:
        """Let the method's requests wait until they are released."""
        check_method(method, self._known)
        made = Hold(method, after)
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
        check_method(fault.method, self._known)
        self._armed.append(fault)
        return fault

    def take(self, method: str, *, after: bool) -> Fault | None:
        """Return the fault that strikes this request now, if any, and count it."""
        for fault in self._armed:
            if fault.method == method and fault.after == after and fault.times > 0:
                fault.times -= 1
                return fault
        return None

    async def wait(self, method: str, *, after: bool) -> None:
        """Wait where the method is held."""
        for hold in list(self._holds):
            if hold.method == method and hold.after == after:
                hold.reached.set()
                await hold.released.wait()
