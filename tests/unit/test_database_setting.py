"""ROUNDTABLE_DATABASE_URL: which addresses there are, and that none is ever repeated."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import BadSettings
from bot.settings import Settings, load_settings


@pytest.fixture(autouse=True)
def _nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An empty folder, so that no `.env` counts."""
    monkeypatch.chdir(tmp_path)


def _with(url: str, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("ROUNDTABLE_DATABASE_URL", url)
    return load_settings()


def test_without_it_the_database_is_a_file_in_the_data_folder(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ROUNDTABLE_DATA", "/srv/room")

    settings = _with("", monkeypatch)

    assert settings.database_url == "sqlite+aiosqlite:////srv/room/roundtable.db"
    assert settings.database == Path("/srv/room/roundtable.db")
    assert not settings.on_postgresql


def test_a_file_elsewhere_is_the_database(monkeypatch: pytest.MonkeyPatch):
    settings = _with("sqlite+aiosqlite:////srv/a b.db", monkeypatch)

    assert settings.database == Path("/srv/a b.db")


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+asyncpg"])
@pytest.mark.parametrize(
    "rest",
    [
        "ann:p%40ss@db.example:5433/room",
        "ann@/room?host=/run/postgresql",
        "[::1]/room?sslmode=require",
        "db/room?ssl=verify-full&prepared_statement_cache_size=0",
    ],
)
def test_every_way_to_write_a_postgresql_address_gets_our_driver(
    monkeypatch: pytest.MonkeyPatch, scheme: str, rest: str
):
    settings = _with(f"{scheme}://{rest}", monkeypatch)

    assert settings.database_url == f"postgresql+asyncpg://{rest}"
    assert settings.on_postgresql


@pytest.mark.parametrize(
    "url",
    [
        "mysql://ann:hunter2@db/room",
        "sqlite:///hunter2.db",
        "sqlite+aiosqlite:///",
        "postgresql+psycopg2://ann:hunter2@db/room",
        "hunter2",
        "postgresql://ann:hunter2@db",  # no database
        "postgresql://ann:hun/ter2@db/room",  # a slash that is not written as %2F
        "postgresql://ann:hun#ter2@db/room",
        "postgresql://ann:hunter2@db/room?connect_tiemout=3",
        "postgresql://ann:hunter2@db:port/room",
        "postgresql://[ann:hunter2@db/room",
    ],
)
def test_any_other_address_is_refused_and_its_password_is_not_told(
    monkeypatch: pytest.MonkeyPatch, url: str
):
    with pytest.raises(BadSettings) as refusal:
        _with(url, monkeypatch)

    [(name, problem)] = refusal.value.problems
    assert name == "ROUNDTABLE_DATABASE_URL"
    assert "postgresql://USER" in problem
    for told in (str(refusal.value), str(refusal.value.__cause__)):
        assert "ter2" not in told


def test_the_settings_do_not_show_the_password(monkeypatch: pytest.MonkeyPatch):
    settings = _with("postgresql://ann:hunter2@db/room", monkeypatch)

    assert "hunter2" not in f"{settings!r} {settings}"
