"""What was worked out for the look-up is kept in files that are never trusted and never needed."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.core.models import WorkspaceId
from bot.storage.index_files import IndexFiles

OURS, OTHERS = WorkspaceId("ours"), WorkspaceId("others")
STAMP, LATER = b"a" * 32, b"b" * 32
PARTS = {"words": memoryview(b"rye\nwheat\n"), "none": memoryview(b""), "rows": memoryview(b"1234")}


def _taken(files: IndexFiles, workspace: WorkspaceId, stamp: bytes) -> dict[str, bytes] | None:
    parts = files.take(workspace, stamp)
    return None if parts is None else {name: bytes(part) for name, part in parts.items()}


def _files(folder: Path) -> list[Path]:
    return [each for each in folder.rglob("*") if each.is_file()]


def test_what_was_kept_is_taken_up_by_the_next_process(tmp_path: Path):
    IndexFiles(tmp_path / "indexes").keep(OURS, STAMP, PARTS)

    files = IndexFiles(tmp_path / "indexes")

    assert _taken(files, OURS, STAMP) == {name: bytes(part) for name, part in PARTS.items()}
    assert files.take(OTHERS, STAMP) is None


def test_what_was_kept_is_for_this_user_alone(tmp_path: Path):
    IndexFiles(tmp_path / "indexes").keep(OURS, STAMP, PARTS)

    (file,) = _files(tmp_path)
    assert file.stat().st_mode & 0o077 == 0
    assert file.parent.stat().st_mode & 0o077 == 0


def test_what_was_kept_of_other_questions_is_removed(tmp_path: Path):
    files = IndexFiles(tmp_path)
    files.keep(OURS, STAMP, PARTS)

    assert files.take(OURS, LATER) is None
    assert _files(tmp_path) == []


def test_each_changed_byte_and_each_missing_one_is_noticed(tmp_path: Path):
    files = IndexFiles(tmp_path)
    files.keep(OURS, STAMP, PARTS)
    (file,) = _files(tmp_path)
    whole = file.read_bytes()
    changed = [
        whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :] for at in range(0, len(whole), 5)
    ]
    cut = [whole[:at] for at in range(0, len(whole), 5)]

    for damaged in (*changed, *cut, whole + b"\0"):
        file.write_bytes(damaged)
        assert files.take(OURS, STAMP) is None
        assert not file.exists()


def test_what_is_in_use_stays_as_it_is_while_it_is_replaced_and_dropped(tmp_path: Path):
    files = IndexFiles(tmp_path)
    files.keep(OURS, STAMP, PARTS)
    before = files.take(OURS, STAMP)
    assert before is not None

    files.keep(OURS, LATER, {"words": memoryview(b"oats\n")})
    files.drop(OURS)

    assert bytes(before["words"]) == b"rye\nwheat\n"
    assert _files(tmp_path) == []


def test_the_files_written_longest_ago_make_room(tmp_path: Path):
    parts = {"words": memoryview(bytes(4_000))}
    files = IndexFiles(tmp_path, most_bytes=10_000)

    for workspace in ("a", "b", "c"):
        files.keep(WorkspaceId(workspace), STAMP, parts)
    files.keep(WorkspaceId("d"), STAMP, {"words": memoryview(bytes(10_001))})

    kept = [each for each in "abcd" if files.take(WorkspaceId(each), STAMP) is not None]
    assert kept == ["b", "c"]


@pytest.mark.parametrize("at", ["indexes", "indexes/below"])
def test_a_folder_that_cannot_be_written_costs_the_time_alone(tmp_path: Path, at: str):
    (tmp_path / "indexes").write_text("a file where the folder should be")
    files = IndexFiles(tmp_path / at)

    files.keep(OURS, STAMP, PARTS)
    files.drop(OURS)

    assert files.take(OURS, STAMP) is None
