"""Answering after the reveal: the first reply stays, the later one stands beside it, marked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.models import Member, Round
from bot.errors import LateRepliesOff, NotAllowed, SecondRepliesOver, StaleReply
from bot.services.services import Services
from tests.conftest import Join
from tests.fakes.clock import Clock
from tests.fakes.members import see
from tests.fakes.study_deck import StudyDeck


@pytest.fixture
async def revealed(services: Services, ann: Member, bo: Member, open_round: Round) -> Round:
    """A closed round in which Ann and then Bo replied."""
    for member in (ann, bo):
        await services.replies.save(open_round.id, member, f"By {member.name}.", 0)
    return await services.rounds.close(open_round.group, open_round.id)


async def _later(services: Services, round_: Round, member: Member, text: str, on: int = 0) -> None:
    await services.later_replies.save(round_.id, member, see(member), text, on)


async def _shown(services: Services, round_: Round) -> list[tuple[str | None, str, int | None]]:
    reveal = await services.reveals.reveal(round_.id, see())
    return [(each.authored.author, each.authored.text, each.first) for each in reveal.later]


async def test_a_second_answer_stands_beside_the_first_and_is_changed_and_taken_back(
    services: Services, ann: Member, bo: Member, revealed: Round
):
    prompt = await services.later_replies.prompt(revealed.id, bo.id, see(bo))
    assert (prompt.text, prompt.revision, prompt.is_late) == ("By Bo.", 0, False)
    await _later(services, revealed, bo, "Bo again.")
    await _later(services, revealed, bo, "Bo once more.", 1)
    with pytest.raises(StaleReply):
        await _later(services, revealed, bo, "From an old window.", 1)

    reveal = await services.reveals.reveal(revealed.id, see(bo))
    assert [each.text for each in reveal.replies] == ["By Ann.", "By Bo."]
    assert [each.authored.mine for each in reveal.later] == [True]
    assert await _shown(services, revealed) == [("Bo", "Bo once more.", 1)]
    assert len(reveal.comparison.touches) == len(reveal.texts) + 1

    assert await services.later_replies.withdraw(revealed.id, bo)
    assert not await services.later_replies.withdraw(revealed.id, bo)
    await _later(services, revealed, bo, "Bo again.")
    await services.withdrawals.withdraw(revealed.id, bo)
    assert await _shown(services, revealed) == []


async def test_it_is_taken_for_a_day_after_the_reveal_and_not_before(
    services: Services, clock: Clock, ann: Member, deck: StudyDeck, revealed: Round
):
    clock.advance(timedelta(hours=24))
    with pytest.raises(SecondRepliesOver):
        await _later(services, revealed, ann, "Ann again.")
    open_ = await services.rounds.open_question(revealed.group, deck.questions[1].id)
    with pytest.raises(NotAllowed):
        await _later(services, open_, ann, "Too soon.")


async def test_late_answers_are_taken_where_the_group_allows_it_until_the_next_question(
    services: Services, clock: Clock, join: Join, deck: StudyDeck, revealed: Round
):
    cy = await join("Cy")
    with pytest.raises(LateRepliesOff):
        await _later(services, revealed, cy, "Late.")
    await services.groups.set_late(revealed.group, late=True)
    await _later(services, revealed, cy, "Late.")
    assert await _shown(services, revealed) == [("Cy", "Late.", None)]

    clock.advance(timedelta(minutes=1))
    await services.rounds.open_question(revealed.group, deck.questions[1].id)
    with pytest.raises(LateRepliesOff):
        await _later(services, revealed, cy, "Later still.", 1)


async def test_who_leaves_takes_their_later_answers_along(
    services: Services, join: Join, revealed: Round
):
    await services.groups.set_late(revealed.group, late=True)
    cy = await join("Cy")
    await _later(services, revealed, cy, "Late.")
    (group,) = (await services.profile.export(cy.person, see(cy)))["groups"]
    assert [each["text"] for each in group["later_replies"]] == ["Late."]
    await services.profile.delete(cy.person)
    assert await _shown(services, revealed) == []
