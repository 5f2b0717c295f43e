"""A newcomer's fresh clone, and commands as they are typed there."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[2]
_BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
_READY, _LAST_LINK = "Roundtable is running", "Desk link"


def documented_commands() -> list[str]:
    """Every command of the README, then those of the pages that it leads to, in turn."""
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    texts = [page.read_text(encoding="utf-8") for page in pages]
    blocks = [block for text in texts for block in _BLOCK.findall(text)]
    return [line for block in blocks for line in block.splitlines() if line]


def clone_to(folder: Path) -> None:
    """Clone this repository, and put notes beside it as the README's examples have them."""
    subprocess.run(["git", "clone", "-q", str(ROOT), str(folder)], check=True)
    (folder / "notes").mkdir()
    for name, answer in (("anna", "A drift of the inputs."), ("ben", "The data changes.")):
        notes = f"1. What is data drift?\n\n{answer}\n\n2. Why watch it?\n\nIt breaks models.\n"
        (folder / "notes" / f"{name}.md").write_text(notes + f"\n({name})\n", encoding="utf-8")


def environment(folder: Path) -> dict[str, str]:
    """The environment of somebody who works in the folder, with its .venv first on the PATH."""
    ours = ("VIRTUAL_ENV", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "ROUNDTABLE", "MAKE")
    kept = {
        name: value for name, value in os.environ.items() if not any(each in name for each in ours)
    }
    path = f"{folder / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return kept | {"PATH": path, "ROUNDTABLE_WEB_PORT": "0", "NO_COLOR": "1"}


def run(command: str, folder: Path) -> str:
    """Run the command to its good end, and return what it printed."""
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=environment(folder),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@contextmanager
def serving(command: str, folder: Path) -> Iterator[str]:
    """Run the command while the room is wanted, and give what it printed until it was there."""
    with subprocess.Popen(
        ["bash", "-c", command],
        cwd=folder,
        env=environment(folder) | {"PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        try:
            yield _until_ready(process.stdout)
        finally:
            # To the whole group, as a terminal does on Ctrl-C.
            os.killpg(process.pid, signal.SIGINT)
            process.stdout.read()


def _until_ready(output: IO[str]) -> str:
    said = []
    for line in output:
        said.append(line)
        if _LAST_LINK in line:
            break
    assert _READY in "".join(said)
    return "".join(said)
