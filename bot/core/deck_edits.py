"""What organisers may put right in a deck."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.models import AnswerId, QuestionId, Source, SourceId

OWN = "own"
"""The format of the source that has what organisers wrote themselves."""
REPLY, CHALLENGE = "reply", "challenge"
"""The formats of sources that have what one member wrote: a reply, or part of a challenge."""
WITHDRAWN = "Withdrawn question"
"""What stands where the words of a question stood that was withdrawn, wherever it was shown."""


@dataclass(frozen=True, slots=True)
class EditQuestion:
    """Ask it in other words, or under another heading."""

    question: QuestionId
    text: str
    section: str


@dataclass(frozen=True, slots=True)
class Retire:
    """Ask a question no more, or again; it is looked up all the same."""

    question: QuestionId
    retired: bool


@dataclass(frozen=True, slots=True)
class DeleteQuestion:
    """Take a question that was never asked out, with its answers."""

    question: QuestionId


@dataclass(frozen=True, slots=True)
class MoveQuestion:
    """Put a question at another place, from 0."""

    question: QuestionId
    to: int


@dataclass(frozen=True, slots=True)
class Merge:
    """Put a question's answers to another one's, and ask it no more."""

    question: QuestionId
    into: QuestionId


@dataclass(frozen=True, slots=True)
class Split:
    """Make some of a question's answers those of a new question behind it."""

    question: QuestionId
    answers: tuple[AnswerId, ...]
    text: str


@dataclass(frozen=True, slots=True)
class EditAnswer:
    """Put an answer in other words."""

    answer: AnswerId
    text: str


@dataclass(frozen=True, slots=True)
class MoveAnswer:
    """Let an answer be another question's."""

    answer: AnswerId
    to: QuestionId


@dataclass(frozen=True, slots=True)
class MarkAnswer:
    """Show an answer nowhere because it is wrong, or show it again."""

    answer: AnswerId
    wrong: bool


@dataclass(frozen=True, slots=True)
class WithdrawAnswer:
    """Take an answer out of the deck, of look-ups and of past reveals."""

    answer: AnswerId


@dataclass(frozen=True, slots=True)
class AcceptAnswer:
    """Let an answer whose place was a guess be where it is."""

    answer: AnswerId


@dataclass(frozen=True, slots=True)
class WithdrawQuestion:
    """Take a question out of the deck, of look-ups and of past reveals, with its answers."""

    question: QuestionId


@dataclass(frozen=True, slots=True)
class WithdrawSource:
    """Take a document out likewise, with its answers, and the questions that it alone answers."""

    source: SourceId


@dataclass(frozen=True, slots=True)
class ChooseReference:
    """Trust another source's answer to one question; None for the deck's own reference."""

    question: QuestionId
    source: SourceId | None


@dataclass(frozen=True, slots=True)
class WriteReference:
    """Trust a text of the organisers' own."""

    question: QuestionId
    text: str


@dataclass(frozen=True, slots=True)
class TrustMember:
    """Trust what a member wrote, which is in a source of its own."""

    question: QuestionId
    source: Source
    text: str


@dataclass(frozen=True, slots=True)
class RejectReference:
    """Show what was trusted so far nowhere any more because it is wrong."""

    question: QuestionId


OfQuestion = (
    EditQuestion
    | Retire
    | DeleteQuestion
    | WithdrawQuestion
    | MoveQuestion
    | Merge
    | Split
    | ChooseReference
    | WriteReference
    | TrustMember
    | RejectReference
)
OfAnswer = EditAnswer | MoveAnswer | MarkAnswer | WithdrawAnswer | AcceptAnswer
Edit = OfQuestion | OfAnswer | WithdrawSource


@dataclass(frozen=True, slots=True)
class Asked:
    """Which of the deck's questions were ever asked, and which are open now."""

    ever: frozenset[QuestionId] = frozenset()
    now: frozenset[QuestionId] = frozenset()
