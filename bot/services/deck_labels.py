"""What decks are called, and the language of their words: changed as edits that can be undone."""

from __future__ import annotations

from bot.core.deck_edits import Change, DeckLabel
from bot.core.models import Deck
from bot.errors import DeckExists
from bot.services.context import Context
from bot.storage.transaction import Transaction


async def note_label(tx: Transaction, context: Context, old: Deck, new: Deck) -> str:
    """Keep what a deck was called before, and its language, for `undo`; return the edit's id."""
    edit = context.new_id()
    change = Change(label=(DeckLabel.of(old), DeckLabel.of(new)))
    await tx.deck_edits.add(edit, old.id, context.clock(), change)
    return edit


async def refuse_taken(tx: Transaction, deck: Deck, title: str) -> None:
    """Raise DeckExists where another deck of the workspace has the title."""
    there = await tx.decks.titled(deck.workspace, title)
    if there is not None and there.id != deck.id:
        raise DeckExists(title)
