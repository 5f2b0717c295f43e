"""The command as a person runs it: a process of its own, with its own folders."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

Roundtable = Callable[..., subprocess.CompletedProcess[str]]
Serve = Callable[..., "Room"]

_START_WITHIN_S = 30.0
_LINK = re.compile(r"http://127\.0\.0\.1:(\d+)/\S+")

ASKING = """\
# Sailing, chapter 1

1. What is a halyard?

A rope that hoists a sail.

2. Why does a keel matter?

It keeps the boat upright and stops it from drifting sideways.

3. How do you reef a mainsail?

Ease the sheet, lower the halyard, hook the new tack, and tighten again.
"""

QUOTED = """\
What is a halyard?
> The line used for hoisting a sail up the mast.

Why does a keel matter?
> TODO

How do you reef a mainsail?
> Lower it a little, tie the slack, hoist again.
"""


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """The environment of a machine on which nothing of Roundtable is set but its data folder."""
    kept = {name: value for name, value in os.environ.items() if "ROUNDTABLE" not in name}
    return kept | {"ROUNDTABLE_DATA": str(tmp_path / "data"), "NO_COLOR": "1"}


@pytest.fixture
def roundtable(tmp_path: Path, environment: dict[str, str]) -> Roundtable:
    """Run `roundtable` with arguments, in an empty folder, to its end."""

    def run(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            cwd=tmp_path,
            env=environment | settings,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run


@pytest.fixture
def asking(tmp_path: Path) -> Path:
    """A document with three questions, all answered."""
    return _thread_replies(tmp_path / "asking.md", ASKING)


@pytest.fixture
def quoted(tmp_path: Path) -> Path:
    """The same questions in another format, one of them with a placeholder."""
    return _thread_replies(tmp_path / "quoted.md", QUOTED)


def _thread_replies(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


class Room:
    """A room that runs as a process of its own."""

    def __init__(self, process: subprocess.Popen[str], log: Path) -> None:
        self.process = process
        self.log = log
        links: list[re.Match[str]] = []
        assert process.stdout is not None
        for line in process.stdout:
            links += _LINK.finditer(line)
            if len(links) == 2:
                break
        self.join, self.admin = (link.group() for link in links)
        self.port = int(links[0].group(1))
        self.url = f"http://127.0.0.1:{self.port}"

    def stop(self, number: int = signal.SIGTERM) -> float:
        """Send the signal and return the seconds until the process ended."""
        started = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(timeout=_START_WITHIN_S)
        return time.monotonic() - started


@pytest.fixture
def serve(tmp_path: Path, environment: dict[str, str]) -> Iterator[Serve]:
    """Start a room on a free port."""
    started: list[subprocess.Popen[str]] = []
    log = tmp_path / "room.log"

    def start(**settings: str) -> Room:
        with log.open("a") as told:
            process = subprocess.Popen(
                [sys.executable, "-u", "-m", "bot", "serve"],
                cwd=tmp_path,
                env=environment | {"ROUNDTABLE_WEB_PORT": "0"} | settings,
                stdout=subprocess.PIPE,
                stderr=told,
                text=True,
            )
        started.append(process)
        return Room(process, log)

    yield start
    for process in started:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


@contextmanager
def joined(room: Room, name: str) -> Iterator[httpx.Client]:
    """Give the browser of somebody who has joined."""
    headers = {"Origin": room.url}
    with httpx.Client(base_url=room.url, follow_redirects=True, headers=headers) as client:
        key = room.join.split("key=")[1]
        assert client.get(room.join).status_code == 200
        assert client.post("/join", data={"key": key, "name": name}).status_code == 200
        yield client
