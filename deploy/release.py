"""What is released, into `dist/`: `make release`.

Wheel and sdist, built twice out of clean trees and the same to the byte; the changelog's section;
a bill of materials of what running needs; a list of checksums. Then the wheel is installed with
what is locked, and used, in an empty environment of each Python that it is for and that is here.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
DIST = ROOT / "dist"
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
NOTES = "# Knots\n\n1. What is a bowline for?\n\nA loop that does not slip.\n"
_VERSION = re.compile(r'^__version__ = "([^"]+)"$', re.MULTILINE)
_LOCKED = re.compile(
    r"^(?P<name>[\w.-]+)==(?P<version>[^ ;\\]+)(?: ; (?P<marker>[^\\]+?))? \\\n"
    r"(?P<hashes>(?: +--hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)",
    re.MULTILINE,
)
_HASH = re.compile(r"sha256:([0-9a-f]{64})")


class NotReleased(Exception):
    """Something keeps this from being a release; the text says what to do."""


def version() -> str:
    """Return the version, from the one place that has it."""
    found = _VERSION.search((ROOT / "bot" / "__init__.py").read_text(encoding="utf-8"))
    if found is None:
        raise NotReleased("bot/__init__.py has no __version__")
    return found[1]


def section(changelog: str, wanted: str, *, draft: bool = False) -> str:
    """Return what the changelog says of a version, or as a draft of what is unreleased.

    Raises NotReleased where that is not there.
    """
    head = rf"## \[{re.escape(wanted)}\] - \d{{4}}-\d{{2}}-\d{{2}}"
    if draft and re.search(rf"^{head}$", changelog, re.MULTILINE) is None:
        head = r"## \[Unreleased\]"
    found = re.search(rf"^{head}\n(.*?)(?=^## \[|\Z)", changelog, re.MULTILINE | re.DOTALL)
    if found is None:
        raise NotReleased(
            f"CHANGELOG.md has no “## [{wanted}] - YYYY-MM-DD”: give what is unreleased that title"
        )
    return found[1].strip() + "\n"


def built(into: Path, epoch: str, commit: str) -> dict[str, str]:
    """Build out of a clean copy of a commit; return each file's SHA-256 by its name."""
    into.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as folder:
        archive = subprocess.run(
            ["git", "archive", commit], cwd=ROOT, check=True, capture_output=True
        )
        subprocess.run(["tar", "-x", "-C", folder], input=archive.stdout, check=True)
        command = [sys.executable, "-m", "hatchling", "build", "--directory", str(into)]
        environment = os.environ | {"SOURCE_DATE_EPOCH": epoch}
        subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)
    return {each.name: _sha256(each) for each in sorted(into.iterdir())}


def build_twice(epoch: str, commit: str) -> dict[str, str]:
    """Build into `dist/`, and once more to see that it comes out the same. Raises NotReleased."""
    shutil.rmtree(DIST, ignore_errors=True)
    first = built(DIST, epoch, commit)
    with tempfile.TemporaryDirectory() as folder:
        second = built(Path(folder) / "again", epoch, commit)
    if first != second:
        raise NotReleased(f"two builds differ: {first} and {second}")
    return first


def bill_of_materials(lock: str, wanted: str, epoch: str) -> dict[str, Any]:
    """Return a CycloneDX 1.6 document of what is locked.

    https://cyclonedx.org/docs/1.6/json/. The same lock makes the same document.
    """
    components = list(_components(lock))
    if len(components) != len(re.findall(r"^[\w.-]+==", lock, re.MULTILINE)):
        raise NotReleased("requirements.lock has lines that are not understood")
    product = f"pkg:pypi/roundtable-bot@{wanted}"
    made = datetime.fromtimestamp(int(epoch), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, product + lock)}",
        "version": 1,
        "metadata": {
            "timestamp": made,
            "component": {
                "type": "application",
                "bom-ref": product,
                "name": "roundtable-bot",
                "version": wanted,
                "purl": product,
            },
        },
        "components": components,
        "dependencies": [{"ref": product, "dependsOn": [each["bom-ref"] for each in components]}],
    }


def _components(lock: str) -> Iterator[dict[str, Any]]:
    for found in _LOCKED.finditer(lock):
        purl = f"pkg:pypi/{found['name'].lower()}@{found['version']}"
        hashes = sorted(set(_HASH.findall(found["hashes"])))
        marker = [{"name": "python:marker", "value": found["marker"]}] if found["marker"] else []
        yield {
            "type": "library",
            "bom-ref": purl,
            "name": found["name"],
            "version": found["version"],
            "purl": purl,
            # Those of every file that pip may take: which it is depends on the machine.
            "externalReferences": [
                {
                    "type": "distribution",
                    "url": f"https://pypi.org/project/{found['name']}/{found['version']}/",
                    "hashes": [{"alg": "SHA-256", "content": each} for each in hashes],
                }
            ],
            **({"properties": marker} if marker else {}),
        }


