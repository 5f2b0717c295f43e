"""A small deck of three questions that three readers answered, put straight into storage."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.documents import Lines, Status
from bot.core.models import (
    Answer,
    AnswerId,
    Deck,
    DeckId,
    GroupId,
    Question,
    QuestionId,
    Source,
    SourceId,
    WorkspaceId,
)
from bot.storage.transaction import Store

QUESTIONS = (
    "Why does bread dough rest before it is shaped?",
    "What does steam do in the first minutes of baking?",
    "When is a sourdough starter ready to use?",
)

ANSWERS = {
    "Mara": (
        "The gluten relaxes while it rests. A relaxed dough stretches without tearing.",
        "Steam keeps the crust soft. The loaf can still rise.",
        "It is ready when it doubles within six hours of feeding.",
    ),
    "Nils": (
        "Resting lets the gluten relax, so that it can be stretched.",
        "It carries heat to the surface and delays the crust.",
        "When a spoonful floats in water.",
    ),
    "Oda": (
        "No idea, my grandmother did it.",
        "It makes the crust shine.",
        "When it smells of yoghurt and doubles in size.",
    ),
}


@dataclass(frozen=True, slots=True)
class StudyDeck:
    """Everything that was stored."""

    deck: Deck
    sources: tuple[Source, ...]
    questions: tuple[Question, ...]
    answers: tuple[Answer, ...]

    @property
    def id(self) -> DeckId:
        return self.deck.id


def make_deck(
    workspace: WorkspaceId | GroupId, now: datetime, title: str = "Baking bread"
) -> StudyDeck:
    """Return the deck's values; the first reader is the reference.

    The web room's group and workspace have one id, so that one will do for the other.
    """
    deck = DeckId(f"{workspace}-{title}")
    questions = tuple(
        Question(QuestionId(f"{deck}-q{place}"), deck, place, text)
        for place, text in enumerate(QUESTIONS)
    )
    sources = tuple(_source(deck, place, author, now) for place, author in enumerate(ANSWERS))
    answers = tuple(
        Answer(
            id=AnswerId(f"{source.id}-{question.position}"),
            question=question.id,
            source=source.id,
            text=ANSWERS[source.author][question.position],
            status=Status.ANSWERED,
            confidence=1.0,
            lines=Lines(question.position * 3 + 1, question.position * 3 + 2),
        )
        for source in sources
        for question in questions
    )
    made = Deck(deck, WorkspaceId(workspace), title, now, reference=sources[0].id)
    return StudyDeck(made, sources, questions, answers)


def _source(deck: DeckId, place: int, author: str, now: datetime) -> Source:
    return Source(
        id=SourceId(f"{deck}-{author}"),
        deck=deck,
        name=f"{author.lower()}.md",
        author=author,
        title="",
        format="numbered",
        content_hash=f"{place:064}",
        imported_at=now,
        position=place,
    )


async def store_deck(
    store: Store, workspace: WorkspaceId | GroupId, now: datetime, title: str = "Baking bread"
) -> StudyDeck:
    """Put the deck into storage and return it."""
    made = make_deck(workspace, now, title)
    async with store.writing() as tx:
        await tx.decks.add(replace(made.deck, reference=None))
        for source in made.sources:
            await tx.decks.add_source(source)
        await tx.decks.put_questions(made.questions)
        await tx.decks.add_answers(made.answers)
        await tx.decks.update(made.deck.id, reference=made.deck.reference)
    return made
