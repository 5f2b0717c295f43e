"""The command in a process of the pool, and a room that it serves."""

from __future__ import annotations

import os
import re
import resource
import runpy
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from tests.fakes.patience import slowdown
from tests.processes.pool import Process, ProcessPool

_LINK = re.compile(r"https?://(?:127\.0\.0\.1|localhost):(\d+)/\S+")


def environment_of(folder: Path) -> dict[str, str]:
    """Return that of a machine on which nothing of Roundtable is set but its data folder."""
    kept = {name: value for name, value in os.environ.items() if "ROUNDTABLE" not in name}
    return kept | {"ROUNDTABLE_DATA": str(folder / "data"), "NO_COLOR": "1"}


def run_roundtable(*arguments: str) -> None:
    """Do what `python -m bot` does with the arguments."""
    sys.argv = ["roundtable", *arguments]
    runpy.run_module("bot", run_name="__main__", alter_sys=True)


def _serve(descriptors: int | None = None) -> None:
    if descriptors is not None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, descriptors))
    sys.stdout.reconfigure(line_buffering=True)  # as on a terminal
    run_roundtable("serve")


class Room:
    """A room that runs as a process of its own.

    `join` and `desk` are the links that it printed, `log` is the file with what else it said.
    """

    def __init__(self, process: Process, output: IO[str], log: Path) -> None:
        self.process = process
        self.log = log
        links: list[re.Match[str]] = []
        for line in output:
            links += _LINK.finditer(line)
            if len(links) == 2:
                break
        self.join, self.desk = (link.group() for link in links)
        self.port = int(links[0].group(1))
        self.url = f"http://127.0.0.1:{self.port}"

    def stop(self, number: int = signal.SIGTERM) -> float:
        """Send the signal and return the seconds that the process took to end.

        They are as many as on a machine that does nothing else.
        """
        busy, started = slowdown(), time.monotonic()
        self.process.send(number)
        self.process.wait()
        return (time.monotonic() - started) / busy


@contextmanager
def running_room(
    pool: ProcessPool, folder: Path, descriptors: int | None = None, **settings: str
) -> Iterator[Room]:
    """Let a process serve a room in a folder, by default on a free port.

    `descriptors` is how many files and sockets it may have open, where that is limited.
    """
    environment = environment_of(folder) | {"ROUNDTABLE_WEB_PORT": "0"} | settings
    log = folder / "room.log"
    ours, theirs = os.pipe()
    with log.open("a", encoding="utf-8") as errors:
        process = pool.start(
            _serve,
            descriptors,
            output=theirs,
            errors=errors,
            folder=folder,
            environment=environment,
        )
    os.close(theirs)
    with os.fdopen(ours) as output:
        try:
            yield Room(process, output, log)
        finally:
            process.kill()
