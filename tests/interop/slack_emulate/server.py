"""Runs `emulate` in a process of its own, with the helping proxy in front of it."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.fakes.patience import PATIENCE_S
from tests.fakes.ports import free_port
from tests.interop.discord_twin.installation import install, node

TOKEN = "xoxb-test-token"  # noqa: S105  # the one of the seed
_HERE = Path(__file__).parent


class EmulateProblem(Exception):
    """The server did not start."""


def install_emulate() -> Path:
    """Return the folder with its packages. Raises CannotInstall."""
    return install(_HERE)


@contextmanager
def running_emulate(installation: Path, log: Path) -> Iterator[str]:
    """Run a fresh Slack; yields its address. What it says goes to a file."""
    port = free_port()
    command = [node(installation), installation / "node_modules/emulate/dist/index.js", "start"]
    options = ["--service", "slack", "--seed", _HERE / "seed.yaml", "--port", str(port)]
    with (
        log.open("wb") as told,
        subprocess.Popen(
            [*command, *options], cwd=installation, stdout=told, stderr=told
        ) as process,
    ):
        try:
            _wait_for(process, port, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            try:
                process.wait(PATIENCE_S)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait_for(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    give_up = time.monotonic() + PATIENCE_S
    while process.poll() is None and time.monotonic() < give_up:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise EmulateProblem(log.read_text(encoding="utf-8", errors="replace"))
