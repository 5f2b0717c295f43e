"""What is checked before a commit is what `make check` checks, and so what CI does."""

from __future__ import annotations

import re
from pathlib import Path

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


def test_ci_runs_the_checks_and_the_tests() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")

    assert [line for line in script.splitlines() if line.startswith("make ")] == [
        "make check",
        "make test",
    ]
