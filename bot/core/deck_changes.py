"""What an edit of a deck changed: row by row, to be undone, and to be told from what others saw."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from bot.core.contents import DeckContents
from bot.core.decisions import (
    DecidedAnswer,
    DecidedWording,
    Decisions,
    decided_answers,
    decided_wordings,
)
from bot.core.deck_edits import (
    Edit,
    Merge,
    MoveQuestion,
    WithdrawSource,
)
from bot.core.models import Answer, Deck, Question, QuestionId, Source, SourceId


@dataclass(frozen=True, slots=True)
class Shift:
    """The questions at the places from `first` to `last`, None for the end, go on by `by`."""

    first: int
    last: int | None
    by: int

    @property
    def reversed(self) -> Shift:
        """What puts them back."""
        last = None if self.last is None else self.last + self.by
        return Shift(self.first + self.by, last, -self.by)

    def of(self, question: Question) -> Question:
        """Return a question where it stands then."""
        behind = self.last is not None and question.position > self.last
        if question.withdrawn or question.position < self.first or behind:
            return question
        return replace(question, position=question.position + self.by)


T = TypeVar("T", Question, Answer, Source, DecidedWording, DecidedAnswer)


@dataclass(frozen=True, slots=True)
class DeckLabel:
    """What a deck is called, and the language of its words."""

    title: str
    language: str

    @classmethod
    def of(cls, deck: Deck) -> DeckLabel:
        """Return that of a deck."""
        return cls(deck.title, deck.language)


@dataclass(frozen=True, slots=True)
class Change:
    """What one edit changed: pairs of what was, and what is, None for what is not there.

    With the deck's rows come the decisions that later imports go by. A `shift` comes first: it
    makes room for a question, or closes the gap behind one. `label` is that of the deck before and
    after, None where that stays.
    """

    sources: tuple[tuple[Source | None, Source | None], ...] = ()
    questions: tuple[tuple[Question | None, Question | None], ...] = ()
    answers: tuple[tuple[Answer | None, Answer | None], ...] = ()
    decided_wordings: tuple[tuple[DecidedWording | None, DecidedWording | None], ...] = ()
    decided_answers: tuple[tuple[DecidedAnswer | None, DecidedAnswer | None], ...] = ()
    shift: Shift | None = None
    label: tuple[DeckLabel, DeckLabel] | None = None

    @property
    def reversed(self) -> Change:
        """What makes it as it was."""
        return Change(
            _turned(self.sources),
            _turned(self.questions),
            _turned(self.answers),
            _turned(self.decided_wordings),
            _turned(self.decided_answers),
            self.shift and self.shift.reversed,
            self.label and (self.label[1], self.label[0]),
        )

    @property
    def is_nothing(self) -> bool:
        """Whether everything is as it was."""
        return self == Change()

    @property
    def touched(self) -> frozenset[QuestionId]:
        """The questions whose answers, reference or wording are others now."""
        rows = [row for pair in self.answers for row in pair if row is not None]
        worded = [new for was, new in self.questions if new and not _is_shift(was, new)]
        return frozenset({each.question for each in rows} | {each.id for each in worded})

    @property
    def looked_up_otherwise(self) -> frozenset[QuestionId]:
        """The questions of which a look-up finds something else now, or nothing any more."""
        gone = {old.id for old, new in self.questions if old is not None and new is None}
        return self.touched | gone

    @property
    def withdrawn(self) -> frozenset[QuestionId]:
        """The questions that were withdrawn, or are back, and whose rounds tell that."""
        both = ((old, new) for old, new in self.questions if old and new)
        return frozenset(old.id for old, new in both if old.withdrawn != new.withdrawn)


def _turned(pairs: Iterable[tuple[T | None, T | None]]) -> tuple[tuple[T | None, T | None], ...]:
    return tuple((new, old) for old, new in pairs)


def _is_shift(old: Question | None, new: Question) -> bool:
    return old is not None and replace(old, position=new.position) == new


def with_decisions(
    change: Change, edit: Edit, deck: Deck, known: Decisions, own: Collection[SourceId]
) -> Change:
    """Return the change with what it decides about later imports.

    No import brings the answers of sources that are the organisers' `own`.
    """
    into = edit.into if isinstance(edit, Merge) else None
    wordings = decided_wordings(change.questions, known.wordings, into, deck.language)
    answers = decided_answers(change.answers, known.answers, deck.id, own)
    return replace(change, decided_wordings=tuple(wordings), decided_answers=tuple(answers))


def change_between(before: DeckContents, after: DeckContents) -> Change:
    """Return what differs, row by row."""
    return Change(
        _pairs(before.sources, after.sources),
        _pairs(before.questions, after.questions),
        _pairs(before.answers, after.answers),
    )


def shift_between(before: DeckContents, after: DeckContents, edit: Edit) -> Shift | None:
    """Return how an edit moves the questions that it is not about; None where they stay.

    Where a source is withdrawn all of them are there, and need none.
    """
    if isinstance(edit, WithdrawSource):
        return None
    old = {each.id: each.position for each in before.questions if not each.withdrawn}
    new = {each.id: each.position for each in after.questions if not each.withdrawn}
    for gone in old.keys() - new.keys():
        return Shift(old[gone] + 1, None, -1)
    for came in new.keys() - old.keys():
        return Shift(new[came], None, 1)
    if isinstance(edit, MoveQuestion):
        return shift_of_move(old[edit.question], new[edit.question])
    return None


def shift_of_move(from_: int, to: int) -> Shift | None:
    if from_ == to:
        return None
    return Shift(from_ + 1, to, -1) if from_ < to else Shift(to, from_ - 1, 1)


def _pairs(before: Iterable[T], after: Iterable[T]) -> tuple[tuple[T | None, T | None], ...]:
    old: dict[str, T] = {each.id: each for each in before}
    new: dict[str, T] = {each.id: each for each in after}
    ids = dict.fromkeys([*old, *new])
    pairs = ((old.get(id_), new.get(id_)) for id_ in ids)
    # What an edit left alone is the same object, which is seen without comparing its texts.
    return tuple((was, is_) for was, is_ in pairs if was is not is_ and was != is_)


def stamp_of_source(source: Source, sources: Iterable[Source], latest: str) -> str:
    """Return what tells whether a document's answers are as somebody saw them, as `stamp` does.

    They are while the deck has the same `sources` and its `latest` edit is the same, of that id:
    fifty thousand answers need not be read for it.
    """
    seen = "\n".join([repr(source), *sorted(map(repr, sources)), latest])
    return hashlib.sha256(seen.encode()).hexdigest()[:16]


def stamp(question: Question, answers: Iterable[Answer]) -> str:
    """Return what tells whether a question and its answers are as somebody saw them, wherever.

    Sixteen hexadecimal digits; the place in the deck does not count, which moves with others.
    """
    rows = sorted(map(repr, answers))
    seen = "\n".join([repr(replace(question, position=0)), *rows])
    return hashlib.sha256(seen.encode()).hexdigest()[:16]


def renumbered(questions: Sequence[Question]) -> list[Question]:
    """Return the questions with the places that they have in this list."""
    return [
        each if each.position == at else replace(each, position=at)
        for at, each in enumerate(questions)
    ]
