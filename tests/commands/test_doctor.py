"""`roundtable doctor`: each thing broken in turn, told with what to do about it."""

from __future__ import annotations

import json
import shutil
import socket
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL

from tests.commands.conftest import Roundtable, Serve
from tests.fakes.ports import free_port


@pytest.fixture
def port() -> str:
    """A port that is free."""
    return str(free_port())


@pytest.fixture
def data(roundtable: Roundtable, asking: Path, tmp_path: Path) -> Path:
    """A data folder with a deck in it."""
    roundtable("import", str(asking))
    return tmp_path / "data"


@pytest.fixture
def examined(roundtable: Roundtable, port: str) -> Any:
    """Run the doctor and return one check's outcome with its words, and the exit code."""

    def examined(check: str, **settings: str) -> tuple[str, str, int]:
        done = roundtable("doctor", "--json", **({"ROUNDTABLE_WEB_PORT": port} | settings))
        assert "Traceback" not in done.stderr
        found = {each["name"]: each for each in json.loads(done.stdout)["checks"]}[check]
        assert found["remedy"] or found["outcome"] == "ok"
        return found["outcome"], f"{found['sentence']} {found['remedy']}", done.returncode

    return examined


def _change(data: Path, statement: str) -> None:
    with closing(sqlite3.connect(data / "roundtable.db")) as connection, connection:
        connection.execute(statement)


def test_before_the_first_start_all_is_well(roundtable: Roundtable, port: str) -> None:
    done = roundtable("doctor", ROUNDTABLE_WEB_PORT=port)
    assert done.returncode == 0
    marks = {line.split()[0] for line in done.stdout.splitlines()}
    assert marks == {"ok"}, done.stdout


def test_looking_changes_nothing(roundtable: Roundtable, tmp_path: Path, port: str) -> None:
    roundtable("doctor", ROUNDTABLE_WEB_PORT=port)
    assert list(tmp_path.iterdir()) == []


def test_a_room_that_runs_is_well(serve: Serve, roundtable: Roundtable) -> None:
    room = serve()
    done = roundtable("doctor", "--json", ROUNDTABLE_WEB_PORT=str(room.port))
    result = json.loads(done.stdout)
    assert (done.returncode, result["ok"]) == (0, True)
    assert {each["outcome"] for each in result["checks"]} == {"ok"}, done.stdout
    assert "A room is running" in done.stdout


def test_every_wrong_setting_is_told_at_once(examined: Any) -> None:
    outcome, words, code = examined(
        "settings", ROUNDTABLE_WEB_PORT="eighty", ROUNDTABLE_LOG_LEVEL="loud"
    )
    assert (outcome, code) == ("failure", 1)
    assert "ROUNDTABLE_WEB_PORT" in words
    assert "ROUNDTABLE_LOG_LEVEL" in words


def test_a_token_that_is_too_short_is_told_and_not_shown(examined: Any) -> None:
    outcome, words, _ = examined("settings", ROUNDTABLE_METRICS_TOKEN="tooshort")  # noqa: S106
    assert outcome == "failure"
    assert "ROUNDTABLE_METRICS_TOKEN" in words
    assert "tooshort" not in words


def test_a_misspelt_setting_is_told(examined: Any) -> None:
    outcome, words, code = examined("settings", ROUNDTABLE_PROT="80")
    assert (outcome, code) == ("warning", 0)
    assert "ROUNDTABLE_PROT" in words


