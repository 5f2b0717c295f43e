"""What a room that runs says of itself stands beside what was found from outside."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from bot.doctor.findings import Finding, Outcome, failure, ok
from bot.doctor.platforms import port
from bot.doctor.room import beside_room
from bot.settings import Settings
from tests.fakes.ports import free_port

_WELL = ok("The bot is Roundtable.")


class _Room(HTTPServer):
    """Answers `/readyz` with what it is told."""

    answer: tuple[int, bytes] = (200, b"{}")


class _Ready(BaseHTTPRequestHandler):
    server: _Room

    def do_GET(self) -> None:
        status, body = self.server.answer
        self.send_response(status)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def room() -> Iterator[_Room]:
    with _Room(("127.0.0.1", 0), _Ready) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


async def _beside(port: int, finding: Finding = _WELL) -> Finding:
    return await beside_room(Settings(web_port=port), "slack", finding)


@pytest.mark.parametrize("status", [200, 503])
async def test_a_room_that_was_refused_has_the_last_word(room: _Room, status: int):
    room.answer = status, b'{"database": "ok", "slack": "refused since Monday: token_revoked"}'

    finding = await _beside(room.server_port)

    assert finding.outcome is Outcome.FAILURE
    assert "The bot is Roundtable." in finding.sentence
    assert "refused since Monday: token_revoked" in finding.sentence


@pytest.mark.parametrize(
    "body", [b'{"slack": "ok"}', b'{"database": "no"}', b"[]", b"not json", b"\xff"]
)
async def test_what_says_nothing_of_the_part_changes_nothing(room: _Room, body: bytes):
    room.answer = 200, body

    assert await _beside(room.server_port) == _WELL


@pytest.mark.parametrize(("said", "known"), [(b'{"scheduler": "ok"}', True), (b"{}", False)])
async def test_a_port_that_a_worker_has_is_no_failure_beside_a_database_on_a_server(
    room: _Room, said: bytes, known: bool
):
    room.answer = 200, said
    url = "postgresql://room@127.0.0.1/study"

    finding = await port(Settings(web_port=room.server_port, database_url=url))

    assert (finding.outcome is Outcome.OK) is known


async def test_where_no_room_answers_nothing_changes():
    assert await _beside(free_port()) == _WELL
    assert await _beside(0) == _WELL


async def test_a_failure_is_not_talked_over(room: _Room):
    room.answer = 200, b'{"slack": "refused"}'
    found = failure("Slack does not let the bot in.", "Copy the token again.")

    assert await _beside(room.server_port, found) == found
