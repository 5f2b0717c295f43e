"""Decks out: what is in one, as files that others read and that are imported again."""

from __future__ import annotations

import asyncio
import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.core.contents import DeckContents, ExportFormat, Terms
from bot.core.ids import PictureId
from bot.core.losses import Loss, lost
from bot.core.models import DeckId, GroupId
from bot.core.pictures import PictureFile
from bot.core.read_models import Reader
from bot.core.replies_along import NO_REPLIES, RepliesAlong, with_replies
from bot.core.uploads import Upload
from bot.errors import UnknownExportFormat
from bot.services.access import AccessService
from bot.services.context import Context
from bot.services.decks import Asked, deck_of
from bot.services.replies_along import replies_of
from bot.services.reveals import withheld_of
from bot.storage.transaction import Transaction

# All files of an archive are as old as archives can be: the same deck makes the same bytes.
_WHEN = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Export:
    """A deck's files; `name` is what their folder may be called anywhere.

    The answers to `withheld` questions are left out: they are open, and their reader has not
    answered them. So many of what is `lost` the format cannot carry. `along` is how much there is
    of what a group's members replied.
    """

    title: str
    name: str
    files: tuple[Upload, ...]
    withheld: int = 0
    lost: Mapping[Loss, int] = field(default_factory=dict)
    along: RepliesAlong = NO_REPLIES


@dataclass(frozen=True, slots=True)
class Archive(Upload):
    """A deck's files in one file; `withheld`, `lost` and `along` are as in `Export`."""

    withheld: int = 0
    lost: Mapping[Loss, int] = field(default_factory=dict)
    along: RepliesAlong = NO_REPLIES


class ExportService:
    """Hands decks out, to whoever organises a group that can be asked them."""

    def __init__(self, context: Context, access: AccessService) -> None:
        self._context = context
        self._access = access

    async def deck(
        self,
        asked: Asked,
        deck: DeckId,
        wanted: ExportFormat,
        terms: Terms | None = None,
        *,
        reader: Reader | None = None,
        group: GroupId | None = None,
    ) -> Export:
        """Return a deck's files: a document for each author, and what says whose they are.

        With a `group` goes what its members replied and let leave, as documents beside the others.
        What is withheld from the reader is left out; whoever runs the process is none, and has all.
        Raises NotFound, and NothingToExport for a deck without documents.
        """
        everywhere = await self._access.withholding(reader) if reader else None
        async with self._context.store.reading() as tx:
            found = await deck_of(tx, asked, deck)
            questions = await tx.decks.questions(deck)
            hushed = await withheld_of(tx, questions, everywhere) if everywhere else frozenset()
            answers = await tx.decks.answers(deck)
            contents = DeckContents(
                found,
                await tx.decks.sources(deck),
                questions,
                [each for each in answers if each.question not in hushed],
                await _pictures_of(tx, deck),
            )
            replies = await replies_of(tx, group, deck, reader, hushed) if group else None
        along = NO_REPLIES
        if replies is not None:
            contents, along = with_replies(contents, replies, found.created_at)
        export = await asyncio.to_thread(_exported, contents, wanted, terms)
        return replace(export, withheld=len(hushed), lost=lost(contents, wanted), along=along)

    async def archive(
        self,
        asked: Asked,
        deck: DeckId,
        wanted: ExportFormat,
        reader: Reader,
        *,
        group: GroupId | None = None,
    ) -> Archive:
        """Return a deck's files in a zip archive. Raises as `deck`."""
        export = await self.deck(asked, deck, wanted, reader=reader, group=group)
        data = await asyncio.to_thread(_zipped, export.files)
        name = f"{export.name}-{wanted}.zip"
        return Archive(name, data, export.withheld, export.lost, export.along)


async def _pictures_of(tx: Transaction, deck: DeckId) -> Mapping[PictureId, PictureFile]:
    found = [await tx.pictures.file(each) for each in await tx.pictures.of_deck(deck)]
    return {each.id: each for each in found if each is not None}


def format_meant(typed: str) -> ExportFormat:
    """Return the format of that name. Raises UnknownExportFormat."""
    try:
        return ExportFormat(typed.strip().casefold())
    except ValueError as error:
        raise UnknownExportFormat(typed, tuple(ExportFormat)) from error


def _exported(contents: DeckContents, wanted: ExportFormat, terms: Terms | None) -> Export:
    from bot.exporting import exported, file_name  # noqa: PLC0415  # few who come want a file

    title = contents.deck.title
    return Export(title, file_name(title), exported(contents, wanted, terms))


def _zipped(files: Sequence[Upload]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            archive.writestr(zipfile.ZipInfo(file.name, _WHEN), file.data, zipfile.ZIP_DEFLATED)
    return out.getvalue()
