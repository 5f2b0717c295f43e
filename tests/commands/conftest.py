"""The command as a person runs it: a process of its own, with its own folders.

Its process comes out of the pool: to import everything takes many times as long as what most
commands do. `cold_roundtable` starts as a person's does.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from subprocess import CompletedProcess
from tempfile import TemporaryFile

import httpx
import pytest
from filelock import FileLock

from tests.commands.newcomer import clone_to, serving
from tests.fakes.patience import PATIENCE_S
from tests.processes.pool import ProcessPool
from tests.processes.roundtable import Room, environment_of, run_roundtable, running_room

Roundtable = Callable[..., CompletedProcess[str]]
Serve = Callable[..., Room]

# On a machine of its own.
STOP_WITHIN_S = 2.0

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
    return environment_of(tmp_path)


@pytest.fixture
def roundtable(
    process_pool: ProcessPool, tmp_path: Path, environment: dict[str, str]
) -> Roundtable:
    """Run `roundtable` with arguments, in an empty folder, to its end."""

    def run(*arguments: str, **settings: str) -> CompletedProcess[str]:
        with TemporaryFile("w+") as output, TemporaryFile("w+") as errors:
            process = process_pool.start(
                run_roundtable,
                *arguments,
                output=output,
                errors=errors,
                folder=tmp_path,
                environment=environment | settings,
            )
            code = process.wait()
            output.seek(0)
            errors.seek(0)
            return CompletedProcess(arguments, code, output.read(), errors.read())

    return run


@pytest.fixture
def cold_roundtable(tmp_path: Path, environment: dict[str, str]) -> Roundtable:
    """Run `roundtable` with arguments, in an empty folder, in a process that has yet to import."""

    def run(*arguments: str, **settings: str) -> CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            cwd=tmp_path,
            env=environment | settings,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )

    return run


@pytest.fixture
def asking(tmp_path: Path) -> Path:
    """A document with three questions, all answered."""
    return _written(tmp_path / "asking.md", ASKING)


@pytest.fixture
def quoted(tmp_path: Path) -> Path:
    """The same questions in another format, one of them with a placeholder."""
    return _written(tmp_path / "quoted.md", QUOTED)


def _written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def serve(process_pool: ProcessPool, tmp_path: Path) -> Iterator[Serve]:
    """Start a room on a free port."""
    with ExitStack() as started:

        def start(**settings: str) -> Room:
            return started.enter_context(running_room(process_pool, tmp_path, **settings))

        yield start


def joined(room: Room, name: str) -> AbstractContextManager[httpx.Client]:
    """Give the browser of somebody who has joined."""
    return joined_by(room.join, name)


@contextmanager
def joined_by(link: str, name: str) -> Iterator[httpx.Client]:
    """Give the browser of somebody who has joined by the link."""
    url, key = link.split("/join?key=")
    with httpx.Client(base_url=url, follow_redirects=True, headers={"Origin": url}) as client:
        assert client.get(link).status_code == 200
        assert client.post("/join", data={"key": key, "name": name}).status_code == 200
        yield client


def at_the_desk(client: httpx.Client, link: str) -> httpx.Response:
    """Use a desk link up, and return the desk's page."""
    assert client.get(link).status_code == 200
    client.post("/enter", data={"pass": link.split("pass=")[1]})
    return client.get("/g/local/admin")


@pytest.fixture(scope="session")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh clone in which `make run` was typed once: one for all processes of this run."""
    everybodys = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        everybodys = everybodys.parent
    folder = everybodys / "newcomer" / "roundtable"
    with FileLock(everybodys / "newcomer.lock"):
        if not folder.exists():
            clone_to(folder)
            with serving("make run", folder) as said:
                assert said.startswith("Making .venv, which takes a minute, once\nFetching the ")
    return folder
