"""What `roundtable export` and `roundtable pack` do, between the terminal and the services."""

from __future__ import annotations

from pathlib import Path

from bot.core.contents import Terms
from bot.core.models import ChannelId, GroupId
from bot.core.naming import meant
from bot.core.read_models import Reader
from bot.core.uploads import Upload
from bot.database import reading_context
from bot.errors import FileUnwritable, FolderInUse, UnknownExportFormat
from bot.presentation.terminal import CheckedPack, WrittenFiles
from bot.services.access import AccessService
from bot.services.context import Context
from bot.services.decks import DeckService
from bot.services.exports import ExportService, format_meant
from bot.services.groups import LOCAL_CHANNEL, LOCAL_GROUP, GroupService
from bot.services.packs import check_pack
from bot.services.reveals import RevealService
from bot.services.round_export import RoundExportService, RoundsWanted
from bot.settings import Settings

ROUNDS = "rounds"
"""The format that is a table of a group's rounds, which the command line alone counts as one."""
ROUNDS_FILE = "rounds.csv"


async def export_deck(
    settings: Settings,
    deck: str,
    to: Path,
    *,
    format_: str,
    group: str | None = None,
    force: bool = False,
    terms: Terms | None = None,
) -> WrittenFiles:
    """Write a deck's files into a folder, which is made.

    With the name of a web room go what its members replied and let leave.

    Raises NothingStored, ChoiceNeeded, NotFound, UnknownExportFormat, NothingToExport, FolderInUse
    and FileUnwritable.
    """
    try:
        wanted = format_meant(format_)
    except UnknownExportFormat as error:
        raise UnknownExportFormat(error.name, (*error.known, ROUNDS)) from error
    if not force:
        _refuse_in_use(to)
    async with reading_context(settings) as context:
        room, _ = await _room(context, group)
        id_ = meant("deck", deck, await DeckService(context).titles(room))
        export = await ExportService(context, AccessService(context)).deck(
            room, id_, wanted, terms, group=room if group is not None else None
        )
    for file in export.files:
        _write(to, file)
    names = tuple(file.name for file in export.files)
    return WrittenFiles(export.title, str(to), names, export.lost, export.along)


async def export_rounds(
    settings: Settings,
    deck: str,
    to: Path,
    *,
    group: str | None = None,
    texts: bool,
    force: bool = False,
) -> WrittenFiles:
    """Write what a web room was asked of a deck into a folder, as one table.

    That is the room of that name, or the one that is always there.

    Raises NothingStored, ChoiceNeeded, NotFound, FolderInUse and FileUnwritable.
    """
    if not force:
        _refuse_in_use(to)
    async with reading_context(settings) as context:
        room, channel = await _room(context, group)
        titles = await DeckService(context).titles(room)
        id_ = meant("deck", deck, titles)
        reveals = RevealService(context, AccessService(context))
        wanted = RoundsWanted(room, id_, texts)
        reader = Reader(frozenset([channel]))
        data = await RoundExportService(context, reveals).csv(wanted, reader)
    _write(to, Upload(ROUNDS_FILE, data))
    return WrittenFiles(titles[id_], str(to), (ROUNDS_FILE,))


async def _room(context: Context, name: str | None) -> tuple[GroupId, ChannelId]:
    """Return the group of a web room and its channel. Raises NotFound and ChoiceNeeded."""
    if name is None:
        return LOCAL_GROUP, LOCAL_CHANNEL
    rooms = await GroupService(context).rooms()
    wanted = meant("group", name, {group.id: group.name for _, group in rooms})
    return next((group.id, channel.id) for channel, group in rooms if group.id == wanted)


def _refuse_in_use(folder: Path) -> None:
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise FolderInUse(str(folder))


def _write(folder: Path, file: Upload) -> None:
    path = folder / file.name
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.data)
    except OSError as error:
        raise FileUnwritable(path, error.strerror or str(error)) from error


def check(folder: Path) -> CheckedPack:
    """Return all that is wrong with a pack, or what it makes."""
    found = check_pack(folder)
    return CheckedPack(str(folder), found.problems, found.plan)
