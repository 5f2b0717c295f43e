"""What the authors of suggestions are told: how each ended, and that an end was undone."""

from __future__ import annotations

from datetime import datetime

from bot.core.models import Deck
from bot.core.suggestions import Ended, Suggestion
from bot.services.member_notes import write_beside_rounds
from bot.services.outbox import quoting
from bot.storage.transaction import Transaction


async def tell_author(
    tx: Transaction, deck: Deck, suggestion: Suggestion, code: Ended, now: datetime, *, edit: str
) -> None:
    """Tell it beside the question that it is about; never an answer, which waits.

    Once for each `edit` that accepts or undoes it, "" for a decline, which cannot be undone.
    """
    answered = suggestion.question
    there = await tx.decks.some([answered]) if answered else ()
    quoted = quoting(there[0]) if there else {"question": suggestion.text}
    note = {"code": code.value, "deck": deck.title, **quoted}
    member = await tx.members.get(suggestion.member)
    about = f"{suggestion.id}.{edit}" if edit else suggestion.id
    await write_beside_rounds(tx, member, note, about, now)


async def reopen(tx: Transaction, deck: Deck, edit: str, now: datetime) -> None:
    """Let what was accepted by an edit wait again, which is undone, and tell its author."""
    for each in await tx.suggestions.reopen(edit):
        await tell_author(tx, deck, each, Ended.REOPENED, now, edit=edit)
