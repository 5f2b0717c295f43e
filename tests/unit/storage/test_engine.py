"""One process a data folder."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from bot.errors import AlreadyRunning, FolderUnusable
from bot.storage.engine import only_process


def test_a_folder_that_is_not_there_is_made_for_its_owner_alone(tmp_path: Path):
    with only_process(tmp_path / "deep" / "data"):
        assert stat.S_IMODE((tmp_path / "deep" / "data").stat().st_mode) == 0o700


def test_a_second_process_is_kept_out_while_the_first_runs(tmp_path: Path):
    with only_process(tmp_path):
        with pytest.raises(AlreadyRunning) as refusal, only_process(tmp_path):
            pytest.fail("both were let in")
        assert refusal.value.folder == tmp_path


def test_the_folder_is_free_again_afterwards_also_after_an_error(tmp_path: Path):
    with pytest.raises(ZeroDivisionError), only_process(tmp_path):
        raise ZeroDivisionError
    with only_process(tmp_path):
        pass


def test_a_file_in_the_folders_place_is_told(tmp_path: Path):
    (tmp_path / "data").write_text("a file")

    with pytest.raises(FolderUnusable) as refusal, only_process(tmp_path / "data"):
        pytest.fail("a file is no folder")

    assert refusal.value.reason


def test_a_lock_that_cannot_be_made_is_told(tmp_path: Path):
    (tmp_path / "roundtable.lock").mkdir()

    with pytest.raises(FolderUnusable), only_process(tmp_path):
        pytest.fail("the lock is a folder")
