"""The comparison after closing: the reference, every reply, earlier readers' answers."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from async_lru import alru_cache

from bot.core.authored_text import Answers, AuthoredText, reply_texts, split_answers
from bot.core.challenges import ChallengeShown
from bot.core.comparison import WORDS_ALONE, Comparison, Meaning, Peer, compare
from bot.core.feedback import Rating
from bot.core.ids import PictureId
from bot.core.later_replies import LaterReply
from bot.core.lookup import spelled
from bot.core.models import (
    DOUBTFUL,
    SHIPPED,
    Answer,
    Deck,
    MemberId,
    Naming,
    Question,
    QuestionId,
    Reply,
    Round,
    RoundId,
    RoundState,
    Source,
)
from bot.core.own_words import OwnWords, with_claims
from bot.core.pictures import Picture, said_of_pictures
from bot.core.read_models import LaterText, Reader, Reveal
from bot.core.rounds import as_asked
from bot.errors import NotAllowed, NotFound
from bot.services.access import AccessService
from bot.services.context import Context
from bot.services.sharing import SharedByKey
from bot.storage.transaction import Transaction

# What a comparison is made of: references, texts, question, language, peers.
Compared = tuple[tuple[str, ...], tuple[str, ...], str, str, tuple[Peer, ...]]
# Rounds that people look at these days.
_MOST_KEPT = 16
_MOST_CHARACTERS = 4_000_000


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class SharedReveal:
    """A closed round's reveal for all who see it: the same one until anything of it changes.

    `reveal` is as its whole audience is told it, `authors` are those of its replies, in order, and
    `later_authors` those of what was answered later.
    """

    reveal: Reveal
    authors: tuple[MemberId, ...]
    later_authors: tuple[MemberId, ...] = ()

    def place_of(self, members: Collection[MemberId]) -> int | None:
        """Return which of the replies is that of who is these members, None for none."""
        return next((at for at, each in enumerate(self.authors) if each in members), None)

    def own_of(self, members: Collection[MemberId]) -> int | None:
        """Return which of the replies is marked for who is these members, None for none.

        Without names it is the first of its words: where it stands tells nothing of when it came.
        """
        place = self.place_of(members)
        if place is None or self.reveal.round.naming is Naming.NAMES:
            return place
        own = self.reveal.replies[place]
        said = own.text, own.pictures
        return next(
            at for at, each in enumerate(self.reveal.replies) if (each.text, each.pictures) == said
        )

    def seen_by(self, members: Collection[MemberId]) -> Reveal:
        """Return the reveal as who is these members sees it."""
        return self._with_later_of(members).seen_with(self.own_of(members))

    def seen_with(self, own: int | None) -> Reveal:
        """Return the reveal as somebody sees it whose own reply is at that place."""
        if own is None:
            return self.reveal
        replies = self.reveal.replies
        marked = replace(replies[own], mine=True)
        return replace(self.reveal, replies=(*replies[:own], marked, *replies[own + 1 :]))

    def _with_later_of(self, members: Collection[MemberId]) -> SharedReveal:
        if not any(each in members for each in self.later_authors):
            return self
        later = tuple(
            replace(each, authored=replace(each.authored, mine=author in members))
            for each, author in zip(self.reveal.later, self.later_authors, strict=True)
        )
        return replace(self, reveal=replace(self.reveal, later=later))


class RevealService:
    """Nobody, admins included, gets a reveal before the round has closed."""

    def __init__(self, context: Context, access: AccessService) -> None:
        self._context = context
        self._access = access
        # Every open page asks at the moment of closing.
        self._compared = alru_cache(maxsize=_MOST_KEPT)(partial(_compared, context.meaning))
        self._fresh = SharedByKey[RoundId, SharedReveal](self._load)
        self._kept: OrderedDict[RoundId, tuple[_Basis, SharedReveal]] = OrderedDict()
        self._making: dict[RoundId, tuple[_Basis, asyncio.Task[SharedReveal]]] = {}

    async def reveal(self, round_: RoundId, reader: Reader | None) -> Reveal:
        """Return the reveal for a reader, or as its whole audience is told it.

        Raises as `shared` does.
        """
        shared = await self.shared(round_, reader)
        return shared.seen_by(reader.members if reader else ())

    async def shared(self, round_: RoundId, reader: Reader | None) -> SharedReveal:
        """Return what all see who see the reveal, and the reader does, if there is one.

        Those who ask at the same time share what is read for it. Raises NotFound, and NotAllowed
        while the round is open, or its question is open again and the reader has not replied.
        """
        everywhere = await self._access.withholding(reader) if reader else None
        async with self._context.store.reading() as tx:
            card = await tx.cards.get(round_, reader)
            found = card.round
            refuse_unrevealed(found)
            refuse_question_withdrawn(card.question)
            if everywhere is not None:
                await refuse_asked_again(tx, await tx.decks.question(found.question), everywhere)
        return await self._fresh.fresh(round_)

    async def refuse_withheld(self, question: Question, reader: Reader) -> None:
        """Raise NotAllowed as `reveal` does, to whom a question is open again."""
        everywhere = await self._access.withholding(reader)
        async with self._context.store.reading() as tx:
            await refuse_asked_again(tx, question, everywhere)

    async def read(self, tx: Transaction, round_: Round) -> Parts:
        """Return what a closed round's reveal is made of now; `made` makes it."""
        basis = await _basis(tx, round_)
        known = self._kept.get(round_.id)
        if known is not None and known[0] == basis:
            return Parts(basis, known[1])
        making = self._making.get(round_.id)
        if making is not None and making[0] == basis:
            return Parts(basis, making=making[1])
        names = await tx.members.names_in(round_.id)
        replies = await tx.replies.of_round(round_.id)
        later = await tx.replies.later_of_round(round_.id) if basis.later_stamp else ()
        names = {**names, **(await tx.members.names(each.member for each in later))}
        pictures = await tx.pictures.known(each for reply in replies for each in reply.pictures)
        endorsed = await _endorsed(tx, round_)
        return Parts(basis, None, None, replies, names, endorsed, pictures, later)

    async def made(self, parts: Parts) -> SharedReveal:
        """Return the reveal that is made of these: the one that was, if they are as they were."""
        if parts.made is not None:
            return parts.made
        # One who goes away must not take it from the others.
        return await asyncio.shield(parts.making or self._being_made(parts))

    def _being_made(self, parts: Parts) -> asyncio.Task[SharedReveal]:
        """Have it made, once for all who read the same until then."""
        id_ = parts.basis.round.id
        known = self._making.get(id_)
        if known is not None and known[0] == parts.basis:
            return known[1]
        task = asyncio.create_task(self._make(parts), name=f"reveal-{id_}")
        self._making[id_] = ours = parts.basis, task

        def forget(_: object) -> None:
            if self._making.get(id_) is ours:
                del self._making[id_]

        task.add_done_callback(forget)
        return task

    async def _make(self, parts: Parts) -> SharedReveal:
        known = self._kept.get(parts.basis.round.id)
        if known is not None and known[0] == parts.basis:
            return known[1]
        shared = parts.shared(await self._compared(parts.compared))
        self._keep(parts.basis, shared)
        return shared

    def _keep(self, basis: _Basis, shared: SharedReveal) -> None:
        """Keep it as the latest, and of those before as many as there is room for."""
        kept = self._kept
        kept[basis.round.id] = basis, shared
        kept.move_to_end(basis.round.id)
        while len(kept) > 1 and (len(kept) > _MOST_KEPT or _size(kept) > _MOST_CHARACTERS):
            kept.popitem(last=False)

    async def _load(self, round_: RoundId) -> SharedReveal:
        async with self._context.store.reading() as tx:
            parts = await self.read(tx, await tx.rounds.get(round_))
        return await self.made(parts)


