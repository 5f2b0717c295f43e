"""That a database stops serving is told once, and that it serves again, however it flickers."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.errors import DiskFull, NotFound
from bot.storage.condition import Condition, Use
from tests.fakes.clock import Seconds

USES: tuple[Use, ...] = ("reading", "writing")


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def condition(seconds: Seconds) -> Condition:
    return Condition(seconds)


def _use(condition: Condition, use: Use, error: Exception | None = None) -> None:
    with suppress(DiskFull, NotFound), condition.watching(use):
        if error is not None:
            raise error


def test_going_and_coming_back_are_a_line_each(condition: Condition, seconds: Seconds):
    with capture_logs() as told:
        for _ in range(100):
            _use(condition, "writing", DiskFull("there", "full", unsaved=True))
            seconds.now += 0.1
        assert condition.is_failing("writing")
        seconds.now += 30
        for _ in range(100):
            _use(condition, "writing")

    assert [(each["event"], each["log_level"]) for each in told] == [
        ("database unavailable", "error"),
        ("database available again", "warning"),
    ]
    assert told[1]["seconds"] == 40
    assert condition.failure_kind == ""


def test_what_is_small_and_fits_does_not_say_that_there_is_room(
    condition: Condition, seconds: Seconds
):
    with capture_logs() as told:
        for _ in range(100):
            _use(condition, "writing", DiskFull("there", "full"))
            seconds.now += 1
            _use(condition, "writing")

    assert len(told) == 1


def test_reading_says_nothing_of_writing(condition: Condition, seconds: Seconds):
    _use(condition, "writing", DiskFull("there", "full"))
    seconds.now += 60
    _use(condition, "reading")

    assert condition.is_failing("writing")
    assert condition.failure_kind == "DiskFull"


def test_a_refusal_of_another_kind_says_nothing_of_the_database(
    condition: Condition, seconds: Seconds
):
    _use(condition, "writing", NotFound("round", "x"))
    assert not condition.is_failing("writing")
    _use(condition, "writing", DiskFull("there", "full"))
    seconds.now += 60
    _use(condition, "writing", NotFound("round", "x"))
    assert condition.is_failing("writing")


_STEPS = st.lists(st.tuples(st.sampled_from(USES), st.booleans(), st.floats(0, 100)))


@given(_STEPS)
def test_going_and_coming_back_take_turns(steps: list[tuple[Use, bool, float]]):
    seconds = Seconds()
    condition = Condition(seconds)
    with capture_logs() as told:
        for use, fails, pause in steps:
            seconds.now += pause
            _use(condition, use, DiskFull("there", "full") if fails else None)

    events = [each["event"] for each in told]
    assert events == ["database unavailable", "database available again"] * (len(events) // 2) + (
        ["database unavailable"] if len(events) % 2 else []
    )
    assert bool(condition.failure_kind) == bool(len(events) % 2)
