"""A server's packages and the Node that they need, installed once into a cache folder."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from filelock import FileLock

_HERE = Path(__file__).parent
# npm before 9.9 (Debian 12 has 9.2) leaves the override out and then fails.
_NPM = ["npm", "exec", "--yes", "npm@10.9.0", "--"]
_MANIFESTS = ("package.json", "package-lock.json")


class CannotInstall(Exception):
    """npm is not there, or it could not fetch the packages."""


def install(manifests: Path = _HERE) -> Path:
    """Return the folder with the packages; the first call on a machine fetches them.

    `manifests` is the folder of what npm reads: by default the twin's.

    The folder is named after what is in the manifests, so a change of them installs anew. Several
    runs at once wait for the one that installs. Raises CannotInstall.
    """
    folder = _cache() / _fingerprint(manifests)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.with_suffix(".lock")):
        if not folder.exists():
            _install_whole(manifests, folder)
    return folder


def node(folder: Path) -> Path:
    """Return the Node in an installation."""
    return folder / "node_modules" / "node" / "bin" / "node"


def _cache() -> Path:
    named = os.environ.get("XDG_CACHE_HOME")
    return (Path(named) if named else Path.home() / ".cache") / "roundtable-interop"


def _fingerprint(manifests: Path) -> str:
    content = b"".join((manifests / name).read_bytes() for name in _MANIFESTS)
    return hashlib.sha256(content).hexdigest()[:16]


def _install_whole(manifests: Path, folder: Path) -> None:
    # Under another name until it is whole: what was interrupted is not taken for installed.
    unfinished = folder.with_suffix(".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir()
    for name in _MANIFESTS:
        shutil.copy(manifests / name, unfinished)
    # No package's install script runs but the one below, which fetches this machine's Node.
    _run([*_NPM, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], unfinished)
    _run(["node", "installArchSpecificPackage.js"], unfinished / "node_modules" / "node")
    unfinished.rename(folder)


def _run(command: list[str], folder: Path) -> None:
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    except FileNotFoundError as problem:
        raise CannotInstall(f"there is no {command[0]} on this machine") from problem
    if done.returncode:
        raise CannotInstall(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")
