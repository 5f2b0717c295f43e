"""What make installs and when, with a Python that writes down what it is asked to do."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# Makes a .venv of programs that write down how they were called, as the real one makes real ones.
_PYTHON = """\
#!/bin/sh
test "$1 $2" = "-m venv" || exit 0
mkdir -p .venv/bin
for name in python roundtable pytest ruff mypy lint-imports; do
  printf '#!/bin/sh\\nexec "$RECORD" %s "$@"\\n' "$name" > ".venv/bin/$name"
  chmod +x ".venv/bin/$name"
done
"""
_RECORD = """\
#!/bin/sh
echo "$*" >> calls
case "$*" in
  *"$BREAKS"*) exit 1;;
  *--require-hashes*)
    for number in 1 2 3 4 5 6 7 8 9 10 11; do echo "Collecting package-$number"; done
    echo "Installing collected packages";;
esac
"""
_FOR_RUNNING, _FOR_TESTS = "-r requirements.lock", "-r requirements-dev.lock"


class Checkout:
    """A folder with the Makefile and what it looks at."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        for name in ("Makefile", "pyproject.toml", "requirements.lock", "requirements-dev.lock"):
            shutil.copy(ROOT / name, folder / name)
        for name, text in (("python", _PYTHON), ("record", _RECORD)):
            (folder / name).write_text(text)
            (folder / name).chmod(0o755)

    def make(self, target: str, *, breaks: str = "nothing") -> subprocess.CompletedProcess[str]:
        """Make it; what is called with `breaks` in its arguments fails."""
        (self._folder / "calls").write_text("")
        settings = {"RECORD": str(self._folder / "record"), "BREAKS": breaks}
        return subprocess.run(
            ["make", f"PYTHON={self._folder / 'python'}", target],
            cwd=self._folder,
            env={name: value for name, value in os.environ.items() if "MAKE" not in name}
            | settings,
            capture_output=True,
            text=True,
            check=False,
        )

    def calls(self) -> list[str]:
        """What the last make called, in turn."""
        return (self._folder / "calls").read_text().splitlines()

    def installed(self) -> list[str]:
        """The locks that the last make installed, in turn."""
        return [
            lock
            for call in self.calls()
            for lock in (_FOR_RUNNING, _FOR_TESTS)
            if call.endswith(lock)
        ]

    def change(self, name: str) -> None:
        """Let a file be newer than all that was installed, however coarse the machine's times."""
        last = max(path.stat().st_mtime_ns for path in self._folder.glob(".venv/.*"))
        os.utime(self._folder / name, ns=(last + 1_000_000, last + 1_000_000))

    def leave(self, name: str) -> Path:
        """Put a file into .venv."""
        path = self._folder / ".venv" / name
        path.touch()
        return path


@pytest.fixture
def checkout(tmp_path: Path) -> Iterator[Checkout]:
    """A checkout in which nothing has been made."""
    return Checkout(tmp_path)


def test_running_installs_what_running_needs_and_no_more(checkout: Checkout) -> None:
    done = checkout.make("run")

    assert done.returncode == 0, done.stderr
    assert checkout.installed() == [_FOR_RUNNING]
    assert checkout.calls()[-1] == "roundtable serve"


def test_everything_is_compiled_when_it_is_installed(checkout: Checkout) -> None:
    checkout.make("test")

    packages = "python -m compileall -qq -j 0 -x /tests/ .venv/lib"
    calls = checkout.calls()
    for lock in (_FOR_RUNNING, _FOR_TESTS):
        [at] = [number for number, call in enumerate(calls) if call.endswith(lock)]
        assert calls[at + 1] == packages
    assert "python -m compileall -q bot" in calls


def test_what_a_package_brings_that_does_not_compile_stops_nothing(checkout: Checkout) -> None:
    assert checkout.make("run", breaks="-m compileall -qq").returncode == 0


@pytest.mark.parametrize("target", ["test", "check", "bench"])
def test_tests_checks_and_measurements_bring_their_tools_besides(
    checkout: Checkout, target: str
) -> None:
    assert checkout.make(target).returncode == 0

    assert checkout.installed() == [_FOR_RUNNING, _FOR_TESTS]


def test_nothing_is_installed_twice(checkout: Checkout) -> None:
    for target, expected in (
        ("run", [_FOR_RUNNING]),
        ("test", [_FOR_TESTS]),
        ("run", []),
        ("check", []),
    ):
        assert checkout.make(target).returncode == 0
        assert checkout.installed() == expected


def test_a_new_lock_is_installed(checkout: Checkout) -> None:
    checkout.make("test")
    checkout.change("requirements.lock")

    checkout.make("test")

    assert checkout.installed() == [_FOR_RUNNING, _FOR_TESTS]


def test_it_is_told_what_is_going_on_and_how_far_it_is(checkout: Checkout) -> None:
    said = checkout.make("run").stdout.splitlines()

    assert said[0] == "Making .venv, which takes a minute, once"
    assert said[1].startswith("Fetching the ")
    assert said[1].endswith("packages that running needs: 10, unpacking them, compiling them")


def test_what_is_there_already_is_not_said_to_be_made(checkout: Checkout) -> None:
    checkout.make("run")
    checkout.change("pyproject.toml")

    assert checkout.make("run").stdout.startswith("Bringing .venv up to date\n")


@pytest.mark.parametrize("breaks", [_FOR_RUNNING, "-e ."])
def test_what_was_not_installed_to_its_end_is_installed_anew(
    checkout: Checkout, breaks: str
) -> None:
    assert checkout.make("run", breaks=breaks).returncode != 0
    assert "roundtable serve" not in checkout.calls()
    half_done = checkout.leave("half done")

    assert checkout.make("run").returncode == 0
    assert checkout.installed() == [_FOR_RUNNING]
    assert not half_done.exists()


def test_tools_that_were_not_installed_to_their_end_are_installed_anew(checkout: Checkout) -> None:
    assert checkout.make("test", breaks=_FOR_TESTS).returncode != 0
    half_done = checkout.leave("half done")

    assert checkout.make("test").returncode == 0
    assert checkout.installed() == [_FOR_RUNNING, _FOR_TESTS]
    assert not half_done.exists()


def test_the_room_runs_while_the_tools_for_tests_are_being_installed(checkout: Checkout) -> None:
    checkout.make("test", breaks=_FOR_TESTS)

    assert checkout.make("run").returncode == 0
    assert checkout.calls() == ["roundtable serve"]
