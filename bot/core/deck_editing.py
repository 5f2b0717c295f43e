"""What organisers put right in a deck: each edit makes new contents of the old ones. Pure.

Ids stay, and nothing that was asked goes: such a question is retired, and one that is open keeps
the wording that it was asked in. What an edit changed is a `Change`, which can be reversed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.core.contents import DeckContents
from bot.core.deck_changes import (
    Shift,
    renumbered,
    shift_of_move,
)
from bot.core.deck_edits import (
    OWN,
    WITHDRAWN,
    AcceptAnswer,
    Asked,
    ChooseReference,
    DeleteQuestion,
    Edit,
    EditAnswer,
    EditQuestion,
    MarkAnswer,
    Merge,
    MoveAnswer,
    MoveQuestion,
    RejectReference,
    Retire,
    Split,
    TrustMember,
    WithdrawAnswer,
    WithdrawQuestion,
    WithdrawSource,
    WriteReference,
)
from bot.core.documents import Lines, Status
from bot.core.limits import MAX_ANSWER, MAX_QUESTION, MAX_SECTION, checked_text, one_line
from bot.core.models import Answer, AnswerId, Question, QuestionId, Source, SourceId
from bot.core.references import reference_of
from bot.errors import NotFound, QuestionIsOpen, QuestionWasAsked, SameQuestion


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
    shift = shift_of_move(question.position, to)
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