def check_wheel(wheel: Path, python: str, uv: str, wanted: str) -> bool:
    """Install and use a wheel where nothing else is; False where there is no such Python."""
    found = subprocess.run(
        [uv, "python", "find", python], capture_output=True, text=True, check=False
    )
    interpreter = found.stdout.strip() or _of_pyenv(python)
    if not interpreter:
        return False
    with tempfile.TemporaryDirectory() as folder:
        there = Path(folder)
        environment = {
            **{name: each for name, each in os.environ.items() if "ROUNDTABLE" not in name},
            "VIRTUAL_ENV": str(there / "venv"),
        }

        def run(*command: str) -> str:
            done = subprocess.run(
                command, cwd=there, env=environment, capture_output=True, text=True, check=False
            )
            if done.returncode:
                raise NotReleased(f"on {python}: {' '.join(command)}\n{done.stdout}{done.stderr}")
            return done.stdout

        run(uv, "venv", "--quiet", "--python", interpreter, str(there / "venv"))
        install = (uv, "pip", "install", "--quiet")
        run(*install, "--require-hashes", "-r", str(ROOT / "requirements.lock"))
        run(*install, "--no-deps", str(wheel))
        roundtable = str(there / "venv" / "bin" / "roundtable")
        if run(roundtable, "--version").strip() != f"roundtable {wanted}":
            raise NotReleased(f"on {python} the wheel is another version")
        (there / "knots.md").write_text(NOTES, encoding="utf-8")
        run(roundtable, "import", "knots.md")
        if "does not slip" not in run(roundtable, "ask", "bowline"):
            raise NotReleased(f"on {python} it finds nothing of what it imported")
        run(roundtable, "doctor")
    return True


def _of_pyenv(python: str) -> str:
    """Return an interpreter that pyenv has and does not show on the PATH, "" for none."""
    kept = Path(os.environ.get("PYENV_ROOT", "~/.pyenv")).expanduser() / "versions"
    return str(max(kept.glob(f"{python}.*/bin/python"), default=""))


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def _write_beside(sums: dict[str, str], changes: str, bill: dict[str, Any], wanted: str) -> None:
    """Write what goes with the packages, and the checksums of everything."""
    more = {
        "CHANGES.md": changes,
        f"roundtable-bot-{wanted}.cdx.json": json.dumps(bill, indent=2) + "\n",
    }
    for name, text in more.items():
        (DIST / name).write_text(text, encoding="utf-8")
        sums[name] = _sha256(DIST / name)
    lines = (f"{each}  {name}\n" for name, each in sorted(sums.items()))
    (DIST / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")


def main() -> None:
    """Make a release. Ends with 1 and a sentence where it would be none."""
    parser = argparse.ArgumentParser(description="Make what is released, in dist/.")
    parser.add_argument("--uv", default="uv", help="the uv that makes environments")
    parser.add_argument("--tag", help="the tag that is released: v and the version")
    parser.add_argument("--every", action="store_true", help="every Python has to be here")
    given = parser.parse_args()
    # What it does in other folders is done by the same one.
    uv = str(Path(given.uv).resolve()) if "/" in given.uv else given.uv
    try:
        release(uv, given.tag, every=given.every)
    except NotReleased as problem:
        print(f"This is no release: {problem}", file=sys.stderr)
        sys.exit(1)


def release(uv: str, tag: str | None, *, every: bool) -> None:
    """Make a release of the last commit, without a tag a draft of one. Raises NotReleased."""
    wanted, draft = version(), tag is None
    if not draft and tag != f"v{wanted}":
        raise NotReleased(f"the tag is {tag} and the version is {wanted}")
    if _git("status", "--porcelain"):
        if not draft:
            raise NotReleased("there are changes that are not committed")
        print("What is not committed is left out.", file=sys.stderr)
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    changes = section(changelog, wanted, draft=draft)
    # Once: somebody may commit while this builds.
    commit, epoch = _git("log", "-1", "--format=%H %ct").split()
    sums = build_twice(epoch, commit)
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    _write_beside(sums, changes, bill_of_materials(lock, wanted, epoch), wanted)
    (wheel,) = DIST.glob("*.whl")
    there = [each for each in PYTHONS if check_wheel(wheel, each, uv, wanted)]
    missing = sorted(set(PYTHONS) - set(there))
    if missing and (every or not there):
        raise NotReleased(f"there is no Python {', '.join(missing)} to try the wheel with")
    print(f"dist/ has {wanted}, built twice to the same bytes, used on {', '.join(there)}.")
    if missing:
        print(f"Not tried, as they are not here: {', '.join(missing)}.")


if __name__ == "__main__":
    main()
