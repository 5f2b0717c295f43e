"""Which question is asked next, and the round that asks it, inside one transaction."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.core.models import (
    Deck,
    DeckId,
    GroupId,
    Naming,
    Order,
    Place,
    QuestionId,
)
from bot.core.question_order import disagreements, disputes, in_order
from bot.errors import NotFound
from bot.storage.transaction import Transaction

QuestionCache = dict[DeckId, tuple[Deck, Sequence[Place]]]
# What tells a deck with other disagreements: its language, last edit, and its answers' lengths.
_Stamp = tuple[str, str, str]
_MOST_DECKS = 128


class Disagreements:
    """How disputed questions are: how much their answers differ, worked out once for a deck as it
    is, and how many challenge their references.
    """

    def __init__(self) -> None:
        self._known: OrderedDict[DeckId, tuple[_Stamp, Mapping[QuestionId, float]]] = OrderedDict()

    async def of(self, tx: Transaction, id_: DeckId) -> Mapping[QuestionId, float]:
        """Return the deck's; the first call for a deck takes up to a second, on another thread.

        What one source alone answers is not read: nothing there can differ. Nor is any text while
        the deck is as it was.
        """
        deck, shape = await tx.decks.get(id_), await tx.decks.shape_of_several(id_)
        # An edit may leave a text as long as it was; an import brings other answers.
        stamp = deck.language, await tx.deck_edits.latest_id(id_), shape
        known = self._known.get(id_)
        if known is None or known[0] != stamp:
            known = self._known[id_] = stamp, await _disagreements(tx, deck)
            while len(self._known) > _MOST_DECKS:
                self._known.popitem(last=False)
        return disputes(known[1], await tx.challenges.standing(id_))


async def _disagreements(tx: Transaction, deck: Deck) -> Mapping[QuestionId, float]:
    answers = await tx.decks.answers_of_several(deck.id)
    found = await tx.decks.some(dict.fromkeys(each.question for each in answers))
    questions = sorted(found, key=lambda each: each.position)
    return await asyncio.to_thread(disagreements, questions, answers, deck.language)


@dataclass(frozen=True, slots=True)
class Choice:
    """What is to be asked; `question` is None when nothing is.

    `left` is how many more the cycle has, of `total` in the deck. Without a question `left` counts
    those that have to wait because they are open already, and 0 is the deck's end.
    """

    question: Place | None
    cycle: int
    left: int
    total: int


class QuestionPicker:
    """Chooses questions, knowing what it chose before.

    `cache` keeps where the questions of decks stand, from one transaction to the next; a tick has
    one.
    """

    def __init__(
        self, tx: Transaction, known: Disagreements, cache: QuestionCache | None = None
    ) -> None:
        self._tx = tx
        self._known = known
        self._cache: QuestionCache = {} if cache is None else cache
        self._waiting: dict[tuple[GroupId, DeckId, int], dict[QuestionId, Place]] = {}
        self._lines: dict[tuple[GroupId, DeckId, int, Order, int], list[Place]] = {}
        self._open: dict[tuple[GroupId, DeckId], set[QuestionId]] = {}
        self._namings: dict[GroupId, Naming] = {}

    async def deck(self, deck: DeckId) -> Deck:
        """Return the deck. Raises NotFound."""
        return (await self._of_cache(deck))[0]

    def forget(self) -> None:
        """Leave a few decks in the cache: how many a tick asks of grows with all groups."""
        for deck in list(self._cache)[:-_MOST_DECKS]:
            del self._cache[deck]

    async def prepare(self, cycles: Collection[tuple[GroupId, DeckId, int]]) -> None:
        """Read of many groups at once what `choose` and `naming` need of each."""
        self._namings |= await self._tx.groups.namings({group for group, *_ in cycles})
        if missing := {deck for _, deck, _ in cycles} - self._cache.keys():
            self._cache |= await self._tx.decks.with_places(missing)
        asked = await self._tx.rounds.asked_in(cycles)
        for group, deck, cycle in cycles:
            _, questions = await self._of_cache(deck)
            done = frozenset(asked.get((group, deck, cycle), ()))
            self._waiting[group, deck, cycle] = _without(questions, done)

    async def naming(self, group: GroupId) -> Naming:
        """Return how the group shows who replied."""
        if group not in self._namings:
            self._namings[group] = (await self._tx.groups.get(group)).naming
        return self._namings[group]

    async def choose(
        self,
        group: GroupId,
        deck: DeckId,
        cycle: int,
        *,
        order: Order = Order.DECK,
        seed: int = 0,
        start_over: bool = False,
    ) -> Choice:
        """Return a group's next question of a deck, of the next cycle if it may start over."""
        total = len((await self._of_cache(deck))[1])
        waiting = await self._waiting_in(group, deck, cycle)
        while start_over and total and not waiting:
            cycle += 1
            waiting = await self._waiting_in(group, deck, cycle)
        busy = await self._open_in(group, deck) if cycle else set()
        free = (
            question
            for question in await self._line(group, deck, cycle, order, seed)
            if question.id in waiting and question.id not in busy
        )
        chosen = next(free, None)
        if chosen is not None:
            del waiting[chosen.id]
            busy.add(chosen.id)
        return Choice(chosen, cycle, len(waiting), total)

    async def _line(
        self, group: GroupId, deck: DeckId, cycle: int, order: Order, seed: int
    ) -> list[Place]:
        key = (group, deck, cycle, order, seed)
        if key not in self._lines:
            known = await self._known.of(self._tx, deck) if order is Order.DISPUTED else {}
            waiting = (await self._waiting_in(group, deck, cycle)).values()
            self._lines[key] = in_order(waiting, order, seed=seed, cycle=cycle, disagreements=known)
        return self._lines[key]

    async def _waiting_in(
        self, group: GroupId, deck: DeckId, cycle: int
    ) -> dict[QuestionId, Place]:
        """Return the questions that the group was not asked in a cycle."""
        key = (group, deck, cycle)
        if key not in self._waiting:
            _, questions = await self._of_cache(deck)
            self._waiting[key] = _without(questions, await self._tx.rounds.asked(*key))
        return self._waiting[key]

    async def _open_in(self, group: GroupId, deck: DeckId) -> set[QuestionId]:
        """Return what the group has open, which may be since an earlier cycle."""
        if (group, deck) not in self._open:
            self._open[group, deck] = set(await self._tx.rounds.open_questions(group, deck))
        return self._open[group, deck]

    async def _of_cache(self, deck: DeckId) -> tuple[Deck, Sequence[Place]]:
        if deck not in self._cache:
            self._cache |= await self._tx.decks.with_places({deck})
        if deck not in self._cache:
            raise NotFound("deck", deck)
        return self._cache[deck]


def _without(questions: Iterable[Place], asked: Collection[QuestionId]) -> dict[QuestionId, Place]:
    return {question.id: question for question in questions if question.id not in asked}
