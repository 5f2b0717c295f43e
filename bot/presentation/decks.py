"""Decks as admins look at them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.core.feedback import beginning_of
from bot.core.models import Deck, Question, QuestionId, Source
from bot.core.read_models import DeckSummary
from bot.core.view import Block, Heading, Line, Message
from bot.presentation.imports import count

NO_DECK = "There is no deck yet. Import documents first."


def decks_message(decks: Sequence[DeckSummary]) -> Message:
    """Return all of a group's decks."""
    blocks = [block for each in decks for block in _listed(each)]
    summary = count(len(decks), "deck") if decks else NO_DECK
    return Message(summary=summary, blocks=tuple(blocks) or (Line(NO_DECK),))


def deck_message(
    summary: DeckSummary, questions: Sequence[Question], answers: Mapping[QuestionId, int]
) -> Message:
    """Return a deck's documents, and its questions by number with how many `answers` each has."""
    deck = summary.deck
    return Message(
        summary=deck.title,
        blocks=(
            Heading(deck.title),
            Line(_size(summary)),
            *(Line(source_words(deck, source)) for source in summary.sources),
            Heading("Questions", 3),
            *(Line(_question_words(each, answers.get(each.id, 0))) for each in questions),
        ),
    )


def source_words(deck: Deck, source: Source) -> str:
    """Return whose document it is, and whether it is the reference."""
    mark = ", the reference" if source.id == deck.reference else ""
    return f"{source.author} ({source.name}, {source.format}{mark})"


def reference_words(deck: Deck, source: Source) -> str:
    """Return what is said when another document was made the reference."""
    return f"{source.author} ({source.name}) is the reference of “{deck.title}” now."


def _listed(summary: DeckSummary) -> Iterator[Block]:
    yield Heading(summary.deck.title, 3)
    yield Line(_size(summary))


def _size(summary: DeckSummary) -> str:
    documents = count(len(summary.sources), "document")
    return f"{count(summary.questions, 'question')} from {documents}"


def _question_words(question: Question, answers: int) -> str:
    return f"{question.position + 1}. {beginning_of(question.text)} · {count(answers, 'answer')}"
