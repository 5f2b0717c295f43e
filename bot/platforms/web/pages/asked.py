"""A round that is open, as the pages that take replies show it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.core.models import Reply
from bot.core.read_models import RoundCard
from bot.core.rounds import takes_replies
from bot.platforms.web.request_context import RequestContext


@dataclass(frozen=True, slots=True)
class Asked:
    """The round and the visitor's own reply. `over`: its time is, but nothing closed it yet."""

    card: RoundCard
    mine: Reply | None
    over: bool


async def asked(context: RequestContext, card: RoundCard) -> Asked:
    """Return the round with what the visitor answered."""
    member = context.visitor.member
    mine = await context.services.replies.mine(card.round.id, member) if member else None
    return Asked(card, mine, not takes_replies(card.round, context.services.clock()))


def state_of(rounds: Iterable[Asked]) -> str:
    """Return what a page compares to see whether it shows the rounds that are open."""
    return " ".join(f"{each.card.round.id}:{'over' if each.over else 'open'}" for each in rounds)
