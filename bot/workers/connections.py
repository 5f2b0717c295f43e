"""Who may hold a connection, and for how long: so that strangers keep no member out.

Every connection takes a file descriptor, of which a process has few. A stranger who opens many, and
sends half a request through each, would have them all. So a request has its time, one address has
its share, and when all places are taken, who has waited longest without asking anything goes.

The times and the pace are those that Apache's mod_reqtimeout has by default:
https://httpd.apache.org/docs/2.4/mod/mod_reqtimeout.html.
"""

from __future__ import annotations

import asyncio
import sys
from collections import defaultdict
from dataclasses import dataclass
from enum import Enum
from ipaddress import IPv6Address, ip_address
from pathlib import Path

import h11
import structlog
from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

if sys.platform != "win32":  # where no limit of this kind is, and no module that tells it
    import resource

_log = structlog.get_logger()

ACCEPTED_AT_ONCE = 8
"""How many connections are taken before anything else has its turn: none is counted before."""

# What is left for the database (two a connection), the log, files that are read, and the chats.
_RESERVE = 96
_FEWEST, _MOST = 16, 10_000
_ENOUGH = 2 * _MOST
_SHARE = 4  # an address may have a quarter of all places

_MAY_ANSWER = (h11.IDLE, h11.SEND_RESPONSE)
_TOO_SLOW = "The request took too long to arrive.\n"


