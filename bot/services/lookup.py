"""Finding a question from a few words, and its answers unless it is too early for them.

The indexes are those of the workspaces, and one of the library.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.core.authored_text import joined
from bot.core.limits import MAX_QUERY
from bot.core.lookup import Fit, Hit, LookupIndexSet, passage, spelled
from bot.core.models import (
    SHIPPED,
    Answer,
    Deck,
    DeckId,
    GroupId,
    Question,
    QuestionId,
    Round,
    Source,
    WorkspaceId,
)
from bot.core.read_models import Found, Reader, RoundCard
from bot.errors import NotFound
from bot.services.access import AccessService
from bot.services.context import Context
from bot.services.live import EVERYWHERE, About, Scope
from bot.services.lookup_indexes import LookupIndexes
from bot.services.reveals import split
from bot.storage.transaction import Transaction

_MOST_LOOKED_AT = 512
_MOST_NEAR = 32

Asked = GroupId | WorkspaceId
PATIENCE = 0.15  # seconds: with what else a suggestion takes, it is there while one types
MOST_SUGGESTIONS = 25  # what Discord lists: the most of all platforms


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question to choose while one types. `text` is the question as Markdown."""

    id: QuestionId
    text: str
    deck: str


class LookupService:
    """Look-ups in the decks that somebody may read: of groups that they read, and the shipped.

    While a question is open its answers are kept from those who have not replied: they are not
    shown, and they bring the question up in no search, which would tell what they say.
    """

    def __init__(self, context: Context, access: AccessService) -> None:
        self._context = context
        self._access = access
        self._indexes = LookupIndexes(context.store, shelf=context.shelf)

    def forget(self, workspace: Scope, about: About = None) -> None:
        """Bring the workspace's index up to date at the next look-up: its decks changed."""
        if workspace == EVERYWHERE:
            self._indexes.forget_all()
        else:
            self._indexes.forget(WorkspaceId(workspace), about)

    async def search(
        self, reader: Reader, query: str, limit: int = 5, *, asked: Asked | None = None
    ) -> list[Found]:
        """Return the questions that fit best, the best in front; `asked` is as in `suggest`.

        Questions of the same words in several decks are one, of the first of these.
        """
        with self._context.metrics.lookup_seconds.time():
            shelf = await self._shelf(reader, asked)
            index = await self._indexes.get(shelf.workspaces)
            # What is open is read only now: a round may have opened while the index was built.
            everywhere = await self._access.withholding(reader)
            async with self._context.store.reading() as tx:
                withheld = await tx.cards.withheld(everywhere)
                search = _Search(index, shelf.decks, _texts(withheld))
                hits, known = await _hits(tx, search, query, limit)
                return await _found(tx, reader, _alike(hits, known)[:limit], withheld)

    async def suggest(
        self,
        reader: Reader,
        query: str,
        limit: int = MOST_SUGGESTIONS,
        *,
        patience: float = PATIENCE,
        asked: Asked | None = None,
        deck: DeckId | None = None,
    ) -> list[Suggestion]:
        """Return questions to choose from while the query is being typed, the best in front.

        Before the first letter these are the ones asked last, or else the first of the decks. An
        index that takes longer than `patience` seconds is not waited for: the one from before a
        change stands in, or else the questions asked last that hold the query, and those that begin
        with it. Who plans for a group, or for one to be in a
        workspace, chooses among all that can be `asked` there; or of these one `deck`'s.
        """
        shelf = await self._shelf(reader, asked)
        index = await self._indexes.find(shelf.workspaces, patience)
        if deck is not None:
            shelf = shelf.of(deck)
        everywhere = await self._access.withholding(reader)
        async with self._context.store.reading() as tx:
            if index is None:
                return await _without_index(tx, reader, query, limit, shelf.decks)
            if not query.strip():
                return await _asked_last(tx, reader, index, limit, shelf.decks)
            hushed = _texts(await tx.cards.withheld(everywhere))
            hits, known = await _hits(tx, _Search(index, shelf.decks, hushed), query, limit)
        found = [_Same((hit,), known) for hit in hits] if asked else _alike(hits, known)
        return [_suggestion(*each.first) for each in found[:limit]]

    async def question(
        self, reader: Reader, id_: QuestionId, *, asked: Asked | None = None
    ) -> Found:
        """Return one question as a look-up would; `asked` is as in `suggest`. Raises NotFound."""
        everywhere = await self._access.withholding(reader)
        async with self._context.store.reading() as tx:
            known = await tx.decks.with_decks([id_])
            withheld = await tx.cards.withheld(everywhere)
            there = id_ in known and not known[id_][0].withdrawn
            same = [_Same((Hit(id_, "", 1.0),), known)] if there else []
            found = await _found(tx, reader, same, withheld)
            for each in found:
                if await tx.decks.read_in(reader.channels, each.deck.id):
                    return each
                if asked is not None and await tx.decks.find_at_hand(asked, each.deck.id):
                    return each
        raise NotFound("question", id_)

    async def nearest(
        self, workspace: WorkspaceId, deck: DeckId, text: str, but: QuestionId
    ) -> QuestionId | None:
        """Return the deck's question that a text says most of, but one; the next where none fits.

        None where there is no other.
        """
        index = await self._indexes.get([workspace])
        hits = index.search(text[:MAX_QUERY], _MOST_NEAR, ())
        async with self._context.store.reading() as tx:
            known = await tx.decks.with_decks({QuestionId(hit.key) for hit in hits})
            beside = await tx.decks.beside(await tx.decks.question(but))
        for hit in hits:
            found = known.get(QuestionId(hit.key))
            if found and found[1].id == deck and found[0].id != but and not found[0].retired:
                return found[0].id
        return beside.id if beside else None

    async def _shelf(self, reader: Reader, asked: Asked | None) -> _Shelf:
        async with self._context.store.reading() as tx:
            if asked is None:
                return _Shelf(await tx.decks.read_in(reader.channels))
            return _Shelf({each.id: each.workspace for each in await tx.decks.at_hand(asked)})


