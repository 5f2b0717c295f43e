"""Decks as those read them who read a group that uses them: a page of questions at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.core.documents import Status
from bot.core.models import DOUBTFUL, Answer, Deck, DeckId, Question, QuestionId, Source, SourceId
from bot.core.read_models import DeckSummary, Reader
from bot.errors import NotFound
from bot.services.access import AccessService
from bot.services.context import Context
from bot.services.decks import Asked, deck_of
from bot.services.reveals import withheld_of
from bot.storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class QuestionsPage:
    """Some of a deck's questions, of `found` in which the words are that were looked for.

    It is page `at` of `pages`, from 1.
    """

    questions: Sequence[Question]
    found: int
    at: int
    pages: int


@dataclass(frozen=True, slots=True)
class ListedQuestions:
    """A page of a deck's questions, with how many documents answer each that any answers.

    So many of those are `guesses`, whose place is not sure.
    """

    page: QuestionsPage
    answers: Mapping[QuestionId, int]
    guesses: Mapping[QuestionId, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SourcedAnswer:
    """What one document answers to a question; its place may be `doubtful`."""

    source: Source
    text: str
    is_reference: bool
    doubtful: bool


@dataclass(frozen=True, slots=True)
class ReadQuestion:
    """A question as a deck's reader sees it; `answers` are None while they are withheld."""

    question: Question
    answers: tuple[SourcedAnswer, ...] | None


@dataclass(frozen=True, slots=True)
class ReadDeck:
    """A page of a deck for its readers."""

    summary: DeckSummary
    page: QuestionsPage
    questions: tuple[ReadQuestion, ...]


class DeckReadingService:
    """Shows decks to readers of groups that use them, and the shipped ones to everybody."""

    def __init__(self, context: Context, access: AccessService) -> None:
        self._context = context
        self._access = access

    async def decks(self, reader: Reader) -> list[DeckSummary]:
        """Return the decks that somebody may read, by their names."""
        async with self._context.store.reading() as tx:
            found = await tx.decks.summaries_of(await tx.decks.read_in(reader.channels))
        return sorted(found, key=lambda each: each.deck.title.casefold())

    async def read(
        self,
        reader: Reader,
        deck: DeckId,
        words: str,
        at: int,
        size: int,
    ) -> ReadDeck:
        """Return the page `at`, from 1, of the deck's questions in which the words are.

        What is open to the reader, and they have not replied to, comes without answers. Raises
        NotFound.
        """
        everywhere = await self._access.withholding(reader)
        async with self._context.store.reading() as tx:
            found = await tx.decks.summaries_of(await tx.decks.read_in(reader.channels, deck))
            if not found:
                raise NotFound("deck", deck)
            summary = found[0]
            page = await _page(tx, summary.deck, words, at, size)
            hushed = await withheld_of(tx, page.questions, everywhere)
            ids = [each.id for each in page.questions if each.id not in hushed]
            answered = await tx.decks.answers_to(ids)
        return ReadDeck(
            summary,
            page,
            tuple(
                ReadQuestion(
                    each, None if each.id in hushed else _answers(summary.deck, each, answered)
                )
                for each in page.questions
            ),
        )

    async def questions(
        self, asked: Asked, deck: DeckId, words: str, at: int, size: int
    ) -> QuestionsPage:
        """Return a page of the questions of a deck that a group can be asked. Raises NotFound."""
        async with self._context.store.reading() as tx:
            return await _page(tx, await deck_of(tx, asked, deck), words, at, size)

    async def answered(
        self, asked: Asked, deck: DeckId, words: str, at: int, size: int
    ) -> ListedQuestions:
        """Return what `questions` does, with how well they are answered. Raises NotFound."""
        async with self._context.store.reading() as tx:
            page = await _page(tx, await deck_of(tx, asked, deck), words, at, size)
            ids = [each.id for each in page.questions]
            answers = await tx.decks.count_answers(ids)
            guesses = await tx.decks.count_answers(ids, below=DOUBTFUL)
            return ListedQuestions(page, answers, guesses)

    async def listed(self, asked: Asked, deck: DeckId, limit: int) -> ListedQuestions:
        """Return the first questions of a deck that a group can be asked. Raises NotFound."""
        async with self._context.store.reading() as tx:
            page = await _page(tx, await deck_of(tx, asked, deck), "", 1, limit)
            answers = await tx.decks.count_answers([each.id for each in page.questions])
            return ListedQuestions(page, answers)


async def _page(tx: Transaction, deck: Deck, words: str, at: int, size: int) -> QuestionsPage:
    wanted = words.strip()
    found = await tx.decks.count_questions(deck.id, wanted)
    pages = max(1, -(-found // size))
    at = min(max(1, at), pages)
    questions = await tx.decks.some_questions(deck.id, wanted, (at - 1) * size, size)
    return QuestionsPage(questions, found, at, pages)


def _answers(
    deck: Deck, question: Question, answered: Mapping[QuestionId, Sequence[tuple[Answer, Source]]]
) -> tuple[SourcedAnswer, ...]:
    """Return what each document really answers, the reference in front."""
    texts: dict[SourceId, list[Answer]] = {}
    sources: dict[SourceId, Source] = {}
    for answer, source in answered.get(question.id, ()):
        if answer.status is Status.ANSWERED:
            texts.setdefault(source.id, []).append(answer)
            sources[source.id] = source
    reference = question.reference or deck.reference
    found = [
        SourcedAnswer(
            sources[id_],
            "\n\n".join(each.text for each in mine),
            id_ == reference,
            min(each.confidence for each in mine) < DOUBTFUL,
        )
        for id_, mine in texts.items()
    ]
    return tuple(sorted(found, key=lambda each: not each.is_reference))
