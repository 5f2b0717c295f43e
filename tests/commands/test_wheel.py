"""The wheel holds all that running needs, and runs where there is no checkout."""

from __future__ import annotations

import os
import re
import sysconfig
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.commands.conftest import joined_by
from tests.commands.newcomer import run, serving

pytestmark = pytest.mark.skipif(
    not os.environ.get("CI"), reason="installs what running needs, which takes a minute: CI does"
)

_FIRST = "What is the difference between data drift and concept drift?"


@pytest.fixture(scope="module")
def wheel(clone: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of a fresh clone."""
    folder = tmp_path_factory.mktemp("wheel")
    run(f".venv/bin/python -m pip wheel --no-deps --no-build-isolation -w {folder} .", clone)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture
def folder(clone: Path, tmp_path: Path) -> Path:
    """A folder with nothing but a .venv, which finds the packages that running needs."""
    folder = tmp_path / "empty"
    folder.mkdir()
    run("python3 -m venv .venv", folder)
    _packages(folder).joinpath("locked.pth").write_text(f"{_packages(clone)}\n")
    return folder


def _packages(folder: Path) -> Path:
    base = str(folder / ".venv")
    return Path(sysconfig.get_path("purelib", "venv", vars={"base": base, "platbase": base}))


def test_the_wheel_holds_the_package_and_the_packs(wheel: Path, clone: Path) -> None:
    tracked = run("git ls-files bot content", clone).split()

    names = {name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name}

    assert "bot/py.typed" in names
    assert names == {f"bot/{name}" if name.startswith("content/") else name for name in tracked}


def test_the_wheel_opens_the_first_question_in_an_empty_folder(wheel: Path, folder: Path) -> None:
    # Without an index: what the wheel asks for is in requirements.lock.
    run(f".venv/bin/python -m pip install --no-index {wheel}", folder)
    assert run(".venv/bin/python -c 'import bot; print(bot.__file__)'", folder).startswith(
        str(folder)
    )

    with serving(".venv/bin/roundtable serve", folder) as said:
        (link,) = re.findall(r"http://\S+/join\S+", said)
        with joined_by(link, "Ann") as client:
            page = client.get("/").text

    assert "question 1 of 26" in page
    assert _FIRST in page
    assert (folder / "data" / "roundtable.db").is_file()
