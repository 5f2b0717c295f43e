"""What members say of their own replies: how sure they are, and which key points they did say.

How sure somebody is is said before the round closes and shown after that, without names. What the
comparison did not find somebody may have said in other words: they alone know, and their word
counts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.core.feedback import Rating, SelfRating
from bot.core.models import MemberId, Round, RoundId, RoundState
from bot.core.rounds import takes_replies
from bot.errors import NotAllowed, NotFound, RoundClosed

if TYPE_CHECKING:
    # The tables know how sure somebody can be, and need nothing of what comparing takes.
    from bot.core.comparison import Comparison, Touch

_TOKEN_DIGITS = 16
A_FEW = 3
"""So many have to have said something before it is told of them together."""


class Confidence(StrEnum):
    """How sure a member is of their reply."""

    SURE = "sure"
    THINK_SO = "think so"
    GUESS = "guess"


@dataclass(frozen=True, slots=True)
class OwnConfidence:
    """How sure a member said they were, before a round closed."""

    round: RoundId
    member: MemberId
    confidence: Confidence
    at: datetime


@dataclass(frozen=True, slots=True)
class Claims:
    """The key points that a member did say, as they say: by their tokens, see `point_token`."""

    round: RoundId
    member: MemberId
    points: tuple[str, ...]
    at: datetime

    def with_point(self, token: str, at: datetime, *, said: bool) -> Claims:
        """Return them with a point or without it; with what they are already nothing changes."""
        others = {each for each in self.points if each != token}
        points = tuple(sorted({*others, token} if said else others))
        return self if points == self.points else replace(self, points=points, at=at)


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What the authors of a round's replies say of them."""

    confidences: Mapping[MemberId, Confidence] = field(default_factory=dict)
    claims: Mapping[MemberId, tuple[str, ...]] = field(default_factory=dict)


def point_token(text: str) -> str:
    """Return what a key point is called in buttons and rows: 16 hexadecimal digits.

    By its words: another reference has other points, for which nobody spoke.
    """
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_TOKEN_DIGITS]


def check_takes_confidence(round_: Round, arrived: datetime) -> None:
    """Raise NotFound for a round that was called off, and RoundClosed once it is over."""
    if round_.state is RoundState.SKIPPED:
        raise NotFound("round", round_.id)
    if not takes_replies(round_, arrived):
        raise RoundClosed(round_.closed_at or round_.closes_at)


def check_takes_claims(round_: Round) -> None:
    """Raise NotAllowed before the reveal, and NotFound for a round that was called off."""
    if round_.state is RoundState.SKIPPED:
        raise NotFound("round", round_.id)
    if round_.state is not RoundState.CLOSED:
        raise NotAllowed("reveal")


def with_claims(comparison: Comparison, claims: Sequence[Collection[str]]) -> Comparison:
    """Return the comparison with what the first texts' authors say that they said.

    `claims` has the tokens of each text's points. One that was found by its words needs nobody's.
    """
    if not any(claims):
        return comparison
    tokens = [point_token(point.text) for point in comparison.points]
    touches = list(comparison.touches)
    for at, claimed in enumerate(claims):
        touches[at] = tuple(
            replace(touch, claimed=True) if token in claimed and not touch.touched else touch
            for token, touch in zip(tokens, touches[at], strict=True)
        )
    return replace(comparison, touches=tuple(touches))


@dataclass(frozen=True, slots=True)
class Calibration:
    """Of the replies whose authors were so sure: how many there are, and how many differ.

    `found` is how many key points they have on average, as far as words and their authors tell.
    """

    confidence: Confidence
    replies: int
    differing: int
    found: float


def calibration(
    confidences: Sequence[Confidence | None], touches: Sequence[Sequence[Touch]]
) -> tuple[Calibration, ...]:
    """Return how sure a round's authors were and how that went, the surest first.

    Both are of its replies, in one order.
    """
    return tuple(
        _calibrated(level, of_level)
        for level in Confidence
        if (of_level := [touches[at] for at, each in enumerate(confidences) if each is level])
    )


def _calibrated(level: Confidence, touches: Sequence[Sequence[Touch]]) -> Calibration:
    found = sum(touch.counts for touched in touches for touch in touched)
    return Calibration(level, len(touches), sum(map(differs, touches)), found / len(touches))


def rated_by_confidence(
    confidences: Mapping[MemberId, Confidence], ratings: Iterable[SelfRating]
) -> tuple[tuple[Confidence, tuple[tuple[Rating, int], ...]], ...]:
    """Return how those who were so sure rated their replies, the surest first.

    Only of levels of which a few said both: of one or two it would be told who said what.
    """
    by_level: dict[Confidence, list[Rating]] = {}
    for each in ratings:
        if (level := confidences.get(each.member)) is not None:
            by_level.setdefault(level, []).append(each.rating)
    return tuple(
        (level, tuple((rating, said.count(rating)) for rating in Rating if rating in said))
        for level in Confidence
        if len(said := by_level.get(level, [])) >= A_FEW
    )


def differs(touched: Iterable[Touch]) -> bool:
    """Say whether a text says otherwise than the reference, and its author does not object."""
    return any(touch.differs and not touch.claimed for touch in touched)
