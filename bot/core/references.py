"""What is trusted of a question: the answers of one source, its own or the deck's. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from bot.core.contents import DeckContents
from bot.core.documents import Status
from bot.core.models import Answer, Deck, Question, QuestionId, SourceId

_Trusted = tuple[tuple[SourceId, str], ...]


def reference_of(contents: DeckContents, question: Question) -> list[Answer]:
    """Return what is trusted of a question, nothing where the reference says nothing."""
    theirs = [each for each in contents.answers if each.question == question.id]
    return trusted_of(contents.deck, question, theirs)


def trusted_of(deck: Deck, question: Question, answers: Collection[Answer]) -> list[Answer]:
    """Return which of a question's answers are trusted."""
    source = question.reference or deck.reference
    return [each for each in answers if (each.source, each.status) == (source, Status.ANSWERED)]


def references_changed(
    before: DeckContents, after: DeckContents, touched: Collection[QuestionId]
) -> dict[QuestionId, SourceId | None]:
    """Return which of the questions trust other words by now, each with the source of those.

    It is None where nothing is trusted any more.
    """
    old, new = _trusted(before, touched), _trusted(after, touched)
    return {
        id_: trusted[0][0] if trusted else None
        for id_, trusted in new.items()
        if trusted != old.get(id_, ())
    }


def _trusted(
    contents: DeckContents, questions: Collection[QuestionId]
) -> Mapping[QuestionId, _Trusted]:
    by_question: dict[QuestionId, list[Answer]] = {}
    for each in contents.answers:
        by_question.setdefault(each.question, []).append(each)
    return {
        each.id: _words(trusted_of(contents.deck, each, by_question.get(each.id, ())))
        for each in contents.questions
        if each.id in questions
    }


def _words(trusted: Sequence[Answer]) -> _Trusted:
    return tuple((each.source, each.text) for each in trusted)
