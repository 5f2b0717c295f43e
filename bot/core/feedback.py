"""What members say about a round once it is revealed: how they did, and which reply helped most."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core.models import MemberId, RoundId

# Counts are shown a day after the reveal, so that nobody rates or votes as others did.
TALLY_AFTER = timedelta(hours=24)


class Rating(StrEnum):
    """A member's own word on their reply."""

    MISSED = "missed"
    PARTLY = "partly"
    GOT_IT = "got it"


@dataclass(frozen=True, slots=True)
class SelfRating:
    """How a member did in a round, as they see it themselves."""

    round: RoundId
    member: MemberId
    rating: Rating
    at: datetime


@dataclass(frozen=True, slots=True)
class Vote:
    """A member's word on which reply of a round helped most: that of `author`."""

    round: RoundId
    member: MemberId
    author: MemberId
    at: datetime


@dataclass(frozen=True, slots=True)
class Wish:
    """A member wants to be reminded of one round at a time."""

    round: RoundId
    member: MemberId
    at: datetime


@dataclass(frozen=True, slots=True)
class Counts:
    """What a round's members said. `votes` pairs authors with their number, the most in front."""

    ratings: tuple[tuple[Rating, int], ...]
    votes: tuple[tuple[MemberId, int], ...]


def counted(ratings: Iterable[SelfRating], votes: Iterable[Vote]) -> Counts:
    """Return the counts, ratings from missed to got it, those without any left out."""
    said = [each.rating for each in ratings]
    authors = [vote.author for vote in votes]
    by_author = {author: authors.count(author) for author in authors}
    return Counts(
        tuple((rating, said.count(rating)) for rating in Rating if rating in said),
        tuple(sorted(by_author.items(), key=lambda each: (-each[1], each[0]))),
    )
