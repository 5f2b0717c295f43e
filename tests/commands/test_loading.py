"""A command loads what it needs and nothing else: that is most of the time that it takes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.commands.conftest import Roundtable

# `roundtable` with the arguments, and at its end what was loaded in a file.
_TELLING = """\
import atexit, json, pathlib, runpy, sys
told = pathlib.Path(sys.argv.pop(1))
atexit.register(lambda: told.write_text(json.dumps(sorted(sys.modules))))
runpy.run_module("bot", run_name="__main__", alter_sys=True)
"""
# The web room, the chats, and what computes with texts.
_NOT_TO_LOOK_UP = (
    "aiohttp", "alembic", "asyncpg", "discord", "filelock", "jinja2", "rich", "selectolax",
    "slack_bolt", "slack_sdk", "sqlalchemy.dialects.postgresql", "starlette", "structlog",
    "uvicorn",
)  # fmt: skip
_NOT_TO_LIST_DECKS = (
    *_NOT_TO_LOOK_UP, "markdown_it", "numpy", "prometheus_client", "rapidfuzz", "Stemmer",
)  # fmt: skip
_NOT_TO_TELL_THE_VERSION = (
    *_NOT_TO_LIST_DECKS, "asyncio", "bot.errors", "pydantic", "sqlalchemy",
)  # fmt: skip


@pytest.fixture
def loaded_by(
    roundtable: Roundtable, asking: Path, tmp_path: Path, environment: dict[str, str]
) -> Callable[..., set[str]]:
    """Run a command beside a deck, and return the names of the modules that it loaded."""
    assert roundtable("import", str(asking)).returncode == 0
    told = tmp_path / "loaded.json"

    def run(*arguments: str) -> set[str]:
        subprocess.run(
            [sys.executable, "-c", _TELLING, str(told), *arguments],
            cwd=tmp_path,
            env=environment,
            stdout=subprocess.DEVNULL,
            check=True,
        )
        return set(json.loads(told.read_text()))

    return run


@pytest.mark.parametrize(
    ("command", "unwanted"),
    [
        ("--version", _NOT_TO_TELL_THE_VERSION),
        ("--help", _NOT_TO_TELL_THE_VERSION),
        ("decks", _NOT_TO_LIST_DECKS),
        ("ask halyard", _NOT_TO_LOOK_UP),
    ],
)
def test_a_command_loads_nothing_that_another_one_needs(
    loaded_by: Callable[..., set[str]], command: str, unwanted: tuple[str, ...]
):
    assert loaded_by(*command.split()) & set(unwanted) == set()
