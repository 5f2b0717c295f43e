"""How disputed questions are is worked out again once a deck is another, and not before."""

from __future__ import annotations

import pytest

from bot.core.deck_edits import EditAnswer, MarkAnswer
from bot.core.models import Group, QuestionId, WorkspaceId
from bot.services.question_picker import Disagreements
from bot.services.services import Services
from bot.storage.decks import DeckRepository
from bot.storage.transaction import Store
from tests.fakes.study_deck import StudyDeck


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The decks whose texts were read."""
    decks, texts = list[str](), DeckRepository.answers_of_several

    async def noted(self: DeckRepository, deck: str) -> object:
        decks.append(deck)
        return await texts(self, deck)

    monkeypatch.setattr(DeckRepository, "answers_of_several", noted)
    return decks


async def test_texts_are_read_once_until_one_is_another_even_of_the_same_length(
    *, services: Services, store: Store, room: Group, deck: StudyDeck, read: list[str]
):
    known, workspace = Disagreements(), WorkspaceId(room.id)
    first, answer = deck.questions[0].id, deck.answers[0]

    async def looked() -> float:
        async with store.reading() as tx:
            return (await known.of(tx, deck.id))[QuestionId(first)]

    before = await looked()
    assert await looked() == before
    assert read == [deck.id]

    other = next(each.text for each in deck.answers[3:] if each.question == first)
    same_length = other.ljust(len(answer.text), ".")[: len(answer.text)]
    seen = (await services.deck_edits.question(workspace, deck.id, first)).stamp
    await services.deck_edits.edit(workspace, deck.id, EditAnswer(answer.id, same_length), seen)
    assert await looked() < before
    await services.deck_edits.undo(workspace, deck.id)
    assert await looked() == before

    seen = (await services.deck_edits.question(workspace, deck.id, first)).stamp
    await services.deck_edits.edit(workspace, deck.id, MarkAnswer(answer.id, wrong=True), seen)
    assert await looked() != before
    assert len(read) == 4
