"""What anybody may know of a round: its question and times, and how many replied, never what."""

from __future__ import annotations

from bot.core.models import GroupId, Member, MemberId, RoundId
from bot.core.read_models import RoundCard
from bot.errors import NotFound
from bot.services.context import Context
from bot.storage.transaction import Transaction


class CardService:
    """Rounds of one group, for a member, an admin or nobody in particular."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def card(self, group: GroupId, round_: RoundId, member: Member | None) -> RoundCard:
        """Return one round's card. Raises NotFound."""
        async with self._context.store.reading() as tx:
            return await card_in(tx, group, round_, member.id if member else None)

    async def group_of(self, round_: RoundId) -> GroupId:
        """Return whose round it is. Raises NotFound."""
        async with self._context.store.reading() as tx:
            return (await tx.rounds.get(round_)).group

    async def open_now(self, group: GroupId, member: Member | None) -> list[RoundCard]:
        """Return the open rounds, the one that closes first in front."""
        async with self._context.store.reading() as tx:
            return list(await tx.cards.open_now(group, member.id if member else None))

    async def past(
        self, group: GroupId, member: Member | None, limit: int, before: RoundId | None = None
    ) -> list[RoundCard]:
        """Return closed rounds, newest first, those listed after `before`. Raises NotFound."""
        async with self._context.store.reading() as tx:
            last = await tx.rounds.get(before) if before else None
            return list(await tx.cards.closed(group, member.id if member else None, limit, last))


async def card_in(
    tx: Transaction, group: GroupId, round_: RoundId, reader: MemberId | None
) -> RoundCard:
    """Return the round's card. Raises NotFound for another group's."""
    card = await tx.cards.get(round_, reader)
    if card.round.group != group:
        raise NotFound("round", round_)
    return card