@dataclass(frozen=True, slots=True)
class Limits:
    """How many connections there may be at a time, and what each may take; times in seconds.

    `half_sent` of them at most come from one address and have no whole request. A body has
    `body_s`, and a second more for every `pace` bytes of it.
    """

    connections: int
    half_sent: int
    head_s: float = 20.0
    body_s: float = 20.0
    pace: int = 500
    unread_s: float = 60.0

    @classmethod
    def of_process(cls) -> Limits:
        """Return what fits into the descriptors that the process has left (RLIMIT_NOFILE).

        On Windows a process is not limited so, and the most there may be fit.
        """
        if sys.platform != "win32":
            descriptors = _raised(*resource.getrlimit(resource.RLIMIT_NOFILE))
            # Both Linux and macOS have the folder.
            return cls.of_descriptors(descriptors, sum(1 for _ in Path("/dev/fd").iterdir()))
        return cls.of_descriptors(_ENOUGH, 0)

    @classmethod
    def of_descriptors(cls, descriptors: int, used: int) -> Limits:
        """Return what fits into so many descriptors, of which some are used; -1 is no limit."""
        if descriptors < 0:  # as RLIM_INFINITY is on Linux
            descriptors = _ENOUGH
        reserve = max(_RESERVE, descriptors // 8)
        connections = min(max(descriptors - used - reserve, _FEWEST), _MOST)
        return cls(connections, max(connections // _SHARE, 1))


if sys.platform != "win32":

    def _raised(soft: int, hard: int) -> int:
        """Have as many descriptors as we may, up to what is enough; return how many."""
        unlimited = resource.RLIM_INFINITY
        wanted = _ENOUGH if hard == unlimited else min(hard, _ENOUGH)
        if soft == unlimited or soft >= wanted:
            return soft
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        except (OSError, ValueError) as error:  # macOS has a limit besides, which it does not tell
            _log.warning("descriptors not raised", limit=soft, wanted=wanted, reason=str(error))
            return soft
        _log.info("descriptors raised", limit=wanted, before=soft)
        return wanted


class Phase(Enum):
    """What a connection waits for from the other end."""

    HEAD = "head"
    BODY = "body"


_PHASES = {h11.IDLE: Phase.HEAD, h11.SEND_BODY: Phase.BODY}


class Connections:
    """All that are open, and which of them have waited for a request, the longest first."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._open: set[LimitedProtocol] = set()
        # Dictionaries for their order.
        self._waiting: dict[Phase, dict[LimitedProtocol, None]] = {each: {} for each in Phase}
        self._of_address = defaultdict[str, dict[LimitedProtocol, None]](dict)

    def __len__(self) -> int:
        return len(self._open)

    def enter(self, new: LimitedProtocol) -> None:
        """Let one in; if that is one too many, another goes, or else this one."""
        self._open.add(new)
        self.wait(new, Phase.HEAD)
        if len(self._open) > self.limits.connections:
            _log.warning("connections at their limit", limit=self.limits.connections)
            self._dismiss(self._oldest(new))

    def wait(self, connection: LimitedProtocol, phase: Phase) -> None:
        """Count one among those that wait; of an address with too many the oldest goes."""
        self.go_on(connection)
        self._waiting[phase][connection] = None
        theirs = self._of_address[connection.address]
        theirs[connection] = None
        if len(theirs) > self.limits.half_sent:
            self._dismiss(next(iter(theirs)))

    def go_on(self, connection: LimitedProtocol) -> None:
        """Count one no longer among those that wait: its request is here."""
        for waiting in self._waiting.values():
            waiting.pop(connection, None)
        theirs = self._of_address[connection.address]
        theirs.pop(connection, None)
        if not theirs:
            del self._of_address[connection.address]

    def leave(self, connection: LimitedProtocol) -> None:
        """Forget one that is closed."""
        self.go_on(connection)
        self._open.discard(connection)

    def _oldest(self, new: LimitedProtocol) -> LimitedProtocol:
        """Return who goes for a new one: who sent nothing whole, before who is sending a body."""
        heads = (each for each in self._waiting[Phase.HEAD] if each is not new)
        return next(heads, None) or next(iter(self._waiting[Phase.BODY]), new)

    def _dismiss(self, connection: LimitedProtocol) -> None:
        self.leave(connection)
        connection.hang_up()


class LimitedState(ServerState):
    """What the connections of a server share."""

    def __init__(self, limits: Limits) -> None:
        super().__init__()
        self.limited = Connections(limits)


class LimitedProtocol(H11Protocol):
    """One connection, which is given up when the other end takes too long."""

    def __init__(
        self,
        config: Config,
        server_state: LimitedState,
        app_state: dict[str, object],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.address = ""
        self._all = server_state.limited
        self._limits = server_state.limited.limits
        self._phase: Phase | None = None
        self._heard = 0  # bytes, in this phase
        self._began = 0.0
        self._deadline: asyncio.TimerHandle | None = None
        self._unread: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Let it in, if there is room."""
        super().connection_made(transport)
        if self.client is not None:
            self.client = (_plain(self.client[0]), self.client[1])
            self.address = self.client[0]
        self._enter(Phase.HEAD)
        self._await_head()
        self._all.enter(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        self._all.leave(self)
        _cancel(self._deadline)
        _cancel(self._unread)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what came in."""
        before = self._phase
        super().data_received(data)
        self._look()
        if self._phase in (before, Phase.BODY):  # some of it may have been the body's head
            self._heard += len(data)
        self._time_head()

    def on_response_complete(self) -> None:
        """Wait for the next request, or for what was written to be read before all ends."""
        super().on_response_complete()
        if self.transport.is_closing():
            self._await_reader()
        else:
            self._look()
            self._time_head()

    def pause_writing(self) -> None:
        """Wait no longer than one may for who does not read what was asked for."""
        super().pause_writing()
        self._await_reader()

    def resume_writing(self) -> None:
        """Go on writing."""
        super().resume_writing()
        _cancel(self._unread)
        self._unread = None

    def timeout_keep_alive_handler(self) -> None:
        """Close it: the next request did not come."""
        super().timeout_keep_alive_handler()
        self._await_reader()

    def send_400_response(self, msg: str) -> None:
        """Say what is wrong with a request, unless its answer is on its way already."""
        if self.conn.our_state in _MAY_ANSWER:
            super().send_400_response(msg)
        self.hang_up()

    def hang_up(self) -> None:
        """Close the connection, and tell a request that is read that no more of it will come."""
        if self.cycle is not None and not self.cycle.response_complete:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self.transport.close()
        self._await_reader()

    def _look(self) -> None:
        """See what is waited for now."""
        if self.transport.is_closing():
            return
        phase = _PHASES.get(self.conn.their_state)
        if phase is self._phase:
            return
        self._enter(phase)
        if phase is None:
            self._all.go_on(self)
        else:
            self._all.wait(self, phase)
        if phase is Phase.BODY:
            self._await_body(self._limits.body_s)

    def _enter(self, phase: Phase | None) -> None:
        _cancel(self._deadline)
        self._deadline = None
        self._phase, self._heard, self._began = phase, 0, self.loop.time()

    def _time_head(self) -> None:
        """Begin the time of a request's head with its first byte."""
        begun, _ = self.conn.trailing_data
        if begun and self._phase is Phase.HEAD and self._deadline is None:
            self._heard = len(begun)
            self._await_head()

    def _await_head(self) -> None:
        self._deadline = self.loop.call_later(self._limits.head_s, self._give_up)

    def _await_body(self, seconds: float) -> None:
        self._deadline = self.loop.call_later(seconds, self._look_at_body)

    def _look_at_body(self) -> None:
        """Give a body up that comes slower than it may, unless it is we who do not read it."""
        limits = self._limits
        if self.flow.read_paused:
            self._began += limits.body_s
        left = self._began + limits.body_s + self._heard / limits.pace - self.loop.time()
        if left > 0:
            self._await_body(left)
        else:
            self._give_up()

    def _await_reader(self) -> None:
        """Let what was written be read; a connection that is closed waits for that too."""
        if self._unread is None and self.transport.get_write_buffer_size():
            self._unread = self.loop.call_later(self._limits.unread_s, self.transport.abort)

    def _give_up(self) -> None:
        """Close it; whoever asked for something is told why (a browser connects for later, too)."""
        asked = self._phase is Phase.BODY or self._heard
        if asked and self.conn.our_state in _MAY_ANSWER:
            self._answer(408, _TOO_SLOW)
        self.hang_up()

    def _answer(self, status: int, words: str) -> None:
        """Write a whole answer of our own."""
        headers = [("Content-Type", "text/plain; charset=utf-8"), ("Connection", "close")]
        parts = (
            h11.Response(status_code=status, headers=headers, reason=b"Request Timeout"),
            h11.Data(data=words.encode()),
            h11.EndOfMessage(),
        )
        self.transport.write(b"".join(self.conn.send(part) or b"" for part in parts))


def _cancel(timer: asyncio.TimerHandle | None) -> None:
    if timer is not None:
        timer.cancel()


def _plain(address: str) -> str:
    """Return an IPv4 address as such where a socket for both kinds has it inside an IPv6 one."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    inside = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return str(inside or found)
