"""What the operator reads, and what is in no log whatever its level."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog

from bot.logs import configure_logs

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
