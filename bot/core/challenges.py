"""Disputes of a reference: a member challenges it after the reveal, and an organiser decides.

Who challenges says why, and may write what should stand there instead. Others agree. What was
accepted stands in the history of the question's reference, without any member's words of its own:
it goes when its author takes it back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.core.limits import MAX_REPLY, checked_text, storable
from bot.core.models import (
    DeckId,
    MemberId,
    PersonId,
    QuestionId,
    Round,
    RoundId,
    RoundState,
    SourceId,
)
from bot.errors import NotAllowed, NotFound

MAX_REASON = 1_000
MAX_BETTER_TEXT = MAX_REPLY


class ChallengeState(StrEnum):
    """OPEN until an organiser decides."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class Verdict(StrEnum):
    """What an organiser makes of a challenge.

    ACCEPT marks the reference wrong, ACCEPT_TEXT trusts what the member wrote instead of it.
    """

    ACCEPT = "accept"
    ACCEPT_TEXT = "accept-text"
    DECLINE = "decline"


@dataclass(frozen=True, slots=True)
class Challenge:
    """Why a member finds the reference wrong that a round's reveal showed.

    `text` is what they would have instead, "" for nothing. An organiser's `verdict` says why they
    decided so, "" for no reason; `edit` is what they changed of the deck by accepting.
    """

    id: str
    question: QuestionId
    round: RoundId
    member: MemberId
    reason: str
    text: str
    at: datetime
    state: ChallengeState = ChallengeState.OPEN
    ended_at: datetime | None = None
    verdict: str = ""
    edit: str | None = None

    def edited(self, reason: str, text: str) -> Challenge:
        """Return it in other words, as old as it was."""
        return replace(self, reason=reason, text=text)

    def ended(
        self, state: ChallengeState, at: datetime, verdict: str, edit: str | None = None
    ) -> Challenge:
        """Return it as an organiser decided."""
        return replace(self, state=state, ended_at=at, verdict=verdict, edit=edit)


@dataclass(frozen=True, slots=True)
class ChallengeShown:
    """A challenge as somebody sees it: whose it is, None without names, and how many agree.

    `mine` is the reader's own, and with `agreed` they are among those who agree.
    """

    challenge: Challenge
    author: str | None
    agreements: int
    mine: bool = False
    agreed: bool = False

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided so far."""
        return self.challenge.state is ChallengeState.OPEN


class ReferenceAct(StrEnum):
    """How a question came to its reference."""

    CHOSEN = "chosen"
    USUAL = "usual"
    WRITTEN = "written"
    EDITED = "edited"
    MOVED = "moved"
    REJECTED = "rejected"
    CORRECTED = "corrected"
    REPLY = "reply"
    TAKEN_BACK = "taken back"


@dataclass(frozen=True, slots=True)
class ReferenceChange:
    """One step in the history of a question's reference: who made it, on which platform, and why.

    `source` is what was trusted from then on. Why it was is the `challenge` that was accepted, if
    there is one. `edit` is the change of the deck, which may have been undone since.
    """

    id: str
    deck: DeckId
    question: QuestionId
    at: datetime
    act: ReferenceAct
    platform: str
    person: PersonId | None = None
    source: SourceId | None = None
    challenge: str | None = None
    edit: str | None = None
    undone_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LendingRequest:
    """An organiser asked the author of a reply whether it may be the reference.

    `person` asked, on a platform; the author answered at `answered_at`, None for not yet.
    """

    round: RoundId
    member: MemberId
    asked_at: datetime
    platform: str
    person: PersonId | None = None
    answered_at: datetime | None = None
    agreed: bool = False


class Lending(StrEnum):
    """How far it is with a reply that may be the reference."""

    FREE = "free"
    ASKED = "asked"
    REFUSED = "refused"
    TRUSTED = "trusted"


@dataclass(frozen=True, slots=True)
class LendableReply:
    """A reply as organisers see it; its `author` is None without names. `token` stands for it."""

    round: RoundId
    token: str
    author: str | None
    text: str
    at: datetime
    state: Lending


def checked_challenge(reason: str, text: str) -> tuple[str, str]:
    """Return both as they are stored. Raises TextEmpty and TextTooLong."""
    better = storable(text).strip()
    return (
        checked_text(reason, "reason", MAX_REASON),
        checked_text(better, "better text", MAX_BETTER_TEXT) if better else "",
    )


def checked_why(why: str) -> str:
    """Return why an organiser decides so, as it is stored. Raises TextTooLong."""
    text = storable(why).strip()
    return checked_text(text, "reason", MAX_REASON) if text else ""


def check_takes_challenges(round_: Round) -> None:
    """Raise NotAllowed before the reveal, and NotFound for a round that was called off."""
    if round_.state is RoundState.SKIPPED:
        raise NotFound("round", round_.id)
    if round_.state is not RoundState.CLOSED:
        raise NotAllowed("reveal")
