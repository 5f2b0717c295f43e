"""Every command of the README and of the pages, as a newcomer types them into a fresh clone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.commands.newcomer import documented_commands, run, serving

_SERVES = ("make run", ".venv/bin/roundtable serve")
_THIS_RUN = "make test"

pytestmark = pytest.mark.skipif(
    not os.environ.get("CI"), reason="installs what running needs, which takes a minute: CI does"
)


def test_every_command_of_the_pages_does_what_it_says(clone: Path) -> None:
    commands = documented_commands()
    assert _THIS_RUN in commands
    for command in commands:
        if command in _SERVES:
            with serving(command, clone) as said:
                assert "Fetching" not in said  # that was once, for all of them
        elif command != _THIS_RUN:
            run(command, clone)
