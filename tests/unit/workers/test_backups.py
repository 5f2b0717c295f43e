"""Backups by the clock: one a day, the latest stay, and what fails is told and tried again."""

from __future__ import annotations

import asyncio
import stat
from contextlib import closing
from datetime import timedelta
from functools import partial
from pathlib import Path
from sqlite3 import connect

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.backups import name_of, superfluous, time_of
from bot.core.models import Group
from bot.database import back_up
from bot.errors import BackupUnwritable
from bot.platforms.web import Watch, make_web_app
from bot.presentation.backups import standing_words
from bot.services.groups import LOCAL_WORKSPACE
from bot.services.services import Services
from bot.settings import Settings
from bot.storage import backup
from bot.workers.backups import Backups, standing_in
from tests.fakes.clock import Clock
from tests.profiles import either
from tests.unit.platforms.web.browsing import ORIGIN

_DAY = timedelta(days=1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data" / "backups"


def _backups(folder: Path, clock: Clock, keep: int = 2) -> Backups:
    async def take(file: Path) -> None:
        file.write_text("a backup")  # noqa: ASYNC240  # a word

    return Backups(folder, keep, clock.now, take)


def _names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir()) if folder.exists() else []


async def test_one_a_day_is_made_and_the_latest_stay(folder: Path, clock: Clock) -> None:
    backups, made = _backups(folder, clock), []
    for _ in range(4):
        await backups.look()
        clock.advance(timedelta(hours=12))
        await backups.look()
        made.append(clock.now() - timedelta(hours=12))
        clock.advance(timedelta(hours=12))

    assert [stat.S_IMODE(each.stat().st_mode) for each in (folder.parent, folder)] == [0o700] * 2
    (folder / "mine.db").touch()
    assert _names(folder) == ["mine.db", *(name_of(each) for each in made[-2:])]
    assert (await backups.standing()).age(clock.now()) == _DAY


async def test_what_fails_is_told_and_tried_again_and_throws_nothing_away(
    folder: Path, clock: Clock
) -> None:
    await _backups(folder, clock).look()
    clock.advance(2 * _DAY)
    full = [True]

    async def take(file: Path) -> None:
        if full:
            full.clear()
            raise BackupUnwritable(file, "No space left on device")
        file.touch()  # noqa: ASYNC240  # a word

    backups = Backups(folder, 1, clock.now, take)
    await backups.look()
    failed = await backups.standing()
    assert failed.is_late(clock.now())
    assert "failed (BackupUnwritable" in standing_words(failed, clock.now())
    assert "2 days old" in standing_words(failed, clock.now())

    await backups.look()
    assert not (await backups.standing()).is_late(clock.now())
    assert _names(folder) == [name_of(clock.now())]


async def test_none_is_made_without_a_number_to_keep(folder: Path, clock: Clock) -> None:
    await _backups(folder, clock, keep=0).run()

    assert _names(folder.parent) == []
    assert "ROUNDTABLE_BACKUPS" in standing_words(standing_in(folder, 0), clock.now())


@given(st.lists(st.text(max_size=30)), st.datetimes(), st.integers(0, 3))
def test_no_file_of_others_is_ever_thrown_away(names: list[str], at: object, keep: int) -> None:
    assert all(time_of(each) is not None for each in superfluous(names, keep))


@pytest.fixture
def settings(database: Path) -> Settings:
    """Those of a room with a database."""
    return Settings(data=database.parent, backups=2, _env_file=None)


async def test_the_drill_every_backup_is_put_back_whole(
    settings: Settings, clock: Clock, tmp_path: Path
) -> None:
    """Back up while rows are written, put each in the place of what there is, and count."""
    folder = tmp_path / "backups"
    backups = Backups(folder, 100, clock.now, partial(back_up, settings))
    for day in range(either(2, 30)):
        with closing(connect(settings.database)) as room:
            room.execute("INSERT INTO key_values VALUES (?, ?)", (f"day-{day}", "x"))
            room.commit()
        await backups.look()
        clock.advance(_DAY)

    for day, file in enumerate(sorted(folder.iterdir())):
        place = tmp_path / f"drill-{day}.db"
        await backup.restore(file, place, tmp_path / f"kept-{day}")
        with closing(connect(place)) as restored:
            (found,) = restored.execute(
                "SELECT count(*) FROM key_values WHERE name LIKE 'day-%'"
            ).fetchone()
        assert found == day + 1


async def test_one_that_is_cancelled_leaves_nothing(settings: Settings, tmp_path: Path) -> None:
    taking = asyncio.create_task(back_up(settings, tmp_path / "b.db"))
    await asyncio.sleep(0)
    taking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await taking
    await asyncio.get_running_loop().shutdown_default_executor()

    assert [each for each in _names(tmp_path) if "b.db" in each and each != "roundtable.db"] == []


async def test_readiness_tells_of_them_and_does_not_hang_on_them(
    services: Services, room: Group, folder: Path, clock: Clock
) -> None:
    watch = Watch(backups=Backups(folder, 3, clock.now, lambda _: asyncio.sleep(0)).standing)
    transport = httpx.ASGITransport(make_web_app(services, ORIGIN, watch))
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        answer = await client.get("/readyz")
        secret = await services.sessions.desk_pass(LOCAL_WORKSPACE)
        await client.post("/enter", data={"pass": secret}, headers={"Origin": ORIGIN})
        desk = (await client.get(f"/g/{room.id}/admin")).text

    assert "There is no backup yet." in desk
    told = answer.json()["backups"]
    assert answer.status_code == 200
    assert told | {"free_bytes": 0} == {
        "keep": 3,
        "age_seconds": None,
        "late": False,
        "failure": "",
        "free_bytes": 0,
    }
    assert told["free_bytes"] > 0
