"""`roundtable chat`: two people in two terminals of one room."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import IO

from bot.cli import chat

Terminal = subprocess.Popen[str]


def _chat(folder: Path, environment: dict[str, str], *arguments: str) -> Terminal:
    return subprocess.Popen(
        [sys.executable, "-m", "bot", "chat", *arguments],
        cwd=folder,
        env=environment | {"ROUNDTABLE_WEB_PORT": "0"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _until(output: IO[str] | None, words: str) -> None:
    assert output is not None
    read = ""
    while words not in read:
        line = output.readline()
        assert line, f"it ended after: {read}"
        read += line


def _type(terminal: Terminal, line: str) -> None:
    assert terminal.stdin is not None
    terminal.stdin.write(f"{line}\n")
    terminal.stdin.flush()


def test_the_door_is_in_a_folder_for_this_user_alone_also_where_nothing_was_kept(
    tmp_path: Path,
) -> None:
    door = chat._door(tmp_path / "data")

    assert door.parent.stat().st_mode & 0o777 == 0o700


def test_the_first_starts_the_room_another_answers_in_it_and_the_next_finds_it_whole(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    with _chat(tmp_path, environment, "Mara", "--organiser") as mara:
        _until(mara.stdout, "Welcome, Mara")
        _type(mara, "/quiz open deck=Models in Production")
        _until(mara.stdout, "[1] Answer")
        with _chat(tmp_path, environment, "Bo") as bo:
            _until(bo.stdout, "[1] Answer")
            said, _ = bo.communicate("1 It drifts.\n")
            assert "Saved: your answer counts." in said
            assert bo.returncode == 0
        said, _ = mara.communicate("/quiz status\n")
        assert "1 " in said
        assert mara.returncode == 0
    assert not (tmp_path / "data" / "terminals.json").exists()
    with _chat(tmp_path, environment, "Cy") as cy:  # who starts the room anew
        _until(cy.stdout, "[1] Answer")
        with _chat(tmp_path, environment, "Di") as di:
            _until(di.stdout, "[1] Answer")
            said, _ = cy.communicate("1 It drifts too.\n")
            assert "Saved: your answer counts." in said
            assert di.wait() == 0  # the room ended while somebody else was asked
            assert di.stdout is not None
            assert "rror" not in said + di.stdout.read()
