"""What is checked before a commit is what `make check` checks, and so what CI does."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[3]


def _recipe(target: str) -> list[str]:
    """Return the commands of the Makefile's target."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8").replace("$(BIN)", ".venv/bin")
    (lines,) = re.findall(rf"^{target}:.*\n((?:\t.*\n)+)", makefile, re.MULTILINE)
    return [line.strip() for line in lines.splitlines()]


def _hooks() -> list[dict[str, object]]:
    """Return what pre-commit runs."""
    text = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    return [hook for repo in yaml.safe_load(text)["repos"] for hook in repo["hooks"]]


def test_a_commit_is_checked_by_what_make_check_runs() -> None:
    assert [hook["entry"] for hook in _hooks()] == _recipe("check")


def test_a_commit_is_checked_as_a_whole_and_fetches_nothing() -> None:
    for hook in _hooks():
        assert (hook["language"], hook["always_run"], hook["pass_filenames"]) == (
            "unsupported",  # pre-commit's word for what is installed already
            True,
            False,
        )


@pytest.mark.parametrize("failing", ["", "check", "test"])
def test_ci_runs_the_checks_and_the_tests_and_fails_where_one_does(
    tmp_path: Path, failing: str
) -> None:
    """Nothing is made, and nothing installed: each command notes that it was typed."""
    for name in ("make", "apt-get"):
        command = tmp_path / name
        command.write_text(f'#!/bin/sh\necho "$1" >> {tmp_path}/typed\ntest "$1" != "{failing}"\n')
        command.chmod(0o755)

    done = subprocess.run(
        ["bash", ROOT / ".ci" / "run"],
        env=os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}"},
        capture_output=True,
        check=False,
    )

    typed = (tmp_path / "typed").read_text(encoding="utf-8").splitlines()
    assert {"check", "test"} <= set(typed)
    assert (done.returncode != 0) == bool(failing)
