"""What members say about a round once it is revealed: how they did, and which reply helped most."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core.models import MemberId, Round, RoundId, RoundState
from bot.core.naming import ellipsized
from bot.core.text import plain
from bot.errors import FeedbackOver, NotAllowed, NotFound

# Counts are shown a day after the reveal, so that nobody rates or votes as others did.
TALLY_AFTER = timedelta(hours=24)
REMIND_BEFORE = timedelta(hours=1)
_BEGINNING = 80
_TOKEN_DIGITS = 32


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
class ReminderRequest:
    """A member wants to be reminded of one round at a time."""

    round: RoundId
    member: MemberId
    at: datetime


@dataclass(frozen=True, slots=True)
class Counts:
    """What a round's members said. `votes` pairs authors with their number, the most in front."""

    ratings: tuple[tuple[Rating, int], ...]
    votes: tuple[tuple[MemberId, int], ...]


def check_takes_feedback(round_: Round, now: datetime) -> None:
    """Raise unless the round takes ratings and votes: what was told of it has to stay true.

    Raises NotAllowed while it is open, NotFound for one that was called off, and FeedbackOver.
    """
    _check_revealed(round_)
    if not takes_feedback(round_, now):
        raise FeedbackOver


def check_told(round_: Round) -> None:
    """Raise NotAllowed until what members said of the round may be told, NotFound if never."""
    _check_revealed(round_)
    if round_.tally_at is not None:
        raise NotAllowed("tally")


def takes_feedback(round_: Round, now: datetime) -> bool:
    """Say whether ratings and votes that arrive at a time count."""
    is_closed = round_.state is RoundState.CLOSED
    return is_closed and round_.tally_at is not None and now < round_.tally_at


def _check_revealed(round_: Round) -> None:
    if round_.state is RoundState.OPEN:
        raise NotAllowed("reveal")
    if round_.state is RoundState.SKIPPED:
        raise NotFound("round", round_.id)


def reminder_at(round_: Round, now: datetime) -> datetime:
    """Return when to remind of an open round: an hour before it closes, or halfway if that is near.

    Near is less than two hours to the closing.
    """
    left = round_.closes_at - now
    return round_.closes_at - min(REMIND_BEFORE, left / 2)


def token_of(round_: RoundId, author: MemberId) -> str:
    """Return what a reply is called where its author must not be known: 32 hexadecimal digits.

    It is another in every round, so that nobody follows an author from one to the next. Members'
    ids, of which it is made, are shown to nobody.
    """
    return hashlib.sha256(f"{round_}:{author}".encode()).hexdigest()[:_TOKEN_DIGITS]


def beginning_of(text: str) -> str:
    """Return how a text begins, on one line of at most 80 characters."""
    return ellipsized(plain(text) or " ".join(text.split()), _BEGINNING)


def counted(ratings: Iterable[SelfRating], votes: Iterable[Vote]) -> Counts:
    """Return the counts, ratings from missed to got it, those without any left out."""
    said = [each.rating for each in ratings]
    authors = [vote.author for vote in votes]
    by_author = {author: authors.count(author) for author in authors}
    return Counts(
        tuple((rating, said.count(rating)) for rating in Rating if rating in said),
        tuple(sorted(by_author.items(), key=lambda each: (-each[1], each[0]))),
    )
