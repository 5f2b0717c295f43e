"""The steps of the Dockerfile, run in an empty folder in the image's place, and what comes of them.

There is no container engine where tests run: what an engine adds, such as another user and a file
system that is read alone, is looked at in `test_files.py`. With the thorough profile alone, as
everything is installed anew.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from tests.fakes.patience import PATIENCE_S
from tests.fakes.ports import free_port
from tests.profiles import thorough

ROOT = Path(__file__).resolve().parents[2]
DOCKERFILE = ROOT / "deploy" / "Dockerfile"
_IN_IMAGE = "/opt/roundtable"


def _stages() -> list[list[tuple[str, str]]]:
    """Return the steps of each stage, as words of the file: `("RUN", "python -m venv ...")`."""
    text = re.sub(r"^#.*\n", "", DOCKERFILE.read_text("utf-8"), flags=re.MULTILINE)
    lines = [line.strip() for line in text.replace("\\\n", " ").splitlines() if line.strip()]
    stages: list[list[tuple[str, str]]] = []
    for line in lines:
        word, _, rest = line.partition(" ")
        if word == "FROM":
            stages.append([])
        else:
            stages[-1].append((word, rest.strip()))
    return stages


def _build(steps: list[tuple[str, str]], folder: Path, installed: Path) -> None:
    """Do what the first stage does, with another folder in its working folder's place."""
    for word, rest in steps:
        if word == "COPY":
            *sources, target = rest.split()
            for source in sources:
                _copy(ROOT / source, folder / target)
        elif word == "RUN":
            command = rest.replace(_IN_IMAGE, str(installed)).replace("python -m venv", _VENV, 1)
            subprocess.run(["sh", "-ec", command], cwd=folder, check=True)
        else:
            assert word == "WORKDIR", word


_VENV = f"{shlex.quote(sys.executable)} -m venv"


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        left_out = shutil.ignore_patterns("__pycache__")
        shutil.copytree(source, target, dirs_exist_ok=True, ignore=left_out)
    else:
        shutil.copy(source, target)


def _environment(steps: list[tuple[str, str]], installed: Path, data: Path) -> dict[str, str]:
    """Return what the image sets, with the test's folders and port."""
    pairs = [each for word, rest in steps if word == "ENV" for each in shlex.split(rest)]
    found = dict(each.split("=", 1) for each in pairs)
    found["PATH"] = f"{installed / 'bin'}:{os.environ['PATH']}"
    assert found["ROUNDTABLE_DATA"] == "/data"
    return found | {"ROUNDTABLE_DATA": str(data)}


def _argument(steps: list[tuple[str, str]], wanted: str) -> list[str]:
    [found] = [rest for word, rest in steps if word == wanted]
    arguments: list[str] = json.loads(found[found.index("[") :])
    return arguments


def _answers(check: list[str], environment: dict[str, str]) -> Iterator[bool]:
    """Say again and again, until patience is over, whether the image's own check is content."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        done = subprocess.run(check, env=environment, capture_output=True, check=False)
        yield done.returncode == 0


if thorough():

    def test_what_the_steps_make_serves_and_its_health_check_is_content(tmp_path: Path):
        folder, installed, data = tmp_path / "build", tmp_path / "installed", tmp_path / "data"
        for each in (folder, data):
            each.mkdir(mode=0o700)
        first, last = _stages()
        _build(first, folder, installed)
        shutil.rmtree(folder)  # the second stage has none of it
        assert not list((installed / "bin").glob("pip*"))

        port = free_port()
        environment = _environment(last, installed, data) | {
            "ROUNDTABLE_WEB_URL": f"http://127.0.0.1:{port}",
            "ROUNDTABLE_WEB_PORT": str(port),
        }
        health = [rest for word, rest in last if word == "HEALTHCHECK"]
        check = json.loads(health[0][health[0].index("[") :])
        check = [each.replace(":8080/", f":{port}/") for each in check]
        command = [*_argument(last, "ENTRYPOINT"), *_argument(last, "CMD")]
        command[0] = str(installed / "bin" / command[0])
        check[0] = str(installed / "bin" / check[0])
        with subprocess.Popen(command, cwd=data, env=environment) as process:
            try:
                assert any(_answers(check, environment))
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz") as found:
                    assert json.load(found)["database"] == "ok"
            finally:
                process.terminate()
        assert process.returncode == 0
