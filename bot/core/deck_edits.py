"""What organisers put right in a deck: each edit makes new contents of the old ones. Pure.

Ids stay, and nothing that was asked goes: such a question is retired, and one that is open keeps
the wording that it was asked in. What an edit changed is a `Change`, which can be reversed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from bot.core.contents import DeckContents
from bot.core.decisions import (
    DecidedAnswer,
    DecidedWording,
    Decisions,
    decided_answers,
    decided_wordings,
)
from bot.core.documents import Lines, Status
from bot.core.limits import MAX_ANSWER, MAX_QUESTION, MAX_SECTION, checked_text, one_line
from bot.core.models import Answer, AnswerId, Deck, Question, QuestionId, Source, SourceId
from bot.core.references import reference_of
from bot.errors import NotFound, QuestionIsOpen, QuestionWasAsked, SameQuestion

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


def _turned(pairs: Iterable[tuple[T | None, T | None]]) -> tuple[tuple[T | None, T | None], ...]:
    return tuple((new, old) for old, new in pairs)


def _is_shift(old: Question | None, new: Question) -> bool:
    return old is not None and replace(old, position=new.position) == new


@dataclass(frozen=True, slots=True)
class _Shelf:
    """Of the contents what an edit needs, with what was asked of them, and ids for what is new.

    The deck has `total` questions.
    """

    contents: DeckContents
    asked: Asked
    new_ids: Sequence[str]
    source: Source
    total: int

    def question(self, id_: QuestionId) -> Question:
        found = next((each for each in self.contents.questions if each.id == id_), None)
        if found is None or found.withdrawn:
            raise NotFound("question", id_)
        return found

    def answer(self, id_: AnswerId) -> Answer:
        found = next((each for each in self.contents.answers if each.id == id_), None)
        if found is None:
            raise NotFound("answer", id_)
        return found

    def with_question(self, changed: Question) -> DeckContents:
        questions = [changed if each.id == changed.id else each for each in self.contents.questions]
        return replace(self.contents, questions=questions)

    def without_question(self, gone: Question) -> list[Question]:
        """Return the others, which close the gap."""
        shift = Shift(gone.position + 1, None, -1)
        return [shift.of(each) for each in self.contents.questions if each.id != gone.id]

    def in_order(self, ordered: Sequence[Question]) -> list[Question]:
        """Return all questions when these stand in this order; the withdrawn stand nowhere."""
        gone = [each for each in self.contents.questions if each.withdrawn]
        return [*renumbered(ordered), *gone]

    def with_answer(self, changed: Answer) -> DeckContents:
        answers = [changed if each.id == changed.id else each for each in self.contents.answers]
        return replace(self.contents, answers=answers)


def edited(
    contents: DeckContents,
    edit: Edit,
    asked: Asked,
    *,
    new_ids: Sequence[str],
    own: Source,
    total: int | None = None,
) -> DeckContents:
    """Return the deck's contents after an edit.

    `contents` has at least the questions that the edit is about, of `total` that the deck has, all
    of them where a source is withdrawn, and the answers to these. `new_ids` are as many as the edit
    may need, one more than the answers; `own` is the organisers' source, for when the deck has
    none. Raises NotFound, QuestionIsOpen, QuestionWasAsked, SameQuestion, TextEmpty and
    TextTooLong.
    """
    if total is None:
        total = sum(1 for each in contents.questions if not each.withdrawn)
    shelf = _Shelf(contents, asked, new_ids, own, total)
    return _OF[type(edit)](shelf, edit)


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
        return _shift_of_move(old[edit.question], new[edit.question])
    return None


def _shift_of_move(from_: int, to: int) -> Shift | None:
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


def _ordered(contents: DeckContents) -> list[Question]:
    there = (each for each in contents.questions if not each.withdrawn)
    return sorted(there, key=lambda each: each.position)


def _edit_question(shelf: _Shelf, edit: EditQuestion) -> DeckContents:
    question = shelf.question(edit.question)
    text = checked_text(edit.text, "question", MAX_QUESTION)
    section = one_line(edit.section, "section", MAX_SECTION)
    return shelf.with_question(replace(question, text=text, section=section))


def _retire(shelf: _Shelf, edit: Retire) -> DeckContents:
    return shelf.with_question(replace(shelf.question(edit.question), retired=edit.retired))


def _delete(shelf: _Shelf, edit: DeleteQuestion) -> DeckContents:
    question = shelf.question(edit.question)
    if question.id in shelf.asked.ever:
        raise QuestionWasAsked
    answers = [each for each in shelf.contents.answers if each.question != question.id]
    kept = shelf.without_question(question)
    return replace(shelf.contents, questions=kept, answers=answers)


def _move(shelf: _Shelf, edit: MoveQuestion) -> DeckContents:
    question = shelf.question(edit.question)
    to = max(0, min(edit.to, shelf.total - 1))
    shift = _shift_of_move(question.position, to)
    if shift is None:
        return shelf.contents
    others = [shift.of(each) for each in shelf.contents.questions if each.id != question.id]
    return replace(shelf.contents, questions=[*others, replace(question, position=to)])


def _merge(shelf: _Shelf, edit: Merge) -> DeckContents:
    goes, stays = shelf.question(edit.question), shelf.question(edit.into)
    if goes.id == stays.id:
        raise SameQuestion
    theirs = [each for each in shelf.contents.answers if each.question == goes.id]
    if goes.id not in shelf.asked.ever:
        moved = {each.id: replace(each, question=stays.id) for each in theirs}
        answers = [moved.get(each.id, each) for each in shelf.contents.answers]
        kept = shelf.without_question(goes)
        return replace(shelf.contents, questions=kept, answers=answers)
    # Its rounds go on showing what they showed.
    copies = [
        replace(each, id=AnswerId(id_), question=stays.id)
        for each, id_ in zip(theirs, shelf.new_ids, strict=False)
    ]
    retired = shelf.with_question(replace(goes, retired=True))
    return replace(retired, answers=[*retired.answers, *copies])


def _split(shelf: _Shelf, edit: Split) -> DeckContents:
    question = shelf.question(edit.question)
    mine = {each.id for each in shelf.contents.answers if each.question == question.id}
    if not edit.answers or not mine.issuperset(edit.answers):
        raise NotFound("answer", "")
    text = checked_text(edit.text, "question", MAX_QUESTION)
    id_, at = QuestionId(shelf.new_ids[0]), question.position + 1
    new = Question(id_, question.deck, at, text, question.section)
    answers = [
        replace(each, question=new.id, confidence=1.0) if each.id in edit.answers else each
        for each in shelf.contents.answers
    ]
    questions = [Shift(at, None, 1).of(each) for each in shelf.contents.questions]
    return replace(shelf.contents, questions=[*questions, new], answers=answers)


def _edit_answer(shelf: _Shelf, edit: EditAnswer) -> DeckContents:
    answer, text = shelf.answer(edit.answer), checked_text(edit.text, "answer", MAX_ANSWER)
    return shelf.with_answer(replace(answer, text=text, confidence=1.0))


def _move_answer(shelf: _Shelf, edit: MoveAnswer) -> DeckContents:
    answer, to = shelf.answer(edit.answer), shelf.question(edit.to)
    return shelf.with_answer(replace(answer, question=to.id, confidence=1.0))


def _mark_answer(shelf: _Shelf, edit: MarkAnswer) -> DeckContents:
    status = Status.WRONG if edit.wrong else Status.ANSWERED
    return shelf.with_answer(replace(shelf.answer(edit.answer), status=status))


def _withdraw(shelf: _Shelf, edit: WithdrawAnswer) -> DeckContents:
    gone = shelf.answer(edit.answer).id
    return replace(
        shelf.contents, answers=[each for each in shelf.contents.answers if each.id != gone]
    )


def _accept(shelf: _Shelf, edit: AcceptAnswer) -> DeckContents:
    return shelf.with_answer(replace(shelf.answer(edit.answer), confidence=1.0))


def _withdraw_question(shelf: _Shelf, edit: WithdrawQuestion) -> DeckContents:
    """Leave nothing of it but the place that its rounds point to."""
    question = shelf.question(edit.question)
    if question.id in shelf.asked.now:
        raise QuestionIsOpen
    questions = shelf.without_question(question)
    if question.id in shelf.asked.ever:
        bare = replace(question, text=WITHDRAWN, section="", reference=None)
        questions.append(replace(bare, retired=True, withdrawn=True))
    answers = [each for each in shelf.contents.answers if each.question != question.id]
    return replace(shelf.contents, questions=questions, answers=answers)


def _withdraw_source(shelf: _Shelf, edit: WithdrawSource) -> DeckContents:
    """Let the questions that it alone answered go, too; those that were asked are retired."""
    contents = shelf.contents
    if edit.source not in {each.id for each in contents.sources}:
        raise NotFound("source", edit.source)
    stays = [each for each in contents.answers if each.source != edit.source]
    answered = {each.question for each in stays}
    alone = {each.question for each in contents.answers} - answered
    questions = [
        _without_source(each, edit.source, retired=each.retired or each.id in alone)
        for each in _ordered(contents)
        if each.id not in alone or each.id in shelf.asked.ever
    ]
    sources = [each for each in contents.sources if each.id != edit.source]
    return replace(contents, sources=sources, questions=shelf.in_order(questions), answers=stays)


def _without_source(question: Question, source: SourceId, *, retired: bool) -> Question:
    reference = None if question.reference == source else question.reference
    return replace(question, reference=reference, retired=retired)


def _choose(shelf: _Shelf, edit: ChooseReference) -> DeckContents:
    question = shelf.question(edit.question)
    if edit.source is not None and edit.source not in {each.id for each in shelf.contents.sources}:
        raise NotFound("source", edit.source)
    return shelf.with_question(replace(question, reference=edit.source))


def _write(shelf: _Shelf, edit: WriteReference) -> DeckContents:
    """Put the text into the organisers' own source, in the place of what they wrote before."""
    question, text = shelf.question(edit.question), checked_text(edit.text, "answer", MAX_ANSWER)
    sources = list(shelf.contents.sources)
    own = next((each for each in sources if each.format == OWN), None)
    if own is None:
        after = max((each.position for each in sources), default=-1) + 1
        own = replace(shelf.source, position=after)
        sources.append(own)
    id_ = AnswerId(shelf.new_ids[0])
    written = Answer(id_, question.id, own.id, text, Status.ANSWERED, 1.0, Lines(1, 1))
    answers = [
        each
        for each in shelf.contents.answers
        if (each.question, each.source) != (question.id, own.id)
    ]
    chosen = shelf.with_question(replace(question, reference=own.id))
    return replace(chosen, sources=sources, answers=[*answers, written])


