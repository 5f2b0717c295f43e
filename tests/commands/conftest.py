"""The command as a person runs it: a process of its own, with its own folders."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Roundtable = Callable[..., subprocess.CompletedProcess[str]]

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
    return _written(tmp_path / "asking.md", ASKING)


@pytest.fixture
def quoted(tmp_path: Path) -> Path:
    """The same questions in another format, one of them with a placeholder."""
    return _written(tmp_path / "quoted.md", QUOTED)


def _written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path
