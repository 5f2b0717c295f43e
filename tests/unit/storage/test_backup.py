"""Backups hold what was committed, and a restore changes nothing until it can succeed."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from bot.core.models import Member, Round
from bot.errors import (
    BackupChanged,
    BackupExists,
    BackupTooNew,
    BackupUnsealed,
    BackupUnwritable,
    DatabaseUnreadable,
    NotABackup,
)
from bot.services.services import Services
from bot.storage import backup as backup_module
from bot.storage.backup import Holdings, back_up, restore
from bot.storage.migrations import check
from bot.storage.seal import is_intact, seal
from bot.storage.transaction import Store
from tests.unit.storage.tables import contents

OpenStore = Callable[[], Store]


@pytest.fixture
async def lively(services: Services, open_round: Round, ann: Member, database: Path) -> Path:
    """A database in use: a deck, a round, and a reply that is in its write-ahead log alone."""
    await services.replies.save(open_round.id, ann, "Because of the gluten.", 0)
    assert "roundtable.db-wal" in _names(database.parent)
    return database


@pytest.fixture
def backup(lively: Path, tmp_path: Path) -> Path:
    back_up(lively, tmp_path / "backup.db")
    return tmp_path / "backup.db"


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def _read(path: Path) -> bytes:
    return path.read_bytes()


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def _change(database: Path, statement: str) -> None:
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute(statement)


def test_a_backup_of_a_database_in_use_has_the_same_contents(lively: Path, tmp_path: Path):
    file = tmp_path / "backup.db"

    holdings = back_up(lively, file)

    assert holdings == Holdings(decks=1, rounds=1, replies=1)
    assert contents(file) == contents(lively)


def test_a_backup_is_one_file_for_its_owner_alone(lively: Path, tmp_path: Path):
    folder = tmp_path / "backups"
    folder.mkdir()
    # Read by others, as many people's files are.
    before = os.umask(0o022)
    try:
        back_up(lively, folder / "backup.db")
    finally:
        os.umask(before)

    assert _names(folder) == {"backup.db"}
    assert _mode(folder / "backup.db") == 0o600


async def test_a_writer_does_not_wait_for_a_backup_that_goes_on(
    lively: Path, services: Services, open_round: Round, bo: Member, tmp_path: Path
):
    with closing(sqlite3.connect(lively)) as reading:
        reading.execute("BEGIN")
        reading.execute("SELECT count(*) FROM replies").fetchone()
        await services.replies.save(open_round.id, bo, "While it was being copied.", 0)

    assert back_up(lively, tmp_path / "backup.db").replies == 2


def test_a_room_that_never_rests_does_not_make_a_backup_start_again(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(backup_module, "_PAGES_A_STEP", 1)
    _change(database, "PRAGMA journal_mode=WAL")
    _change(database, "INSERT INTO key_values VALUES ('large', hex(zeroblob(4000000)))")
    most = 200_000

    with ThreadPoolExecutor(1) as pool:
        backing_up = pool.submit(back_up, database, tmp_path / "backup.db")
        written = _write_until(database, backing_up.done, most)

    assert written < most
    assert backing_up.result() == Holdings(decks=0, rounds=0, replies=0)


def _write_until(database: Path, done: Callable[[], bool], most: int) -> int:
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        for number in range(most):
            if done():
                return number
            connection.execute("INSERT OR REPLACE INTO key_values VALUES ('small', ?)", (number,))
    return most


def test_a_file_that_is_there_is_kept_unless_it_may_be_overwritten(lively: Path, tmp_path: Path):
    file = tmp_path / "backup.db"
    file.write_text("precious")

    with pytest.raises(BackupExists):
        back_up(lively, file)
    assert file.read_text() == "precious"

    back_up(lively, file, overwrite=True)
    assert contents(file) == contents(lively)


def test_the_database_is_never_its_own_backup(lively: Path, tmp_path: Path):
    (tmp_path / "link.db").symlink_to(lively)

    for name in (lively, tmp_path / "link.db"):
        with pytest.raises(BackupExists):
            back_up(lively, name, overwrite=True)


def test_a_place_that_cannot_be_written_is_told(lively: Path, tmp_path: Path):
    with pytest.raises(BackupUnwritable) as refusal:
        back_up(lively, tmp_path / "nowhere" / "backup.db")

    assert refusal.value.reason


def test_a_damaged_database_makes_no_backup_and_leaves_nothing_behind(
    database: Path, tmp_path: Path
):
    _damage(database)
    folder = tmp_path / "backups"
    folder.mkdir()

    with pytest.raises(DatabaseUnreadable) as refusal:
        back_up(database, folder / "backup.db")

    assert refusal.value.database == str(database)
    assert _names(folder) == set()


async def test_a_restore_brings_everything_back_and_keeps_what_was_there(
    backup: Path, lively: Path, services: Services, open_round: Round, bo: Member
):
    await services.replies.save(open_round.id, bo, "Written after the backup.", 0)
    later, kept = contents(lively), lively.with_name("before")

    holdings = await restore(backup, lively, kept)

    assert holdings == Holdings(decks=1, rounds=1, replies=1)
    assert contents(lively) == contents(backup)
    assert contents(kept) == later
    assert _mode(lively) == _mode(kept) == 0o600


async def test_after_a_restore_nothing_lies_beside_the_database(
    backup: Path, database: Path, tmp_path: Path
):
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    shutil.copy(database, folder / "roundtable.db")

    await restore(backup, folder / "roundtable.db", folder / "before")

    assert _names(folder) == {"roundtable.db", "before"}


async def test_a_backup_can_be_restored_where_there_was_nothing(backup: Path, tmp_path: Path):
    fresh = tmp_path / "fresh.db"

    await restore(backup, fresh, tmp_path / "before")

    assert contents(fresh) == contents(backup)
    assert not (tmp_path / "before").exists()


async def test_a_restored_database_can_be_used(backup: Path, database: Path, open_store: OpenStore):
    await restore(backup, database, database.with_name("before"))

    store = open_store()
    await check(store._engine)
    async with store.reading() as tx:
        assert await tx.statistics.count_replies() == 1


async def test_a_database_that_somebody_still_reads_is_kept_with_its_log(
    backup: Path, lively: Path, services: Services, open_round: Round, bo: Member
):
    await services.replies.save(open_round.id, bo, "In the log alone.", 0)
    later, kept = contents(lively), lively.with_name("before")

    with closing(sqlite3.connect(lively)) as reading:
        reading.execute("BEGIN")
        reading.execute("SELECT count(*) FROM replies").fetchone()
        await restore(backup, lively, kept)

    assert "before-wal" in _names(lively.parent)
    assert "roundtable.db-wal" not in _names(lively.parent)
    assert contents(kept) == later


async def test_a_damaged_database_is_replaced_and_kept_as_it_is(
    backup: Path, database: Path, tmp_path: Path
):
    letter = b"Dear diary, this was a database once. " * 1000
    _write(database, letter)

    await restore(backup, database, tmp_path / "before")

    assert contents(database) == contents(backup)
    assert _read(tmp_path / "before") == letter


async def test_an_earlier_database_that_was_kept_is_not_overwritten(
    backup: Path, database: Path, tmp_path: Path
):
    kept = tmp_path / "before"
    kept.write_text("an earlier one")

    with pytest.raises(BackupUnwritable):
        await restore(backup, database, kept)

    assert kept.read_text() == "an earlier one"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda file: file.unlink(),
        lambda file: file.write_bytes(b""),
        lambda file: file.write_text("Dear diary, " * 1000),
        lambda file: file.write_bytes(file.read_bytes()[:40_000]),
        lambda file: _damage(file),  # noqa: PLW0108  # it is defined below
        lambda file: _change(file, "DELETE FROM alembic_version"),
        lambda file: _change(file, "DROP TABLE replies"),
        lambda file: _change(file, "DELETE FROM groups"),
    ],
    ids=["gone", "empty", "text", "cut off", "damaged", "no version", "no replies", "orphans"],
)
async def test_what_is_no_whole_backup_is_refused_and_nothing_changes(
    spoil: Callable[[Path], object], backup: Path, database: Path, tmp_path: Path
):
    spoil(backup)
    before = contents(database)

    with pytest.raises(NotABackup) as refusal:
        await restore(backup, database, tmp_path / "before")

    assert refusal.value.file == backup
    assert contents(database) == before
    assert not {"before", "roundtable.db.restoring"} & _names(tmp_path)


async def test_a_backup_of_a_later_version_is_refused_and_nothing_changes(
    backup: Path, database: Path, tmp_path: Path
):
    _change(backup, "UPDATE alembic_version SET version_num = '9999_from_the_future'")
    with closing(sqlite3.connect(backup)) as connection, connection:
        seal(connection)
    before = contents(database)

    with pytest.raises(BackupTooNew) as refusal:
        await restore(backup, database, tmp_path / "before")

    assert refusal.value.revision == "9999_from_the_future"
    assert contents(database) == before


def _damage(database: Path) -> None:
    data = bytearray(database.read_bytes())
    data[4096:20_000] = b"\xff" * (20_000 - 4096)
    database.write_bytes(data)


_CHANGES = {
    "a letter": "UPDATE replies SET text = replace(text, 'gluten', 'glutes')",
    "a row less": "DELETE FROM replies",
    "a row more": "INSERT INTO key_values VALUES ('join_key', 'mine')",
    "a text made bytes": "UPDATE replies SET text = CAST(text AS BLOB)",
    "a trigger": "CREATE TRIGGER t AFTER INSERT ON replies BEGIN DELETE FROM members; END",
    "a view": "CREATE VIEW v AS SELECT * FROM replies",
    "an index": "CREATE INDEX i ON replies (text)",
    "an index less": "DROP INDEX ix_deliveries_group_edit_at",
    "a table": "CREATE TABLE more (x)",
    "a version": "PRAGMA user_version = 7",
}


@pytest.mark.parametrize("change", _CHANGES.values(), ids=_CHANGES)
async def test_a_backup_that_was_changed_is_refused_and_nothing_is_touched(
    lively: Path, backup: Path, change: str
):
    _change(backup, change)
    before, names = contents(lively), _names(lively.parent)

    with pytest.raises(BackupChanged):
        await restore(backup, lively, lively.with_name("before"))

    assert contents(lively) == before
    assert _names(lively.parent) == names


async def test_a_changed_backup_can_be_taken_as_it_is_by_who_says_so(lively: Path, backup: Path):
    _change(backup, _CHANGES["a letter"])

    await restore(backup, lively, lively.with_name("before"), unchecked=True)

    assert "glutes" in str(contents(lively)["replies"])


async def test_a_plain_copy_is_no_sealed_backup(lively: Path, tmp_path: Path):
    copied = tmp_path / "copy.db"
    with closing(sqlite3.connect(lively)) as source, closing(sqlite3.connect(copied)) as target:
        source.backup(target)
    with pytest.raises(BackupUnsealed):
        await restore(copied, lively, lively.with_name("before"))

    await restore(copied, lively, lively.with_name("before"), unchecked=True)

    assert contents(lively) == contents(copied)


async def test_what_is_restored_has_no_seal_and_can_be_backed_up_anew(
    lively: Path, backup: Path, tmp_path: Path
):
    await restore(backup, lively, lively.with_name("before"))
    _change(lively, "INSERT INTO key_values VALUES ('x', 'y')")

    back_up(lively, tmp_path / "again.db")
    await restore(tmp_path / "again.db", lively, lively.with_name("between"))

    assert ("x", "y") in contents(lively)["key_values"]


def test_rows_in_another_order_are_the_same_backup(backup: Path):
    with closing(sqlite3.connect(backup, isolation_level=None)) as connection:
        connection.execute("VACUUM")
        assert is_intact(connection)
