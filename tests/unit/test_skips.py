"""In CI nothing may be skipped."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
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


ALONE, SHARED_OUT = [], ["-n", "2"]


def _run(
    tests: str, folder: Path, *, ci: str, options: Sequence[str] = (), plugin: str = "tests.skips"
) -> tuple[int, str]:
    (folder / "test_sample.py").write_text(tests)
    (folder / "pytest.ini").write_text("[pytest]\n")
    plugins = ["-p", plugin, "-p", "xdist.plugin", "-p", "no:cacheprovider"]
    command = [sys.executable, "-m", "pytest", *plugins, *options]
    alone = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": str(ROOT)}
    environment = os.environ | alone | {"CI": ci}
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout


@pytest.mark.parametrize("options", [ALONE, SHARED_OUT], ids=["alone", "shared out"])
def test_a_skipped_test_fails_the_run_in_ci_and_is_named(tmp_path: Path, options: list[str]):
    code, output = _run(SKIPS, tmp_path, ci="true", options=options)

    assert code == pytest.ExitCode.TESTS_FAILED
    assert "test_sample.py::test_that_is_skipped" in output
    assert "test_that_runs" not in output


def test_this_run_would_fail_of_a_skipped_test_too(tmp_path: Path):
    code, output = _run(SKIPS, tmp_path, ci="true", plugin="tests.conftest")

    assert code == pytest.ExitCode.TESTS_FAILED
    assert "test_sample.py::test_that_is_skipped" in output


@pytest.mark.parametrize("options", [ALONE, SHARED_OUT], ids=["alone", "shared out"])
def test_a_module_that_is_skipped_fails_the_run_in_ci_too(tmp_path: Path, options: list[str]):
    tests = "import pytest\npytest.importorskip('no_such_module')\n" + SKIPS

    code, output = _run(tests, tmp_path, ci="true", options=options)

    # Where nothing at all was collected, pytest fails by itself.
    assert code != pytest.ExitCode.OK
    assert "skipped, which CI does not allow" in output


def test_elsewhere_a_skipped_test_is_only_counted(tmp_path: Path):
    code, output = _run(SKIPS, tmp_path, ci="")

    assert code == pytest.ExitCode.OK
    assert "does not allow" not in output


@pytest.mark.parametrize("options", [ALONE, SHARED_OUT], ids=["alone", "shared out"])
def test_in_ci_a_run_without_skips_passes(tmp_path: Path, options: list[str]):
    code, _ = _run("def test_that_runs():\n    pass\n", tmp_path, ci="true", options=options)

    assert code == pytest.ExitCode.OK
