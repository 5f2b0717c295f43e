"""More connections than the process has descriptors, and members who notice nothing of it."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import httpx
import pytest

from tests.commands.conftest import joined
from tests.processes.pool import ProcessPool
from tests.processes.roundtable import Room, running_room

DESCRIPTORS = 256
STRANGERS = 400
HALF = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-More: "
HALF_BODY = (
    b"POST /join HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: http://127.0.0.1\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 500000\r\n\r\nkey="
)
MOST_LOG = 20_000


@pytest.fixture
def room(process_pool: ProcessPool, tmp_path: Path) -> Iterator[Room]:
    with running_room(process_pool, tmp_path, DESCRIPTORS) as room:
        yield room


@pytest.mark.parametrize("sent", [b"", HALF, HALF_BODY], ids=["nothing", "head", "body"])
def test_members_answer_while_strangers_hold_more_connections_than_there_are(
    room: Room, sent: bytes
):
    with joined(room, "Ann") as ann, ExitStack() as strangers:
        (reply,) = set(re.findall(r'action="(\S+/reply)"', ann.get("/g/local").text))
        for revision in range(4):
            for number in range(STRANGERS // 4):
                # Every other one from another address than all the rest.
                stranger = number // 2 + 2 if number % 2 else 1
                _connect(strangers, f"127.0.{revision}.{stranger}", room.port, sent)
            assert _answers(room, ann, reply, revision) == 303
        assert "answer 3" in ann.get("/g/local").text
    assert room.log.stat().st_size < MOST_LOG


def _answers(room: Room, member: httpx.Client, reply: str, revision: int) -> int:
    """Send a reply through a connection of its own, and return the status."""
    form = {"text": f"answer {revision}", "based_on": str(revision)}
    with httpx.Client(base_url=room.url, headers={"Origin": room.url}) as client:
        client.cookies = member.cookies
        return client.post(reply, data=form).status_code


def _connect(stack: ExitStack, source: str, port: int, sent: bytes) -> None:
    made = socket.create_connection(("127.0.0.1", port), source_address=(source, 0))
    connection = stack.enter_context(closing(made))
    with suppress(OSError):  # it may be closed already
        connection.sendall(sent)
