"""Comments on a revealed round, or on one of its replies: written on the web, or in its thread."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.models import MemberId, Round, RoundId, RoundState
from bot.errors import NotAllowed, NotFound, TooManyComments

MAX_COMMENT = 4_000
MOST_OF_ONE = 100
"""So many comments of one member stand under a round at the most."""


@dataclass(frozen=True, slots=True)
class Comment:
    """What a member says of a round, or of the reply of the member that it is `about`.

    `written_in` is the message that it stands in, with its platform; None of the web's.
    """

    id: str
    round: RoundId
    member: MemberId
    text: str
    at: datetime
    about: MemberId | None = None
    edited_at: datetime | None = None
    written_in: str | None = None

    def edited(self, text: str, at: datetime) -> Comment:
        """Return it with another text; what it says already, or said after that, stays."""
        if text == self.text or at < (self.edited_at or self.at):
            return self
        return replace(self, text=text, edited_at=at)


def check_takes_comments(round_: Round, of_one: int = 0) -> None:
    """Raise unless a member with so many comments may write another one.

    Raises NotAllowed before the reveal, NotFound for a round that was called off, and
    TooManyComments.
    """
    if round_.state is RoundState.SKIPPED:
        raise NotFound("round", round_.id)
    if round_.state is not RoundState.CLOSED:
        raise NotAllowed("reveal")
    if of_one >= MOST_OF_ONE:
        raise TooManyComments(MOST_OF_ONE)


def is_comment(round_: Round, said_at: datetime) -> bool:
    """Say whether what was said in a round's thread is a word on its reveal."""
    is_revealed = round_.state is RoundState.CLOSED and round_.closed_at is not None
    return is_revealed and said_at >= (round_.closed_at or said_at)