@dataclass(frozen=True, slots=True)
class _Shelf:
    """The decks that somebody may look into, each with its workspace."""

    decks: Mapping[DeckId, WorkspaceId]

    def of(self, deck: DeckId) -> _Shelf:
        """Return one with this deck alone."""
        return _Shelf({id_: whose for id_, whose in self.decks.items() if id_ == deck})

    @property
    def workspaces(self) -> Sequence[WorkspaceId]:
        """Whose these are, the library last."""
        return sorted({*self.decks.values(), SHIPPED}, key=lambda each: (each == SHIPPED, each))


@dataclass(frozen=True, slots=True)
class _Search:
    """What is searched: some of the indexed decks. Answers to the texts in `hushed` are."""

    index: LookupIndexSet
    decks: Collection[DeckId]
    hushed: Collection[str]


_Known = Mapping[QuestionId, tuple[Question, Deck]]


@dataclass(frozen=True, slots=True)
class _Same:
    """Hits of one question, which stands in one or several decks; the best of them in front."""

    hits: Sequence[Hit]
    known: _Known

    @property
    def first(self) -> tuple[Question, Deck]:
        return self.known[QuestionId(self.hits[0].key)]

    @property
    def ids(self) -> list[QuestionId]:
        return [QuestionId(hit.key) for hit in self.hits]


def _alike(hits: Iterable[Hit], known: _Known) -> list[_Same]:
    """Return the hits with those of the same words together."""
    same: dict[str, list[Hit]] = {}
    for hit in hits:
        same.setdefault(spelled(hit.text), []).append(hit)
    return [_Same(tuple(each), known) for each in same.values()]


