"""The contracts allow what `rooms` says and nothing besides."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import grimp
import pytest

from tests.architecture.rooms import LIBRARIES, TOP, USES, is_in, sample
from tests.architecture.tree import ROOT, Tree, contracts

# What only types know, and is nowhere at run time.
_TYPES_ALONE = {"_typeshed"}
_IMPURE = (
    "asyncio", "io", "logging", "os", "random", "secrets", "socket", "sqlite3", "subprocess",
    "tempfile", "threading", "time", "urllib.request", "uuid",
)  # fmt: skip
_READING = "import os\n\nhome = os.environ['HOME']\npath = os.getenv('PATH')\n"


def _imports(modules: list[str]) -> str:
    return "\n".join(f"import {module}" for module in modules)


@pytest.mark.parametrize("room", USES)
def test_a_room_may_import_nothing_but_what_it_stands_on(tree: Tree, room: str):
    importer = sample(room)
    others = (USES.keys() | TOP) - USES[room] - {room}
    forbidden = sorted(sample(other) for other in others)

    with tree.with_lines({importer: _imports(forbidden)}):
        verdict = tree.lint()

    assert {(importer, each) for each in forbidden} - verdict.links == set()


def test_services_reach_storage_through_its_transaction_alone(tree: Tree):
    importer = sample("bot.services")
    storage = ROOT / "bot" / "storage"
    others = sorted(
        f"bot.storage.{file.stem}"
        for file in storage.iterdir()
        if file.stem not in {"transaction", "__init__", "__pycache__"}
    )

    with tree.with_lines({importer: _imports([*others, "bot.storage.transaction"])}):
        verdict = tree.lint()

    assert {imported for _, imported in verdict.links} == set(others)
    assert set(verdict.broken) == {"Storage is reached through its transaction alone"}


def test_a_library_is_imported_in_its_own_rooms_alone(tree: Tree):
    foreign = {
        sample(room): [name for name in LIBRARIES if not is_in(sample(room), LIBRARIES[name])]
        for room in USES.keys() | TOP
    }

    with tree.with_lines({module: _imports(names) for module, names in foreign.items()}):
        verdict = tree.lint()

    expected = {(module, name) for module, names in foreign.items() for name in names}
    assert expected - verdict.links == set()


def test_every_library_that_is_imported_has_its_place():
    graph = grimp.build_graph("bot", include_external_packages=True, cache_dir=None)
    imported = {name for name in graph.modules if name != "bot" and not name.startswith("bot.")}
    libraries = imported - sys.stdlib_module_names - _TYPES_ALONE

    protected = {
        name for contract in contracts().values() for name in contract.get("protected_modules", ())
    }
    assert libraries <= protected
    assert libraries == set(LIBRARIES)


def test_the_core_has_no_way_to_the_world_outside(tree: Tree):
    importer = sample("bot.core")

    with tree.with_lines({importer: _imports(list(_IMPURE))}):
        verdict = tree.lint()

    assert set(verdict.broken) == {"The core is pure"}
    assert {imported for _, imported in verdict.links} == {
        name.partition(".")[0] for name in _IMPURE
    }


def test_the_environment_is_read_in_settings_alone():
    done = subprocess.run(
        ["ruff", "check", "--select", "TID251", "--stdin-filename", "bot/core/x.py", "-"],
        cwd=ROOT,
        env={"PATH": str(Path(sys.executable).parent)},
        input=_READING,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.count("TID251") == 2

    let_off = {
        file.relative_to(ROOT).as_posix()
        for file in (ROOT / "bot").rglob("*.py")
        if "TID251" in file.read_text(encoding="utf-8")
    }
    assert let_off == {"bot/settings.py"}


def test_the_example_of_a_platform_is_as_short_as_the_pages_say():
    files = (ROOT / "bot" / "platforms" / "terminal").glob("*.py")

    assert sum(len(each.read_text("utf-8").splitlines()) for each in files) <= 300
