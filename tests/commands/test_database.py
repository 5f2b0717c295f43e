"""`roundtable` on PostgreSQL, and `roundtable database copy` there and back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import URL

from bot.storage.migrations import REVISIONS
from tests.commands.conftest import Roundtable, Serve, joined
from tests.fakes.postgres import GUARDED, PASSWORD, WRONG, PostgresServer


@pytest.fixture
async def server_url(postgres: PostgresServer) -> AsyncIterator[str]:
    """An empty database, whose address holds a password."""
    async with postgres.empty_database() as url:
        yield _written(url.set(username=GUARDED, password=PASSWORD))


def _written(url: URL) -> str:
    return url.render_as_string(hide_password=False).replace("postgresql+asyncpg", "postgresql")


def test_what_is_imported_into_a_server_is_found_there_and_leaves_no_folder(
    roundtable: Roundtable, asking: Path, server_url: str, tmp_path: Path
):
    assert roundtable("decks", ROUNDTABLE_DATABASE_URL=server_url).returncode == 1
    done = roundtable("import", str(asking), ROUNDTABLE_DATABASE_URL=server_url)
    assert done.returncode == 0, done.stderr

    found = roundtable("ask", "halyard", ROUNDTABLE_DATABASE_URL=server_url)

    assert "What is a halyard?" in found.stdout
    assert not (tmp_path / "data").exists()


def test_a_database_is_brought_to_this_version_apart_from_any_worker(
    roundtable: Roundtable, server_url: str, tmp_path: Path
):
    for settings in ({}, {"ROUNDTABLE_DATABASE_URL": server_url}):
        first = roundtable("database", "migrate", **settings)
        again = roundtable("database", "migrate", **settings)

        assert first.stdout == f"Brought to {REVISIONS[-1]}.\n", first.stderr
        assert again.stdout == "The database has this version already.\n"


def test_everything_goes_to_a_server_and_back_into_a_file(
    roundtable: Roundtable, asking: Path, server_url: str, tmp_path: Path
):
    roundtable("import", str(asking))
    before = roundtable("decks", "--json").stdout
    file = f"sqlite+aiosqlite:///{tmp_path}/back/roundtable.db"

    there = roundtable("database", "copy", "--to", server_url)
    back = roundtable("database", "copy", "--to", file, ROUNDTABLE_DATABASE_URL=server_url)

    assert (there.returncode, back.returncode) == (0, 0), there.stderr + back.stderr
    assert there.stdout == back.stdout
    assert [line.split()[1] for line in there.stdout.splitlines() if "questions " in line] == ["3"]
    for url in (server_url, file):
        assert roundtable("decks", "--json", ROUNDTABLE_DATABASE_URL=url).stdout == before


def test_a_copy_into_a_database_with_something_in_it_is_refused(
    roundtable: Roundtable, asking: Path, server_url: str
):
    roundtable("import", str(asking))
    roundtable("database", "copy", "--to", server_url)

    done = roundtable("database", "copy", "--to", server_url)

    assert done.returncode == 2
    assert "There is something in" in done.stderr
    assert PASSWORD not in done.stderr


def test_a_copy_of_nothing_is_told(roundtable: Roundtable, server_url: str):
    done = roundtable("database", "copy", "--to", server_url)

    assert done.returncode == 1
    assert "There is nothing in" in done.stderr


def test_an_address_that_is_none_is_refused_as_wrong_use(roundtable: Roundtable):
    done = roundtable("database", "copy", "--to", "mysql://ann:hunter2@db/room")

    assert done.returncode == 2
    assert "postgresql://USER" in " ".join(done.stderr.split())
    assert "hunter2" not in done.stderr


@pytest.mark.parametrize("command", ["serve", "decks", "import"])
def test_a_wrong_password_is_one_sentence_with_exit_code_2(
    roundtable: Roundtable, asking: Path, postgres: PostgresServer, command: str
):
    url = _written(postgres.url("postgres").set(username=GUARDED, password=WRONG))
    files = [str(asking)] if command == "import" else []

    done = roundtable(command, *files, ROUNDTABLE_DATABASE_URL=url, ROUNDTABLE_WEB_PORT="0")

    assert done.returncode == 2, done.stderr
    assert done.stderr.count("\n") == 1
    assert "password authentication failed" in done.stderr
    assert WRONG not in done.stderr


def test_two_rooms_on_one_server_are_one_room(serve: Serve, server_url: str):
    here, there = (serve(ROUNDTABLE_DATABASE_URL=server_url) for _ in range(2))

    assert here.join.partition("?")[2] == there.join.partition("?")[2]
    with joined(here, "Ann") as ann:
        assert "question 1 of" in ann.get("/g/local").text
        assert "question 1 of" in httpx.get(f"{there.url}/g/local", cookies=dict(ann.cookies)).text
