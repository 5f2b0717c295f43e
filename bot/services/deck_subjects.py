"""What an edit of a deck is about, and what of the deck it needs."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.core.contents import DeckContents
from bot.core.decisions import Decisions
from bot.core.deck_changes import (
    Change,
    stamp,
    stamp_of_source,
)
from bot.core.deck_edits import (
    Asked,
    Edit,
    Merge,
    MoveAnswer,
    OfAnswer,
    OfQuestion,
    WithdrawSource,
)
from bot.core.feedback import beginning_of
from bot.core.models import (
    Answer,
    Deck,
    Question,
    QuestionId,
    Source,
    SourceId,
)
from bot.errors import (
    NotFound,
)
from bot.storage.transaction import Transaction

_AT_ONCE = 8_192  # questions whose answers a statement asks for


def _others(edit: Edit) -> Collection[QuestionId]:
    """Return the other questions whose answers an edit needs."""
    if isinstance(edit, Merge):
        return [edit.into]
    return [edit.to] if isinstance(edit, MoveAnswer) else []


@dataclass(frozen=True, slots=True)
class Subject:
    """What an edit is about: how it is called, its stamp, and the contents that the edit needs.

    `question` is None where it is a document.
    """

    called: str
    stamp: str
    contents: DeckContents
    question: QuestionId | None = None


async def subject_of(tx: Transaction, deck: Deck, edit: Edit) -> Subject:
    """Return what an edit is about. Raises NotFound where it is of another deck."""
    if isinstance(edit, WithdrawSource):
        return await _source_subject(tx, deck, edit.source)
    answer = edit.answer if isinstance(edit, OfAnswer) else None
    id_ = await tx.decks.question_of(answer) if answer is not None else _question_of(edit)
    question = await question_in(tx, deck, id_)
    wanted = dict.fromkeys([id_, *_others(edit)])
    there = [each for each in await tx.decks.some(wanted) if is_in(deck, each)]
    contents = await contents_of(tx, deck, there, wanted)
    mine = [each for each in contents.answers if each.question == id_]
    return Subject(beginning_of(question.text), stamp(question, mine), contents, id_)


async def question_in(tx: Transaction, deck: Deck, id_: QuestionId) -> Question:
    """Return a question of the deck. Raises NotFound."""
    question = await tx.decks.question(id_)
    if not is_in(deck, question):
        raise NotFound("question", id_)
    return question


def is_in(deck: Deck, question: Question) -> bool:
    """Whether a question is one of the deck's, and not withdrawn."""
    return question.deck == deck.id and not question.withdrawn


def _question_of(edit: Edit) -> QuestionId:
    if isinstance(edit, OfQuestion):
        return edit.question
    raise NotFound("question", "")


async def source_in(tx: Transaction, deck: Deck, id_: SourceId) -> tuple[Source, str]:
    """Return a document of the deck, and its stamp. Raises NotFound."""
    sources = await tx.decks.sources(deck.id)
    source = next((each for each in sources if each.id == id_), None)
    if source is None:
        raise NotFound("source", id_)
    return source, stamp_of_source(source, sources, await tx.deck_edits.latest_id(deck.id))


async def _source_subject(tx: Transaction, deck: Deck, id_: SourceId) -> Subject:
    """Return a document with all answers to the questions that it answers."""
    source, seen = await source_in(tx, deck, id_)
    # Questions that it alone answers go, and all others close the gaps.
    questions = await tx.decks.questions(deck.id)
    answers = await tx.deck_edits.answers_beside(id_)
    contents = DeckContents(deck, await tx.decks.sources(deck.id), questions, answers)
    return Subject(source.name, seen, contents)


async def contents_of(
    tx: Transaction, deck: Deck, questions: Sequence[Question], answered: Collection[QuestionId]
) -> DeckContents:
    """Return the deck with these of its questions, and the answers to some."""
    wanted, answers = list(answered), list[Answer]()
    for at in range(0, len(wanted), _AT_ONCE):
        found = await tx.decks.answers_to(wanted[at : at + _AT_ONCE])
        answers += [answer for each in found.values() for answer, _ in each]
    return DeckContents(deck, await tx.decks.sources(deck.id), questions, answers)


async def asked_about(tx: Transaction, subject: Subject, edit: Edit) -> Asked:
    """Return what was asked of what an edit may take out: of a document what it answers."""
    if isinstance(edit, WithdrawSource):
        return await tx.deck_edits.asked_of(edit.source)
    return await tx.deck_edits.asked([each.id for each in subject.contents.questions])


async def decisions_about(tx: Transaction, deck: Deck, edit: Edit, change: Change) -> Decisions:
    """Return what was decided that an edit may decide anew."""
    if isinstance(edit, WithdrawSource):
        return await tx.deck_edits.decisions(deck.id)
    questions = {row.id for pair in change.questions for row in pair if row is not None}
    answers = {row.id for pair in change.answers for row in pair if row is not None}
    return await tx.deck_edits.decisions_about(deck.id, questions, answers)
