"""The comparison after closing: the reference, every reply, earlier readers' answers."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from async_lru import alru_cache

from bot.core.alignment import DOUBTFUL
from bot.core.authored_text import Answers, AuthoredText, reply_texts, split_answers
from bot.core.comparison import Comparison, compare
from bot.core.lookup import spelled
from bot.core.models import (
    Answer,
    Deck,
    MemberId,
    Naming,
    Question,
    Reply,
    Round,
    RoundId,
    RoundState,
    Source,
)
from bot.core.read_models import Reader, Reveal
from bot.errors import NotAllowed, NotFound
from bot.services.access import AccessService
from bot.services.context import Context
from bot.services.sharing import SharedByKey
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
        self._shared = SharedByKey[RoundId, _Parts](self._load)

    async def reveal(self, round_: RoundId, reader: Reader | None) -> Reveal:
        """Return the reveal for a reader, or as its whole audience is told it.

        Those who ask at the same time share what is read for it. Raises NotFound, and NotAllowed
        while the round is open, or its question is open again and the reader has not replied.
        """
        everywhere = await self._access.withholding(reader) if reader else None
        async with self._context.store.reading() as tx:
            found = (await tx.cards.get(round_, reader)).round
            if found.state is RoundState.SKIPPED:
                raise NotFound("round", round_)
            if found.state is RoundState.OPEN:
                raise NotAllowed("reveal")
            if everywhere is not None:
                await refuse_asked_again(tx, await tx.decks.question(found.question), everywhere)
        parts = await self._shared.fresh(round_)
        replies = parts.texts(reader)
        compared = await self._compared(_basis(parts, replies))
        return Reveal(found, parts.deck, parts.question, parts.answers, replies, compared)

    async def _load(self, round_: RoundId) -> _Parts:
        async with self._context.store.reading() as tx:
            return await _parts(tx, await tx.rounds.get(round_))


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


@dataclass(frozen=True, slots=True)
class _Parts:
    """What a reveal is made of, for whoever sees it."""

    naming: Naming
    deck: Deck
    question: Question
    answers: Answers
    replies: Sequence[Reply]
    names: Mapping[MemberId, str]

    def texts(self, reader: Reader | None) -> tuple[AuthoredText, ...]:
        """Return the replies in their order, the reader's own marked."""
        authors = (each.member for each in self.replies)
        own = next((each for each in authors if reader and each in reader.members), None)
        return reply_texts(self.replies, self.names, self.naming, own)


async def _parts(tx: Transaction, round_: Round) -> _Parts:
    found = await tx.decks.with_decks([round_.question])
    question, deck = found[round_.question]
    answered = await tx.decks.answers_to([question.id])
    names = await tx.members.names_in(round_.id)
    replies = await tx.replies.of_round(round_.id)
    answers = split(deck, answered[question.id])
    return _Parts(round_.naming, deck, question, answers, replies, names)


def split(deck: Deck, answered: Sequence[tuple[Answer, Source]]) -> Answers:
    """Return what a deck's documents answer: its reference, and the others."""
    answers, sources = [answer for answer, _ in answered], [source for _, source in answered]
    return split_answers(deck, answers, sources, DOUBTFUL)


def _basis(parts: _Parts, replies: tuple[AuthoredText, ...]) -> Basis:
    answers = parts.answers
    references = tuple(authored.text for authored in answers.reference or answers.earlier[:1])
    texts = tuple(authored.text for authored in (*replies, *answers.earlier))
    return references, texts, parts.question.text, parts.deck.language
