"""The gateway: connections, sessions that survive them, and what each is told.

Opcodes and close codes: Discord's reference, "Gateway Opcodes". Every event is kept in its
session's log; a connection sends the log from where it stands, so that a RESUME is a connection
that starts further back.
"""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from aiohttp import WSMsgType, web

from tests.fakes.discord import payloads
from tests.fakes.discord.application import PRIVILEGED, Intent
from tests.fakes.discord.entities import Guild
from tests.fakes.discord.errors import Json
from tests.fakes.discord.events import Event
from tests.fakes.discord.sessions import Session, concerns, holds
from tests.fakes.discord.world import World

# Hanging up with these, the client says that it will not resume.
_ENDS_THE_SESSION = (1000, 1001)
_TOLD_OF_HIDDEN_CHANNELS = ("CHANNEL_", "INTERACTION_")


class Op(IntEnum):
    """What a frame is about."""

    HEARTBEAT = 1
    IDENTIFY = 2
    PRESENCE = 3
    RESUME = 6
    RECONNECT = 7
    REQUEST_MEMBERS = 8
    INVALID_SESSION = 9
    HELLO = 10
    HEARTBEAT_ACK = 11


class Close(IntEnum):
    """Why Discord hangs up."""

    UNKNOWN_OPCODE = 4001
    NOT_AUTHENTICATED = 4003
    AUTHENTICATION_FAILED = 4004
    RATE_LIMITED = 4008
    INVALID_SHARD = 4010
    DISALLOWED_INTENTS = 4014


@dataclass(eq=False)
class Connection:
    """One socket. Of the session's log, `sent` events went out and `heard` were taken in."""

    socket: web.WebSocketResponse
    transport: asyncio.Transport
    session: Session | None = None
    sent: int = 0
    heard: int = 0
    writer: asyncio.Task[None] | None = None


