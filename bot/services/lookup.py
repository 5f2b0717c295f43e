"""Finding a question from a few words, and its answers unless it is too early for them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.core.alignment import DOUBTFUL
from bot.core.limits import MAX_QUERY
from bot.core.lookup import Hit, LookupIndex
from bot.core.models import Deck, GroupId, Member, QuestionId, RoundId
from bot.core.showing import Found
from bot.core.text import words
from bot.core.voices import split_answers
from bot.errors import NotFound
from bot.services.context import Context
from bot.services.once import Once
from bot.storage.protocol import Kept

_MOST_INDEXES = 64


class LookupService:
    """One index a group, built when it is first asked for after a change."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._indexes: Once[GroupId, LookupIndex] = Once(_MOST_INDEXES)

    def forget(self, group: GroupId) -> None:
        """Build the group's index anew at the next look-up: its decks changed."""
        self._indexes.forget(group)

    async def search(
        self, group: GroupId, reader: Member | None, query: str, limit: int = 5
    ) -> list[Found]:
        """Return the questions that fit best, the best in front."""
        with self._context.metrics.lookup_seconds.time():
            index = await self._indexes.get(group, lambda: self._build(group))
            hits = index.search(query[:MAX_QUERY], limit)
            async with self._context.store.reading() as kept:
                guarded = await _guarded(kept, group, reader)
                return [await _found(kept, hit, guarded) for hit in hits]

    async def question(self, group: GroupId, reader: Member | None, id_: QuestionId) -> Found:
        """Return one question as a look-up would. Raises NotFound."""
        async with self._context.store.reading() as kept:
            question = await kept.decks.question(id_)
            if (await kept.decks.get(question.deck)).group != group:
                raise NotFound("question", id_)
            hit = Hit(id_, question.text, 1.0)
            return await _found(kept, hit, await _guarded(kept, group, reader))

    async def _build(self, group: GroupId) -> LookupIndex:
        async with self._context.store.reading() as kept:
            entries = [
                entry
                for deck in await kept.decks.of_group(group)
                for entry in await _entries(kept, deck)
            ]
        return await asyncio.to_thread(LookupIndex.build, entries)


async def _entries(kept: Kept, deck: Deck) -> list[tuple[str, str, str]]:
    bodies: dict[QuestionId, list[str]] = {}
    for answer in await kept.decks.answers(deck.id):
        bodies.setdefault(answer.question, []).append(answer.text)
    return [
        (question.id, question.text, "\n".join(bodies.get(question.id, ())))
        for question in await kept.decks.questions(deck.id)
    ]


async def _guarded(
    kept: Kept, group: GroupId, reader: Member | None
) -> dict[tuple[str, ...], RoundId]:
    """Return the open rounds that the reader has not replied in, by their question's words.

    By words, because the same question may stand in another deck of the group.
    """
    open_now = await kept.rounds.open_now(group)
    replied: Sequence[RoundId] | frozenset[RoundId] = ()
    if reader is not None:
        replied = await kept.rounds.replied(reader.id, [round_.id for round_ in open_now])
    return {
        tuple(words((await kept.decks.question(round_.question)).text)): round_.id
        for round_ in open_now
        if round_.id not in replied
    }


async def _found(kept: Kept, hit: Hit, guarded: dict[tuple[str, ...], RoundId]) -> Found:
    question = await kept.decks.question(QuestionId(hit.key))
    deck = await kept.decks.get(question.deck)
    round_ = guarded.get(tuple(words(question.text)))
    if round_ is not None:
        return Found(question, deck, hit.score, None, round_)
    answers = split_answers(
        deck,
        await kept.decks.answers_to(question.id),
        await kept.decks.sources(deck.id),
        DOUBTFUL,
    )
    return Found(question, deck, hit.score, answers)
