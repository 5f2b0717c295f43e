"""Edits of a deck, whichever come one after another: what always holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.core.contents import DeckContents
from bot.core.deck_changes import (
    Change,
    change_between,
    shift_between,
    stamp,
)
from bot.core.deck_editing import edited
from bot.core.deck_edits import (
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
    Retire,
    Split,
    WithdrawAnswer,
    WithdrawQuestion,
    WithdrawSource,
    WriteReference,
)
from bot.core.documents import Lines, Status
from bot.core.models import (
    Answer,
    AnswerId,
    Deck,
    DeckId,
    Question,
    QuestionId,
    Source,
    SourceId,
    WorkspaceId,
)
from bot.errors import MemberError, NotFound, QuestionIsOpen, QuestionWasAsked, SameQuestion

WHEN = datetime(2026, 3, 1, tzinfo=UTC)
DECK = Deck(DeckId("d"), WorkspaceId("w"), "Bread", WHEN, reference=SourceId("s0"))
SOURCES = [
    Source(SourceId(f"s{at}"), DECK.id, f"{at}.md", f"A{at}", "", "x", str(at), WHEN, at)
    for at in range(2)
]
OWN = Source(SourceId("own"), DECK.id, "own", "Organisers", "", "own", "own", WHEN)
QUESTIONS = [Question(QuestionId(f"q{at}"), DECK.id, at, f"Why {at}?") for at in range(4)]
ANSWERS = [
    Answer(
        AnswerId(f"{source.id}{each.id}"),
        each.id,
        source.id,
        f"Because {source.id}.",
        Status.ANSWERED,
        0.5,
        Lines(1, 1),
    )
    for source in SOURCES
    for each in QUESTIONS
]
CONTENTS = DeckContents(DECK, SOURCES, QUESTIONS, ANSWERS)
_TEXTS = st.text("ab ?\n", max_size=6)
_PLACES = st.integers(0, 30)


class Edits(RuleBasedStateMachine):
    """A deck, two of whose questions were asked, of which one is open."""

    def __init__(self) -> None:
        super().__init__()
        self.contents = CONTENTS
        self.asked = Asked(
            frozenset({QUESTIONS[0].id, QUESTIONS[1].id}), frozenset({QUESTIONS[0].id})
        )
        self.done: list[tuple[DeckContents, Change]] = []
        self.ids = count()

    def _question(self, at: int) -> QuestionId:
        there = [each for each in self.contents.questions if not each.withdrawn]
        return there[at % len(there)].id

    def _answer(self, at: int) -> AnswerId:
        answers = self.contents.answers
        return answers[at % len(answers)].id if answers else AnswerId("none")

    def _do(self, edit: Edit) -> None:
        new_ids = [f"new{next(self.ids)}" for _ in range(len(self.contents.answers) + 1)]
        before = self.contents
        try:
            after = edited(before, edit, self.asked, new_ids=new_ids, own=OWN)
        except MemberError:
            return
        self.contents = after
        self.done.append((before, self._of_a_part(before, edit, new_ids)))
        assert _rows(_applied(before, self.done[-1][1])) == _rows(after)

    def _of_a_part(self, before: DeckContents, edit: Edit, new_ids: list[str]) -> Change:
        """Return what the edit changes, as it is made of the rows alone that it needs."""
        part = _needed(before, edit)
        total = sum(1 for each in before.questions if not each.withdrawn)
        after = edited(part, edit, self.asked, new_ids=new_ids, own=OWN, total=total)
        return replace(change_between(part, after), shift=shift_between(part, after, edit))

    @rule(at=_PLACES, text=_TEXTS, section=_TEXTS)
    def word(self, at: int, text: str, section: str) -> None:
        self._do(EditQuestion(self._question(at), text, section))

    @rule(at=_PLACES, retired=st.booleans())
    def retire(self, at: int, retired: bool) -> None:
        self._do(Retire(self._question(at), retired))

    @precondition(lambda self: len(self.contents.questions) > 2)
    @rule(at=_PLACES)
    def delete(self, at: int) -> None:
        self._do(DeleteQuestion(self._question(at)))

    @precondition(lambda self: len(self.contents.questions) > 2)
    @rule(at=_PLACES)
    def withdraw_question(self, at: int) -> None:
        id_ = self._question(at)
        self._do(WithdrawQuestion(id_))
        if id_ not in self.asked.now:
            assert not any(each.question == id_ for each in self.contents.answers)

    @rule(source=st.sampled_from([SOURCES[0].id, OWN.id, SourceId("none")]))
    def withdraw_source(self, source: SourceId) -> None:
        self._do(WithdrawSource(source))
        assert not any(each.id == source for each in self.contents.sources)
        assert not any(each.reference == source for each in self.contents.questions)

    @rule(at=_PLACES)
    def accept(self, at: int) -> None:
        self._do(AcceptAnswer(self._answer(at)))

    @rule(at=_PLACES, to=st.integers(-2, 9))
    def move(self, at: int, to: int) -> None:
        self._do(MoveQuestion(self._question(at), to))

    @rule(at=_PLACES, into=_PLACES)
    def merge(self, at: int, into: int) -> None:
        before = len(self.contents.answers)
        self._do(Merge(self._question(at), self._question(into)))
        assert len(self.contents.answers) >= before

    @rule(at=_PLACES, answers=st.lists(_PLACES, max_size=2), text=_TEXTS)
    def split(self, at: int, answers: list[int], text: str) -> None:
        chosen = tuple(self._answer(each) for each in answers)
        self._do(Split(self._question(at), chosen, text))

    @rule(at=_PLACES, text=_TEXTS)
    def word_answer(self, at: int, text: str) -> None:
        self._do(EditAnswer(self._answer(at), text))

    @rule(at=_PLACES, to=_PLACES)
    def move_answer(self, at: int, to: int) -> None:
        self._do(MoveAnswer(self._answer(at), self._question(to)))

    @rule(at=_PLACES, wrong=st.booleans())
    def mark(self, at: int, wrong: bool) -> None:
        self._do(MarkAnswer(self._answer(at), wrong))

    @rule(at=_PLACES)
    def withdraw(self, at: int) -> None:
        self._do(WithdrawAnswer(self._answer(at)))

    @rule(at=_PLACES, source=st.sampled_from([None, SOURCES[0].id, SourceId("none")]))
    def choose(self, at: int, source: SourceId | None) -> None:
        self._do(ChooseReference(self._question(at), source))

    @rule(at=_PLACES, text=_TEXTS)
    def write(self, at: int, text: str) -> None:
        self._do(WriteReference(self._question(at), text))

    @precondition(lambda self: self.done)
    @rule()
    def undo(self) -> None:
        before, change = self.done.pop()
        self.contents = _applied(self.contents, change.reversed)
        assert _rows(self.contents) == _rows(before)

    @invariant()
    def places_count_from_zero_without_a_gap(self) -> None:
        there = (each for each in self.contents.questions if not each.withdrawn)
        places = sorted(each.position for each in there)
        assert places == list(range(len(places)))

    @invariant()
    def nothing_that_was_asked_is_gone(self) -> None:
        ids = [each.id for each in self.contents.questions]
        assert len(set(ids)) == len(ids)
        assert self.asked.ever <= set(ids)

    @invariant()
    def every_answer_is_of_a_question_and_a_source_that_are_there(self) -> None:
        questions = {each.id for each in self.contents.questions}
        sources = {each.id for each in self.contents.sources}
        assert all(each.question in questions for each in self.contents.answers)
        assert all(each.source in sources for each in self.contents.answers)


def _needed(contents: DeckContents, edit: Edit) -> DeckContents:
    """Return of the contents what is read for an edit."""
    if isinstance(edit, WithdrawSource):
        return contents
    named = {getattr(edit, name, None) for name in ("question", "into", "to")}
    answer = getattr(edit, "answer", None)
    named |= {each.question for each in contents.answers if each.id == answer}
    return replace(
        contents,
        questions=[each for each in contents.questions if each.id in named],
        answers=[each for each in contents.answers if each.question in named],
    )


def _stamped(row: object) -> object:
    """Return a row without its place, which a shift has changed already."""
    return replace(row, position=0) if isinstance(row, Question) else row


def _rows(contents: DeckContents) -> set[object]:
    return {*contents.sources, *contents.questions, *contents.answers}


def _applied(contents: DeckContents, change: Change) -> DeckContents:
    """Return the contents with the change, as storage makes it."""
    shift = change.shift
    questions = [shift.of(each) for each in contents.questions] if shift else contents.questions
    rows = {each.id: each for each in (*contents.sources, *questions, *contents.answers)}
    for old, new in (*change.sources, *change.questions, *change.answers):
        if old is not None:
            assert _stamped(rows.pop(old.id)) == _stamped(old)
        if new is not None:
            rows[new.id] = new
    found = list(rows.values())
    return replace(
        contents,
        sources=[each for each in found if isinstance(each, Source)],
        questions=[each for each in found if isinstance(each, Question)],
        answers=[each for each in found if isinstance(each, Answer)],
    )


TestEdits = Edits.TestCase


def _edited(edit: Edit, asked: Asked | None = None) -> DeckContents:
    ids = [f"new{at}" for at in range(9)]
    return edited(CONTENTS, edit, asked or Asked(), new_ids=ids, own=OWN)


def test_what_was_asked_cannot_be_deleted_and_what_is_open_not_be_withdrawn() -> None:
    first = QUESTIONS[0].id
    asked = Asked(frozenset({first}), frozenset({first}))
    with pytest.raises(QuestionWasAsked):
        _edited(DeleteQuestion(first), asked)
    with pytest.raises(QuestionIsOpen):
        _edited(WithdrawQuestion(first), asked)
    assert _edited(EditQuestion(first, "Why not?", "Crust"), asked)


def test_merging_moves_the_answers_and_leaves_those_that_rounds_show() -> None:
    first, second = QUESTIONS[0].id, QUESTIONS[1].id
    merged = _edited(Merge(first, second))
    assert first not in {each.id for each in merged.questions}
    assert sum(each.question == second for each in merged.answers) == 4
    asked = _edited(Merge(first, second), Asked(frozenset({first})))
    assert next(each for each in asked.questions if each.id == first).retired
    assert sum(each.question == first for each in asked.answers) == 2
    assert sum(each.question == second for each in asked.answers) == 4
    with pytest.raises(SameQuestion):
        _edited(Merge(first, first))


def test_a_reference_of_ones_own_takes_the_place_of_the_one_before() -> None:
    once = _edited(WriteReference(QUESTIONS[0].id, "It rests."))
    twice = edited(
        once, WriteReference(QUESTIONS[0].id, "It relaxes."), Asked(), new_ids=["more"], own=OWN
    )
    assert [each.text for each in twice.answers if each.source == OWN.id] == ["It relaxes."]
    assert twice.questions[0].reference == OWN.id
    assert [each.format for each in twice.sources].count("own") == 1


def test_only_what_is_there_can_be_chosen() -> None:
    for edit in (
        Retire(QuestionId("none"), retired=True),
        EditAnswer(AnswerId("none"), "x"),
        ChooseReference(QUESTIONS[0].id, SourceId("none")),
        Split(QUESTIONS[0].id, (AnswerId("s0q1"),), "Why?"),
        Split(QUESTIONS[0].id, (), "Why?"),
    ):
        with pytest.raises(NotFound):
            _edited(edit)


def test_the_stamp_is_another_when_the_question_or_an_answer_is_and_not_when_it_moved() -> None:
    question, answers = QUESTIONS[0], ANSWERS[:2]
    seen = stamp(question, answers)
    assert stamp(replace(question, position=9), answers[::-1]) == seen
    assert stamp(replace(question, retired=True), answers) != seen
    assert stamp(question, [answers[0], replace(answers[1], text="x")]) != seen
    assert stamp(question, answers[:1]) != seen
