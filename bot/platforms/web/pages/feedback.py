"""What members say of a reveal, and its counts: a part of the reveal's page."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from bot.core.feedback import Rating, takes_feedback
from bot.core.models import GroupId, Member, RoundId
from bot.core.read_models import Ballot, RoundCard
from bot.platforms.web.arrival import arrived
from bot.platforms.web.request_context import GroupContext, see_other
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


async def said(context: GroupContext, card: RoundCard) -> Said:
    """Return what the page of a closed round shows below its answers."""
    feedback, person = context.services.feedback, context.visitor.person
    if card.round.tally_at is None:
        tally = await feedback.tally(card.round.group, card.round.id)
        return Said(told=tuple(tally_words(tally)))
    if person is None or not takes_feedback(card.round, context.services.clock()):
        return Said()
    member = context.known
    if card.round.group != context.group.id:
        member = await context.services.members.find(card.round.group, person)
    return await _asked(context, card, member) if member else Said()


async def _asked(context: GroupContext, card: RoundCard, member: Member) -> Said:
    group, round_, feedback = card.round.group, card.round.id, context.services.feedback
    rating = await feedback.rating(group, round_, member) if card.replied else None
    ballot = await feedback.ballot(group, round_, member)
    return Said(card.replied, rating, ballot if ballot.choices else None)


async def rate(context: GroupContext) -> Response:
    """Keep the visitor's word on their own reply."""
    group, round_ = await _round(context)
    rating = rating_named((await context.form()).text("rating"))
    member = await context.member_of(group)
    await context.services.feedback.rate(group, round_, member, rating, arrived(context))
    return see_other(f"{context.here}/rounds/{round_}#rating")


async def vote(context: GroupContext) -> Response:
    """Keep the visitor's vote; an empty choice takes it back."""
    group, round_ = await _round(context)
    choice, feedback = (await context.form()).text("choice"), context.services.feedback
    member = await context.member_of(group)
    if choice:
        await feedback.vote(group, round_, member, choice, arrived(context))
    else:
        await feedback.take_back(group, round_, member, arrived(context))
    return see_other(f"{context.here}/rounds/{round_}#helpful")


async def _round(context: GroupContext) -> tuple[GroupId, RoundId]:
    """Return the round of the address, with its group. Raises NotFound for who cannot read it."""
    found = await context.services.cards.told(RoundId(context.path("round")), context.reader)
    return found.group, found.id