def _size(kept: Mapping[RoundId, tuple[_Basis, SharedReveal]]) -> int:
    """Return how many characters the replies have that are kept."""
    replies = (each for _, shared in kept.values() for each in shared.reveal.replies)
    return sum(len(each.text) for each in replies)


def refuse_unrevealed(round_: Round) -> None:
    """Raise NotFound for a round that was skipped, and NotAllowed for one that is open."""
    if round_.state is RoundState.SKIPPED:
        raise NotFound("round", round_.id)
    if round_.state is RoundState.OPEN:
        raise NotAllowed("reveal")


def refuse_question_withdrawn(question: Question) -> None:
    """Raise NotAllowed for what was said of a question that was withdrawn."""
    if question.withdrawn:
        raise NotAllowed("withdrawn")


async def refuse_asked_again(tx: Transaction, question: Question, reader: Reader) -> None:
    """Raise NotAllowed while the question is open somewhere and the reader has not replied.

    And of one that was withdrawn, for good. The reader is to come with all that they can read, as
    for `CardRepository.withheld`.
    """
    refuse_question_withdrawn(question)
    if await withheld_of(tx, [question], reader):
        raise NotAllowed("asked-again")


async def withheld_of(
    tx: Transaction, questions: Iterable[Question], reader: Reader
) -> frozenset[QuestionId]:
    """Return which of the questions are open somewhere where the reader has not replied.

    By words as well as by id, because one may be asked from another deck. The reader is as in
    `refuse_asked_again`.
    """
    cards = await tx.cards.withheld(reader)
    ids = {card.question.id for card in cards}
    words = {spelled(text) for card in cards for text in card.wordings}
    return frozenset(each.id for each in questions if each.id in ids or spelled(each.text) in words)


async def _compared(meaning: Meaning | None, basis: Compared) -> Comparison:
    return await asyncio.to_thread(compare, *basis, meaning=meaning or WORDS_ALONE)


@dataclass(frozen=True, slots=True)
class _Basis:
    """What a reveal depends on; of its replies the stamp, which another reply or name changes.

    `said` is what their authors say of them. `worded_now` are the question's words by now, which
    may have been others when it was asked.
    """

    round: Round
    deck: Deck
    question: Question
    answered: Sequence[tuple[Answer, Source]]
    stamp: str
    later_stamp: str
    said: OwnWords
    challenged: tuple[ChallengeShown, ...]
    worded_now: str = ""