def test_a_file_in_the_data_folder_s_place_is_told(examined: Any, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file", encoding="utf-8")
    outcome, words, code = examined("data folder")
    assert (outcome, code) == ("failure", 1)
    assert "cannot be written" in words
    assert "ROUNDTABLE_DATA" in words


def test_a_data_folder_that_cannot_be_made_is_told(examined: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file", encoding="utf-8")
    outcome, words, _ = examined("data folder", ROUNDTABLE_DATA=str(tmp_path / "file" / "data"))
    assert outcome == "failure"
    assert "cannot be made" in words


def test_a_data_folder_that_others_look_into_is_told(examined: Any, data: Path) -> None:
    data.chmod(0o755)
    outcome, words, code = examined("data folder")
    assert (outcome, code) == ("warning", 0)
    assert f"chmod 700 {data}" in words


def test_another_programs_database_is_told(examined: Any, data: Path) -> None:
    (data / "roundtable.db").unlink()
    _change(data, "CREATE TABLE bookmarks (url TEXT)")
    outcome, words, code = examined("database")
    assert (outcome, code) == ("failure", 1)
    assert "another program's database" in words
    assert "bookmarks" in words


def test_where_a_link_leads_is_told(examined: Any, data: Path, tmp_path: Path) -> None:
    real = tmp_path / "elsewhere.db"
    (data / "roundtable.db").rename(real)
    (data / "roundtable.db").symlink_to(real)
    outcome, words, _ = examined("database")
    assert outcome == "ok"
    assert str(real) in words


def test_a_database_with_two_names_is_told(examined: Any, data: Path, tmp_path: Path) -> None:
    (tmp_path / "second.db").hardlink_to(data / "roundtable.db")
    outcome, words, code = examined("database")
    assert (outcome, code) == ("failure", 1)
    assert "hard link" in words


@pytest.mark.parametrize("content", [b"Dear diary, " * 1000, b""], ids=["text", "nothing"])
def test_a_file_that_is_no_database_is_told(examined: Any, data: Path, content: bytes) -> None:
    (data / "roundtable.db").write_bytes(content)
    outcome, words, code = examined("database")
    if content:
        assert (outcome, code) == ("failure", 1)
        assert "roundtable restore" in words
    else:
        assert outcome == "ok"  # SQLite makes a database of it


def test_a_damaged_database_is_told(examined: Any, data: Path) -> None:
    content = bytearray((data / "roundtable.db").read_bytes())
    content[8192:60_000] = b"\xff" * (60_000 - 8192)
    (data / "roundtable.db").write_bytes(content)
    outcome, words, code = examined("database")
    assert (outcome, code) == ("failure", 1)
    assert "is damaged" in words


def test_a_server_that_does_not_answer_is_told(examined: Any, port: str) -> None:
    url = f"postgresql://somebody:wr0ng@127.0.0.1:{port}/study"
    outcome, words, code = examined("database", ROUNDTABLE_DATABASE_URL=url)
    assert (outcome, code) == ("failure", 1)
    assert "does not answer" in words
    assert "wr0ng" not in words


def test_a_server_that_answers_is_well(
    roundtable: Roundtable, postgres_url: URL, port: str, tmp_path: Path
) -> None:
    url = postgres_url.set(drivername="postgresql").render_as_string(hide_password=False)
    done = roundtable("doctor", ROUNDTABLE_DATABASE_URL=url, ROUNDTABLE_WEB_PORT=port)
    assert done.returncode == 0, done.stdout
    assert {line.split()[0] for line in done.stdout.splitlines()} == {"ok"}, done.stdout
    assert "Every migration has run." in done.stdout
    assert not (tmp_path / "data").exists()


def test_a_database_of_a_newer_version_is_told(examined: Any, data: Path) -> None:
    _change(data, "UPDATE alembic_version SET version_num = '9999'")
    outcome, words, code = examined("migrations")
    assert (outcome, code) == ("failure", 1)
    assert "newer Roundtable" in words
    assert "9999" in words


def test_a_schedule_in_an_unknown_zone_is_told(examined: Any, data: Path) -> None:
    _change(
        data,
        'INSERT INTO schedules (id, "group", deck, recurrence, zone, "window", grace) '
        "SELECT 's', \"group\", id, '0 9 * * *', 'Mars/Olympus_Mons', 60, 60 FROM decks",
    )
    outcome, words, code = examined("time zones")
    assert (outcome, code) == ("failure", 1)
    assert "Mars/Olympus_Mons" in words
    assert "tzdata" in words


def test_packs_that_cannot_be_loaded_are_told(examined: Any, tmp_path: Path) -> None:
    shipped = Path(__file__).resolve().parents[2] / "content"
    shutil.copytree(shipped, tmp_path / "content")
    for name, manifest in (("broken", "title = 3"), ("worse", "not toml at all")):
        (tmp_path / "content" / name).mkdir()
        (tmp_path / "content" / name / "pack.toml").write_text(manifest, encoding="utf-8")
    outcome, words, code = examined("packs", ROUNDTABLE_CONTENT=str(tmp_path / "content"))
    assert (outcome, code) == ("warning", 0)
    assert "2 packs cannot be loaded" in words
    assert "broken: " in words
    assert "worse: " in words


def test_a_content_folder_that_is_not_there_is_told(examined: Any, tmp_path: Path) -> None:
    outcome, words, _ = examined("packs", ROUNDTABLE_CONTENT=str(tmp_path / "nowhere"))
    assert outcome == "warning"
    assert "ROUNDTABLE_CONTENT" in words


def test_a_port_in_use_is_told(examined: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        taken = str(listener.getsockname()[1])
        outcome, words, code = examined("port", ROUNDTABLE_WEB_PORT=taken)
    assert (outcome, code) == ("failure", 1)
    assert f"Port {taken} on 127.0.0.1 is in use" in words
    assert "ROUNDTABLE_WEB_PORT" in words


def test_an_address_of_another_machine_is_told(examined: Any) -> None:
    outcome, words, _ = examined("port", ROUNDTABLE_WEB_HOST="192.0.2.7")
    assert outcome == "failure"
    assert "ROUNDTABLE_WEB_HOST" in words


@pytest.mark.parametrize(
    ("host", "url", "outcome", "words"),
    [
        ("127.0.0.1", "https://study.example.org", "ok", "through https"),
        ("127.0.0.1", "http://localhost:8080", "ok", "on this machine alone"),
        ("127.0.0.1", "http://study.example.org", "warning", "certificate"),
        ("0.0.0.0", "http://127.0.0.1:8080", "warning", "members elsewhere"),  # noqa: S104
    ],
)
def test_the_address_that_members_type_is_judged(
    examined: Any, host: str, url: str, outcome: str, words: str
) -> None:
    found, told, _ = examined("address", ROUNDTABLE_WEB_HOST=host, ROUNDTABLE_WEB_URL=url)
    assert found == outcome
    assert words in told


def test_people_see_what_to_do_below_what_is_wrong(
    roundtable: Roundtable, data: Path, port: str
) -> None:
    data.chmod(0o755)
    lines = roundtable("doctor", ROUNDTABLE_WEB_PORT=port).stdout.splitlines()
    place = next(number for number, line in enumerate(lines) if line.startswith("warning"))
    assert "look into the data folder" in lines[place]
    assert "-> It holds" in lines[place + 1]


def test_wrong_use_is_told_apart_from_what_is_wrong(roundtable: Roundtable) -> None:
    assert roundtable("doctor", "--all").returncode == 2
