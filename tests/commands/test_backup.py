"""`roundtable backup` beside a running room, and `roundtable restore` when it has stopped."""

from __future__ import annotations

import re
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import httpx
from sqlalchemy import URL

from tests.commands.conftest import Roundtable, Serve, joined
from tests.fakes.patience import PATIENCE_S
from tests.unit.storage.tables import contents


def _open_round(client: httpx.Client) -> str:
    found = re.search(r"/rounds/(\w+)/reply", client.get("/g/local").text)
    assert found is not None
    return found.group(1)


class _Writing:
    """Somebody who saves one version of an answer after the other."""

    def __init__(self, client: httpx.Client) -> None:
        self.acknowledged = 0
        self._client = client
        self._path = f"/g/local/rounds/{_open_round(client)}/reply"
        self._stop = threading.Event()
        self._busy = threading.Event()
        self._thread = threading.Thread(target=self._write)

    def __enter__(self) -> _Writing:
        self._thread.start()
        assert self._busy.wait(PATIENCE_S)
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _write(self) -> None:
        while not self._stop.is_set():
            form = {"text": f"Version {self.acknowledged + 1}", "based_on": self.acknowledged}
            saved = self._client.post(self._path, data=form, follow_redirects=False)
            assert saved.status_code == 303, saved.text
            self.acknowledged += 1
            if self.acknowledged == 5:
                self._busy.set()


def test_every_answer_saved_before_a_backup_began_is_in_it_though_more_come(
    serve: Serve, roundtable: Roundtable, tmp_path: Path
) -> None:
    with joined(serve(), "Ann") as client, _Writing(client) as writing:
        before = writing.acknowledged
        done = roundtable("backup", "b.db")
    assert done.returncode == 0, done.stderr
    assert "3 decks, 1 round, 1 reply" in done.stdout
    ((text, revision),) = _rows(tmp_path / "b.db", "SELECT text, revision FROM replies")
    assert before <= revision <= writing.acknowledged
    assert text == f"Version {revision}"


def test_a_restore_brings_back_what_the_backup_holds(
    serve: Serve, roundtable: Roundtable, tmp_path: Path
) -> None:
    room = serve()
    with joined(room, "Ann") as client, _Writing(client):
        pass
    roundtable("backup", "b.db")
    with joined(room, "Bo"):
        room.stop()
    later = contents(tmp_path / "data" / "roundtable.db")

    done = roundtable("restore", "--yes", "b.db")

    assert done.returncode == 0, done.stderr
    assert contents(tmp_path / "data" / "roundtable.db") == contents(tmp_path / "b.db") != later
    (kept,) = (tmp_path / "data").glob("roundtable.db.before-restore-*Z")
    assert str(kept.relative_to(tmp_path)) in done.stdout or str(kept) in done.stdout
    assert contents(kept) == later
    with httpx.Client(base_url=serve().url) as client:
        assert client.get("/readyz").status_code == 200


def test_a_backup_does_not_overwrite_unless_it_is_told_to(
    roundtable: Roundtable, asking: Path, tmp_path: Path
) -> None:
    roundtable("import", str(asking))
    (tmp_path / "b.db").write_text("precious", encoding="utf-8")
    refused = roundtable("backup", "b.db")
    assert refused.returncode == 2
    assert "--force" in refused.stderr
    assert (tmp_path / "b.db").read_text(encoding="utf-8") == "precious"
    assert roundtable("backup", "--force", "b.db").returncode == 0


def test_without_a_database_there_is_nothing_to_back_up(roundtable: Roundtable) -> None:
    done = roundtable("backup", "b.db")
    assert done.returncode == 1
    assert "roundtable serve" in done.stderr


def test_a_running_room_keeps_its_database(
    serve: Serve, roundtable: Roundtable, tmp_path: Path
) -> None:
    serve()
    roundtable("backup", "b.db")
    done = roundtable("restore", "--yes", "b.db")
    assert done.returncode == 2
    assert "Another Roundtable is using" in done.stderr
    assert list((tmp_path / "data").glob("*before-restore*")) == []


def test_a_restore_that_nobody_confirms_changes_nothing(
    roundtable: Roundtable, asking: Path, tmp_path: Path
) -> None:
    roundtable("import", str(asking))
    roundtable("backup", "b.db")
    roundtable("import", str(asking), "--deck", "Another")
    before = contents(tmp_path / "data" / "roundtable.db")
    done = roundtable("restore", "b.db")
    assert done.returncode == 2
    assert "--yes" in done.stderr
    assert contents(tmp_path / "data" / "roundtable.db") == before


def test_a_file_that_is_no_backup_is_told(roundtable: Roundtable, tmp_path: Path) -> None:
    (tmp_path / "b.db").write_text("not a backup " * 1000, encoding="utf-8")
    done = roundtable("restore", "--yes", "b.db")
    assert done.returncode == 2
    assert "no backup that can be restored" in done.stderr
    assert not (tmp_path / "data" / "roundtable.db").exists()


def test_a_changed_backup_is_refused_and_taken_by_who_says_so(
    roundtable: Roundtable, asking: Path, tmp_path: Path
) -> None:
    roundtable("import", str(asking))
    roundtable("backup", "b.db")
    with closing(sqlite3.connect(tmp_path / "b.db")) as connection, connection:
        connection.execute("UPDATE decks SET title = 'Mine'")

    refused = roundtable("restore", "--yes", "b.db")

    assert refused.returncode == 2
    assert "--unchecked" in refused.stderr
    assert "asking" in roundtable("decks").stdout
    assert roundtable("restore", "--yes", "--unchecked", "b.db").returncode == 0
    assert "Mine" in roundtable("decks").stdout


def test_a_changed_backup_is_not_copied_to_a_server_either(
    roundtable: Roundtable, asking: Path, tmp_path: Path
) -> None:
    roundtable("import", str(asking))
    roundtable("backup", "b.db")
    with closing(sqlite3.connect(tmp_path / "b.db")) as connection, connection:
        connection.execute("UPDATE decks SET title = 'Mine'")
    url = f"sqlite+aiosqlite:///{tmp_path / 'b.db'}"
    target = f"sqlite+aiosqlite:///{tmp_path / 'other' / 'new.db'}"

    done = roundtable("database", "copy", "--to", target, ROUNDTABLE_DATABASE_URL=url)

    assert done.returncode == 2
    assert "changed after it was made" in done.stderr


def test_a_server_is_backed_up_into_a_file_that_a_room_can_use(
    roundtable: Roundtable, asking: Path, postgres_url: URL, tmp_path: Path
) -> None:
    url = postgres_url.set(drivername="postgresql").render_as_string(hide_password=False)
    roundtable("import", str(asking), ROUNDTABLE_DATABASE_URL=url)

    done = roundtable("backup", "b.db", ROUNDTABLE_DATABASE_URL=url)

    assert done.returncode == 0, done.stderr
    assert "1 deck, 0 rounds, 0 replies" in done.stdout
    assert roundtable("restore", "--yes", "b.db").returncode == 0
    assert "asking" in roundtable("decks").stdout


def test_a_server_is_not_overwritten_and_the_way_around_is_told(
    roundtable: Roundtable, tmp_path: Path
) -> None:
    url = "postgresql://somebody:wr0ng@127.0.0.1:1/study"
    done = roundtable("restore", "--yes", "b.db", ROUNDTABLE_DATABASE_URL=url)
    assert done.returncode == 2
    assert "roundtable database copy --to" in done.stderr
    assert "wr0ng" not in done.stderr


def _rows(database: Path, query: str) -> list[tuple[str, int]]:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(query).fetchall()
