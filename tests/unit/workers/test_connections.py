"""Strangers who hold connections, and members who get in all the same, over real sockets."""

from __future__ import annotations

import asyncio
import logging
import resource
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace

import pytest
import uvicorn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from structlog.testing import capture_logs

from bot.workers.connections import LimitedProtocol, LimitedState, Limits
from bot.workers.server import listening, make_server
from tests.fakes.eventually import eventually
from tests.fakes.patience import PATIENCE_S

GET = b"GET / HTTP/1.1\r\nHost: room\r\n\r\n"
HALF = b"GET / HTTP/1.1\r\nHost: ro"
HALF_BODY = b"POST / HTTP/1.1\r\nHost: room\r\nContent-Length: 9\r\n\r\nfour"
CHUNKED = b"POST /unread HTTP/1.1\r\nHost: room\r\nTransfer-Encoding: chunked\r\n\r\n"
NEVER = 3600.0
PATIENT = Limits(8, 8, head_s=NEVER, body_s=NEVER, unread_s=NEVER)
MOMENT = 0.01
LARGE = 20_000_000

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def _answer(request: Request) -> Response:
    try:
        return PlainTextResponse(f"{len(await request.body())} bytes")
    except ClientDisconnect:
        return Response()  # to nobody


async def _large(_request: Request) -> Response:
    return Response(b"x" * LARGE)


async def _stream(_request: Request) -> Response:
    async def parts() -> AsyncIterator[bytes]:
        yield b"first"
        await asyncio.Event().wait()

    return StreamingResponse(parts())


APP = Starlette(
    routes=[
        Route("/", _answer, methods=["GET", "POST"]),
        Route("/large", _large),
        Route("/stream", _stream),
        Route("/unread", lambda _: PlainTextResponse("not read"), methods=["POST"]),
    ]
)


class Connect:
    """Connects to a server, and sends something."""

    def __init__(self, server: uvicorn.Server, address: tuple[str, int]) -> None:
        self._server = server
        self._address = address
        self.made: list[asyncio.StreamWriter] = []

    async def __call__(self, sent: bytes = b"") -> Connection:
        reader, writer = await asyncio.open_connection(*self._address)
        self.made.append(writer)
        writer.write(sent)
        return reader, writer

    async def nobody(self) -> bool:
        """Say whether the server has no connection any more."""
        return not self._server.server_state.connections


@asynccontextmanager
async def _serving(limits: Limits) -> AsyncIterator[Connect]:
    """Serve on a free port; every connection that was made is closed at the end."""
    with listening("127.0.0.1", 0) as listener:
        server = make_server(APP, limits)
        running = asyncio.create_task(server.serve(sockets=[listener]))
        connect = Connect(server, listener.getsockname())
        try:
            yield connect
        finally:
            for writer in connect.made:
                writer.close()
            server.should_exit = True
            await running


async def _all(connection: Connection) -> bytes:
    """Return what comes until the other end closes."""
    async with asyncio.timeout(PATIENCE_S):
        with suppress(ConnectionError):
            return await connection[0].read()
    return b""


async def _answered(connection: Connection) -> bytes:
    """Return the first piece of an answer."""
    async with asyncio.timeout(PATIENCE_S):
        return await connection[0].read(10_000)


async def test_who_waits_longest_without_a_request_makes_room_for_a_new_one():
    async with _serving(PATIENT) as connect:
        strangers = [await connect(HALF) for _ in range(8)]
        for _ in range(20):
            assert b"200 OK" in await _answered(await connect(GET))
        assert await _all(strangers[0]) == b""


async def test_who_is_being_answered_is_never_the_one_to_go():
    async with _serving(PATIENT) as connect:
        members = [await connect(GET.replace(b"/", b"/stream", 1)) for _ in range(6)]
        for member in members:
            assert b"200 OK" in await _answered(member)
        for _ in range(30):
            await connect(HALF)
        assert b"200 OK" in await _answered(await connect(GET))
        assert not any(reader.at_eof() for reader, _ in members)


async def test_when_every_place_is_being_answered_a_new_one_is_closed():
    async with _serving(replace(PATIENT, connections=2)) as connect:
        members = [await connect(GET.replace(b"/", b"/stream", 1)) for _ in range(2)]
        for member in members:
            assert b"200 OK" in await _answered(member)
        assert await _all(await connect()) == b""


async def test_a_body_that_is_being_sent_goes_after_those_who_sent_nothing():
    async with _serving(replace(PATIENT, connections=3)) as connect:
        uploading = await connect(HALF_BODY)
        for _ in range(10):
            await connect(HALF)
        assert b"200 OK" in await _answered(await connect(GET))
        uploading[1].write(b"-five")
        assert b"9 bytes" in await _answered(uploading)


@pytest.mark.parametrize("half", [b"", HALF, HALF_BODY])
async def test_one_address_has_no_more_than_its_share_of_half_sent_requests(half: bytes):
    async with _serving(replace(PATIENT, connections=100, half_sent=3)) as connect:
        strangers = [await connect(half) for _ in range(4)]
        assert await _all(strangers[0]) == b""
        assert not strangers[3][0].at_eof()


async def test_a_head_that_takes_too_long_is_told_so_and_closed_however_it_drips():
    async with _serving(replace(PATIENT, head_s=MOMENT)) as connect:
        assert b"408 Request Timeout" in await _all(await connect(HALF))
        assert await _all(await connect()) == b""


async def test_a_second_request_on_a_connection_has_its_time_too():
    async with _serving(replace(PATIENT, head_s=MOMENT)) as connect:
        assert b"408 Request Timeout" in await _all(await connect(GET + HALF))


