"""What a member says after the reveal: how they did, and which reply helped most."""

from __future__ import annotations

from bot.conversation.visit import Visit
from bot.core.models import RoundId
from bot.core.view import Action
from bot.presentation.feedback import (
    ballot_message,
    rated_words,
    rating_message,
    rating_named,
    voted_words,
)


async def ask_rating(visit: Visit, subject: str) -> None:
    """Show the member's reply beside the reference, and ask how they did."""
    await visit.hold()
    round_, member = RoundId(subject.partition(":")[0]), await visit.member()
    mine = await visit.services.feedback.rating(visit.group.id, round_, member)
    reveal = await visit.services.reveals.reveal(visit.group.id, round_, member)
    page = int(subject.partition(":")[2] or 1)
    await visit.show(rating_message(reveal, mine), page, turn=Action("rate", "", round_))


async def rate(visit: Visit, subject: str) -> None:
    """Keep the member's own word."""
    await visit.hold()
    round_, _, name = subject.partition(":")
    rating, member = rating_named(name), await visit.member()
    await visit.services.feedback.rate(visit.group.id, RoundId(round_), member, rating)
    await visit.say(rated_words(rating))


async def ask_vote(visit: Visit, subject: str) -> None:
    """Let the member choose among the replies of others."""
    await visit.hold()
    ballot = await visit.services.feedback.ballot(
        visit.group.id, RoundId(subject), await visit.member()
    )
    await visit.show(ballot_message(ballot))


async def vote(visit: Visit, subject: str) -> None:
    """Keep the member's vote; the subject is a round and a reply's token."""
    await visit.hold()
    round_, _, token = subject.partition(":")
    choice = await visit.services.feedback.vote(
        visit.group.id, RoundId(round_), await visit.member(), token
    )
    await visit.say(voted_words(choice))


async def take_back(visit: Visit, subject: str) -> None:
    """Forget the member's vote."""
    await visit.hold()
    await visit.services.feedback.take_back(visit.group.id, RoundId(subject), await visit.member())
    await visit.say(voted_words(None))
