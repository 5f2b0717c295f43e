"""The review of a deck: an answer whose place is a guess, and the two places that it may have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.core.models import Answer, Question, Source


class Verdict(StrEnum):
    """What becomes of an answer whose place was a guess."""

    ACCEPT = "accept"
    MOVE = "move"
    SPLIT = "split"
    MERGE = "merge"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that a doubtful answer may belong to, with what others answer to it.

    `stamp` is what an edit of it is sent with.
    """

    question: Question
    answers: Sequence[tuple[Answer, Source]]
    stamp: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """An answer whose place is a guess: where it stands, and where it may belong instead.

    `rival` is None where no other question is near. So many are `left`, with this one.
    """

    answer: Answer
    source: Source
    here: Candidate
    rival: Candidate | None
    left: int


def seen_as(doubt: Doubt, here: str, rival: str) -> Doubt:
    """Return the doubt with the stamps that somebody saw: what changed since is not overwritten."""
    seen = replace(doubt, here=replace(doubt.here, stamp=here))
    return replace(seen, rival=replace(doubt.rival, stamp=rival)) if doubt.rival else seen
