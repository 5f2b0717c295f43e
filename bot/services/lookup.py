"""Finding a question from a few words, and its answers unless it is too early for them.

The indexes of the workspaces are built once, and kept as far as memory goes.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from async_lru import alru_cache

from bot.core.limits import MAX_QUERY
from bot.core.lookup import Hit, LookupIndex, LookupIndexSet, spelled
from bot.core.models import SHIPPED, Deck, DeckId, GroupId, Question, QuestionId, WorkspaceId
from bot.core.read_models import Found, Reader, RoundCard
from bot.errors import NotFound
from bot.services.access import AccessService
from bot.services.context import Context
from bot.services.live import EVERYWHERE, Scope
from bot.services.reveals import split
from bot.storage.transaction import Store, Transaction

MOST_BYTES = 512 * 2**20  # room for 200,000 questions, or for hundreds of usual groups
_MOST_INDEXES = 1_024
_MOST_LOOKED_AT = 512


class LookupIndexes:
    """One index a workspace, built when it is first asked for after a change.

    Together they take about `most_bytes` at most: those asked for longest ago are dropped. The
    latest is kept however large it is.
    """

    def __init__(self, store: Store, most_bytes: int = MOST_BYTES) -> None:
        self._store = store
        self._most_bytes = most_bytes
        self._built = alru_cache(maxsize=_MOST_INDEXES)(self._build)
        self._sizes: OrderedDict[WorkspaceId, int] = OrderedDict()
        # The library ends what nobody waits for any more; these wait to the end.
        self._waiting: set[asyncio.Task[LookupIndex]] = set()

    def forget(self, workspace: WorkspaceId) -> None:
        """Build the workspace's index anew the next time: its decks changed."""
        self._built.cache_invalidate(workspace)
        self._sizes.pop(workspace, None)

    def forget_all(self) -> None:
        """Build every index anew: any deck may have changed."""
        self._built.cache_clear()
        self._sizes.clear()

    async def get(self, workspaces: Sequence[WorkspaceId]) -> LookupIndexSet:
        """Return their indexes. They are built to the end also if the caller stops waiting."""
        built = await asyncio.gather(*(asyncio.shield(self._wait_for(each)) for each in workspaces))
        return LookupIndexSet(built)

    async def find(
        self, workspaces: Sequence[WorkspaceId], patience: float
    ) -> LookupIndexSet | None:
        """Return their indexes, None when that takes longer than `patience` seconds."""
        indexes = [self._wait_for(each) for each in workspaces]
        _, late = await asyncio.wait(indexes, timeout=patience)
        return None if late else LookupIndexSet([index.result() for index in indexes])

    def _wait_for(self, workspace: WorkspaceId) -> asyncio.Task[LookupIndex]:
        waiting = asyncio.create_task(self._get(workspace), name=f"index-{workspace}")
        self._waiting.add(waiting)
        waiting.add_done_callback(self._waiting.discard)
        return waiting

    async def _get(self, workspace: WorkspaceId) -> LookupIndex:
        index = await self._built(workspace)
        self._make_room_for(workspace, index.nbytes)
        return index

    def _make_room_for(self, workspace: WorkspaceId, size: int) -> None:
        self._sizes[workspace] = size
        self._sizes.move_to_end(workspace)
        while len(self._sizes) > 1 and sum(self._sizes.values()) > self._most_bytes:
            self.forget(next(iter(self._sizes)))

    async def _build(self, workspace: WorkspaceId) -> LookupIndex:
        async with self._store.reading() as tx:
            texts = await tx.decks.texts(workspace)
        entries = [(id_, question, "\n".join(answers)) for id_, question, answers in texts]
        return await asyncio.to_thread(LookupIndex.build, entries)


