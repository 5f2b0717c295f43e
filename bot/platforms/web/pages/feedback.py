"""What members say of a reveal, and its counts: a part of the reveal's page."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from bot.core.feedback import Rating, takes_feedback
from bot.core.models import GroupId, Member, RoundId
from bot.platforms.web.arrival import arrived
from bot.platforms.web.request_context import GroupContext, see_other
from bot.platforms.web.reveals import RevealHtml
from bot.presentation.ratings_and_votes import rating_named, tally_words
from bot.services.revealed import Revealed


@dataclass(frozen=True, slots=True)
class Said:
    """What the visitor can say of a round, or what was told of it.

    `can_rate` is for who replied, `rating` what they said; `can_vote` is where there is anything to
    vote for. `told` has the counts' lines.
    """

    can_rate: bool = False
    rating: Rating | None = None
    can_vote: bool = False
    has_voted: bool = False
    told: tuple[str, ...] = ()


async def said(
    context: GroupContext, shown: Revealed, html: RevealHtml, member: Member | None
) -> Said:
    """Return what the page of a closed round shows below its answers."""
    round_ = shown.round
    if round_.tally_at is None:
        tally = await context.services.feedback.tally(round_.group, round_.id)
        return Said(told=tuple(tally_words(tally)))
    if member is None or not takes_feedback(round_, context.services.clock()):
        return Said()
    can_rate, can_vote = shown.own is not None, html.has_choices(member.id)
    return Said(can_rate, shown.rating, can_vote, shown.chosen is not None)


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
