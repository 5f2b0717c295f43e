"""What only the web room refuses, and the HTTP status of every refusal."""

from __future__ import annotations

from dataclasses import dataclass
from types import UnionType

from bot import errors
from bot.presentation.errors import words_for


@dataclass
class WebRefusal(errors.MemberError):
    """A request that is refused for what it is as HTTP: its sender, its size, its link.

    `retry_s` is after how many seconds it may be sent again, where that is known.
    """

    status: int
    words: str
    retry_s: int | None = None


# The first entry that fits counts, so a special case stands above its general one.
_STATUS: tuple[tuple[int, type[errors.MemberError] | UnionType], ...] = (
    (404, errors.NotFound),
    (403, errors.NotAllowed),
    (409, errors.NoRecovery),
    (410, errors.PassUsed),
    (410, errors.RoundClosed | errors.FeedbackOver),
    (409, errors.StaleReply | errors.StaleDraft | errors.NothingToSkip),
    (409, errors.EditedMeanwhile | errors.QuestionIsOpen | errors.QuestionWasAsked),
    (409, errors.NothingToAsk | errors.AlreadyAsked),
    (409, errors.NameTaken | errors.AlreadyTogether | errors.DeckExists | errors.AlreadyImported),
    (429, errors.TooManyTries),
    (422, errors.MemberError),
)


def status_of(error: errors.MemberError) -> int:
    """Return the HTTP status that a refusal is sent with."""
    if isinstance(error, WebRefusal):
        return error.status
    return next(status for status, kind in _STATUS if isinstance(error, kind))


def words_of(error: errors.MemberError) -> str:
    """Return what the page says about a refusal; a line for each problem."""
    return error.words if isinstance(error, WebRefusal) else words_for(error)
