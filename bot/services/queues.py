"""What waits in a deck for an organiser's decision."""

from __future__ import annotations

from bot.services.access import AccessService
from bot.services.context import Context
from bot.services.deck_edits import DeckEditService
from bot.services.lookup import LookupService


class DeckQueue:
    """Withholds what its reader may not read yet, looks up what is alike, and edits the deck."""

    def __init__(
        self,
        context: Context,
        access: AccessService,
        lookup: LookupService,
        edits: DeckEditService,
    ) -> None:
        self._context = context
        self._access = access
        self._lookup = lookup
        self._edits = edits
