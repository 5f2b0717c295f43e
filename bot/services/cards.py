"""What anybody may know of a round: its question and times, and how many replied, never what."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.models import (
    GroupId,
    Member,
    Round,
    RoundId,
    WebMessage,
)
from bot.core.read_models import RoundCard
from bot.errors import NotFound
from bot.services.context import Context
from bot.storage.protocol import Transaction


class CardService:
    """Rounds of one group, for a member, an admin or nobody in particular."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def card(self, group: GroupId, round_: RoundId, member: Member | None) -> RoundCard:
        """Return one round's card. Raises NotFound."""
        async with self._context.store.reading() as tx:
            found = await tx.rounds.get(round_)
            if found.group != group:
                raise NotFound("round", round_)
            return (await _cards(tx, [found], member))[0]

    async def group_of(self, round_: RoundId) -> GroupId:
        """Return whose round it is. Raises NotFound."""
        async with self._context.store.reading() as tx:
            return (await tx.rounds.get(round_)).group

    async def open_now(self, group: GroupId, member: Member | None) -> list[RoundCard]:
        """Return the open rounds, the one that closes first in front."""
        async with self._context.store.reading() as tx:
            cards = await _cards(tx, await tx.rounds.open_now(group), member)
        return sorted(cards, key=lambda card: card.round.closes_at)

    async def past(
        self, group: GroupId, member: Member | None, limit: int, before: RoundId | None = None
    ) -> list[RoundCard]:
        """Return closed rounds, newest first, those listed after `before`. Raises NotFound."""
        async with self._context.store.reading() as tx:
            last = await tx.rounds.get(before) if before else None
            rounds = await tx.rounds.closed(group, limit, last)
            return await _cards(tx, rounds, member)

    async def web_messages(
        self, group: GroupId, platform: str, reader: Member | None, for_admins: bool
    ) -> list[WebMessage]:
        """Return the latest messages of the group's channel on a platform that keeps them."""
        async with self._context.store.reading() as tx:
            channels = await tx.groups.channels(group)
            channel = next((each for each in channels if each.platform == platform), None)
            if channel is None:
                return []
            id_ = reader.id if reader else None
            return list(await tx.web_messages.latest(channel.id, id_, for_admins))


async def _cards(
    tx: Transaction, rounds: Sequence[Round], member: Member | None
) -> list[RoundCard]:
    ids = [round_.id for round_ in rounds]
    counts = await tx.rounds.count_replies(ids)
    replied = await tx.rounds.replied(member.id, ids) if member else frozenset()
    decks = {id_: await tx.decks.get(id_) for id_ in {round_.deck for round_ in rounds}}
    totals = await tx.decks.count_questions(rounds[0].group) if rounds else {}
    return [
        RoundCard(
            round=round_,
            deck=decks[round_.deck],
            question=await tx.decks.question(round_.question),
            total=totals[round_.deck],
            replies=counts[round_.id],
            replied=round_.id in replied,
        )
        for round_ in rounds
    ]
