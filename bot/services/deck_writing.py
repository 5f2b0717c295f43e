"""Changes of decks written, with what is posted of them looked at again."""

from __future__ import annotations

from collections.abc import Collection

from bot.core.deck_changes import (
    Change,
)
from bot.core.deck_edits import (
    Asked,
)
from bot.core.deliveries import ABOUT_ROUNDS, OF_REPLIES, WITH_COUNTS
from bot.core.models import (
    Deck,
    DeckId,
    GroupId,
)
from bot.services.context import Context
from bot.services.live import Topic
from bot.storage.transaction import Transaction


class DeckWriting:
    """Writes changes of decks, and has what shows them made anew."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def _write(
        self, tx: Transaction, deck: Deck, id_: str, change: Change, asked: Asked
    ) -> Collection[GroupId]:
        await apply_change(tx, deck.id, change, asked)
        await tx.deck_edits.add(id_, deck.id, self._context.clock(), change)
        return await self._look_again(tx, change, asked)

    async def _look_again(
        self, tx: Transaction, change: Change, asked: Asked
    ) -> Collection[GroupId]:
        """Make what is posted anew that shows what was changed; return whose that is."""
        touched = change.touched & asked.ever
        rounds = await tx.deck_edits.revealed(touched) if touched else frozenset()
        worded = any(
            old is None or new is None or old.text != new.text for old, new in change.questions
        )
        now = self._context.clock()
        await tx.posted.keep_up_to_date(rounds, now, WITH_COUNTS if worded else OF_REPLIES)
        over = await tx.deck_edits.over(change.withdrawn & asked.ever)
        await tx.posted.keep_up_to_date(over, now, ABOUT_ROUNDS)
        return await tx.deck_edits.groups_of(rounds | over)

    def tell(self, groups: Collection[GroupId]) -> None:
        """Let whoever keeps posts and pages up to date look at once."""
        for group in groups:
            self._context.live.publish(group, Topic.ROUNDS)


async def apply_change(tx: Transaction, deck: DeckId, change: Change, asked: Asked) -> None:
    """Write a change; what is open goes on in the words that it was asked in."""
    worded = [old for old, new in change.questions if old and new and old.text != new.text]
    await tx.deck_edits.keep_wordings(each for each in worded if each.id in asked.now)
    await tx.deck_edits.apply(deck, change)
