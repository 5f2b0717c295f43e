"""The comparison after closing: the reference, every reply, earlier readers' answers."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from async_lru import alru_cache

from bot.core.alignment import DOUBTFUL
from bot.core.authored_text import Answers, AuthoredText, reply_texts, split_answers
from bot.core.comparison import Comparison, compare
from bot.core.lookup import spelled
from bot.core.models import (
    Answer,
    Deck,
    Question,
    Round,
    RoundId,
    RoundState,
    Source,
)
from bot.core.read_models import Reader, Reveal
from bot.errors import NotAllowed, NotFound
from bot.services.access import AccessService
from bot.services.context import Context
from bot.storage.transaction import Transaction

# What a comparison is made of: references, texts, question, language.
Basis = tuple[tuple[str, ...], tuple[str, ...], str, str]
_MOST_COMPARISONS = 16


class RevealService:
    """Nobody, admins included, gets a reveal before the round has closed."""

    def __init__(self, context: Context, access: AccessService) -> None:
        self._context = context
        self._access = access
        # Every open page asks at the moment of closing.
        self._compared = alru_cache(maxsize=_MOST_COMPARISONS)(_compared)

    async def reveal(self, round_: RoundId, reader: Reader | None) -> Reveal:
        """Return the reveal for a reader, or as its whole audience is told it.

        Raises NotFound, and NotAllowed while the round is open, or its question is open again and
        the reader has not replied.
        """
        everywhere = await self._access.withholding(reader) if reader else None
        async with self._context.store.reading() as tx:
            found = (await tx.cards.get(round_, reader)).round
            if found.state is RoundState.SKIPPED:
                raise NotFound("round", round_)
            if found.state is RoundState.OPEN:
                raise NotAllowed("reveal")
            parts = await _parts(tx, found, reader)
            if everywhere is not None:
                await refuse_asked_again(tx, parts[1], everywhere)
        return Reveal(found, *parts, await self._compared(_basis(*parts)))


async def refuse_asked_again(tx: Transaction, question: Question, reader: Reader) -> None:
    """Raise NotAllowed while the question is open somewhere and the reader has not replied.

    By words, because it may be asked from another deck. The reader is to come with all that they
    can read, as for `CardRepository.withheld`.
    """
    withheld = {spelled(card.question.text) for card in await tx.cards.withheld(reader)}
    if spelled(question.text) in withheld:
        raise NotAllowed("asked-again")


async def _compared(basis: Basis) -> Comparison:
    return await asyncio.to_thread(compare, *basis)


async def _parts(
    tx: Transaction, round_: Round, reader: Reader | None
) -> tuple[Deck, Question, Answers, tuple[AuthoredText, ...]]:
    found = await tx.decks.with_decks([round_.question])
    question, deck = found[round_.question]
    answered = await tx.decks.answers_to([question.id])
    names = await tx.members.names_in(round_.id)
    replies = await tx.replies.of_round(round_.id)
    own = next((each.member for each in replies if reader and each.member in reader.members), None)
    authored_texts = reply_texts(replies, names, round_.naming, own)
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
