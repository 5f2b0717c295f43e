"""Questions and answers that members suggest for a deck, until organisers decide. Pure."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.core.deck_changes import Change
from bot.core.documents import Lines, Status
from bot.core.limits import MAX_QUESTION, MAX_REPLY, checked_text
from bot.core.models import (
    Answer,
    AnswerId,
    DeckId,
    MemberId,
    Question,
    QuestionId,
    Source,
    SourceId,
)
from bot.core.pictures import without_pictures
from bot.errors import NotFound, TooManySuggestions

MOST_WAITING = 10
"""So many suggestions of one member wait in a group at the most."""
SUGGESTED = "suggested"
"""The format of the sources that have what members suggested, one for each of them."""


class SuggestionState(StrEnum):
    """What became of a suggestion."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class Ended(StrEnum):
    """How a suggestion ended, as its author is told; or that its end was undone."""

    ACCEPTED = "suggestion-accepted"
    REWORDED = "suggestion-reworded"
    DECLINED = "suggestion-declined"
    REOPENED = "suggestion-reopened"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a member suggests for a deck: an `answer` to a question of it, or a question of its own.

    `question` is None for a new one, which is `text` then, and may come with an answer. Once
    accepted it stands in the deck under the author's `source`, by an `edit` that can be undone.
    """

    id: str
    deck: DeckId
    member: MemberId
    question: QuestionId | None
    text: str
    answer: str
    at: datetime
    state: SuggestionState = SuggestionState.WAITING
    decided_at: datetime | None = None
    source: SourceId | None = None
    edit: str | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A suggestion as organisers see it: by whom, and to which question, None for a new one."""

    suggestion: Suggestion
    author: str
    question: Question | None


def checked_suggestion(question: QuestionId | None, text: str, answer: str) -> tuple[str, str]:
    """Return the texts of a suggestion, cleaned. Raises TextEmpty and TextTooLong.

    They show no pictures: those of a deck come with its documents.
    """
    text, answer = without_pictures(text), without_pictures(answer)
    if question is not None:
        return "", checked_text(answer, "answer", MAX_REPLY)
    answer = checked_text(answer, "answer", MAX_REPLY) if answer.strip() else ""
    return checked_text(text, "question", MAX_QUESTION), answer


def check_may_suggest(waiting: int) -> None:
    """Raise TooManySuggestions where so many of the member wait already."""
    if waiting >= MOST_WAITING:
        raise TooManySuggestions(MOST_WAITING)


def how_it_was_accepted(before: Suggestion, after: Suggestion) -> Ended:
    """Return how a suggestion was accepted that said `before` what was suggested."""
    same = (before.text, before.answer) == (after.text, after.answer)
    return Ended.ACCEPTED if same else Ended.REWORDED


def check_is_waiting(suggestion: Suggestion | None, id_: str) -> Suggestion:
    """Return a suggestion that waits. Raises NotFound for one that is decided, or taken back."""
    if suggestion is None or suggestion.state is not SuggestionState.WAITING:
        raise NotFound("suggestion", id_)
    return suggestion


def source_hash(member: MemberId, author: str) -> str:
    """Return what stands for a member's suggestions where a document has the hash of its bytes."""
    return hashlib.sha256(f"{SUGGESTED} {member} {author}".encode()).hexdigest()


def change_of(
    suggestion: Suggestion,
    question: Question,
    source: Source,
    *,
    is_new: bool,
    answer_id: AnswerId,
) -> Change:
    """Return what accepting a suggestion changes; `is_new` where the deck has not got the source.

    `question` is the one that is answered, or the new one. Without an answer no source is credited
    with anything, so a new question that has none stands there by itself.
    """
    questions = () if suggestion.question else ((None, question),)
    if not suggestion.answer:
        return Change(questions=questions)
    answer = Answer(
        answer_id,
        question.id,
        source.id,
        suggestion.answer,
        Status.ANSWERED,
        1.0,
        Lines(1, 1),
    )
    sources = ((None, source),) if is_new else ()
    return Change(sources=sources, questions=questions, answers=((None, answer),))
