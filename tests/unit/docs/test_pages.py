"""What the pages for people name is there, they are short, and the map has every room."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.core.phrases import recurrence_of
from docs.settings_page import EXAMPLE, PAGE, all_settings, example
from docs.settings_page import page as settings_page

ROOT = Path(__file__).parents[3]
DOCS = tuple(f"docs/{page.name}" for page in sorted((ROOT / "docs").glob("*.md")))
PAGES = ("README.md", "CONTRIBUTING.md", "SECURITY.md", *DOCS)
_MOST_WORDS = {"README.md": 500} | dict.fromkeys(DOCS, 800)
_TOP = ("bot", "content", "deploy", "docs", "tests")
_SETTING = re.compile(r"\bROUNDTABLE_[A-Z][A-Z_]*[A-Z]\b")
_SPAN = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")
_BLOCK = re.compile(r"^ *```\w*\n(.*?)^ *```", re.MULTILINE | re.DOTALL)


def _text(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def _spans(page: str) -> list[str]:
    """Return what the page sets as code, in its lines and in blocks of its own."""
    text = _text(page)
    blocks = [line for block in _BLOCK.findall(text) for line in block.splitlines()]
    return _SPAN.findall(_BLOCK.sub("", text)) + blocks


def _paths(page: str) -> Iterator[str]:
    """Yield the paths of this repository that the page names; NAME in one stands for any."""
    for word in " ".join(_spans(page)).split():
        if word.split("/")[0] in _TOP and "/" in word:
            yield word
    folder = Path(page).parent
    for target in _LINK.findall(_text(page)):
        if "://" not in target:
            yield str(folder / target)


def _is_there(path: str) -> bool:
    if "NAME" in path:
        return (ROOT / path[: path.index("NAME")]).parent.is_dir()
    return (ROOT / path).exists()


@pytest.mark.parametrize("page", PAGES)
def test_every_path_that_a_page_names_is_there(page: str) -> None:
    assert [path for path in _paths(page) if not _is_there(path)] == []


@pytest.mark.parametrize("page", _MOST_WORDS)
def test_a_page_is_read_in_minutes(page: str) -> None:
    assert len(_text(page).split()) <= _MOST_WORDS[page]


@pytest.mark.parametrize("page", PAGES)
def test_every_setting_that_a_page_names_is_one(page: str) -> None:
    known = {each.name for each in all_settings()}

    # A test of how it is built may name one that only tests have.
    named = set(_SETTING.findall(_text(page))) - {"ROUNDTABLE_FAULT_SEED", "ROUNDTABLE_SHARED"}

    assert named <= known


def test_the_pages_of_the_settings_are_made_of_the_settings() -> None:
    assert PAGE.read_text(encoding="utf-8") == settings_page()
    assert EXAMPLE.read_text(encoding="utf-8") == example()


def test_every_time_in_words_that_the_page_shows_is_understood() -> None:
    table = re.findall(r"^\| `(.*)` \| `(.*)` \|$", _text("docs/schedules.md"), re.MULTILINE)
    phrases = [phrase for row in table for phrase in row]

    assert len(phrases) > 4
    for phrase in phrases:
        recurrence_of(phrase, date(2026, 4, 1))


def test_the_site_is_made_without_a_warning_and_has_every_page(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "-d", str(tmp_path / "trees")]
    done = subprocess.run(
        [*command, "docs", str(tmp_path / "site")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    made = {page.stem for page in (tmp_path / "site").glob("*.html")} - {"genindex", "search"}
    assert made == {Path(page).stem for page in DOCS}


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_every_target_that_a_page_makes_is_one(page: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (targets,) = re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)

    named = [re.findall(r"[a-z-]+", span)[1:] for span in _spans(page) if span.startswith("make ")]

    assert named
    assert {target for each in named for target in each} <= set(targets.split())


@pytest.mark.parametrize("page", PAGES)
def test_every_class_that_a_page_names_is_one(page: str) -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in ROOT.glob("bot/**/*.py"))
    classes = set(re.findall(r"^class (\w+)", source, re.MULTILINE))

    named = {span for span in _spans(page) if re.fullmatch(r"[A-Z][a-z]+(?:[A-Z][a-z]+)*", span)}

    assert named <= classes


def test_the_map_has_every_room() -> None:
    named = set(_paths("CONTRIBUTING.md"))
    rooms = [
        f"{path.parent.relative_to(ROOT)}/"
        for folder in ("bot", "bot/platforms")
        for path in ROOT.glob(f"{folder}/*/__init__.py")
    ]

    modules = [f"bot/{path.name}" for path in ROOT.glob("bot/*.py") if "__" not in path.name]

    assert set(rooms) - named == {"bot/platforms/"}  # which has nothing but the port beside rooms
    assert set(modules) <= named


def test_the_map_has_every_kind_of_test() -> None:
    named = set(_paths("CONTRIBUTING.md"))
    folders = {f"{path.parent.relative_to(ROOT)}/" for path in ROOT.glob("tests/*/__init__.py")}

    assert folders <= named | {"tests/processes/"}  # what other tests stand on
