"""What running needs and what tests need are locked apart, and fit together."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
GROUPS = PROJECT["dependency-groups"]
RUNNING, TESTING = "requirements.lock", "requirements-dev.lock"
_LOCKED = re.compile(
    r"^(?P<requirement>[^#\s][^\\]*?) *\\\n(?P<hashes>(?: +--hash=.*\n)*)", re.MULTILINE
)


def _locked(name: str) -> dict[str, dict[str, str]]:
    """Return each package in the lock: for its version, or versions, the hashes."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for match in _LOCKED.finditer((ROOT / name).read_text(encoding="utf-8")):
        requirement = Requirement(match["requirement"])
        (pin,) = requirement.specifier
        assert pin.operator == "=="
        found[canonicalize_name(requirement.name)][pin.version] = match["hashes"]
    return found


@pytest.mark.parametrize("lock", [RUNNING, TESTING])
def test_a_lock_names_the_hashes_of_every_package_and_no_index(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")

    locked = [hashes for versions in _locked(lock).values() for hashes in versions.values()]

    assert all("sha256:" in hashes for hashes in locked)
    assert len(locked) == len(re.findall(r"^[^#\s]", text, re.MULTILINE))
    assert "://" not in text
    assert not re.search(r"^ *--(?!hash=)", text, re.MULTILINE)


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        (RUNNING, PROJECT["project"]["dependencies"] + GROUPS["build"]),
        (TESTING, GROUPS["dev"]),
    ],
)
def test_a_lock_holds_what_the_project_asks_for(lock: str, wanted: list[str]) -> None:
    locked = _locked(lock)

    for asked in map(Requirement, wanted):
        versions = locked[canonicalize_name(asked.name)]
        assert versions
        assert all(asked.specifier.contains(version) for version in versions), asked


def test_a_package_in_both_locks_is_the_same_in_both() -> None:
    running, testing = _locked(RUNNING), _locked(TESTING)

    assert {name: running[name] for name in running.keys() & testing.keys()} == {
        name: testing[name] for name in running.keys() & testing.keys()
    }


def test_running_brings_no_tool_for_tests() -> None:
    tools = {canonicalize_name(Requirement(tool).name) for tool in GROUPS["dev"]}
    tools.remove("packaging")  # which builds packages, too

    assert not tools & _locked(RUNNING).keys()
