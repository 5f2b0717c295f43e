"""What members say of a reveal, and its counts: a part of the reveal's page."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from bot.core.feedback import Rating, takes_feedback
from bot.core.models import Member, RoundId
from bot.core.read_models import Ballot, RoundCard
from bot.platforms.web.request_context import RequestContext, see_other
from bot.presentation.ratings_and_votes import rating_named, tally_words


@dataclass(frozen=True, slots=True)
class Said:
    """What the visitor can say of a round, or what was told of it.

    `can_rate` is for who replied, `rating` what they said. `ballot` is None where there is nothing
    to vote for. `told` has the counts' lines.
    """

    can_rate: bool = False
    rating: Rating | None = None
    ballot: Ballot | None = None
    told: tuple[str, ...] = ()


async def said(context: RequestContext, card: RoundCard) -> Said:
    """Return what the page of a closed round shows below its answers."""
    if card.round.tally_at is None:
        tally = await context.services.feedback.tally(context.group.id, card.round.id)
        return Said(told=tuple(tally_words(tally)))
    member = context.visitor.member
    if member is None or not takes_feedback(card.round, context.services.clock()):
        return Said()
    return await _asked(context, card, member)


async def _asked(context: RequestContext, card: RoundCard, member: Member) -> Said:
    group, round_, feedback = context.group.id, card.round.id, context.services.feedback
    rating = await feedback.rating(group, round_, member) if card.replied else None
    ballot = await feedback.ballot(group, round_, member)
    return Said(card.replied, rating, ballot if ballot.choices else None)


async def rate(context: RequestContext) -> Response:
    """Keep the visitor's word on their own reply."""
    round_ = RoundId(context.path("round"))
    rating = rating_named((await context.form()).text("rating"))
    await context.services.feedback.rate(context.group.id, round_, context.member, rating)
    return see_other(f"/rounds/{round_}#rating")


async def vote(context: RequestContext) -> Response:
    """Keep the visitor's vote; an empty choice takes it back."""
    round_, choice = RoundId(context.path("round")), (await context.form()).text("choice")
    feedback, group = context.services.feedback, context.group.id
    if choice:
        await feedback.vote(group, round_, context.member, choice)
    else:
        await feedback.take_back(group, round_, context.member)
    return see_other(f"/rounds/{round_}#helpful")