async def _hits(
    tx: Transaction, search: _Search, query: str, limit: int
) -> tuple[list[Hit], _Known]:
    """Return the best hits in the decks, of at least `limit` different questions if there are.

    More are looked at where others come first. What they are of comes with them.
    """
    size = limit
    while True:
        hits = search.index.search(query[:MAX_QUERY], size, search.hushed)
        known = await tx.decks.with_decks({QuestionId(hit.key) for hit in hits})
        kept = [
            hit
            for hit in hits
            if (found := known.get(QuestionId(hit.key))) and found[1].id in search.decks
        ]
        enough = len(_alike(kept, known)) >= limit
        if enough or len(hits) < size or size > _MOST_LOOKED_AT:
            return kept, known
        size *= 8


async def _asked_last(
    tx: Transaction,
    reader: Reader,
    index: LookupIndexSet,
    limit: int,
    decks: Collection[DeckId],
) -> list[Suggestion]:
    """Return the questions of the latest closed rounds, or the first that are there to ask."""
    closed = await tx.cards.closed(reader, limit)
    there = (each for each in closed if not each.question.withdrawn)
    asked = {each.question.id: (each.question, each.deck) for each in there}
    here = [pair for pair in asked.values() if pair[1].id in decks]
    if not here:
        first = [QuestionId(key) for key, _ in index.first(_MOST_LOOKED_AT)]
        known = await tx.decks.with_decks(first)
        pairs = [known[id_] for id_ in first if id_ in known]
        here = [pair for pair in pairs if pair[1].id in decks]
    return [_suggestion(*pair) for pair in here[:limit]]


async def _without_index(
    tx: Transaction, reader: Reader, query: str, limit: int, decks: Collection[DeckId]
) -> list[Suggestion]:
    """Return the latest closed rounds' questions that hold the query, and what begins with it."""
    cards = await tx.cards.closed(reader, limit)
    words = spelled(query)
    found = {
        card.question.id: _suggestion(card.question, card.deck)
        for card in cards
        if words in spelled(card.question.text) and not card.question.withdrawn
    }
    if query.strip():
        for question, deck in await tx.decks.beginning_with(decks, query.strip(), limit):
            found.setdefault(question.id, _suggestion(question, deck))
    return list(found.values())[:limit]


def _suggestion(question: Question, deck: Deck) -> Suggestion:
    return Suggestion(question.id, question.text, deck.title)


def _texts(cards: Iterable[RoundCard]) -> list[str]:
    return list(dict.fromkeys(text for card in cards for text in sorted(card.wordings)))


async def _found(
    tx: Transaction, reader: Reader, hits: Sequence[_Same], withheld: Iterable[RoundCard]
) -> list[Found]:
    # By words, because the same question may stand in another deck of the group.
    first = sorted(withheld, key=lambda card: card.round.opened_at, reverse=True)
    guarded = {spelled(text): card.round.id for card in first for text in card.wordings}
    ids = [id_ for same in hits for id_ in same.ids]
    answered = await tx.decks.answers_to(ids)
    rounds = await tx.cards.last_about(reader, ids)
    found = []
    for same in hits:
        question, deck = same.first
        base = Found(
            question,
            deck,
            same.hits[0].score,
            answers=None,
            guarded_by=guarded.get(spelled(question.text)),
            sure=same.hits[0].fit is Fit.SURE,
            also_in=tuple(same.known[id_][1] for id_ in same.ids[1:]),
        )
        found.append(base if base.guarded_by else _open_to_all(base, same, answered, rounds))
    return found


def _open_to_all(
    found: Found,
    same: _Same,
    answered: Mapping[QuestionId, Sequence[tuple[Answer, Source]]],
    rounds: Mapping[QuestionId, Round],
) -> Found:
    """Return what was found with all that it is not too early for."""
    answers = joined(
        split(same.known[id_][1], same.known[id_][0], answered[id_]) for id_ in same.ids
    )
    texts = [each.text for each in (*answers.reference, *answers.earlier)]
    said = {word: None for hit in same.hits for word in hit.answered}
    last = [rounds[id_] for id_ in same.ids if id_ in rounds]
    return replace(
        found,
        answers=answers,
        passage=passage(texts, said, found.deck.language) if said else (),
        round=max(last, key=lambda each: each.closed_at or each.closes_at, default=None),
    )
