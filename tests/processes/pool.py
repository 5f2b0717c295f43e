"""The test's end of the line to `tests.processes.fork_server`."""

from __future__ import annotations

import asyncio
import os
import pickle
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from select import select
from typing import IO

from tests.fakes.patience import PATIENCE_S
from tests.processes.fork_server import LARGEST_ORDER, Order

_ROOT = Path(__file__).parents[2]
_SERVER = "tests.processes.fork_server"


class Process:
    """A process that was started; `pid` is its number."""

    def __init__(self, answers: IO[str]) -> None:
        self._answers = answers
        self._code: int | None = None
        self.pid = int(answers.readline())

    def wait(self) -> int:
        """Wait for its end and return its exit code, or minus the signal that ended it.

        Raises TimeoutError.
        """
        if self._code is None:
            with self._answers:
                if not any(select([self._answers], [], [], PATIENCE_S)):
                    raise TimeoutError(f"process {self.pid} does not end")
                self._code = int(self._answers.readline())
        return self._code

    async def ended(self) -> int:
        """Do as `wait` does, and let others run meanwhile."""
        if self._code is None:
            loop, there = asyncio.get_running_loop(), asyncio.Event()
            loop.add_reader(self._answers, there.set)
            try:
                await there.wait()
            finally:
                loop.remove_reader(self._answers)
        return self.wait()

    def send(self, number: int) -> None:
        """Send it a signal, unless it has ended."""
        if self._code is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> None:
        """End it, whatever it is doing."""
        self.send(signal.SIGKILL)
        self.wait()


class ProcessPool:
    """Starts any number of processes at a time."""

    def __init__(self, orders: socket.socket) -> None:
        self._orders = orders

    def start(
        self,
        function: Callable[..., object],
        *arguments: object,
        output: IO[str] | int,
        errors: IO[str] | int,
        folder: Path = _ROOT,
        environment: Mapping[str, str] | None = None,
    ) -> Process:
        """Let a process call a module's function.

        It writes into `output` and `errors`, which are files or their descriptors.
        """
        order = Order(function, arguments, folder, dict(environment or os.environ))
        ours, theirs = os.pipe()
        descriptors = [
            each if isinstance(each, int) else each.fileno() for each in (output, errors)
        ]
        packet = pickle.dumps(order)
        assert len(packet) <= LARGEST_ORDER
        try:
            socket.send_fds(self._orders, [packet], [*descriptors, theirs])
        finally:
            os.close(theirs)
        return Process(os.fdopen(ours))

    def start_logged(
        self, function: Callable[..., object], *arguments: object, log: Path
    ) -> Process:
        """Do as `start` does; whatever it says is added to the file `log`."""
        with log.open("a", encoding="utf-8") as file:
            return self.start(function, *arguments, output=file, errors=file)

    async def run(self, function: Callable[..., object], *arguments: object, log: Path) -> int:
        """Let a process call a module's function to its end and return how it ended."""
        return await self.start_logged(function, *arguments, log=log).ended()


@contextmanager
def running_process_pool(*modules: str) -> Iterator[ProcessPool]:
    """Start a fork server that has these modules imported, and end it."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with ours, theirs:
        # It has itself imported as well: orders are made of what is in it.
        command = [sys.executable, "-m", _SERVER, str(theirs.fileno()), _SERVER, *modules]
        process = subprocess.Popen(
            command, cwd=_ROOT, stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()]
        )
        theirs.close()
        try:
            yield ProcessPool(ours)
        finally:
            ours.close()  # which ends it
            process.wait()
