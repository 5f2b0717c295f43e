"""Decks out: what is in one, as files that others read and that are imported again."""

from __future__ import annotations

import asyncio
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.contents import DeckContents, ExportFormat, Terms
from bot.core.models import DeckId
from bot.core.uploads import Upload
from bot.errors import UnknownExportFormat
from bot.services.context import Context
from bot.services.decks import Asked, deck_of

# All files of an archive are as old as archives can be: the same deck makes the same bytes.
_WHEN = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Export:
    """A deck's files; `name` is what their folder may be called anywhere."""

    title: str
    name: str
    files: tuple[Upload, ...]


class ExportService:
    """Hands decks out, to whoever organises a group that can be asked them."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def deck(
        self, asked: Asked, deck: DeckId, wanted: ExportFormat, terms: Terms | None = None
    ) -> Export:
        """Return a deck's files: a document for each author, and what says whose they are.

        Raises NotFound, and NothingToExport for a deck without documents.
        """
        async with self._context.store.reading() as tx:
            found = await deck_of(tx, asked, deck)
            contents = DeckContents(
                found,
                await tx.decks.sources(deck),
                await tx.decks.questions(deck),
                await tx.decks.answers(deck),
            )
        return await asyncio.to_thread(_exported, contents, wanted, terms)

    async def archive(self, asked: Asked, deck: DeckId, wanted: ExportFormat) -> Upload:
        """Return a deck's files in a zip archive. Raises as `deck`."""
        export = await self.deck(asked, deck, wanted)
        data = await asyncio.to_thread(_zipped, export.files)
        return Upload(f"{export.name}-{wanted}.zip", data)


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
