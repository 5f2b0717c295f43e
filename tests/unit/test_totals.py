"""What tests counted is told at the end, and a whole thorough run comes to its promises."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.profiles import QUICK, THOROUGH

ROOT = Path(__file__).parents[2]
COUNTING = """
import pytest
from tests.totals import count

@pytest.mark.parametrize("number", range(4))
def test_that_counts(number):
    count("kills", 300)
    count("messages doubled", 0)

def test_that_counts_and_fails():
    count("kills")
    assert {passes}
"""


PROFILES = "from tests.profiles import register_profiles\nregister_profiles()\n"


def _run(
    folder: Path, *options: str, passes: bool = True, plugin: str = "tests.totals"
) -> tuple[int, str]:
    (folder / "test_sample.py").write_text(COUNTING.format(passes=passes))
    (folder / "conftest.py").write_text(PROFILES)
    (folder / "pytest.ini").write_text("[pytest]\ntestpaths = .\n")
    plugins = [f"-p{each}" for each in (plugin, "xdist.plugin", "no:cacheprovider")]
    command = [sys.executable, "-m", "pytest", *plugins, "-p_hypothesis_pytestplugin", *options]
    alone = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, cwd=folder, env=os.environ | alone, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout


@pytest.mark.parametrize("options", [[], ["-n", "2"]], ids=["alone", "shared out"])
def test_what_every_test_counted_is_told_at_the_end(tmp_path: Path, options: Sequence[str]):
    code, output = _run(tmp_path, *options, passes=False)

    assert code == pytest.ExitCode.TESTS_FAILED
    assert "1,201 kills\n" in output
    assert " 0 messages doubled\n" in output


def test_this_run_tells_what_was_counted_too(tmp_path: Path):
    _, output = _run(tmp_path, plugin="tests.conftest")

    assert "1,201 kills\n" in output


def test_a_whole_thorough_run_that_counted_too_little_fails(tmp_path: Path):
    code, output = _run(tmp_path, f"--hypothesis-profile={THOROUGH}")

    assert code == pytest.ExitCode.TESTS_FAILED
    assert "1,201 kills, fewer than 2,000" in output
    assert "0 hostile texts, fewer than 20,000" in output


@pytest.mark.parametrize(
    "options",
    [
        [f"--hypothesis-profile={QUICK}"],
        [f"--hypothesis-profile={THOROUGH}", "-k", "counts"],
        [f"--hypothesis-profile={THOROUGH}", "test_sample.py"],
    ],
    ids=["quick", "chosen by name", "chosen by file"],
)
def test_a_run_of_less_may_count_less(tmp_path: Path, options: Sequence[str]):
    code, output = _run(tmp_path, *options)

    assert code == pytest.ExitCode.OK, output
    assert "fewer than" not in output
