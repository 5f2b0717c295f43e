"""`roundtable serve`: from the first start to the next, and everything that can stop one."""

from __future__ import annotations

import re
import shutil
import signal
import socket
import sqlite3
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from tests.commands.conftest import STOP_WITHIN_S, Roundtable, Serve, joined
from tests.fakes.ports import free_port


def test_the_first_start_opens_a_question_that_a_newcomer_sees(serve: Serve) -> None:
    with joined(serve(), "Ann") as client:
        assert "question 1 of" in client.get("/").text


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_it_within_two_seconds_though_a_page_is_live(
    serve: Serve, number: int
) -> None:
    room = serve()
    with joined(room, "Ann") as client, client.stream("GET", "/g/local/events") as live:
        assert live.status_code == 200
        assert room.stop(number) < STOP_WITHIN_S
    assert room.process.wait() == 0


def test_a_signal_at_the_very_moment_of_the_links_stops_it_too(serve: Serve) -> None:
    room = serve()
    assert room.stop(signal.SIGINT) < STOP_WITHIN_S
    assert room.process.wait() == 0


def test_the_next_start_goes_on_where_this_one_was(serve: Serve) -> None:
    first = serve(ROUNDTABLE_WEB_PORT=str(free_port()))
    with joined(first, "Ann") as client:
        cookies = client.cookies
        before = client.get("/").text
        assert first.stop() < STOP_WITHIN_S
    second = serve(ROUNDTABLE_WEB_PORT=str(first.port))
    assert second.join == first.join
    assert second.desk != first.desk
    with httpx.Client(base_url=second.url, cookies=cookies) as client:
        rounds = re.findall(r"/rounds/[0-9a-f]+", before)
        assert rounds
        assert set(re.findall(r"/rounds/[0-9a-f]+", client.get("/g/local").text)) == set(rounds)


def test_a_port_in_use_is_told_with_exit_code_2(roundtable: Roundtable) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = roundtable("serve", ROUNDTABLE_WEB_PORT=port)
    assert done.returncode == 2
    assert done.stderr == (
        f"Port {port} on 127.0.0.1 is in use. Stop what listens there, or set ROUNDTABLE_WEB_PORT "
        "to another port.\n"
    )


def test_a_folder_that_cannot_be_made_is_told_with_exit_code_2(
    roundtable: Roundtable, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    done = roundtable(
        "serve", ROUNDTABLE_WEB_PORT="0", ROUNDTABLE_DATA=str(tmp_path / "file" / "data")
    )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "ROUNDTABLE_DATA" in done.stderr


def test_a_database_of_a_newer_version_is_told_and_left_alone(
    roundtable: Roundtable, asking: Path, tmp_path: Path
) -> None:
    roundtable("import", str(asking))
    database = tmp_path / "data" / "roundtable.db"
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    before = database.read_bytes()
    done = roundtable("serve", ROUNDTABLE_WEB_PORT="0")
    assert done.returncode == 2
    assert "newer Roundtable" in done.stderr
    assert database.read_bytes() == before


def test_a_file_that_is_no_database_is_told(roundtable: Roundtable, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "roundtable.db").write_text("not a database " * 100, encoding="utf-8")
    done = roundtable("serve", ROUNDTABLE_WEB_PORT="0")
    assert done.returncode == 2
    assert "is not a usable database" in done.stderr


def test_a_second_process_on_the_same_folder_is_refused(
    serve: Serve, roundtable: Roundtable, asking: Path
) -> None:
    serve()
    for command in (["serve"], ["import", str(asking)]):
        done = roundtable(*command, ROUNDTABLE_WEB_PORT="0")
        assert done.returncode == 2
        assert "Another Roundtable is using" in done.stderr


@pytest.mark.parametrize("kind", ["symlink", "hardlink", "folder"])
def test_a_second_process_on_the_same_file_under_another_name_is_refused(
    serve: Serve, roundtable: Roundtable, asking: Path, tmp_path: Path, kind: str
) -> None:
    serve()
    file, other = tmp_path / "data" / "roundtable.db", tmp_path / "other"
    if kind == "folder":
        other.symlink_to(file.parent)
    else:
        other.mkdir(mode=0o700)
        make = Path.symlink_to if kind == "symlink" else Path.hardlink_to
        make(other / "roundtable.db", file)

    for command in (["serve"], ["import", str(asking)]):
        done = roundtable(*command, ROUNDTABLE_WEB_PORT="0", ROUNDTABLE_DATA=str(other))
        assert done.returncode == 2, done.stdout
        wanted = "hard link" if kind == "hardlink" else "Another Roundtable is using"
        assert wanted in done.stderr


def test_another_programs_database_is_told_and_left_alone(
    roundtable: Roundtable, asking: Path, tmp_path: Path
) -> None:
    (tmp_path / "data").mkdir(mode=0o700)
    database = tmp_path / "data" / "roundtable.db"
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")
    before = database.read_bytes()

    for command in (["serve"], ["import", str(asking)], ["decks"]):
        done = roundtable(*command, ROUNDTABLE_WEB_PORT="0")
        assert done.returncode == 2
        assert "another program's database with “bookmarks” in it" in done.stderr
    assert database.read_bytes() == before


def test_looking_something_up_works_beside_a_running_room(
    serve: Serve, roundtable: Roundtable
) -> None:
    serve()
    assert roundtable("ask", "drift").returncode == 0


def test_a_bad_pack_is_logged_and_the_others_are_loaded(
    serve: Serve, tmp_path: Path, roundtable: Roundtable
) -> None:
    content = tmp_path / "content"
    shipped = Path(__file__).resolve().parents[2] / "content"
    shutil.copytree(shipped, content)
    (content / "broken").mkdir()
    (content / "broken" / "pack.toml").write_text("title = 3", encoding="utf-8")
    serve(ROUNDTABLE_CONTENT=str(content))
    assert "Models in Production" in roundtable("decks").stdout
