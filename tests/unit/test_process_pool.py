"""A process of the pool is like one that was started by itself."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.processes.pool import ProcessPool


def _tell() -> None:
    print(Path.cwd(), sorted(os.environ))  # noqa: T201  # what it says is what is tested
    print("trouble", file=sys.stderr)  # noqa: T201  # as above


def _wait_to_be_interrupted() -> None:
    try:
        print("ready", flush=True)  # noqa: T201  # as above
        signal.pause()
    except KeyboardInterrupt:
        sys.exit(4)


async def test_it_has_its_folder_its_environment_and_its_streams(
    process_pool: ProcessPool, tmp_path: Path
):
    with (tmp_path / "output").open("w+") as output, (tmp_path / "errors").open("w+") as errors:
        process = process_pool.start(
            _tell, output=output, errors=errors, folder=tmp_path, environment={"ONLY": "this"}
        )
        assert await process.ended() == 0
        output.seek(0)
        errors.seek(0)

        assert output.read() == f"{tmp_path} ['ONLY']\n"
        assert errors.read() == "trouble\n"


@pytest.mark.parametrize(
    ("function", "arguments", "code"),
    [
        (int, ("1",), 0),
        (sys.exit, (3,), 3),
        (int, ("no number",), 1),
        (signal.raise_signal, (signal.SIGKILL,), -signal.SIGKILL),
    ],
    ids=["return", "exit", "exception", "kill"],
)
def test_it_is_told_how_it_ended(
    process_pool: ProcessPool,
    tmp_path: Path,
    function: Callable[..., object],
    arguments: tuple[object, ...],
    code: int,
):
    process = process_pool.start_logged(function, *arguments, log=tmp_path / "log")

    assert process.wait() == code
    assert process.wait() == code


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 4), (signal.SIGTERM, -signal.SIGTERM)]
)
def test_signals_reach_it_and_find_nobody_after_its_end(
    process_pool: ProcessPool, number: int, code: int
):
    ours, theirs = os.pipe()
    process = process_pool.start(_wait_to_be_interrupted, output=theirs, errors=theirs)
    os.close(theirs)
    with os.fdopen(ours) as output:
        assert output.readline() == "ready\n"
        process.send(number)
        output.read()

    process.send(number)

    assert process.wait() == code


def test_many_run_at_a_time(process_pool: ProcessPool, tmp_path: Path):
    first, second = (
        process_pool.start_logged(time.sleep, 1000, log=tmp_path / "log") for _ in range(2)
    )
    process_pool.start_logged(int, log=tmp_path / "log").wait()
    second.kill()
    first.kill()

    assert first.pid != second.pid
