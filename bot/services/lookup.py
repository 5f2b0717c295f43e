"""Finding a question from a few words, and its answers unless it is too early for them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.core.alignment import DOUBTFUL
from bot.core.authored_text import split_answers
from bot.core.limits import MAX_QUERY
from bot.core.lookup import Hit, LookupIndex, spelled
from bot.core.models import GroupId, Member, QuestionId, Round, RoundId
from bot.core.read_models import Found
from bot.errors import NotFound
from bot.services.context import Context
from bot.services.lookup_indexes import LookupIndexes
from bot.storage.transaction import Transaction

PATIENCE = 0.15  # seconds: with what else a suggestion takes, it is there while one types
MOST_SUGGESTIONS = 25  # what Discord lists: the most of all platforms


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question to choose while one types. `text` is the question as Markdown."""

    id: QuestionId
    text: str


class LookupService:
    """Look-ups in all decks of a group.

    While a question is open its answers are kept from those who have not replied: they are not
    shown, and they bring the question up in no search, which would tell what they say.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._indexes = LookupIndexes(context.store)

    def forget(self, group: GroupId) -> None:
        """Build the group's index anew at the next look-up: its decks changed."""
        self._indexes.forget(group)

    async def search(
        self, group: GroupId, reader: Member | None, query: str, limit: int = 5
    ) -> list[Found]:
        """Return the questions that fit best, the best in front."""
        with self._context.metrics.lookup_seconds.time():
            index = await self._indexes.get(group)
            # What is open is read only now: a round may have opened while the index was built.
            async with self._context.store.reading() as tx:
                withheld = await _withheld(tx, group, reader)
                hits = index.search(query[:MAX_QUERY], limit, _questions(withheld))
                guarded = await _by_spelling(tx, withheld)
                return [await _found(tx, hit, guarded) for hit in hits]

    async def suggest(
        self,
        group: GroupId,
        reader: Member | None,
        query: str,
        limit: int = MOST_SUGGESTIONS,
        patience: float = PATIENCE,
    ) -> list[Suggestion]:
        """Return questions to choose from while the query is being typed, the best in front.

        Before the first letter these are the ones asked last, in a group that never asked any the
        first of its decks. An index that takes longer than `patience` seconds to build is not
        waited for: the questions asked last that hold the query stand in.
        """
        index = await self._indexes.find(group, patience)
        async with self._context.store.reading() as tx:
            if index is None:
                return await _asked_with(tx, group, query, limit)
            if not query.strip():
                return await _asked_last(tx, group, index, limit)
            withheld = await _withheld(tx, group, reader)
        hits = index.search(query[:MAX_QUERY], limit, _questions(withheld))
        return _suggestions((hit.key, hit.text) for hit in hits)

    async def question(self, group: GroupId, reader: Member | None, id_: QuestionId) -> Found:
        """Return one question as a look-up would. Raises NotFound."""
        async with self._context.store.reading() as tx:
            question = await tx.decks.question(id_)
            if (await tx.decks.get(question.deck)).group != group:
                raise NotFound("question", id_)
            hit = Hit(id_, question.text, 1.0)
            guarded = await _by_spelling(tx, await _withheld(tx, group, reader))
            return await _found(tx, hit, guarded)


async def _asked_last(
    tx: Transaction, group: GroupId, index: LookupIndex, limit: int
) -> list[Suggestion]:
    """Return the questions of the latest closed rounds, or the first that are there to ask."""
    keys = _questions(await tx.rounds.closed(group, limit))
    asked = [(key, text) for key in keys if (text := index.text(key)) is not None]
    return _suggestions(asked or index.first(limit))


async def _asked_with(tx: Transaction, group: GroupId, query: str, limit: int) -> list[Suggestion]:
    """Return the questions of the latest closed rounds that hold the query."""
    keys = _questions(await tx.rounds.closed(group, limit))
    asked = [(key, (await tx.decks.question(key)).text) for key in keys]
    return _suggestions(each for each in asked if spelled(query) in spelled(each[1]))


def _suggestions(pairs: Iterable[tuple[str, str]]) -> list[Suggestion]:
    return [Suggestion(QuestionId(key), text) for key, text in pairs]


async def _withheld(tx: Transaction, group: GroupId, reader: Member | None) -> list[Round]:
    """Return the open rounds that the reader has not replied in."""
    open_now = await tx.rounds.open_now(group)
    if reader is None:
        return list(open_now)
    replied = await tx.rounds.replied(reader.id, [round_.id for round_ in open_now])
    return [round_ for round_ in open_now if round_.id not in replied]


def _questions(rounds: Iterable[Round]) -> list[QuestionId]:
    return list(dict.fromkeys(round_.question for round_ in rounds))


async def _by_spelling(tx: Transaction, rounds: Iterable[Round]) -> dict[str, RoundId]:
    """Return the rounds by their question's words.

    By words, because the same question may stand in another deck of the group.
    """
    return {
        spelled((await tx.decks.question(round_.question)).text): round_.id for round_ in rounds
    }


async def _found(tx: Transaction, hit: Hit, guarded: dict[str, RoundId]) -> Found:
    question = await tx.decks.question(QuestionId(hit.key))
    deck = await tx.decks.get(question.deck)
    round_ = guarded.get(spelled(question.text))
    if round_ is not None:
        return Found(question, deck, hit.score, None, round_)
    answers = split_answers(
        deck,
        await tx.decks.answers_to(question.id),
        await tx.decks.sources(deck.id),
        DOUBTFUL,
    )
    return Found(question, deck, hit.score, answers)
