"""What an edit of a deck costs does not grow with the deck: of 50 questions or of 50,000."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.core.deck_changes import Change
from bot.core.deck_edits import (
    AcceptAnswer,
    DeleteQuestion,
    Edit,
    EditAnswer,
    EditQuestion,
    Merge,
    MoveAnswer,
    MoveQuestion,
    Retire,
    Split,
    WithdrawAnswer,
    WithdrawQuestion,
    WriteReference,
)
from bot.core.models import AnswerId, DeckId, Question, QuestionId, WorkspaceId
from bot.services.services import Services
from bot.storage.transaction import Store
from tests.fakes.clock import Clock
from tests.fakes.places import settled
from tests.fakes.statements import counted_statements
from tests.fakes.study_deck import StudyDeck, store_deck

Costs = dict[str, tuple[int, int]]


async def test_an_edit_asks_for_as_much_in_a_large_deck_as_in_a_small_one(
    services: Services, store: Store, clock: Clock
):
    channel = await settled(services, name="study")
    (workspace,) = await services.workspaces.of_group(channel.group)
    costs = []
    for title, more in (("Small", 50), ("Large", 350)):
        deck = await store_deck(store, workspace.id, clock.now(), title)
        await _grow(store, deck, more)
        costs.append(await _costs(services, store, workspace.id, deck))
        await services.deck_edits.remove(workspace.id, deck.id)  # its words are look-ups' no more
    small, large = costs
    # So many questions as are near an answer's words are looked at, up to three.
    near = large.pop("review")[1] - small.pop("review")[1]
    assert abs(near) <= 3
    assert large == small


async def _grow(store: Store, deck: StudyDeck, more: int) -> None:
    async with store.writing() as tx:
        await tx.decks.put_questions(
            Question(QuestionId(f"{deck.id}{at}"), deck.id, at, f"Zymurgy {at}?")
            for at in range(3, 3 + more)
        )


async def _costs(
    services: Services, store: Store, workspace: WorkspaceId, deck: StudyDeck
) -> Costs:
    """Return how many statements and rows each edit takes that is done and undone."""
    edits, found = services.deck_edits, Costs()
    await _doubt(store, deck)  # so that there is something to accept
    for edit in _all_edits(deck):
        seen = (await edits.question(workspace, deck.id, deck.questions[0].id)).stamp
        found[f"{edit}"[:16]] = await _cost(
            store._engine, lambda edit=edit, seen=seen: edits.edit(workspace, deck.id, edit, seen)
        )
        found[f"undo {edit}"[:21]] = await _cost(
            store._engine, lambda: edits.undo(workspace, deck.id)
        )
    first = deck.questions[0].id
    found["page"] = await _cost(store._engine, lambda: edits.question(workspace, deck.id, first))
    found["count"] = await _cost(store._engine, lambda: services.review.count(deck.id))
    await services.review.next(workspace, deck.id, None)  # the look-up's index is made once
    found["review"] = await _cost(
        store._engine, lambda: services.review.next(workspace, deck.id, None)
    )
    return found


async def _doubt(store: Store, deck: StudyDeck) -> None:
    pairs = ((deck.answers[0], replace(deck.answers[0], confidence=0.5)),)
    async with store.writing() as tx:
        await tx.deck_edits.apply(DeckId(deck.id), Change(answers=pairs))


def _all_edits(deck: StudyDeck) -> list[Edit]:
    first, second, _ = (each.id for each in deck.questions)
    answer = AnswerId(next(each.id for each in deck.answers if each.question == first))
    return [
        EditQuestion(first, "Why rest?", ""),
        EditAnswer(answer, "It relaxes."),
        AcceptAnswer(answer),
        MoveAnswer(answer, second),
        WithdrawAnswer(answer),
        WriteReference(first, "It relaxes."),
        Retire(first, retired=True),
        MoveQuestion(first, 2),
        Split(first, (answer,), "What relaxes?"),
        Merge(first, second),
        DeleteQuestion(first),
        WithdrawQuestion(first),
    ]


async def _cost(engine: AsyncEngine, act: Callable[[], Awaitable[object]]) -> tuple[int, int]:
    with counted_statements(engine) as seen:
        await act()
    return len(seen), seen.rows
