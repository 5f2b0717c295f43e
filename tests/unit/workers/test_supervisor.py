"""Background loops that fail are started again, and all of them end when asked to."""

from __future__ import annotations

import asyncio

import pytest
from structlog.testing import capture_logs

from bot.errors import DatabaseUnreachable
from bot.platforms.port import PlatformAway
from bot.workers import supervisor as module
from bot.workers.supervisor import Supervisor
from tests.fakes.patience import PATIENCE_S


class Pauses:
    """A sleep that takes no time and remembers how long it was to take."""

    def __init__(self) -> None:
        self.taken: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)
        await asyncio.sleep(0)


async def _until_done(supervisor: Supervisor) -> None:
    async with asyncio.timeout(PATIENCE_S):
        await asyncio.gather(*supervisor._tasks)


async def test_a_loop_that_fails_is_started_again_each_time_later():
    pauses, runs = Pauses(), []

    async def work() -> None:
        runs.append(1)
        if len(runs) < 10:
            raise ZeroDivisionError

    supervisor = Supervisor(pauses)
    supervisor.start("loop", work)
    await _until_done(supervisor)

    assert len(runs) == 10
    assert pauses.taken == [1, 2, 4, 8, 16, 32, 60, 60, 60]


async def test_a_loop_that_was_well_for_a_while_is_started_again_soon():
    pauses, runs, now = Pauses(), [], [0.0]

    async def work() -> None:
        runs.append(1)
        if len(runs) == 4:
            now[0] += 3_600
        if len(runs) < 6:
            raise ZeroDivisionError

    supervisor = Supervisor(pauses, lambda: now[0])
    supervisor.start("loop", work)
    await _until_done(supervisor)

    assert pauses.taken == [1, 2, 4, 1, 2]


async def test_a_loop_that_fails_does_not_touch_another():
    ended = asyncio.Event()

    async def fails() -> None:
        if not ended.is_set():
            raise ZeroDivisionError

    async def works() -> None:
        await asyncio.sleep(0)
        ended.set()

    supervisor = Supervisor(Pauses())
    supervisor.start("fails", fails)
    supervisor.start("works", works)
    await _until_done(supervisor)


async def test_what_was_told_where_it_was_noticed_is_not_told_again():
    runs: list[int] = []

    async def work() -> None:
        runs.append(1)
        if len(runs) == 1:
            raise PlatformAway
        if len(runs) == 2:
            raise ExceptionGroup("both", [DatabaseUnreachable("there", "it went away")])
        if len(runs) == 3:
            raise ExceptionGroup("one", [DatabaseUnreachable("there", ""), ZeroDivisionError()])

    supervisor = Supervisor(Pauses())
    with capture_logs() as told:
        supervisor.start("loop", work)
        await _until_done(supervisor)

    assert [(each["log_level"], "exc_info" in each) for each in told] == [
        ("debug", False),
        ("debug", False),
        ("error", True),
    ]


async def test_stopping_waits_for_a_loop_that_ends_by_itself():
    asked, said = asyncio.Event(), []

    async def work() -> None:
        await asked.wait()
        said.append("goodbye")

    supervisor = Supervisor(Pauses())
    supervisor.start("loop", work)
    asked.set()
    await supervisor.stop()

    assert said == ["goodbye"]


async def test_stopping_cancels_a_loop_that_does_not_end_and_waits_for_its_end(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(module, "_LAST_MOMENT", 0)
    ended = []

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(True)

    supervisor = Supervisor(Pauses())
    supervisor.start("loop", work)
    await asyncio.sleep(0)
    await supervisor.stop()

    assert ended == [True]
    assert len(asyncio.all_tasks()) == 1


async def test_stopping_ends_a_loop_that_waits_to_be_started_again(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(module, "_LAST_MOMENT", 0)

    async def never(_seconds: float) -> None:
        await asyncio.Event().wait()

    async def fails() -> None:
        raise ZeroDivisionError

    supervisor = Supervisor(never)
    supervisor.start("loop", fails)
    await asyncio.sleep(0)
    await supervisor.stop()

    assert len(asyncio.all_tasks()) == 1


async def test_stopping_without_any_loop_is_nothing():
    await Supervisor(Pauses()).stop()