class Gateway:
    """All connections. `identifies` and `resumes` count what was let in."""

    def __init__(self, world: World, url: str) -> None:
        self._world = world
        self.url = url
        self.shards = 1
        self.heartbeat_seconds = 41.25
        self.acknowledges_heartbeats = True
        self.down = False
        self.identifies = 0
        self.resumes = 0
        self.heartbeats = 0
        self.connections: list[Connection] = []
        self._sessions: dict[str, Session] = {}
        world.listeners.append(self._tell)

    def info(self) -> Json:
        """Return what /gateway/bot answers."""
        limit = {
            "total": 1000,
            "remaining": 1000 - self.identifies,
            "reset_after": 86_400_000,
            "max_concurrency": 1,
        }
        return {"url": self.url, "shards": self.shards, "session_start_limit": limit}

    # What a test does to it

    async def connected(self, shards: int = 1) -> None:
        """Wait until so many shards are connected and were told everything."""
        await self._world.changes.until(
            lambda: sum(self._is_up_to_date(one) for one in self.connections) >= shards,
            f"{shards} connected shards",
        )

    async def caught_up(self) -> None:
        """Wait until every connected shard took in all that it was told so far.

        Discord asks for a heartbeat; the client answers with the last event that it handled.
        """
        for connection in list(self.connections):
            await self._caught_up(connection)

    async def _caught_up(self, connection: Connection) -> None:
        if connection.session is None:
            return
        end = len(connection.session.log)
        until = self._world.changes.until
        await until(lambda: connection.sent >= end, "sending all events")
        await connection.socket.send_json({"op": Op.HEARTBEAT, "d": None})
        await until(lambda: connection.heard >= end, "a heartbeat after the last event")

    def drop(self) -> None:
        """Let every socket break, without a goodbye."""
        for connection in self.connections:
            connection.transport.abort()

    async def close(self, code: int) -> None:
        """Hang up with a close code."""
        for connection in list(self.connections):
            await connection.socket.close(code=code)

    async def ask_to_reconnect(self) -> None:
        """Send RECONNECT, as before Discord restarts a node."""
        await self._send_all({"op": Op.RECONNECT, "d": None})

    async def invalidate(self, *, resumable: bool) -> None:
        """Send INVALID_SESSION."""
        if not resumable:
            self.forget_sessions()
        await self._send_all({"op": Op.INVALID_SESSION, "d": resumable})

    def forget_sessions(self) -> None:
        """Refuse every later RESUME of the sessions that are."""
        for session in self._sessions.values():
            session.is_forgotten = True

    def send_malformed(self) -> None:
        """Tell an event whose fields are not there."""
        for session in self._live():
            session.push("MESSAGE_CREATE", {"id": "no number"})

    def go_down(self) -> None:
        """Break every connection and take no new one."""
        self.down = True
        self.drop()

    def come_up(self) -> None:
        """Take connections again."""
        self.down = False

    # Telling

    def _tell(self, event: Event) -> None:
        if event.guild and not event.guild.has_bot:
            return
        if self._is_hidden(event):
            return
        for session in self._sessions.values():
            if concerns(session, event):
                self._push(session, event)

    def _is_hidden(self, event: Event) -> bool:
        """Whether it happened in a channel that the bot cannot see.

        What is told all the same is the channel itself, obfuscated, and interactions, "built
        through a separate path that does not apply obfuscation", discord/discord-api-docs #8454.
        """
        if event.guild is None or event.channel is None:
            return False
        if event.name.startswith(_TOLD_OF_HIDDEN_CHANNELS):
            return False
        return not self._world.bot_sees(event.channel)

    def _push(self, session: Session, event: Event) -> None:
        data = event.data
        if event.name.startswith("CHANNEL_") and event.channel and event.guild:
            data = self._world.channel_as_seen(event.channel)
        if event.message and not self._world.messages.is_readable(event.message, session.intents):
            data = payloads.redacted(data)
        if event.name == "GUILD_CREATE" and event.guild:
            data = self._guild(session, event.guild)
        session.push(event.name, data)

    def _guild(self, session: Session, guild: Guild) -> Json:
        everybody = Intent.GUILD_MEMBERS in session.intents
        return self._world.guild_as_seen(guild, everybody=everybody)

    def _live(self) -> list[Session]:
        return [one.session for one in self.connections if one.session]

    def _is_up_to_date(self, connection: Connection) -> bool:
        session = connection.session
        return session is not None and connection.sent == len(session.log) > 0

    # Connections

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Take a connection and stay with it."""
        if self.down:
            raise web.HTTPServiceUnavailable
        socket = web.WebSocketResponse(autoping=True)
        await socket.prepare(request)
        assert isinstance(request.transport, asyncio.Transport)
        connection = Connection(socket, request.transport)
        self.connections.append(connection)
        try:
            hello = {"heartbeat_interval": self.heartbeat_seconds * 1000, "_trace": []}
            await socket.send_json({"op": Op.HELLO, "d": hello})
            with suppress(ConnectionError):  # it may break while we answer
                await self._listen(connection)
        finally:
            await self._gone(connection)
        return socket

    async def _gone(self, connection: Connection) -> None:
        self.connections.remove(connection)
        if connection.writer:
            connection.writer.cancel()
            with suppress(asyncio.CancelledError):
                await connection.writer
        session = connection.session
        if session and connection.socket.close_code in _ENDS_THE_SESSION:
            self._sessions.pop(session.id, None)
        self._world.changes.tell()

    async def _listen(self, connection: Connection) -> None:
        async for message in connection.socket:
            if message.type is not WSMsgType.TEXT:
                continue
            frame = json.loads(message.data)
            await self._frame(connection, frame.get("op"), frame.get("d"))
            self._world.changes.tell()

    async def _frame(self, connection: Connection, op: int, data: Any) -> None:
        match op:
            case Op.HEARTBEAT:
                self.heartbeats += 1
                connection.heard = data or 0
                if self.acknowledges_heartbeats:
                    await connection.socket.send_json({"op": Op.HEARTBEAT_ACK})
            case Op.IDENTIFY:
                await self._identify(connection, data)
            case Op.RESUME:
                await self._resume(connection, data)
            case Op.REQUEST_MEMBERS if connection.session:
                self._send_members(connection.session, data)
            case Op.PRESENCE:
                pass  # nobody here looks at it
            case _:
                await connection.socket.close(code=Close.UNKNOWN_OPCODE)

    async def _identify(self, connection: Connection, data: Json) -> None:
        intents, (shard, shards) = Intent(data["intents"]), data.get("shard", [0, 1])
        if data["token"] != self._world.application.token:
            await connection.socket.close(code=Close.AUTHENTICATION_FAILED)
        elif intents & PRIVILEGED & ~self._world.application.toggles:
            await connection.socket.close(code=Close.DISALLOWED_INTENTS)
        elif not 0 <= shard < shards:
            await connection.socket.close(code=Close.INVALID_SHARD)
        else:
            self.identifies += 1
            session = Session(f"session-{self.identifies}", shard, shards, intents)
            self._sessions[session.id] = session
            self._greet(session)
            self._attach(connection, session, 0)

    def _greet(self, session: Session) -> None:
        world = self._world
        guilds = [one for one in world.guilds.values() if one.has_bot and holds(session, one)]
        session.push(
            "READY",
            {
                "v": 10,
                "user": payloads.user_json(world.bot),
                "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
                "session_id": session.id,
                "resume_gateway_url": self.url,
                "shard": [session.shard, session.shards],
                "application": {
                    "id": str(world.application.id),
                    "flags": world.application.flags,
                },
            },
        )
        for guild in guilds:
            # This word tells the bot that the guild is no new one.
            session.push("GUILD_CREATE", self._guild(session, guild) | {"unavailable": False})

    async def _resume(self, connection: Connection, data: Json) -> None:
        session = self._sessions.get(data["session_id"])
        if data["token"] != self._world.application.token:
            await connection.socket.close(code=Close.AUTHENTICATION_FAILED)
        elif session is None or session.is_forgotten:
            await connection.socket.send_json({"op": Op.INVALID_SESSION, "d": False})
        else:
            self.resumes += 1
            session.push("RESUMED", {})
            self._attach(connection, session, data["seq"])

    def _attach(self, connection: Connection, session: Session, sent: int) -> None:
        connection.session, connection.sent = session, sent
        connection.writer = asyncio.create_task(self._write(connection, session))

    async def _write(self, connection: Connection, session: Session) -> None:
        while not connection.socket.closed:
            session.grew.clear()
            while connection.sent < len(session.log):
                frame = session.log[connection.sent]
                try:
                    await connection.socket.send_str(frame)
                except ConnectionError:
                    return  # it broke; the session keeps what was not sent
                connection.sent += 1
            self._world.changes.tell()
            await session.grew.wait()

    def _send_members(self, session: Session, data: Json) -> None:
        guild = self._world.guilds[int(data["guild_id"])]
        asked = {int(own) for own in data.get("user_ids") or []}
        start = str(data.get("query") or "")
        members = [
            payloads.member_json(member)
            for own, member in guild.members.items()
            if (own in asked if asked else member.user.name.startswith(start))
        ]
        chunk = {"guild_id": str(guild.id), "members": members, "chunk_index": 0, "chunk_count": 1}
        session.push("GUILD_MEMBERS_CHUNK", chunk | {"nonce": data.get("nonce")})

    async def _send_all(self, frame: Json) -> None:
        for connection in list(self.connections):
            await connection.socket.send_json(frame)
