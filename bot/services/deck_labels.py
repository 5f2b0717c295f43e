"""What decks are called, and the language of their words: changed as edits that can be undone."""

from __future__ import annotations

from dataclasses import replace

from bot.core.audit import Act
from bot.core.deck_changes import Change, DeckLabel
from bot.core.limits import MAX_TITLE, checked_line
from bot.core.models import Deck
from bot.core.text import language_named
from bot.errors import DeckExists, EditedMeanwhile
from bot.services.audit import note
from bot.services.context import Context
from bot.storage.transaction import Transaction


async def rename_in(tx: Transaction, context: Context, deck: Deck, title: str, seen: str) -> Deck:
    """Call a deck otherwise, whose workspace is locked; raise as `DeckEditService.rename`."""
    title = checked_line(title, "deck name", MAX_TITLE)
    if deck.title != seen:
        raise EditedMeanwhile("deck")
    if title == deck.title:
        return deck
    await refuse_taken(tx, deck, title)
    edit = await _note_label(tx, context, deck, replace(deck, title=title))
    values = {"deck": title, "before": deck.title, "edit": edit}
    await note(tx, context, Act.DECK_RENAMED, workspace=deck.workspace, values=values)
    return await tx.decks.update(deck.id, title=title)


async def set_language_in(
    tx: Transaction, context: Context, deck: Deck, language: str, seen: str | None = None
) -> Deck:
    """Stem a deck's words otherwise, whose workspace is locked; it was `seen` where it was shown.

    Raises UnknownLanguage and EditedMeanwhile.
    """
    language = language_named(language)
    if language == deck.language:
        return deck
    if seen is not None and seen != deck.language:
        raise EditedMeanwhile("deck")
    edit = await _note_label(tx, context, deck, replace(deck, language=language))
    values = {"deck": deck.title, "language": language, "edit": edit}
    await note(tx, context, Act.LANGUAGE_SET, workspace=deck.workspace, values=values)
    return await tx.decks.update(deck.id, language=language)


async def _note_label(tx: Transaction, context: Context, old: Deck, new: Deck) -> str:
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
