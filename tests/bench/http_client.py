"""HTTP over one kept connection with as little work as can be: what is measured is the server."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: `size` is the body's bytes as they were sent, `seconds` how long it took."""

    status: int
    headers: Mapping[str, str]
    size: int
    seconds: float


class Connection:
    """One connection of somebody's with a cookie, who asks for one thing after the other."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int, cookie: str
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._head = f"Host: 127.0.0.1:{port}\r\nCookie: {cookie}\r\nAccept-Encoding: gzip\r\n"
        self.is_heard = asyncio.Event()
        self._origin = f"Origin: http://127.0.0.1:{port}\r\n"

    async def get(self, path: str) -> Answer:
        """Ask for a page."""
        return await self._ask(f"GET {path} HTTP/1.1\r\n{self._head}\r\n".encode())

    async def post(self, path: str, **form: str) -> Answer:
        """Send a form."""
        body = urlencode(form)
        kind = "Content-Type: application/x-www-form-urlencoded\r\n"
        length = f"Content-Length: {len(body)}\r\n"
        head = f"POST {path} HTTP/1.1\r\n{self._head}{self._origin}{kind}{length}\r\n"
        return await self._ask(f"{head}{body}".encode())

    async def listen(self, path: str) -> None:
        """Open a stream of events."""
        self._writer.write(f"GET {path} HTTP/1.1\r\n{self._head}\r\n".encode())
        head = await self._reader.readuntil(b"\r\n\r\n")
        if b" 200 " not in head.split(b"\r\n")[0]:
            raise AssertionError(f"no stream: {head!r}")
        self.is_heard.set()

    async def told(self, event: str) -> dict[str, Any]:
        """Return what the next event of this name says on the stream."""
        await self._reader.readuntil(f"event: {event}\ndata: ".encode())
        said: dict[str, Any] = json.loads(await self._reader.readline())
        return said

    async def _ask(self, request: bytes) -> Answer:
        started = time.perf_counter()
        self._writer.write(request)
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {
            name.lower(): value.strip()
            for name, _, value in (line.partition(":") for line in head[1:] if line)
        }
        size = await self._skip_body(headers)
        return Answer(int(head[0].split()[1]), headers, size, time.perf_counter() - started)

    async def _skip_body(self, headers: Mapping[str, str]) -> int:
        if headers.get("transfer-encoding") != "chunked":
            return len(await self._reader.readexactly(int(headers.get("content-length", 0))))
        total = 0
        while size := int(await self._reader.readuntil(b"\r\n"), 16):
            await self._reader.readexactly(size + 2)
            total += size
        await self._reader.readexactly(2)
        return total


@asynccontextmanager
async def connected(port: int, cookie: str) -> AsyncIterator[Connection]:
    """Give a connection to a server on this machine."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**22)
    try:
        yield Connection(reader, writer, port, cookie)
    finally:
        writer.close()
