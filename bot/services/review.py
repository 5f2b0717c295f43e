"""The review queue: answers whose place is a guess, each beside where it may belong instead."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.deck_changes import stamp
from bot.core.deck_edits import (
    AcceptAnswer,
    Edit,
    Merge,
    MoveAnswer,
    Split,
    WithdrawAnswer,
)
from bot.core.models import DOUBTFUL, Answer, AnswerId, DeckId, QuestionId, WorkspaceId
from bot.core.read_models import Reader
from bot.core.review import Candidate, Doubt, Verdict
from bot.errors import NotFound
from bot.services.decks import own_deck
from bot.services.queues import DeckQueue
from bot.services.reveals import withheld_of
from bot.storage.transaction import Transaction


class ReviewService(DeckQueue):
    """Goes through what is doubtful in a deck, one at a time."""

    async def count(self, deck: DeckId) -> int:
        """Return how many answers of the deck are doubtful."""
        async with self._context.store.reading() as tx:
            return await tx.deck_edits.count_doubtful(deck, DOUBTFUL)

    async def next(
        self,
        workspace: WorkspaceId,
        deck: DeckId,
        reader: Reader | None,
        after: AnswerId | None = None,
    ) -> Doubt | None:
        """Return the first doubtful answer, or the one that follows another, None for no more.

        What is withheld from the reader is passed over; whoever runs the process is none, and
        sees all. Raises NotFound and DeckIsShipped.
        """
        everywhere = await self._access.withholding(reader) if reader else None
        async with self._context.store.reading() as tx:
            await own_deck(tx, workspace, deck)
            doubtful = await tx.deck_edits.doubtful(deck, DOUBTFUL)
            waiting = await _not_withheld(tx, _after(doubtful, after), everywhere)
        if not waiting:
            return None
        first = waiting[0]
        rival = await self._lookup.nearest(workspace, deck, first.text, first.question)
        async with self._context.store.reading() as tx:
            source = next(each for each in await tx.decks.sources(deck) if each.id == first.source)
            here = await _candidate(tx, first.question, None)
            there = await _candidate(tx, rival, everywhere) if rival else None
        return Doubt(first, source, here, there, len(waiting))

    async def decide(
        self, workspace: WorkspaceId, deck: DeckId, doubt: Doubt, verdict: Verdict, text: str = ""
    ) -> None:
        """Do what was decided; `text` is the question that an answer is split off to.

        Raises as `DeckEditService.edit`, and NotFound for a move or merge without a rival.
        """
        answer, here = doubt.answer.id, doubt.here
        if verdict is Verdict.MERGE:
            rival = _rival(doubt)
            await self._edits.edit(workspace, deck, AcceptAnswer(answer), here.stamp)
            merge = Merge(rival.question.id, here.question.id)
            await self._edits.edit(workspace, deck, merge, rival.stamp)
            return
        edit: Edit
        if verdict is Verdict.ACCEPT:
            edit = AcceptAnswer(answer)
        elif verdict is Verdict.DROP:
            edit = WithdrawAnswer(answer)
        elif verdict is Verdict.MOVE:
            edit = MoveAnswer(answer, _rival(doubt).question.id)
        else:
            edit = Split(here.question.id, (answer,), text)
        await self._edits.edit(workspace, deck, edit, here.stamp)


def _rival(doubt: Doubt) -> Candidate:
    if doubt.rival is None:
        raise NotFound("question", "")
    return doubt.rival


def _after(doubtful: Sequence[Answer], after: AnswerId | None) -> Sequence[Answer]:
    """Return those behind the one that was passed over, all where that is none of them."""
    places = (at for at, each in enumerate(doubtful) if each.id == after)
    return doubtful[next(places, -1) + 1 :]


async def _not_withheld(
    tx: Transaction, doubtful: Sequence[Answer], everywhere: Reader | None
) -> Sequence[Answer]:
    if everywhere is None or not doubtful:
        return doubtful
    questions = await tx.decks.some({each.question for each in doubtful})
    hushed = await withheld_of(tx, questions, everywhere)
    return [each for each in doubtful if each.question not in hushed]


async def _candidate(tx: Transaction, id_: QuestionId, everywhere: Reader | None) -> Candidate:
    question = await tx.decks.question(id_)
    answers = (await tx.decks.answers_to([id_])).get(id_, ())
    seen = stamp(question, [answer for answer, _ in answers])
    hushed = everywhere is not None and await withheld_of(tx, [question], everywhere)
    return Candidate(question, () if hushed else answers, seen)
