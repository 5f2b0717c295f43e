"""Packs into decks: loaded once, and again where they changed; what a new group starts with."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.core.import_plan import ImportRequest, content_hash
from bot.core.models import Deck, GroupId
from bot.errors import AlreadyImported, DeckChanged, DeckExists
from bot.importing.packs import Pack
from bot.services.context import Context
from bot.services.decks import DeckService

SeedContent = Callable[[GroupId], Awaitable[None]]


class PackService:
    """What a group has of the packs on disk."""

    def __init__(self, context: Context, decks: DeckService) -> None:
        self._context = context
        self._decks = decks

    async def load(self, group: GroupId, pack: Pack) -> Deck | None:
        """Store what of the pack is new or changed; None when nothing is.

        A document that changed replaces its earlier version, and questions keep their ids. An
        admin's choices stay: a deck of that name which is no pack's is left alone, and so is the
        reference. Raises ImportRefused for documents that make no deck.
        """
        try:
            return await self._load(group, pack)
        except (AlreadyImported, DeckChanged, DeckExists):
            # Another worker loaded it meanwhile.
            return await self._load(group, pack)

    async def _load(self, group: GroupId, pack: Pack) -> Deck | None:
        async with self._context.store.reading() as tx:
            deck = await tx.decks.titled(group, pack.manifest.title)
            sources = await tx.decks.sources(deck.id) if deck else ()
        if deck is not None and deck.pack != pack.name:
            return None
        known = {source.content_hash for source in sources}
        files = tuple(file for file in pack.files if content_hash(file.data) not in known)
        if not files:
            return None
        request = ImportRequest(
            group=group,
            files=files,
            title=pack.manifest.title,
            reference=None if deck else pack.reference,
            add=deck is not None,
            authors=pack.authors,
            language=pack.language,
            pack=pack.name,
        )
        return await self._decks.store(await self._decks.plan(request))


async def leave_empty(_group: GroupId) -> None:
    """Give a new group nothing to start with."""
