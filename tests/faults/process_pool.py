"""The test's end of the line to `tests.faults.fork_server`."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import asdict
from itertools import count
from pathlib import Path
from threading import Lock, Thread
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_ROOT = Path(__file__).parents[2]


class ProcessPool:
    """Lets processes play scenarios, any number at a time."""

    def __init__(self, orders: IO[str], answers: IO[str]) -> None:
        self._orders = orders
        self._ends: dict[int, Future[int]] = {}
        self._numbers = count(1)
        self._lock = Lock()
        Thread(target=self._listen, args=(answers,), daemon=True).start()

    async def play(self, scenario: DataclassInstance) -> int:
        """Let a process play a `Scenario` of the fork server's module.

        Returns how it ended: its exit code, or minus the signal.
        """
        end: Future[int] = Future()
        with self._lock:
            id_ = next(self._numbers)
            self._ends[id_] = end
            self._orders.write(json.dumps({"id": id_, **asdict(scenario)}) + "\n")
            self._orders.flush()
        return await asyncio.wrap_future(end)

    def _listen(self, answers: IO[str]) -> None:
        for line in answers:
            answer = json.loads(line)
            self._ends.pop(answer["id"]).set_result(answer["code"])


@contextmanager
def running_process_pool(module: str = "tests.faults.scenario") -> Iterator[ProcessPool]:
    """Start a fork server for the module's scenarios, and end it."""
    command = [sys.executable, "-m", "tests.faults.fork_server", module]
    with subprocess.Popen(
        command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield ProcessPool(process.stdin, process.stdout)
        finally:
            process.stdin.close()  # which ends it, and with it the listening thread
            process.wait()