async def _basis(tx: Transaction, round_: Round) -> _Basis:
    question, deck = (await tx.decks.with_decks([round_.question]))[round_.question]
    answered = (await tx.decks.answers_to([question.id]))[question.id]
    stamp, asked = await tx.replies.stamp(round_.id), as_asked(question, round_)
    later = await tx.replies.later_stamp(round_.id)
    said = await tx.own_words.of_round(round_.id)
    challenged = await _challenged(tx, round_, deck)
    return _Basis(round_, deck, asked, answered, stamp, later, said, challenged, question.text)


async def _challenged(tx: Transaction, round_: Round, deck: Deck) -> tuple[ChallengeShown, ...]:
    """Return what is challenged and not decided; nobody changes what is shipped."""
    if deck.workspace == SHIPPED:
        return ()
    found = await tx.challenges.stamp(round_.id)
    named = round_.naming is Naming.NAMES and found
    names = await tx.members.names(each.member for each, _ in found) if named else {}
    return tuple(
        ChallengeShown(each, names.get(each.member), agreements) for each, agreements in found
    )


@dataclass(frozen=True, slots=True)
class Parts:
    """What a reveal is made of: as it was `made`, or is in `making`, else all replies and names."""

    basis: _Basis
    made: SharedReveal | None = None
    making: asyncio.Task[SharedReveal] | None = None
    replies: Sequence[Reply] = ()
    names: Mapping[MemberId, str] = field(default_factory=dict)
    endorsed: frozenset[MemberId] = frozenset()
    pictures: Mapping[PictureId, Picture] = field(default_factory=dict)
    later: Sequence[LaterReply] = ()

    @property
    def later_ordered(self) -> tuple[tuple[LaterReply, AuthoredText], ...]:
        """What was answered later, in the reveal's order, as it is shown."""
        return reply_texts(self.later, self.names, self.basis.round.naming)

    @property
    def ordered(self) -> tuple[tuple[Reply, AuthoredText], ...]:
        """The replies in the reveal's order, as they are shown."""
        naming = self.basis.round.naming
        return reply_texts(self.replies, self.names, naming, self.pictures)

    @property
    def answers(self) -> Answers:
        """What the deck's documents answer."""
        return split(self.basis.deck, self.basis.question, self.basis.answered)

    @property
    def compared(self) -> Compared:
        """What the comparison is made of."""
        answers = self.answers
        trusted = answers.reference or answers.earlier[:1]
        references = tuple(said_of_pictures(each.text) for each in trusted)
        replies = (shown.text for _, shown in self.ordered)
        later = (shown.text for _, shown in self.later_ordered)
        earlier = (said_of_pictures(each.text) for each in answers.earlier)
        texts = (*replies, *earlier, *later)
        question = said_of_pictures(self.basis.question.text)
        language = self.basis.deck.language
        return references, texts, question, language, self.peers

    @property
    def peers(self) -> tuple[Peer, ...]:
        """What others answered, as further references: documents, and replies of this round."""
        endorsed = (each.text for each in self.replies if each.member in self.endorsed)
        earlier = (Peer(said_of_pictures(each.text)) for each in self.answers.earlier)
        return (*(Peer(text, endorsed=True) for text in endorsed), *earlier)

    def shared(self, compared: Comparison) -> SharedReveal:
        """Return the reveal, whose texts were compared."""
        basis, ordered = self.basis, self.ordered
        said, authors = basis.said, tuple(reply.member for reply, _ in ordered)
        later, places = self.later_ordered, {each: at for at, each in enumerate(authors)}
        reveal = Reveal(
            basis.round,
            basis.deck,
            basis.question,
            self.answers,
            tuple(shown for _, shown in ordered),
            with_claims(compared, [said.claims.get(each, ()) for each in authors]),
            tuple(said.confidences.get(each) for each in authors),
            tuple(LaterText(shown, places.get(each.member)) for each, shown in later),
            basis.challenged,
        )
        return SharedReveal(reveal, authors, tuple(each.member for each, _ in later))


async def _endorsed(tx: Transaction, round_: Round) -> frozenset[MemberId]:
    """Return whose replies were found right by themselves or helpful by others.

    Nobody's before the counts are told: what members say is shown only then, in no way before.
    """
    if round_.tally_at is not None:
        return frozenset()
    ratings = await tx.feedback.ratings(round_.id)
    votes = await tx.feedback.votes(round_.id)
    right = {each.member for each in ratings if each.rating is Rating.GOT_IT}
    return frozenset(right | {vote.author for vote in votes})


def split(deck: Deck, question: Question, answered: Sequence[tuple[Answer, Source]]) -> Answers:
    """Return what a deck's documents answer: the question's reference, and the others."""
    answers, sources = [answer for answer, _ in answered], [source for _, source in answered]
    return split_answers(question.reference or deck.reference, answers, sources, DOUBTFUL)
