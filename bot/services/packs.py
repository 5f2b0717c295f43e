"""Shipped packs into decks of the library: loaded once, and again where they changed."""

from __future__ import annotations

from bot.core.import_plan import ImportRequest, content_hash
from bot.core.models import SHIPPED, Deck
from bot.errors import AlreadyImported, DeckChanged, DeckExists
from bot.importing.packs import Pack
from bot.services.context import Context
from bot.services.decks import DeckService


class PackService:
    """What the library has of the packs on disk."""

    def __init__(self, context: Context, decks: DeckService) -> None:
        self._context = context
        self._decks = decks

    async def load(self, pack: Pack) -> Deck | None:
        """Store what of the pack is new or changed; None when nothing is.

        A document that changed replaces its earlier version, and questions keep their ids.
        Raises ImportRefused for documents that make no deck.
        """
        try:
            return await self._load(pack)
        except (AlreadyImported, DeckChanged, DeckExists):
            # Another worker loaded it meanwhile.
            return await self._load(pack)

    async def _load(self, pack: Pack) -> Deck | None:
        async with self._context.store.reading() as tx:
            deck = await tx.decks.titled(SHIPPED, pack.manifest.title)
            sources = await tx.decks.sources(deck.id) if deck else ()
        if deck is not None and deck.pack != pack.name:
            return None
        known = {source.content_hash for source in sources}
        files = tuple(file for file in pack.files if content_hash(file.data) not in known)
        if not files:
            return None
        async with self._context.store.writing() as tx:
            await tx.workspaces.ensure_library(self._context.clock())
        request = ImportRequest(
            workspace=SHIPPED,
            files=files,
            title=pack.manifest.title,
            reference=None if deck else pack.reference,
            add=deck is not None,
            authors=pack.authors,
            language=pack.language,
            pack=pack.name,
        )
        return await self._decks.store(await self._decks.plan(request))