def _trust_member(shelf: _Shelf, edit: TrustMember) -> DeckContents:
    question, text = shelf.question(edit.question), checked_text(edit.text, "answer", MAX_ANSWER)
    after = max((each.position for each in shelf.contents.sources), default=-1) + 1
    source = replace(edit.source, position=after)
    id_ = AnswerId(shelf.new_ids[0])
    written = Answer(id_, question.id, source.id, text, Status.ANSWERED, 1.0, Lines(1, 1))
    chosen = shelf.with_question(replace(question, reference=source.id))
    return replace(chosen, sources=[*chosen.sources, source], answers=[*chosen.answers, written])


def _reject(shelf: _Shelf, edit: RejectReference) -> DeckContents:
    """Raise NotFound where nothing is trusted."""
    trusted = {each.id for each in reference_of(shelf.contents, shelf.question(edit.question))}
    if not trusted:
        raise NotFound("answer", "")
    answers = [
        replace(each, status=Status.WRONG) if each.id in trusted else each
        for each in shelf.contents.answers
    ]
    return replace(shelf.contents, answers=answers)


_OF: Mapping[type[Edit], Callable[[_Shelf, Any], DeckContents]] = {
    EditQuestion: _edit_question,
    Retire: _retire,
    DeleteQuestion: _delete,
    MoveQuestion: _move,
    Merge: _merge,
    Split: _split,
    EditAnswer: _edit_answer,
    MoveAnswer: _move_answer,
    MarkAnswer: _mark_answer,
    WithdrawAnswer: _withdraw,
    AcceptAnswer: _accept,
    WithdrawQuestion: _withdraw_question,
    WithdrawSource: _withdraw_source,
    ChooseReference: _choose,
    WriteReference: _write,
    TrustMember: _trust_member,
    RejectReference: _reject,
}
