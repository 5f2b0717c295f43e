"""Answers after the reveal: a second one of who replied in time, or a late one of who did not.

Who has seen the others' replies may think again for a day: the first reply stays as the first, and
the second stands beside it. Where the group allows it, who missed the closing may answer until the
next question opens. Each is marked as what it is, and takes part in no count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bot.core.feedback import takes_feedback
from bot.core.models import MemberId, Round, RoundId, RoundState
from bot.errors import LateRepliesOff, NotAllowed, NotFound, SecondRepliesOver, StaleReply

if TYPE_CHECKING:
    # The tables know of later replies, and need nothing of what comparing takes.
    from bot.core.comparison import Touch


@dataclass(frozen=True, slots=True)
class LaterReply:
    """What a member answered after the reveal; `revision` counts its saves from 1."""

    round: RoundId
    member: MemberId
    text: str
    revision: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Chance:
    """What decides whether a member may answer after the reveal.

    `replied` says whether they did in time, `late` whether the group takes late answers; the next
    question of the group opened at `next_opened`, None for not yet.
    """

    replied: bool
    late: bool
    next_opened: datetime | None = None


def check_takes_later(round_: Round, chance: Chance, arrived: datetime) -> None:
    """Raise unless a member's answer after the reveal is taken.

    Raises NotAllowed while the round is open, NotFound for one that was called off,
    SecondRepliesOver, and LateRepliesOff.
    """
    if round_.state is RoundState.OPEN:
        raise NotAllowed("reveal")
    if round_.state is RoundState.SKIPPED:
        raise NotFound("round", round_.id)
    if chance.replied and not takes_feedback(round_, arrived):
        raise SecondRepliesOver
    if not chance.replied and not takes_late(chance, arrived):
        raise LateRepliesOff


def takes_later(round_: Round, chance: Chance, arrived: datetime) -> bool:
    """Say whether `check_takes_later` lets an answer pass."""
    if round_.state is not RoundState.CLOSED:
        return False
    return takes_feedback(round_, arrived) if chance.replied else takes_late(chance, arrived)


def takes_late(chance: Chance, arrived: datetime) -> bool:
    """Say whether the group takes late answers at a time."""
    return chance.late and (chance.next_opened is None or arrived < chance.next_opened)


def later_reply(
    round_: RoundId,
    earlier: LaterReply | None,
    *,
    member: MemberId,
    text: str,
    based_on: int,
    arrived: datetime,
) -> LaterReply:
    """Return the answer as it is to be stored.

    `based_on` is the revision that the member was looking at, 0 for none. Saving the stored text
    again returns the stored one. Raises StaleReply when another window of theirs saved something
    else in between.
    """
    if earlier is None:
        return LaterReply(round_, member, text, 1, arrived)
    if earlier.text == text:
        return earlier
    if earlier.revision != based_on:
        raise StaleReply(earlier.text, earlier.revision)
    return LaterReply(round_, member, text, earlier.revision + 1, arrived)


@dataclass(frozen=True, slots=True)
class Movement:
    """How those who thought again moved, as far as the comparison and they themselves tell.

    `found` is how many key points they had on average first and then, `differing` how many of
    them differed from the reference. Each point of `points` was had by so many first, and then.
    """

    members: int
    found: tuple[float, float]
    differing: tuple[int, int]
    points: tuple[tuple[int, int], ...]


def movement(
    first: Sequence[Sequence[Touch]], second: Sequence[Sequence[Touch]]
) -> Movement | None:
    """Return how answers moved, None where nobody thought again; both are of the same members."""
    if not second:
        return None
    return Movement(
        len(second),
        (_found(first), _found(second)),
        (_differing(first), _differing(second)),
        tuple(
            (sum(touch.counts for touch in was), sum(touch.counts for touch in now))
            for was, now in zip(zip(*first, strict=True), zip(*second, strict=True), strict=True)
        ),
    )


def _found(replies: Sequence[Sequence[Touch]]) -> float:
    return sum(touch.counts for touched in replies for touch in touched) / len(replies)


def _differing(replies: Sequence[Sequence[Touch]]) -> int:
    return sum(any(touch.differs and not touch.claimed for touch in touched) for touched in replies)
