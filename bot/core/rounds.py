"""The round's states: a round, what is asked of it and the time make a new round and events.

    (none) --open--> OPEN --close or time--> CLOSED
                       └────skip──────────> SKIPPED

A reply counts when it arrives before the round closes, at `closes_at` or by an organiser's word,
whether or not anything has closed it since: the second in which a round closes belongs to nobody,
and how long a reply waits for its turn is held against nobody.

A streak is how many rounds in a row a member replied in; those that came while they were away count
when they replied, and break nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.absences import Absence
from bot.core.deliveries import DeliveryKind
from bot.core.feedback import TALLY_AFTER
from bot.core.ids import PictureId
from bot.core.models import MemberId, Question, Reply, Round, RoundState
from bot.errors import NothingToSkip, RoundClosed, StaleReply

NO_CYCLE = -1
"""The cycle of rounds that asked nobody."""


@dataclass(frozen=True, slots=True)
class Happened:
    """What a change of a round makes known: `say` is what every channel is told."""

    say: DeliveryKind
    round: Round


def as_asked(question: Question, round_: Round) -> Question:
    """Return the question in the words that the round asks, or asked, it in."""
    if round_.wording is None or question.withdrawn:
        return question
    return replace(question, text=round_.wording)


def opened(round_: Round) -> Happened:
    """Ask a round's question."""
    return Happened(DeliveryKind.QUESTION, round_)


def close(round_: Round, now: datetime) -> tuple[Round, Happened | None]:
    """Close an open round; closing a closed one changes nothing. A skipped one stays skipped."""
    if round_.state is not RoundState.OPEN:
        return round_, None
    at = min(now, round_.closes_at)
    closed = replace(
        round_,
        state=RoundState.CLOSED,
        closed_at=at,
        remind_at=None,
        # From now on: nobody could say anything of what was closed late before it was shown.
        tally_at=now + TALLY_AFTER,
    )
    return closed, Happened(DeliveryKind.REVEAL, closed)


def skip(round_: Round, now: datetime) -> tuple[Round, Happened | None]:
    """Call an open round off: no reveal. Raises NothingToSkip when it was closed or is over."""
    if round_.state is RoundState.CLOSED or is_due_to_close(round_, now):
        raise NothingToSkip(round_.closed_at or round_.closes_at)
    if round_.state is RoundState.SKIPPED:
        return round_, None
    skipped = replace(round_, state=RoundState.SKIPPED, closed_at=now, remind_at=None)
    return skipped, Happened(DeliveryKind.SKIPPED, skipped)


def unasked(round_: Round, now: datetime) -> Round:
    """Call off, at its end, a round whose question reached nobody; nobody is told of it.

    Unlike one that somebody skipped it belongs to no cycle of its deck: the question comes again.
    """
    return replace(round_, state=RoundState.SKIPPED, closed_at=now, remind_at=None, cycle=NO_CYCLE)


def tallied(round_: Round) -> Happened:
    """Tell what members said of a closed round."""
    return Happened(DeliveryKind.TALLY, replace(round_, tally_at=None))


def is_due_to_close(round_: Round, now: datetime) -> bool:
    """Say whether an open round's time is over."""
    return round_.state is RoundState.OPEN and now >= round_.closes_at


def takes_replies(round_: Round, arrived: datetime) -> bool:
    """Say whether a reply that arrived at a time counts, also when it is looked at later."""
    is_called_off = round_.state is RoundState.SKIPPED
    return not is_called_off and arrived < (round_.closed_at or round_.closes_at)


def reply(
    round_: Round,
    earlier: Reply | None,
    *,
    member: MemberId,
    text: str,
    based_on: int,
    arrived: datetime,
    pictures: tuple[PictureId, ...] = (),
) -> Reply:
    """Return the member's reply as it is to be stored.

    `based_on` is the revision that the member was looking at, 0 for none. Saving again what is
    stored returns the stored reply. Raises RoundClosed, and StaleReply when another window of the
    same member saved something else in between.
    """
    if not takes_replies(round_, arrived):
        raise RoundClosed(round_.closed_at or round_.closes_at)
    if earlier is None:
        return Reply(round_.id, member, text, 1, arrived, pictures=pictures)
    if (earlier.text, earlier.pictures) == (text, pictures):
        return earlier
    if earlier.revision != based_on:
        raise StaleReply(earlier.text, earlier.revision)
    return Reply(round_.id, member, text, earlier.revision + 1, arrived, pictures=pictures)


@dataclass(frozen=True, slots=True)
class Turn:
    """A round as one member's chance to reply: `open` while they still can."""

    opened_at: datetime
    ends_at: datetime
    open: bool
    replied: bool


@dataclass(frozen=True, slots=True)
class Streaks:
    """Numbers of rounds: up to now, and the most there ever was."""

    current: int
    longest: int


def streaks(
    turns: Iterable[Turn], joined_at: datetime, absences: Sequence[Absence] = ()
) -> Streaks:
    """Return a member's streaks; `turns` are the newest first.

    A round that was opened before they joined, is still open, or was open while they were away,
    counts when they replied and breaks nothing when they did not.
    """
    runs = [0]
    for turn in turns:
        if turn.replied:
            runs[-1] += 1
        elif not turn.open and turn.opened_at >= joined_at and not _was_away(turn, absences):
            runs.append(0)
    return Streaks(current=runs[0], longest=max(runs))


def _was_away(turn: Turn, absences: Iterable[Absence]) -> bool:
    return any(each.touches(turn.opened_at, turn.ends_at) for each in absences)
