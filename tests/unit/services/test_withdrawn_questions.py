"""A question that is withdrawn is quoted by nothing any more that anybody was told of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot.core.deck_edits import WithdrawAnswer, WithdrawQuestion
from bot.core.deliveries import Delivery, DeliveryKind
from bot.core.models import Group, Member, Round, WorkspaceId
from bot.errors import NotFound
from bot.presentation.deliveries import present
from bot.services.deck_edits import Withdraw
from bot.services.services import Services
from bot.storage import schema
from bot.storage.repository import as_dict
from bot.storage.transaction import Store
from tests.fakes.clock import Clock
from tests.fakes.members import see
from tests.fakes.study_deck import QUESTIONS, StudyDeck


@pytest.fixture
def workspace(room: Group) -> WorkspaceId:
    """Whose deck it is: the web room's, which has its group's id."""
    return WorkspaceId(room.id)


@pytest.fixture
async def revealed(services: Services, ann: Member, bo: Member, open_round: Round) -> Round:
    """A closed round whose reference is challenged; all that is to be told of it is told."""
    await _tell_all(services)
    for member in (ann, bo):
        await services.replies.save(open_round.id, member, f"By {member.name}.", 0)
    closed = await services.rounds.close(open_round.group, open_round.id)
    await services.challenges.make(closed.id, ann, see(ann), "It forgets the water.", "")
    await _tell_all(services)
    return closed


async def _tell_all(services: Services) -> None:
    for each in await services.deliveries.due():
        _, content = await services.delivery_contents.ready(each)
        if content is None:
            await services.deliveries.dropped(each)
        else:
            pause = timedelta()
            await services.deliveries.sent(each, each.key, pause, unheard=each.kind == "reveal")
            if each.kind is DeliveryKind.REVEAL:
                await _tell_all(services)


async def _messages(store: Store) -> list[Delivery]:
    async with store.reading() as tx:
        rows = await tx.deliveries._connection.execute(schema.deliveries.select())
        return [Delivery(**as_dict(each)) for each in rows]


async def _quoting(services: Services, told: Sequence[Delivery]) -> set[DeliveryKind]:
    said = {each: present(each, await services.delivery_contents.current(each)) for each in told}
    return {each.kind for each, message in said.items() if QUESTIONS[0] in repr(message)}


async def _withdraw(
    services: Services, workspace: WorkspaceId, deck: StudyDeck, edit: Withdraw
) -> int:
    """Return how many posts that was to change."""
    found = await services.deck_edits.withdrawal(workspace, deck.id, edit)
    await services.deck_edits.edit(workspace, deck.id, edit, found.stamp)
    return found.posts


async def test_whatever_was_told_quotes_it_no_more_and_the_preview_counted_that(
    services: Services, store: Store, workspace: WorkspaceId, deck: StudyDeck, revealed: Round
):
    told = await _messages(store)
    kinds = {DeliveryKind.QUESTION, DeliveryKind.REVEAL, DeliveryKind.ANNOUNCEMENT}
    assert await _quoting(services, told) == kinds | {DeliveryKind.NOTICE}

    counted = await _withdraw(services, workspace, deck, WithdrawQuestion(revealed.question))

    told = await _messages(store)
    assert await _quoting(services, told) == set()
    assert all(each.edit_at for each in told)
    assert counted == len(told)

    await services.deck_edits.undo(workspace, deck.id)
    assert await _quoting(services, await _messages(store)) == kinds


async def test_an_answer_that_is_withdrawn_touches_reveals_alone(
    services: Services, store: Store, workspace: WorkspaceId, deck: StudyDeck, revealed: Round
):
    assert revealed.question == deck.answers[0].question
    assert await _withdraw(services, workspace, deck, WithdrawAnswer(deck.answers[0].id)) == 1
    changed = {each.kind for each in await _messages(store) if each.edit_at}
    assert changed == {DeliveryKind.REVEAL}


async def test_what_was_told_long_ago_and_put_away_quotes_it_no_more_either(
    *,
    services: Services,
    store: Store,
    workspace: WorkspaceId,
    deck: StudyDeck,
    revealed: Round,
    clock: Clock,
):
    for each in await _messages(store):
        await services.messages.leave(each)
    clock.advance(timedelta(days=40))
    assert await services.deliveries.archive_due() == 4
    assert await _messages(store) == []

    assert await _withdraw(services, workspace, deck, WithdrawQuestion(revealed.question)) == 4
    told = await _messages(store)
    assert len(told) == 4
    assert await _quoting(services, told) == set()


async def test_of_what_was_not_told_yet_nothing_goes_out_that_would_be_about_it(
    *,
    services: Services,
    store: Store,
    workspace: WorkspaceId,
    deck: StudyDeck,
    ann: Member,
    open_round: Round,
):
    await services.replies.save(open_round.id, ann, "By Ann.", 0)
    await services.rounds.skip(open_round.group, open_round.id)
    (waits,) = [each for each in await services.deliveries.due() if each.kind == "skipped"]
    await _withdraw(services, workspace, deck, WithdrawQuestion(open_round.question))
    assert (await services.delivery_contents.ready(waits))[1] is None


async def test_a_notice_offers_nothing_any_more_that_needs_its_question(
    services: Services, store: Store, workspace: WorkspaceId, deck: StudyDeck, revealed: Round
):
    (notice,) = [each for each in await _messages(store) if each.kind is DeliveryKind.NOTICE]
    assert present(notice, await services.delivery_contents.current(notice)).actions
    await _withdraw(services, workspace, deck, WithdrawQuestion(revealed.question))
    (notice,) = [each for each in await _messages(store) if each.kind is DeliveryKind.NOTICE]
    assert not present(notice, await services.delivery_contents.current(notice)).actions


async def test_an_announcement_of_a_reveal_in_which_nothing_is_left_stays_as_it_is(
    *, services: Services, store: Store, workspace: WorkspaceId, deck: StudyDeck, open_round: Round
):
    await _tell_all(services)
    await services.rounds.close(open_round.group, open_round.id)
    await _tell_all(services)
    (told,) = [each for each in await _messages(store) if each.kind is DeliveryKind.ANNOUNCEMENT]
    for each in deck.answers:
        if each.question == open_round.question:
            await _withdraw(services, workspace, deck, WithdrawAnswer(each.id))
    with pytest.raises(NotFound):
        await services.delivery_contents.current(told)