@pytest.mark.parametrize("path", [b"/", b"/unread"])
async def test_a_body_that_comes_to_a_halt_is_given_up(path: bytes, caplog):
    async with _serving(replace(PATIENT, body_s=MOMENT)) as connect:
        said = await _all(await connect(HALF_BODY.replace(b"/", path, 1)))
        assert (b"408 Request Timeout" in said) == (path == b"/")
    assert [each for each in caplog.records if each.exc_info] == []


async def test_a_body_that_keeps_the_pace_may_take_longer():
    async with _serving(replace(PATIENT, body_s=MOMENT, pace=1)) as connect:
        head = b"POST / HTTP/1.1\r\nHost: room\r\nContent-Length: 100004\r\n\r\n"
        reader, writer = await connect(head)
        writer.write(b"x" * 100_000)
        await asyncio.sleep(5 * MOMENT)  # more than a body has that brings nothing
        writer.write(b"four")
        assert b"100004 bytes" in await _answered((reader, writer))


@pytest.mark.parametrize("ending", [b"", b"Connection: close\r\n"])
async def test_an_answer_that_nobody_reads_is_given_up(ending: bytes):
    async with _serving(replace(PATIENT, unread_s=MOMENT)) as connect:
        reader, writer = await connect()
        writer.transport.pause_reading()
        writer.write(b"GET /large HTTP/1.1\r\nHost: room\r\n" + ending + b"\r\n")
        answered = await connect(GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        assert b"200 OK" in await _all(answered)
        await eventually(connect.nobody)
        writer.transport.resume_reading()
        assert len(await _all((reader, writer))) < LARGE


async def test_a_body_that_breaks_after_its_answer_is_no_fault(caplog: pytest.LogCaptureFixture):
    async with _serving(PATIENT) as connect:
        stranger = await connect(CHUNKED)
        assert b"not read" in await _answered(stranger)
        stranger[1].write(b"no length\r\n")
        assert await _all(stranger) == b""
    assert [each.getMessage() for each in caplog.records if each.exc_info] == []


@given(
    st.lists(
        st.one_of(
            st.binary(max_size=40),
            st.sampled_from(
                (
                    GET,
                    HALF,
                    HALF_BODY,
                    b"\r\n",
                    CHUNKED,
                    b"3\r\nabc\r\n",
                    b"0\r\n\r\n",
                    b"zz\r\n",
                    b"Content-Length: 99999999999999999999\r\n",
                    b"Expect: 100-continue\r\n",
                    b"Connection: upgrade\r\nUpgrade: websocket\r\n",
                    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                )
            ),
        ),
        max_size=8,
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_whatever_bytes_come_none_is_a_fault_of_ours_and_every_connection_ends(
    caplog: pytest.LogCaptureFixture, pieces: list[bytes]
):
    async def send() -> bytes:
        async with _serving(replace(PATIENT, head_s=MOMENT, body_s=MOMENT)) as connect:
            reader, writer = await connect()
            for piece in pieces:
                writer.write(piece)
                await asyncio.sleep(0)
            with suppress(OSError):  # it was closed by the other end
                writer.write_eof()
            return await _all((reader, writer))

    caplog.clear()
    with caplog.at_level(logging.WARNING):
        assert b" 500 " not in asyncio.run(send())
    assert [each.getMessage() for each in caplog.records if each.exc_info] == []


@pytest.mark.parametrize(
    ("descriptors", "used", "connections"),
    [(256, 40, 120), (1024, 40, 856), (64, 40, 16), (1_048_576, 40, 10_000)],
)
def test_a_process_keeps_descriptors_for_what_is_no_connection(
    descriptors: int, used: int, connections: int
):
    limits = Limits.of_descriptors(descriptors, used)
    assert (limits.connections, limits.half_sent) == (connections, connections // 4)


def test_a_process_without_a_limit_has_ours():
    assert Limits.of_descriptors(resource.RLIM_INFINITY, 40).connections == 10_000


@pytest.fixture
def few_descriptors() -> Iterator[int]:
    """Have few, of which the system gives more; return how many."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (512, hard))
    yield 512
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_a_process_takes_the_descriptors_that_the_system_lets_it_have_and_says_so(
    few_descriptors: int,
):
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with capture_logs() as logs:
        connections = Limits.of_process().connections

    assert connections > few_descriptors
    soft, unchanged = resource.getrlimit(resource.RLIMIT_NOFILE)
    assert few_descriptors < soft <= 20_000
    assert unchanged == hard
    (line,) = logs
    assert (line["event"], line["limit"], line["before"]) == (
        "descriptors raised",
        soft,
        few_descriptors,
    )


def test_a_process_that_may_have_no_more_descriptors_keeps_those_it_has(
    few_descriptors: int, monkeypatch: pytest.MonkeyPatch
):
    def refuse(*_: object) -> None:
        raise ValueError("not allowed to raise maximum limit")

    monkeypatch.setattr(resource, "setrlimit", refuse)
    with capture_logs() as logs:
        assert Limits.of_process().connections < few_descriptors
    monkeypatch.undo()

    assert [each["event"] for each in logs] == ["descriptors not raised"]


def test_the_limits_of_this_process_are_found():
    assert Limits.of_process().connections >= 16
    assert LimitedState(Limits.of_process()).limited.limits.half_sent >= 4
    assert issubclass(LimitedProtocol, asyncio.Protocol)


def test_where_the_system_knows_no_such_limit_the_most_are_taken():
    """As on Windows, which has no module `resource`; the rest is imported as the system it is."""
    code = (
        "import asyncio, sys, uvicorn.protocols.http.h11_impl, structlog, bot.platforms.web\n"
        "sys.modules['resource'] = None\n"
        "sys.platform = 'win32'\n"
        "from bot.workers.connections import Limits\n"
        "sys.exit(Limits.of_process().connections != 10_000)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
