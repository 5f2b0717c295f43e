"""`roundtable chat`: this terminal in a room, which is started where none takes terminals."""

from __future__ import annotations

import asyncio
import getpass
import json
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from bot import bootstrap
from bot.cli.console import show
from bot.errors import FolderUnusable
from bot.folders import make_private
from bot.logs import configure_logs
from bot.settings import Settings

_DOOR = "terminals.json"
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter, str]


async def chat(settings: Settings, name: str, *, organises: bool) -> None:
    """Take part until this terminal's input ends. Raises FolderUnusable and as `serve`."""
    name = name or getpass.getuser()
    door = _door(settings.folder)
    if (found := await _knock(door)) is not None:
        await _talk(found, name, organises=organises)
        return
    # What is logged would stand between the lines of a conversation.
    configure_logs("ERROR")
    is_open = asyncio.Event()
    room = asyncio.create_task(bootstrap.serve(settings, lambda _: is_open.set(), door))
    opened = asyncio.create_task(is_open.wait())
    await asyncio.wait([room, opened], return_when=asyncio.FIRST_COMPLETED)
    opened.cancel()
    if not room.done() and (found := await _knock(door)) is not None:
        await _talk(found, name, organises=organises)
        signal.raise_signal(signal.SIGTERM)
    await room


def _door(folder: Path) -> Path:
    """Return the file by which terminals find the room, in a folder that is there."""
    try:  # where the database is on a server, nothing may have been kept there yet
        make_private(folder)
    except OSError as error:
        raise FolderUnusable(folder, error.strerror or str(error)) from error
    return folder / _DOOR


async def _knock(door: Path) -> Streams | None:
    """Return a connection to the room that opened the door, None where nobody is behind it."""
    try:
        place = json.loads(door.read_text("utf-8"))  # noqa: ASYNC240  # a line, before anything else
        reader, writer = await asyncio.open_connection("127.0.0.1", place["port"])
    except (OSError, ValueError, KeyError):
        return None
    return reader, writer, place["key"]


async def _talk(streams: Streams, name: str, *, organises: bool) -> None:
    """Carry lines there and back until either end closes."""
    reader, writer, key = streams
    writer.write(json.dumps({"key": key, "name": name, "organises": organises}).encode() + b"\n")
    loop = asyncio.get_running_loop()

    def send(line: bytes) -> None:
        if line:
            loop.call_soon_threadsafe(writer.write, line)
        else:
            loop.call_soon_threadsafe(writer.write_eof)

    # Whoever types is waited for in a thread: a terminal cannot be awaited on every system.
    threading.Thread(target=_read_lines, args=(send,), daemon=True).start()
    try:
        while said := await reader.read(1 << 16):
            sys.stdout.buffer.write(said)
            sys.stdout.flush()
    except OSError:
        pass  # the room stopped in the middle of a word
    show("")
    writer.close()


def _read_lines(send: Callable[[bytes], None]) -> None:
    try:
        # Python's own buffer would stay locked where the room ends first, and Python not end.
        with open(sys.stdin.fileno(), "rb", buffering=0, closefd=False) as lines:
            for line in lines:
                send(line)
        send(b"")
    except (OSError, RuntimeError):
        return  # the room, and its loop, closed first
