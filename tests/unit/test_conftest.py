"""In CI nothing may be skipped."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SKIPS = """
import pytest

@pytest.mark.skip(reason="not today")
def test_that_is_skipped():
    pass

def test_that_runs():
    pass
"""


def _run(tests: str, folder: Path, *, ci: str) -> tuple[int, str]:
    (folder / "test_sample.py").write_text(tests)
    (folder / "pytest.ini").write_text("[pytest]\n")
    command = [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-p", "no:cacheprovider"]
    environment = os.environ | {"CI": ci, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout


def test_a_skipped_test_fails_the_run_in_ci_and_is_named(tmp_path: Path):
    code, output = _run(SKIPS, tmp_path, ci="true")

    assert code == pytest.ExitCode.TESTS_FAILED
    assert "test_sample.py::test_that_is_skipped" in output
    assert "test_that_runs" not in output


def test_a_module_that_is_skipped_fails_the_run_in_ci_too(tmp_path: Path):
    tests = "import pytest\npytest.importorskip('no_such_module')\n" + SKIPS

    code, output = _run(tests, tmp_path, ci="true")

    # Where nothing at all was collected, pytest fails by itself.
    assert code != pytest.ExitCode.OK
    assert "skipped, which CI does not allow" in output


def test_elsewhere_a_skipped_test_is_only_counted(tmp_path: Path):
    code, output = _run(SKIPS, tmp_path, ci="")

    assert code == pytest.ExitCode.OK
    assert "does not allow" not in output


def test_in_ci_a_run_without_skips_passes(tmp_path: Path):
    code, _ = _run("def test_that_runs():\n    pass\n", tmp_path, ci="true")

    assert code == pytest.ExitCode.OK
