"""A room that runs as a process of its own, as `roundtable serve` starts it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_CHECKOUT = Path(__file__).resolve().parents[2]
_LINK = re.compile(r"http://127\.0\.0\.1:(\d+)\S+")
_STOP_WITHIN_S = 30


@dataclass(frozen=True)
class Room:
    """Where a running room is; `join` and `admin` are the links that it printed."""

    folder: Path
    port: int
    join: str
    admin: str

    @property
    def url(self) -> str:
        """Its address, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def running_room(folder: Path, port: int = 0) -> Iterator[Room]:
    """Run a room with the shipped pack on a data folder; port 0 takes a free one."""
    process = subprocess.Popen(  # our own program
        [sys.executable, "-u", "-m", "bot", "serve"],
        cwd=_CHECKOUT,
        env=_environment(folder, port),
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        join, admin = _links(process)
        yield Room(folder, int(join[1]), join[0], admin[0])
    finally:
        process.terminate()
        process.communicate(timeout=_STOP_WITHIN_S)


def _environment(folder: Path, port: int) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if "ROUNDTABLE" not in name}
    return kept | {
        "ROUNDTABLE_DATA": str(folder),
        "ROUNDTABLE_WEB_PORT": str(port),
        "ROUNDTABLE_CONTENT": str(_CHECKOUT / "content"),
        "NO_COLOR": "1",
    }


def _links(process: subprocess.Popen[str]) -> tuple[re.Match[str], re.Match[str]]:
    links: list[re.Match[str]] = []
    for line in process.stdout or ():
        links += _LINK.finditer(line)
        if len(links) == 2:  # the join link and the admin link
            return links[0], links[1]
    raise RuntimeError("the room ended before it printed its links")