Asked = GroupId | WorkspaceId
PATIENCE = 0.15  # seconds: with what else a suggestion takes, it is there while one types
MOST_SUGGESTIONS = 25  # what Discord lists: the most of all platforms


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question to choose while one types. `text` is the question as Markdown."""

    id: QuestionId
    text: str


class LookupService:
    """Look-ups in the decks that somebody may read: of groups that they read, and the shipped.

    While a question is open its answers are kept from those who have not replied: they are not
    shown, and they bring the question up in no search, which would tell what they say.
    """

    def __init__(self, context: Context, access: AccessService) -> None:
        self._context = context
        self._access = access
        self._indexes = LookupIndexes(context.store)

    def forget(self, workspace: Scope) -> None:
        """Build the workspace's index anew at the next look-up: its decks changed."""
        if workspace == EVERYWHERE:
            self._indexes.forget_all()
        else:
            self._indexes.forget(WorkspaceId(workspace))

    async def search(
        self, reader: Reader, query: str, limit: int = 5, *, asked: Asked | None = None
    ) -> list[Found]:
        """Return the questions that fit best, the best in front; `asked` is as in `suggest`."""
        with self._context.metrics.lookup_seconds.time():
            shelf = await self._shelf(reader, asked)
            index = await self._indexes.get(shelf.workspaces)
            # What is open is read only now: a round may have opened while the index was built.
            everywhere = await self._access.withholding(reader)
            async with self._context.store.reading() as tx:
                withheld = await tx.cards.withheld(everywhere)
                search = _Search(index, shelf.decks, _texts(withheld))
                hits, known = await _hits(tx, search, query, limit)
                return await _found(tx, hits, known, withheld)

    async def suggest(
        self,
        reader: Reader,
        query: str,
        limit: int = MOST_SUGGESTIONS,
        *,
        patience: float = PATIENCE,
        asked: Asked | None = None,
    ) -> list[Suggestion]:
        """Return questions to choose from while the query is being typed, the best in front.

        Before the first letter these are the ones asked last, or else the first of the decks. An
        index that takes longer than `patience` seconds to build is not waited for: the questions
        asked last that hold the query stand in. Who plans for a group, or for one to be in a
        workspace, chooses among all that can be `asked` there.
        """
        shelf = await self._shelf(reader, asked)
        index = await self._indexes.find(shelf.workspaces, patience)
        everywhere = await self._access.withholding(reader)
        async with self._context.store.reading() as tx:
            if index is None:
                return await _asked_with(tx, reader, query, limit)
            if not query.strip():
                return await _asked_last(tx, reader, index, limit, shelf.decks)
            hushed = _texts(await tx.cards.withheld(everywhere))
            hits, _ = await _hits(tx, _Search(index, shelf.decks, hushed), query, limit)
        return _suggestions((hit.key, hit.text) for hit in hits)

    async def question(
        self, reader: Reader, id_: QuestionId, *, asked: Asked | None = None
    ) -> Found:
        """Return one question as a look-up would; `asked` is as in `suggest`. Raises NotFound."""
        everywhere = await self._access.withholding(reader)
        async with self._context.store.reading() as tx:
            known = await tx.decks.with_decks([id_])
            withheld = await tx.cards.withheld(everywhere)
            found = await _found(tx, [Hit(id_, "", 1.0)], known, withheld)
            for each in found:
                if await tx.decks.read_in(reader.channels, each.deck.id):
                    return each
                if asked is not None and await tx.decks.find_at_hand(asked, each.deck.id):
                    return each
        raise NotFound("question", id_)

    async def _shelf(self, reader: Reader, asked: Asked | None) -> _Shelf:
        async with self._context.store.reading() as tx:
            if asked is None:
                return _Shelf(await tx.decks.read_in(reader.channels))
            return _Shelf({each.id: each.workspace for each in await tx.decks.at_hand(asked)})


@dataclass(frozen=True, slots=True)
class _Shelf:
    """The decks that somebody may look into, each with its workspace."""

    decks: Mapping[DeckId, WorkspaceId]

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


async def _hits(
    tx: Transaction, search: _Search, query: str, limit: int
) -> tuple[list[Hit], _Known]:
    """Return the best hits in the decks, and what they are of.

    More are looked at where others come first.
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
        if len(kept) >= limit or len(hits) < size or size > _MOST_LOOKED_AT:
            return kept[:limit], known
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
    asked = [(each.question.id, each.question.text) for each in closed if each.deck.id in decks]
    if asked:
        return _suggestions(dict(asked).items())
    first = {QuestionId(key): text for key, text in index.first(_MOST_LOOKED_AT)}
    known = await tx.decks.with_decks(first)
    there = [(key, first[key]) for key in first if key in known and known[key][1].id in decks]
    return _suggestions(there[:limit])


async def _asked_with(tx: Transaction, reader: Reader, query: str, limit: int) -> list[Suggestion]:
    """Return the questions of the latest closed rounds that hold the query."""
    cards = await tx.cards.closed(reader, limit)
    asked = {card.question.id: card.question.text for card in cards}
    return _suggestions(each for each in asked.items() if spelled(query) in spelled(each[1]))


def _suggestions(pairs: Iterable[tuple[str, str]]) -> list[Suggestion]:
    return [Suggestion(QuestionId(key), text) for key, text in pairs]


def _texts(cards: Iterable[RoundCard]) -> list[str]:
    return list(dict.fromkeys(card.question.text for card in cards))


async def _found(
    tx: Transaction, hits: Sequence[Hit], known: _Known, withheld: Iterable[RoundCard]
) -> list[Found]:
    # By words, because the same question may stand in another deck of the group.
    first = sorted(withheld, key=lambda card: card.round.opened_at, reverse=True)
    guarded = {spelled(card.question.text): card.round.id for card in first}
    scores = {QuestionId(hit.key): hit.score for hit in hits}
    answered = await tx.decks.answers_to(scores)
    found = []
    for id_ in [each for each in scores if each in known]:
        question, deck = known[id_]
        round_ = guarded.get(spelled(question.text))
        answers = split(deck, answered[id_]) if round_ is None else None
        found.append(Found(question, deck, scores[id_], answers, round_))
    return found
