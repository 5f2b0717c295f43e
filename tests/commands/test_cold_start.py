"""Each command works in a process that has imported nothing yet, as a person's has."""

from __future__ import annotations

from pathlib import Path

from tests.commands.conftest import Roundtable


def test_every_command_does_its_work(
    cold_roundtable: Roundtable, asking: Path, tmp_path: Path
) -> None:
    copy = f"sqlite+aiosqlite:///{tmp_path}/copy.db"
    for command in (
        ["--version"],
        ["import", str(asking), "--deck", "Sailing"],
        ["decks"],
        ["ask", "halyard"],
        ["backup", "b.db"],
        ["restore", "--yes", "b.db"],
        ["database", "copy", "--to", copy],
        ["doctor"],
    ):
        done = cold_roundtable(*command)
        assert done.returncode == 0, (command, done.stdout, done.stderr)
