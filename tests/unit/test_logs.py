"""What the operator reads, and what is in no log whatever its level."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog

from bot.logs import RepeatLimit, configure_logs

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def written(capsys: pytest.CaptureFixture[str]) -> Iterator[Lines]:
    """The lines on standard error, where that is no terminal."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    configured = structlog.get_config()
    yield lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    structlog.configure(**configured)
    root.handlers[:] = handlers
    root.setLevel(level)


def test_an_event_is_a_line_with_what_it_is_about(written: Lines):
    configure_logs("info")

    with structlog.contextvars.bound_contextvars(request="abcd"):
        structlog.get_logger().info("round opened", round="r1")

    (line,) = written()
    assert line.pop("timestamp").endswith("Z")
    assert line == {"event": "round opened", "round": "r1", "request": "abcd", "level": "info"}


def test_events_below_the_level_are_left_out(written: Lines):
    configure_logs("warning")

    structlog.get_logger().info("round opened")

    assert written() == []


def test_what_libraries_warn_of_has_the_same_form(written: Lines):
    configure_logs("debug")

    logging.getLogger("uvicorn.error").warning("Invalid %s", "request")

    (line,) = written()
    assert (line["event"], line["logger"], line["level"]) == (
        "Invalid request",
        "uvicorn.error",
        "warning",
    )


def test_libraries_say_nothing_below_a_warning_whatever_the_level(written: Lines):
    configure_logs("debug")

    logging.getLogger("aiosqlite").debug("executing INSERT ... %s", "somebody's answer")
    logging.getLogger("uvicorn.access").info("GET /join?key=secret")

    assert written() == []


def test_a_traceback_shows_no_values(written: Lines):
    configure_logs("info")

    answer = "-".join(("what", "somebody", "answered"))

    def fail(_answer: str) -> None:
        raise ZeroDivisionError

    try:
        fail(answer)
    except ZeroDivisionError:
        structlog.get_logger().exception("page failed")

    (line,) = written()
    assert "ZeroDivisionError" in line["exception"]
    assert answer not in line["exception"]


@pytest.mark.parametrize("level", ["debug", "info", "warning", "error"])
def test_every_level_that_can_be_set_can_be_used(written: Lines, level: str):
    configure_logs(level)

    structlog.get_logger().error("here")

    assert len(written()) == 1


def test_a_line_that_comes_again_and_again_is_written_thirty_times_a_minute(written: Lines):
    configure_logs("debug")

    for number in range(200):
        structlog.get_logger().error("page failed", path=f"/{number}")
        logging.getLogger("asyncio").error(f"socket.accept() failed\nfuture: Task-{number}")
        structlog.get_logger().info("round opened", round=number)
    structlog.get_logger().error("another")

    events = [line["event"] for line in written()]
    assert events.count("page failed") == 30
    assert sum(event.startswith("socket.accept() failed") for event in events) == 30
    assert events.count("round opened") == 200
    assert events.count("another") == 1


class _Told:
    """Time that the test moves, and what was told to be left out."""

    def __init__(self) -> None:
        self.now = 0.0
        self.told: list[tuple[str, int]] = []
        self.limit = RepeatLimit(lambda line, count: self.told.append((line, count)), self._now)

    def _now(self) -> float:
        return self.now

    def log(self, line: str) -> bool:
        return self.limit.filter(logging.LogRecord("x", logging.ERROR, "", 1, line, None, None))


def test_when_the_minute_is_over_it_is_told_how_many_lines_were_left_out():
    log = _Told()
    passed = [log.log("again") for _ in range(100)]
    log.log("once")
    log.now = 60.0
    passed += [log.log("again") for _ in range(10)]

    assert passed == [True] * 30 + [False] * 70 + [True] * 10
    assert log.told == [("again", 70)]


def test_at_the_end_it_is_told_what_was_left_out_since():
    log = _Told()
    for _ in range(31):
        log.log("again")
    log.limit.tell()
    log.limit.tell()

    assert log.told == [("again", 1)]


def test_no_number_of_different_lines_takes_more_memory():
    log = _Told()
    for number in range(5_000):
        log.log(str(number))

    assert len(log.limit._seen) <= 1_000


def test_what_was_left_out_is_a_line_of_its_own(written: Lines):
    configure_logs("warning")
    limit = structlog.get_config()["processors"][-3].__self__
    for _ in range(31):
        logging.getLogger("asyncio").error("no more sockets")
    limit.tell()

    (*_, last) = written()
    assert (last["event"], last["line"], last["count"]) == ("lines left out", "no more sockets", 1)
