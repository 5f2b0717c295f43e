"""What only the web room refuses, and the HTTP status of every refusal."""

from __future__ import annotations

from dataclasses import dataclass

from bot import errors
from bot.presentation.errors import words_for


@dataclass
class WebRefusal(errors.MemberError):
    """A request that is refused for what it is as HTTP: its sender, its size, its link."""

    status: int
    words: str


# The first entry that fits counts, so a special case stands above its general one.
_STATUS: tuple[tuple[type[errors.MemberError], int], ...] = (
    (errors.NotFound, 404),
    (errors.NotAllowed, 403),
    (errors.RoundClosed, 410),
    (errors.StaleReply, 409),
    (errors.NothingToSkip, 409),
    (errors.NameTaken, 409),
    (errors.AlreadyAsked, 409),
    (errors.NothingToAsk, 409),
    (errors.FeedbackOver, 410),
    (errors.AlreadyTogether, 409),
    (errors.TooManyTries, 429),
    (errors.DeckExists, 409),
    (errors.AlreadyImported, 409),
    (errors.MemberError, 422),
)


def status_of(error: errors.MemberError) -> int:
    """Return the HTTP status that a refusal is sent with."""
    if isinstance(error, WebRefusal):
        return error.status
    return next(status for kind, status in _STATUS if isinstance(error, kind))


def words_of(error: errors.MemberError) -> str:
    """Return what the page says about a refusal; a line for each problem."""
    return error.words if isinstance(error, WebRefusal) else words_for(error)
