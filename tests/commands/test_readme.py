"""Every command of the README, as a newcomer types them into a fresh clone."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
_READY = "Roundtable is running"
_SERVES = ("make run", ".venv/bin/roundtable serve")
_THIS_RUN = "make test"

pytestmark = pytest.mark.skipif(
    not os.environ.get("CI"), reason="installs everything twice, which takes minutes: CI does"
)


def _commands() -> list[str]:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return [line for block in _BLOCK.findall(text) for line in block.splitlines() if line]


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh clone with a folder of notes, as the README's examples have it."""
    folder = tmp_path_factory.mktemp("newcomer") / "roundtable"
    subprocess.run(["git", "clone", "-q", str(ROOT), str(folder)], check=True)
    (folder / "notes").mkdir()
    for name, answer in (("anna", "A drift of the inputs."), ("ben", "The data changes.")):
        notes = f"1. What is data drift?\n\n{answer}\n\n2. Why watch it?\n\nIt breaks models.\n"
        (folder / "notes" / f"{name}.md").write_text(notes + f"\n({name})\n", encoding="utf-8")
    return folder


def _environment(clone: Path) -> dict[str, str]:
    path = f"{clone / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}"
    kept = {name: value for name, value in os.environ.items() if "VIRTUAL_ENV" not in name}
    return kept | {"PATH": path, "ROUNDTABLE_WEB_PORT": "0"}


def _run(command: str, clone: Path) -> None:
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=clone,
        env=_environment(clone),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"


def _serve_and_stop(command: str, clone: Path) -> None:
    with subprocess.Popen(
        ["bash", "-c", command],
        cwd=clone,
        env=_environment(clone),
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        said = []
        for line in process.stdout:
            said.append(line)
            if _READY in line:
                break
        # To the whole group, as a terminal does on Ctrl-C.
        os.killpg(process.pid, signal.SIGINT)
        process.stdout.read()
    assert _READY in "".join(said)


def test_every_command_of_the_readme_does_what_it_says(clone: Path) -> None:
    commands = _commands()
    assert _THIS_RUN in commands
    for command in commands:
        if command in _SERVES:
            _serve_and_stop(command, clone)
        elif command != _THIS_RUN:
            _run(command, clone)
