"""What `make release` puts beside the packages, and what it refuses."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from bot import __version__
from deploy import release

ROOT = Path(__file__).resolve().parents[2]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")


def test_the_version_stands_in_one_place() -> None:
    assert release.version() == __version__
    others = subprocess.run(
        ["git", "grep", "-lF", f'"{__version__}"', "--", "bot", "pyproject.toml", "deploy", "docs"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert others.stdout.split() == ["bot/__init__.py"]


@pytest.mark.skipif(not os.environ.get("CI"), reason="builds four packages: CI does")
def test_two_builds_of_one_commit_are_the_same_to_the_byte(tmp_path: Path) -> None:
    first, second = (release.built(tmp_path / each, "1700000000", "HEAD") for each in ("a", "b"))

    assert first == second
    assert [Path(each).suffix for each in first] == [".whl", ".gz"]


def test_the_bill_of_materials_names_all_that_is_locked_with_its_hashes() -> None:
    bill = release.bill_of_materials(LOCK, "1.2.3", "1700000000")

    locked = re.findall(r"^([\w.-]+)==([^ ;\\]+)", LOCK, re.MULTILINE)
    assert [(each["name"], each["version"]) for each in bill["components"]] == locked
    hashes = [
        each["content"]
        for component in bill["components"]
        for reference in component["externalReferences"]
        for each in reference["hashes"]
    ]
    assert len(hashes) == len(re.findall("--hash=sha256:", LOCK))
    assert len({each["bom-ref"] for each in bill["components"]}) == len(locked)
    assert bill["metadata"]["timestamp"] == "2023-11-14T22:13:20Z"
    assert json.dumps(bill) == json.dumps(release.bill_of_materials(LOCK, "1.2.3", "1700000000"))


def test_a_line_of_the_lock_that_is_not_understood_is_no_hole_in_the_bill() -> None:
    with pytest.raises(release.NotReleased, match="not understood"):
        release.bill_of_materials(f"{LOCK}\nodd==1.0 --hash=md5:1\n", "1.2.3", "0")


CHANGES = """# Changelog

## [Unreleased]

- New.

## [1.2.3] - 2027-01-02

- This.

## [1.2.2] - 2026-12-01

- That.
"""


@pytest.mark.parametrize(
    ("wanted", "draft", "said"),
    [("1.2.3", False, "- This.\n"), ("1.2.2", True, "- That.\n"), ("2.0.0", True, "- New.\n")],
)
def test_the_section_of_the_changelog_is_the_version_s(wanted: str, draft: bool, said: str) -> None:
    assert release.section(CHANGES, wanted, draft=draft) == said


def test_a_release_without_a_section_or_with_another_tag_is_refused() -> None:
    with pytest.raises(release.NotReleased, match="CHANGELOG"):
        release.section(CHANGES, "2.0.0")
    with pytest.raises(release.NotReleased, match="the tag is v9"):
        release.release("uv", "v9", every=True)
