"""What `roundtable backup`, `restore` and `database copy` do with the database that is set."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.database import connecting, exclusive, refuse_empty, writing_engine
from bot.errors import RestoreElsewhere
from bot.presentation.humanize import count
from bot.settings import Settings
from bot.storage import backup
from bot.storage.backup import Holdings
from bot.storage.copying import CopiedTable, Progress, copy
from bot.storage.engine import shown
from bot.storage.migrations import migrate
from bot.storage.pending_upgrade import forget


@dataclass(frozen=True, slots=True)
class Restored:
    """What is in the database now, and where the one before it is; None when there was none."""

    holdings: Holdings
    kept: Path | None


async def restore(settings: Settings, file: Path, *, unchecked: bool = False) -> Restored:
    """Put a backup in the database's place. Raises AlreadyRunning while a room runs."""
    if settings.on_postgresql:
        raise RestoreElsewhere(file, shown(settings.database_url))
    with exclusive(settings):
        database = settings.real_database
        kept = _name_for_the_present(database)
        there_was_one = database.is_file()
        holdings = await backup.restore(file, database, kept, unchecked=unchecked)
        forget(database.parent)  # an upgrade that was under way: this is the way back
    return Restored(holdings, kept if there_was_one else None)


async def copy_database(
    settings: Settings, url: str, progress: Progress, *, unchecked: bool = False
) -> list[CopiedTable]:
    """Copy everything into the empty database at the address.

    A file is kept from everybody else meanwhile; on a server the workers are to be stopped first.
    Raises NothingStored, BackupChanged unless it goes `unchecked`, and as `writing_engine` and
    `copy` do.
    """
    await refuse_empty(settings)
    if not (settings.on_postgresql or unchecked):
        backup.refuse_changed(settings.real_database)
    async with (
        writing_engine(settings, patient=True) as source,
        writing_engine(settings.elsewhere(url), patient=True) as empty,
    ):
        return await copy(source, empty, progress)


async def migrate_database(settings: Settings) -> tuple[str | None, str | None]:
    """Run the migrations that are missing; return the schemas before and after.

    Raises as `exclusive` and `migrate`.
    """
    with exclusive(settings):
        async with connecting(settings.database_url) as engine:
            return await migrate(engine)


def holdings_words(holdings: Holdings) -> str:
    """Return what a database holds, such as "2 decks, 1 round, 14 replies"."""
    replies = "1 reply" if holdings.replies == 1 else f"{holdings.replies} replies"
    return f"{count(holdings.decks, 'deck')}, {count(holdings.rounds, 'round')}, {replies}"


def _name_for_the_present(database: Path) -> Path:
    return database.with_name(f"{database.name}.before-restore-{datetime.now(UTC):%Y%m%dT%H%M%SZ}")
