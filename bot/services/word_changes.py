"""A member's reply word by word beside the reference, or another reply of theirs."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from bot.core.comparison.word_changes import word_changes
from bot.core.models import MemberId, Round, RoundId
from bot.core.read_models import Beside, Reader, WordByWord
from bot.errors import NotFound, NothingToRate
from bot.services.context import Context
from bot.services.reveals import RevealService, SharedReveal


class WordChangeService:
    """Nobody but its author is shown a reply beside anything."""

    def __init__(self, context: Context, reveals: RevealService) -> None:
        self._context = context
        self._reveals = reveals

    async def beside(self, round_: RoundId, reader: Reader, what: Beside | None) -> WordByWord:
        """Return the reader's reply beside what they name, else beside the first there is.

        Raises as a reveal does, NothingToRate for who has not replied, and NotFound for what is
        not there.
        """
        shared = await self._reveals.shared(round_, reader)
        place = shared.place_of(reader.members)
        if place is None:
            raise NothingToRate
        there = await self._there(shared, place)
        if what is None:
            what = next(iter(there), None)
        if what is None or what not in there:
            raise NotFound("text", what.value if what else "reference")
        mine = shared.reveal.replies[place].text
        # Thousands of words take a while; others are served meanwhile.
        changes = await asyncio.to_thread(word_changes, mine, there[what])
        return WordByWord(shared.reveal.round, shared.reveal.question, what, tuple(there), changes)

    async def _there(self, shared: SharedReveal, place: int) -> Mapping[Beside, str]:
        """Return what a reply can stand beside."""
        reveal, author, found = shared.reveal, shared.authors[place], dict[Beside, str]()
        reference = reveal.answers.reference or reveal.answers.earlier[:1]
        if reference:
            found[Beside.REFERENCE] = reference[0].text
        for each, who in zip(reveal.later, shared.later_authors, strict=True):
            if who == author:
                found[Beside.SECOND] = each.authored.text
        if (before := await self._before(reveal.round, author)) is not None:
            found[Beside.BEFORE] = before
        return found

    async def _before(self, round_: Round, author: MemberId) -> str | None:
        """Return what the member replied when they were asked the same before, None for nothing."""
        async with self._context.store.reading() as tx:
            before = await tx.replies.before(round_, author)
        return before.text if before else None
