"""Rounds as a table, for organisers: what was asked, who answered, and how it went."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.core.feedback import Rating
from bot.core.models import DeckId, GroupId, Naming
from bot.core.read_models import Reader, Reveal, RoundCard
from bot.errors import NotAllowed
from bot.exporting.rounds import RoundRow
from bot.services.context import Context
from bot.services.reveals import RevealService

_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class RoundsWanted:
    """Which rounds of a group: of all decks or of one, with the answers' texts or without."""

    group: GroupId
    deck: DeckId | None = None
    texts: bool = False


class RoundExportService:
    """Nobody gets more of a round by it than by looking at its reveal."""

    def __init__(self, context: Context, reveals: RevealService) -> None:
        self._context = context
        self._reveals = reveals

    async def csv(self, wanted: RoundsWanted, reader: Reader) -> bytes:
        """Return the closed rounds that a reader can see, the newest first, as CSV in UTF-8."""
        from bot.exporting.rounds import written  # noqa: PLC0415  # few who come want a file

        rows: list[RoundRow] = []
        for card in await self._closed(wanted, reader):
            rows += await self._rows(card, wanted, reader)
        return await asyncio.to_thread(written, rows, texts=wanted.texts)

    async def _closed(self, wanted: RoundsWanted, reader: Reader) -> Sequence[RoundCard]:
        found: list[RoundCard] = []
        before = None
        while True:
            async with self._context.store.reading() as tx:
                some = await tx.cards.closed(reader, _AT_ONCE, before)
            found += some
            if len(some) < _AT_ONCE:
                break
            before = some[-1].round
        return [
            each
            for each in found
            if each.round.group == wanted.group and wanted.deck in (None, each.deck.id)
        ]

    async def _rows(
        self, card: RoundCard, wanted: RoundsWanted, reader: Reader
    ) -> Iterable[RoundRow]:
        """Return a round's row, or with texts one for each reply."""
        reveal = await self._revealed(card, reader)
        row = RoundRow(
            card.question.text,
            card.deck.title,
            card.round.opened_at,
            card.round.closed_at,
            card.replies,
            _names(reveal),
            *_points(reveal),
            await self._ratings(card) if reveal else {},
        )
        if not (wanted.texts and reveal and reveal.replies):
            return [row]
        return [row.with_reply(each.author or "", each.text) for each in reveal.replies]

    async def _revealed(self, card: RoundCard, reader: Reader) -> Reveal | None:
        """Return the reveal, None while its question is open again and they have not replied."""
        try:
            return await self._reveals.reveal(card.round.id, reader)
        except NotAllowed:
            return None

    async def _ratings(self, card: RoundCard) -> dict[Rating, int]:
        """Return how often each rating was given; none before the counts are told."""
        if card.round.tally_at is not None:
            return {}
        async with self._context.store.reading() as tx:
            given = await tx.feedback.ratings(card.round.id)
        return dict(Counter(each.rating for each in given))


def _names(reveal: Reveal | None) -> tuple[str, ...]:
    """Return who answered; nobody's name where the round was promised to show none."""
    if reveal is None or reveal.round.naming is not Naming.NAMES:
        return ()
    return tuple(sorted(each.author for each in reveal.replies if each.author))


def _points(reveal: Reveal | None) -> tuple[int | None, int | None]:
    """Return how many key points were found in anybody's answer, and how many there are."""
    if reveal is None or not reveal.comparison.has_marks:
        return None, None
    total = len(reveal.comparison.points)
    return total - len(reveal.comparison.unsaid), total
