"""`roundtable upgrade`: from a backup to a room of this version that was seen to answer.

What is under way stands in a file beside the database, so that an upgrade which was killed is gone
on with by the next, from the latest backup that was made before anything was changed.
"""

from __future__ import annotations

import asyncio
import ctypes
import json
import signal
import socket
import sys
import urllib.request
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime
from pathlib import Path

from bot import __version__
from bot.cli.database import migrate_database
from bot.database import back_up, connecting, exclusive, refuse_empty
from bot.doctor.database import way_back
from bot.errors import BackupUnwritable, UpgradeFailed
from bot.folders import make_private
from bot.settings import Settings, environment_with
from bot.storage.migrations import revision_of
from bot.storage.pending_upgrade import Pending, forget, note, pending_in
from bot.workers.backups import FOLDER

_PR_SET_PDEATHSIG = 1
_STARTED_WITHIN_S = 120.0
_ENDED_WITHIN_S = 15.0
Tell = Callable[[str], None]


async def upgrade(settings: Settings, tell: Tell) -> None:
    """Back up, migrate, start a room of this version, and see that it answers; then stop it.

    `tell` hears of each step before it is done, and of the way back as soon as there is one. Raises
    NothingStored, AlreadyRunning, UpgradeFailed, and what backups and migrations raise.
    """
    await refuse_empty(settings)
    with exclusive(settings):  # before anything: while a room runs there is nothing to begin
        pass
    folder = settings.folder
    pending = await _backed_up(settings, folder, tell)
    tell("To go back, whatever happens, stop this, take the version that you had, and type:")
    tell(f"  {way_back(settings, Path(pending.backup))}")
    tell("2 of 4: bringing the database to this version.")
    before, after = await migrate_database(settings)
    tell("It had it already." if before == after else f"Brought from {before} to {after}.")
    tell("3 of 4: starting a room of this version, at a port of its own.")
    async with _room() as port:
        tell(f"4 of 4: asking it whether it is version {__version__}.")
        await asyncio.to_thread(_ask, port)
    forget(folder)
    tell(f"All is well with {__version__}. Start the room as you always do.")


async def _backed_up(settings: Settings, folder: Path, tell: Tell) -> Pending:
    """Return the backup from before the upgrade: the one that was made then, or a new one.

    While the database has the schema that it had, a new one can be gone back to as well, and has
    what people wrote since the last upgrade was killed.
    """
    async with connecting(settings.database_url) as engine:
        schema = await revision_of(engine)
    pending = pending_in(folder)
    if pending is not None and pending.schema != schema:
        tell(f"1 of 4: an upgrade was begun and not ended; its backup is {pending.backup}.")
        return pending
    name = f"before-{__version__}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.db"
    made = folder / FOLDER / name
    tell(f"1 of 4: backing up to {made}.")
    try:
        make_private(folder, made.parent)
        await back_up(settings, made)
        note(folder, pending := Pending(str(made), __version__, schema))
    except OSError as error:
        raise BackupUnwritable(made, error.strerror or str(error)) from error
    return pending


@asynccontextmanager
async def _room() -> AsyncIterator[int]:
    """Let a process of this version serve, and give the port that it answers at."""
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "serve"),
        stdout=asyncio.subprocess.PIPE,
        preexec_fn=_end_with_parent if sys.platform == "linux" else None,
        env=environment_with(web_host="127.0.0.1", web_port=str(port), web_url=address),
    )
    try:
        await _started(process)
        yield port
    finally:
        if process.returncode is None:
            process.terminate()
            try:
                await asyncio.wait_for(process.wait(), _ENDED_WITHIN_S)
            except TimeoutError:
                process.kill()
                await process.wait()


def _end_with_parent() -> None:
    """Let the system stop this process when the one that started it is no more."""
    # https://man7.org/linux/man-pages/man2/PR_SET_PDEATHSIG.2const.html
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        return int(listening.getsockname()[1])


async def _started(process: asyncio.subprocess.Process) -> None:
    """Wait for the links that it prints when it takes connections. Raises UpgradeFailed."""
    if process.stdout is None:
        raise ValueError("its output is not read")
    try:
        async with asyncio.timeout(_STARTED_WITHIN_S):
            while line := await process.stdout.readline():
                if b"http://" in line:
                    return
    except TimeoutError as error:
        raise UpgradeFailed("it did not start in two minutes") from error
    raise UpgradeFailed("it ended before it took connections; what it said stands above")


def _ask(port: int) -> None:
    """Ask a room whether it is ready, and which version it is. Raises UpgradeFailed."""
    address = f"http://127.0.0.1:{port}/readyz"
    try:
        with urllib.request.urlopen(address, timeout=30) as answer:  # our own room
            told = json.load(answer)
    except (OSError, ValueError) as error:
        raise UpgradeFailed(f"it does not answer as it should ({error})") from error
    if told.get("version") != __version__:
        raise UpgradeFailed(f"version {told.get('version')} answered")
