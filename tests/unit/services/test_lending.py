"""A member's reply as the reference: asked for, agreed to, credited, and gone when taken back."""

from __future__ import annotations

import json

import pytest

from bot.core.challenges import LendableReply, Lending
from bot.core.deliveries import DeliveryKind
from bot.core.models import Group, Member, Naming, QuestionId, Round, WorkspaceId
from bot.errors import NotFound
from bot.services.services import Services
from bot.storage.transaction import Store
from tests.fakes.members import see
from tests.fakes.study_deck import ANSWERS

MINE = "It relaxes, and hydrates."


@pytest.fixture
def workspace(room: Group) -> WorkspaceId:
    """Whose deck it is: the web room's, which has its group's id."""
    return WorkspaceId(room.id)


@pytest.fixture
async def revealed(services: Services, ann: Member, bo: Member, open_round: Round) -> Round:
    """A closed round in which Ann and then Bo replied."""
    for member, text in ((ann, MINE), (bo, "It rests.")):
        await services.replies.save(open_round.id, member, text, 0)
    return await services.rounds.close(open_round.group, open_round.id)


async def _asked_for(
    services: Services, workspace: WorkspaceId, round_: Round, text: str = MINE
) -> LendableReply:
    found = await services.lending.of_question(round_.group, round_.question, see())
    chosen = next(each for each in found if each.text == text)
    return await services.lending.ask(workspace, round_.id, chosen.token, see())


async def _reference(services: Services, round_: Round) -> list[tuple[str | None, str]]:
    reveal = await services.reveals.reveal(round_.id, None)
    return [(each.author, each.text) for each in reveal.answers.reference]


async def _state(services: Services, round_: Round) -> list[Lending]:
    found = await services.lending.of_question(round_.group, round_.question, see())
    return [each.state for each in found if each.text == MINE]


async def test_a_reply_is_the_reference_once_its_author_agrees_and_no_more_when_taken_back(
    services: Services, ann: Member, revealed: Round, workspace: WorkspaceId, store: Store
):
    asked = await _asked_for(services, workspace, revealed)
    assert (asked.author, asked.state) == ("Ann", Lending.ASKED)
    assert await _reference(services, revealed) == [("Mara", ANSWERS["Mara"][0])]
    (told,) = [e for e in await services.deliveries.due() if e.kind is DeliveryKind.CORRECTION]
    assert (told.member, json.loads(told.note)["code"]) == (ann.id, "lend")
    page = await services.revealed.look(revealed.id, see(ann), ann, ann.person)
    assert page.is_asked_for

    assert await services.lending.answer(revealed.id, ann, agrees=True)
    assert not await services.lending.answer(revealed.id, ann, agrees=False)
    assert await _reference(services, revealed) == [("Ann", MINE)]
    assert await _state(services, revealed) == [Lending.TRUSTED]
    reader = see(ann)
    assert len(await services.lookup.search(reader, "hydrates")) == 1

    await services.withdrawals.withdraw(revealed.id, ann)
    assert await services.lookup.search(reader, "hydrates") == []
    assert await _reference(services, revealed) == [("Mara", ANSWERS["Mara"][0])]
    async with store.reading() as tx:
        assert await tx.deck_edits.latest(revealed.deck) is None
    notices = [json.loads(e.note)["code"] for e in await services.deliveries.due() if e.note]
    assert {"reply-lent", "reference-gone"} <= set(notices)


async def test_who_says_no_or_was_not_asked_lends_nothing(
    services: Services, ann: Member, bo: Member, revealed: Round, workspace: WorkspaceId
):
    assert not await services.lending.answer(revealed.id, bo, agrees=True)
    await _asked_for(services, workspace, revealed)
    assert await services.lending.answer(revealed.id, ann, agrees=False)
    assert await _state(services, revealed) == [Lending.REFUSED]
    assert (await _asked_for(services, workspace, revealed)).state is Lending.REFUSED
    assert await _reference(services, revealed) == [("Mara", ANSWERS["Mara"][0])]


async def test_only_what_who_asks_can_read_is_asked_for(
    services: Services, revealed: Round, workspace: WorkspaceId
):
    elsewhere = see(channels=["elsewhere"])
    assert await services.lending.of_question(revealed.group, revealed.question, elsewhere) == []
    (first, *_) = await services.lending.of_question(revealed.group, revealed.question, see())
    with pytest.raises(NotFound):
        await services.lending.ask(workspace, revealed.id, first.token, elsewhere)
    with pytest.raises(NotFound):
        await services.lending.ask(WorkspaceId("other"), revealed.id, first.token, see())


async def test_nobody_is_named_where_the_group_shows_no_names(
    services: Services, ann: Member, open_round: Round, workspace: WorkspaceId
):
    await services.rounds.close(open_round.group, open_round.id)
    await services.groups.set_naming(open_round.group, Naming.ANONYMOUS)
    question = QuestionId(f"{open_round.deck}-q1")
    round_ = await services.rounds.open_question(open_round.group, question)
    await services.replies.save(round_.id, ann, MINE, 0)
    await services.rounds.close(round_.group, round_.id)
    assert (await _asked_for(services, workspace, round_)).author is None
    await services.lending.answer(round_.id, ann, agrees=True)
    assert await _reference(services, round_) == [("A member", MINE)]


async def test_a_seat_that_is_taken_leaves_the_reference_without_a_name(
    services: Services, ann: Member, revealed: Round, workspace: WorkspaceId
):
    await _asked_for(services, workspace, revealed)
    await services.lending.answer(revealed.id, ann, agrees=True)
    await services.profile.remove(revealed.group, ann.id, keeping_replies=True)
    assert await _reference(services, revealed) == [("A member", MINE)]
