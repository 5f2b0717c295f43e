"""The comparison after closing: the reference, every reply, earlier readers' answers."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from async_lru import alru_cache

from bot.core.alignment import DOUBTFUL
from bot.core.authored_text import Answers, AuthoredText, reply_texts, split_answers
from bot.core.comparison import Comparison, compare
from bot.core.models import (
    Answer,
    Deck,
    GroupId,
    Member,
    Question,
    Round,
    RoundId,
    RoundState,
    Source,
)
from bot.core.read_models import Reveal
from bot.errors import NotAllowed, NotFound
from bot.services.context import Context
from bot.storage.transaction import Transaction

# What a comparison is made of: references, texts, question, language.
Basis = tuple[tuple[str, ...], tuple[str, ...], str, str]
_MOST_COMPARISONS = 16


class RevealService:
    """Nobody, admins included, gets a reveal before the round has closed."""

    def __init__(self, context: Context) -> None:
        self._context = context
        # Every open page asks at the moment of closing.
        self._compared = alru_cache(maxsize=_MOST_COMPARISONS)(_compared)

    async def reveal(self, group: GroupId, round_: RoundId, reader: Member | None) -> Reveal:
        """Return the reveal. Raises NotFound, and NotAllowed while the round is open."""
        async with self._context.store.reading() as tx:
            found = await tx.rounds.get(round_)
            if found.group != group or found.state is RoundState.SKIPPED:
                raise NotFound("round", round_)
            if found.state is RoundState.OPEN:
                raise NotAllowed("reveal")
            parts = await _parts(tx, found, reader)
        return Reveal(found, *parts, await self._compared(_basis(*parts)))


async def _compared(basis: Basis) -> Comparison:
    return await asyncio.to_thread(compare, *basis)


async def _parts(
    tx: Transaction, round_: Round, reader: Member | None
) -> tuple[Deck, Question, Answers, tuple[AuthoredText, ...]]:
    found = await tx.decks.with_decks([round_.question])
    question, deck = found[round_.question]
    answered = await tx.decks.answers_to([question.id])
    names = await tx.members.names_in(round_.id)
    replies = await tx.replies.of_round(round_.id)
    authored_texts = reply_texts(replies, names, round_.naming, reader.id if reader else None)
    return deck, question, split(deck, answered[question.id]), authored_texts


def split(deck: Deck, answered: Sequence[tuple[Answer, Source]]) -> Answers:
    """Return what a deck's documents answer: its reference, and the others."""
    answers, sources = [answer for answer, _ in answered], [source for _, source in answered]
    return split_answers(deck, answers, sources, DOUBTFUL)


def _basis(
    deck: Deck, question: Question, answers: Answers, replies: tuple[AuthoredText, ...]
) -> Basis:
    references = tuple(authored.text for authored in answers.reference or answers.earlier[:1])
    texts = tuple(authored.text for authored in (*replies, *answers.earlier))
    return references, texts, question.text, deck.language
