"""The unit, installed as `docs/deploy.md` says and started by systemd."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import pytest

from bot import __version__
from tests.deploy.booted import Machine, booted, refusal
from tests.fakes.patience import PATIENCE_S
from tests.totals import count

ROOT = Path(__file__).resolve().parents[2]
UNIT = ROOT / "deploy" / "systemd" / "roundtable.service"
# systemd's own scale goes from 0, shut in, to 10.
MOST_EXPOSED = 2.0

# Where this machine's things are on the booted one, as the unit hides everybody's home.
_CHECKOUT, _PYTHON, _PACKAGES, _BUILT = (
    "/opt/checkout",
    "/opt/python",
    "/opt/packages",
    "/opt/built",
)
_BIN = "/opt/roundtable/bin"
_LOOK = (
    "import urllib.request as u; print(u.urlopen('http://127.0.0.1:8080/readyz').read().decode())"
)
# A unit's caches are its own: it compiles all that it loads, beside the other tests.
_PATIENCE_S = 5 * PATIENCE_S
_PAUSE_S = 0.1

T = TypeVar("T")


def _exposure(output: str) -> float:
    found = re.search(r"Overall exposure level for \S+: ([\d.]+)", output)
    assert found, output
    return float(found[1])


def test_systemd_takes_the_unit_and_finds_it_shut_in(tmp_path: Path):
    unit = tmp_path / UNIT.name
    here = f"ExecStart={sys.executable}"
    unit.write_text(re.sub(r"ExecStart=\S+", here, UNIT.read_text("utf-8")))

    verified = subprocess.run(
        ["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False
    )
    looked_at = subprocess.run(
        ["systemd-analyze", "security", "--offline=yes", str(unit)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert (verified.returncode, verified.stderr) == (0, "")
    assert _exposure(looked_at.stdout) < MOST_EXPOSED


def _wheel(folder: Path) -> Path:
    """Build the wheel of this checkout."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    (built,) = folder.glob("*.whl")
    return built


def _install(machine: Machine, wheel: Path) -> None:
    """Do what `docs/deploy.md` says, with the packages that are here in the index's place."""
    python = f"{_PYTHON}/bin/python{sys.version_info.major}.{sys.version_info.minor}"
    # One that pyenv built looks for its library where it was built, which the unit hides.
    linker = f"echo {_PYTHON}/lib > /etc/ld.so.conf.d/0-python.conf && ldconfig"
    machine.run("sh", "-c", linker)
    machine.run(python, "-m", "venv", "--without-pip", "/opt/roundtable")
    (packages,) = machine.run("sh", "-c", "echo /opt/roundtable/lib/python*/site-packages").split()
    machine.run("sh", "-c", f"echo {_PACKAGES} > {packages}/packages.pth")
    pip = f"{_BIN}/python -m pip install --no-index --no-deps --ignore-installed --no-compile"
    machine.run(*pip.split(), f"{_BUILT}/{wheel.name}")
    # The unit may not keep what it compiles: what it loads alone, as to compile all takes longer.
    machine.run(f"{_BIN}/python", "-c", "import bot.bootstrap")
    deploy = f"{_CHECKOUT}/deploy"
    machine.run("install", "-D", "-m", "600", f"{deploy}/.env.example", "/etc/roundtable/env")
    machine.run(
        "install", "-m", "644", f"{deploy}/systemd/roundtable.service", "/etc/systemd/system/"
    )


def _wait_until(happened: Callable[[], T], machine: Machine) -> T:
    """Return what it returns once that is something, or fail with what the unit logged."""
    until = time.monotonic() + _PATIENCE_S
    while time.monotonic() < until:
        if found := happened():
            return found
        time.sleep(_PAUSE_S)
    raise AssertionError(machine.run("journalctl", "--no-pager", "--unit", "roundtable"))


def _ready(machine: Machine) -> dict[str, object]:
    """Wait until the room says that it is ready, and return what it says."""
    look = (f"{_PYTHON}/bin/python3", "-S", "-c", _LOOK)
    said = _wait_until(lambda: machine.asked(*look).stdout, machine)
    return dict(json.loads(said))


def _shown(machine: Machine, name: str) -> str:
    return machine.run("systemctl", "show", "--value", "--property", name, "roundtable").strip()


@contextmanager
def _installed(folder: Path) -> Iterator[Machine]:
    """Boot a machine with the program and the unit installed."""
    wheel = _wheel(folder / "built")
    shared = {
        ROOT: _CHECKOUT,
        Path(sys.base_prefix): _PYTHON,
        Path(sysconfig.get_path("purelib")): _PACKAGES,
        wheel.parent: _BUILT,
    }
    with booted(folder / "machine", shared) as machine:
        _install(machine, wheel)
        yield machine


def test_started_by_systemd_it_serves_comes_back_when_killed_and_stops(tmp_path: Path):
    (tmp_path / "machine").mkdir()
    if why := refusal(tmp_path / "machine"):
        # A run of the tests says at its end that there was none; only one in CI goes on without.
        count(f"units started by systemd ({why})", 0)
        if not os.environ.get("CI"):
            pytest.skip(why)
        return
    with _installed(tmp_path) as machine:
        _started(machine)
        _comes_back(machine)
        _stops(machine)
    count("units started by systemd")


def _started(machine: Machine) -> None:
    machine.run("systemctl", "enable", "--now", "roundtable")

    assert _ready(machine)["version"] == __version__
    owners = machine.run(
        "stat", "--format", "%U %a", f"/proc/{_shown(machine, 'MainPID')}", "/var/lib/roundtable/"
    )
    assert owners.splitlines() == ["roundtable 555", "roundtable 700"]
    assert _exposure(machine.run("systemd-analyze", "security", "roundtable")) < MOST_EXPOSED


def _comes_back(machine: Machine) -> None:
    before = _shown(machine, "MainPID")

    machine.run("systemctl", "kill", "--signal", "KILL", "roundtable")

    _wait_until(lambda: _shown(machine, "MainPID") not in {before, "0"}, machine)
    assert _ready(machine)["version"] == __version__
    assert _shown(machine, "NRestarts") == "1"


def _stops(machine: Machine) -> None:
    machine.run("systemctl", "stop", "roundtable")

    assert _shown(machine, "Result") == "success"
    assert _shown(machine, "ExecMainStatus") == "0"
