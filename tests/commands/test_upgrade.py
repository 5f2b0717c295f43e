"""`roundtable upgrade`: whenever it is killed, nothing is lost, and what it printed goes back."""

from __future__ import annotations

import asyncio
import os
import shlex
import signal
import sys
from pathlib import Path

import pytest
from filelock import FileLock
from sqlalchemy import URL

from bot import __version__
from bot.cli import upgrade
from bot.doctor.database import way_back
from bot.errors import UpgradeFailed
from bot.settings import Settings
from bot.storage.pending_upgrade import Pending, note, pending_in
from tests.commands.conftest import Roundtable, Serve
from tests.fakes.patience import PATIENCE_S
from tests.processes.pool import ProcessPool
from tests.processes.roundtable import run_roundtable
from tests.unit.storage.tables import contents

_STEPS = ("1 of 4", "2 of 4", "3 of 4", "4 of 4")


@pytest.fixture
def data(tmp_path: Path, database: Path) -> Path:
    """The data folder of a room that has stopped."""
    (tmp_path / "data").mkdir(mode=0o700)
    return database.rename(tmp_path / "data" / "roundtable.db").parent


def _killed_at(
    step: str, pool: ProcessPool, folder: Path, environment: dict[str, str]
) -> list[str]:
    """Upgrade, kill that when it has begun the step, and return what was printed until then."""
    ours, theirs = os.pipe()
    with (folder / "log").open("w") as errors, os.fdopen(ours) as output:
        process = pool.start(
            run_roundtable,
            "upgrade",
            output=theirs,
            errors=errors,
            folder=folder,
            environment=environment | {"PYTHONUNBUFFERED": "1"},
        )
        os.close(theirs)
        printed = []
        for line in output:
            printed.append(line.rstrip("\n"))
            if line.startswith(step):
                process.send(signal.SIGKILL)
                break
        process.wait()
    return printed


@pytest.mark.parametrize("step", _STEPS)
def test_killed_at_any_step_it_loses_nothing_and_the_printed_command_goes_back(  # noqa: PLR0917  # fixtures
    step: str,
    process_pool: ProcessPool,
    roundtable: Roundtable,
    environment: dict[str, str],
    tmp_path: Path,
    data: Path,
) -> None:
    before = contents(data / "roundtable.db")

    printed = _killed_at(step, process_pool, tmp_path, environment)

    if step == _STEPS[0]:
        assert contents(data / "roundtable.db") == before
        return
    (command,) = (each for each in printed if each.startswith("  ROUNDTABLE_DATA="))
    assert command.strip().removeprefix("ROUNDTABLE_DATA=") in roundtable("doctor").stdout
    with FileLock(data / "roundtable.lock", timeout=PATIENCE_S):
        pass  # the room that it started has ended with it
    settings, _, *arguments = shlex.split(command)
    name, _, value = settings.partition("=")
    done = roundtable(*arguments, **{name: value})
    assert done.returncode == 0, done.stderr
    assert contents(data / "roundtable.db") == before
    assert pending_in(data) is None


@pytest.mark.parametrize("is_migrated", [True, False])
def test_it_comes_to_its_end_after_one_that_was_killed_with_what_was_there_last(
    *,
    is_migrated: bool,
    process_pool: ProcessPool,
    roundtable: Roundtable,
    environment: dict[str, str],
    tmp_path: Path,
    data: Path,
) -> None:
    _killed_at("2 of 4", process_pool, tmp_path, environment)
    (backup,) = (data / "backups").iterdir()
    found = pending_in(data)
    assert found is not None
    first = backup.rename(backup.with_name("first.db"))  # two of one second have one name
    schema = "before" if is_migrated else found.schema
    note(data, Pending(str(first), found.version, schema))

    done = roundtable("upgrade")

    assert done.returncode == 0, done.stderr
    assert f"All is well with {__version__}" in done.stdout
    assert (str(first) in done.stdout) == is_migrated
    assert (len(list((data / "backups").iterdir())) == 1) == is_migrated
    assert "No upgrade is under way" in roundtable("doctor").stdout


async def test_a_room_that_ends_at_its_start_is_told() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", "print('no room')", stdout=asyncio.subprocess.PIPE
    )

    with pytest.raises(UpgradeFailed, match="before it took connections"):
        await upgrade._started(process)
    await process.wait()


async def test_the_backup_of_a_server_s_database_is_in_the_data_folder_for_this_user_alone(
    postgres_url: URL, tmp_path: Path
) -> None:
    url = postgres_url.render_as_string(hide_password=False)
    settings = Settings(data=tmp_path / "data", database_url=url, _env_file=None)

    made = Path((await upgrade._backed_up(settings, settings.folder, lambda _: None)).backup)

    assert made.parent == tmp_path / "data" / "backups"
    assert {each.stat().st_mode & 0o077 for each in (made, *made.parents[:2])} == {0}


def test_nothing_is_begun_while_a_room_runs(serve: Serve, roundtable: Roundtable) -> None:
    serve()

    done = roundtable("upgrade")

    assert done.returncode == 2
    assert "Another Roundtable is using" in done.stderr
    assert "1 of 4" not in done.stdout


def test_on_a_server_the_way_back_is_a_copy_into_an_empty_database() -> None:
    settings = Settings(database_url="postgresql://u:secret@db/rt", _env_file=None)

    words = way_back(settings, Path("/b/before.db"))

    assert "database copy --to URL" in words
    assert "/b/before.db" in words
    assert "secret" not in words
