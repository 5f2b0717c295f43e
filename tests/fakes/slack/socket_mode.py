"""Socket Mode: envelopes over WebSockets, and their acknowledgements.

Slack's reference, "Using Socket Mode": an address is good for one connection, an app has at most
ten of them, and each thing is told over one.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web

from tests.fakes.slack.deliveries import Delivery, Kind
from tests.fakes.slack.errors import Json, Refused
from tests.fakes.slack.world import World

MOST_CONNECTIONS = 10
_TAKES_PAYLOAD = {Kind.COMMAND, Kind.INTERACTIVE}


@dataclass(eq=False)
class Connection:
    """One open WebSocket. `leaving`: it was told to go, and is told nothing more."""

    socket: web.WebSocketResponse
    transport: asyncio.Transport
    outbox: asyncio.Queue[Json] = field(default_factory=asyncio.Queue)
    leaving: bool = False


class SocketMode:
    """The connections. `enabled` is the switch in the app's settings."""

    timeout_reason = "timeout"

    def __init__(self, world: World, url: str) -> None:
        self._world = world
        self._url = url
        self._tickets: set[str] = set()
        self._next = 0
        self.connections: list[Connection] = []
        self.greeted = 0
        self.enabled = True

    def ticket(self) -> str:
        """Give out an address for one connection. Raises Refused where it is switched off."""
        if not self.enabled:
            raise Refused("not_allowed", ("[ERROR] Socket Mode is not turned on",))
        made = self._world.ids.next("ticket")
        self._tickets.add(made)
        return f"{self._url}?ticket={made}&app_id={self._world.app_id}"

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection until it ends."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            raise web.HTTPNotFound
        self._tickets.remove(ticket)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        assert isinstance(request.transport, asyncio.Transport)
        connection = Connection(socket, request.transport)
        writer = asyncio.create_task(self._write(connection))
        try:
            self._greet(connection)
            await self._listen(connection)
        finally:
            writer.cancel()
            if connection in self.connections:
                self.connections.remove(connection)
            self._world.changes.tell()
        return socket

    def _greet(self, connection: Connection) -> None:
        if len(self.connections) >= MOST_CONNECTIONS:
            connection.outbox.put_nowait(_farewell("too_many_websockets"))
            connection.leaving = True
            return
        self.connections.append(connection)
        connection.outbox.put_nowait(
            {
                "type": "hello",
                "num_connections": len(self.connections),
                "debug_info": {"host": "fake", "approximate_connection_time": 18060},
                "connection_info": {"app_id": self._world.app_id},
            }
        )
        self.greeted += 1
        self._world.deliveries.connected()
        self._world.changes.tell()

    async def _write(self, connection: Connection) -> None:
        while not connection.socket.closed:
            message = await connection.outbox.get()
            try:
                await connection.socket.send_json(message)
            except ConnectionError:  # it broke just now; what was told is told again later
                return

    async def _listen(self, connection: Connection) -> None:
        async for message in connection.socket:
            if message.type is WSMsgType.TEXT:
                answer = json.loads(message.data)
                payload = answer.get("payload")
                self._world.deliveries.answered(answer["envelope_id"], payload or {})

    def carry(self, delivery: Delivery) -> bool:
        """Tell the app over one of its connections, one after the other."""
        there = [one for one in self.connections if not one.leaving]
        if not there:
            return False
        self._next += 1
        envelope: Json = {
            "envelope_id": delivery.envelope,
            "type": delivery.kind.value,
            "payload": delivery.payload,
            "accepts_response_payload": delivery.kind in _TAKES_PAYLOAD,
        }
        if delivery.kind is Kind.EVENT:
            envelope |= {"retry_attempt": 0, "retry_reason": ""} | delivery.retry
        there[self._next % len(there)].outbox.put_nowait(envelope)
        return True

    # What a test does to the connections

    async def connected(self, connections: int = 1) -> None:
        """Wait until the app has so many connections that are told something."""
        await self._world.changes.until(
            lambda: sum(not one.leaving for one in self.connections) >= connections,
            f"{connections} connections",
        )

    def disconnect(self, reason: str = "refresh_requested") -> None:
        """Ask every connection to go: `warning`, `refresh_requested` or `link_disabled`.

        After `link_disabled` no new address is given out until `enabled` is set again.
        """
        self.enabled = self.enabled and reason != "link_disabled"
        for connection in self.connections:
            connection.leaving = True
            connection.outbox.put_nowait(_farewell(reason))

    def cut(self) -> None:
        """Break every connection without a word."""
        for connection in list(self.connections):
            connection.leaving = True
            connection.transport.abort()

    async def close(self) -> None:
        """Close every connection as a server does that goes."""
        for connection in list(self.connections):
            connection.leaving = True
            await connection.socket.close(code=1001)


def _farewell(reason: str) -> Json:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": "fake"}}
