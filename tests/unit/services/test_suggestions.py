"""Suggestions: their author is told once how each ended, unless they wish to hear nothing."""

from __future__ import annotations

import pytest

from bot.core.deliveries import Delivery, DeliveryKind
from bot.core.models import Group, Member, QuestionId, RevealNews, Round, WorkspaceId
from bot.core.suggestions import Suggestion
from bot.errors import NotFound
from bot.presentation.deliveries import present
from bot.services.preferences import Wanted
from bot.services.services import Services
from bot.storage.transaction import Store
from tests.fakes.members import see
from tests.fakes.study_deck import StudyDeck

RYE, STICKS = "Why is rye dough so sticky?", "Its pentosans bind water."
OTHER_WORDS = "Pentosans, as every baker knows."


@pytest.fixture
def workspace(room: Group) -> WorkspaceId:
    """Whose deck it is: the web room's, which has its group's id."""
    return WorkspaceId(room.id)


async def _suggested(
    services: Services, who: Member, deck: StudyDeck, question: QuestionId | None = None
) -> Suggestion:
    return await services.suggestions.add(
        see(who), who, deck.id, text="" if question else RYE, answer=STICKS, question=question
    )


async def _told(services: Services) -> list[Delivery]:
    due = await services.deliveries.due()
    return [each for each in due if each.kind is DeliveryKind.CORRECTION]


@pytest.mark.usefixtures("open_round")  # so that members read the deck
@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (STICKS, "was accepted: it stands in the deck"),
        (OTHER_WORDS, "was accepted in other words"),
        (None, "was declined"),
    ],
)
async def test_its_author_alone_is_told_once_how_a_suggestion_ended(
    services: Services,
    ann: Member,
    bo: Member,
    deck: StudyDeck,
    workspace: WorkspaceId,
    *,
    answer: str | None,
    words: str,
):
    await services.preferences.change(bo.person, Wanted(reveals=RevealNews.NONE))
    for who in (ann, bo):
        made = await _suggested(services, who, deck)
        for refused in (False, True):
            if answer is None:
                done = services.suggestions.decline(workspace, deck.id, made.id)
            else:
                done = services.suggestions.accept(workspace, deck.id, made.id, RYE, answer)
            if not refused:
                await done
                continue
            with pytest.raises(NotFound):
                await done

    (told,) = await _told(services)
    assert told.member == ann.id
    _, content = await services.delivery_contents.ready(told)
    assert content is not None
    assert content == await services.delivery_contents.current(told)
    message = present(told, content)
    assert (message.for_member, message.for_admins) == (ann.id, False)
    assert words in message.summary
    assert RYE in message.summary
    assert OTHER_WORDS not in str(message)


async def test_who_suggested_an_answer_is_told_of_its_question_and_of_no_answer_to_it(
    services: Services, ann: Member, deck: StudyDeck, workspace: WorkspaceId, open_round: Round
):
    made = await _suggested(services, ann, deck, open_round.question)
    await services.suggestions.accept(workspace, deck.id, made.id, "", OTHER_WORDS)

    (told,) = await _told(services)
    _, content = await services.delivery_contents.ready(told)
    assert content is not None
    message = present(told, content)
    assert deck.questions[0].text in message.summary
    assert OTHER_WORDS not in str(message)


@pytest.mark.usefixtures("open_round")
async def test_who_leaves_is_told_nothing_any_more(
    services: Services, ann: Member, deck: StudyDeck, workspace: WorkspaceId
):
    made = await _suggested(services, ann, deck)
    await services.suggestions.decline(workspace, deck.id, made.id)
    await services.profile.leave(ann)
    assert await _told(services) == []


@pytest.mark.usefixtures("open_round")
async def test_what_was_accepted_waits_again_as_it_was_suggested_once_that_is_undone(
    services: Services, ann: Member, deck: StudyDeck, workspace: WorkspaceId
):
    made = await _suggested(services, ann, deck)
    for _ in range(2):  # its author is told of each
        await services.suggestions.accept(workspace, deck.id, made.id, RYE, OTHER_WORDS)
        await services.deck_edits.undo(workspace, deck.id)
        (waiting,) = await services.suggestions.waiting(workspace, deck.id, see(ann))
        assert waiting.suggestion == made

    told = [
        present(each, (await services.delivery_contents.ready(each))[1])
        for each in await _told(services)
    ]
    assert ["accepted in other words" in each.summary for each in told].count(True) == 2
    assert ["was taken out again: it waits" in each.summary for each in told].count(True) == 2


@pytest.mark.usefixtures("open_round")
async def test_the_name_of_who_leaves_is_in_no_edit_either_and_it_is_undone_all_the_same(
    services: Services, store: Store, ann: Member, deck: StudyDeck, workspace: WorkspaceId
):
    made = await _suggested(services, ann, deck)
    await services.suggestions.accept(workspace, deck.id, made.id, RYE, STICKS)
    await services.profile.leave(ann)

    async with store.reading() as tx:
        latest = await tx.deck_edits.latest(deck.id)
        assert latest is not None
        assert [new.author for _, new in latest[1].sources if new] == ["Former member"]
        assert ann.name not in repr(latest)
    await services.deck_edits.undo(workspace, deck.id)
    async with store.reading() as tx:
        assert RYE not in [each.text for each in await tx.decks.questions(deck.id)]
