"""How sure a member is, and which points they say they said: when it is taken, and what it does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.models import Member, Round
from bot.core.own_words import Confidence
from bot.errors import NotAllowed, NotFound, NothingToRate, RoundClosed
from bot.services.context import Context
from bot.services.services import Services
from tests.corpus.measure_claims import claimed
from tests.fakes.clock import Clock
from tests.fakes.members import see

REPLIES = {"ann": "The gluten relaxes.", "bo": "The gluten does not relax."}


@pytest.fixture
async def answered(services: Services, ann: Member, bo: Member, open_round: Round) -> Round:
    """An open round in which Ann and Bo replied."""
    for member in (ann, bo):
        await services.replies.save(open_round.id, member, REPLIES[member.name.lower()], 0)
    return open_round


async def test_how_sure_somebody_is_is_hidden_until_the_round_closes_and_then_told_of_nobody(
    services: Services, answered: Round, ann: Member, bo: Member
):
    own_words = services.own_words
    for confidence in (Confidence.GUESS, Confidence.SURE):
        await own_words.be_sure(answered.id, bo, confidence)
    await own_words.be_sure(answered.id, ann, Confidence.THINK_SO)
    with pytest.raises(NotAllowed):
        await services.reveals.reveal(answered.id, see(ann))

    await services.rounds.close(answered.group, answered.id)
    reveal = await services.reveals.reveal(answered.id, see(ann))
    assert reveal.confidences == (Confidence.THINK_SO, Confidence.SURE)


async def test_it_is_taken_of_a_reply_alone_and_by_when_it_arrived(
    services: Services, clock: Clock, answered: Round, bo: Member, ann: Member
):
    before = clock.now()
    await services.withdrawals.withdraw(answered.id, ann)
    with pytest.raises(NothingToRate):
        await services.own_words.be_sure(answered.id, ann, Confidence.SURE)

    clock.advance(timedelta(minutes=1))
    await services.rounds.close(answered.group, answered.id)
    with pytest.raises(RoundClosed):
        await services.own_words.be_sure(answered.id, bo, Confidence.SURE)
    await services.own_words.be_sure(answered.id, bo, Confidence.SURE, before)


async def test_what_a_member_says_they_said_counts_in_the_reveal_until_they_take_it_back(
    services: Services, context: Context, answered: Round, ann: Member
):
    own_words, reader = services.own_words, see(ann)
    with pytest.raises(NotAllowed):
        await own_words.claimable(answered.id, reader)
    await services.rounds.close(answered.group, answered.id)

    (point,) = (await own_words.claimable(answered.id, reader)).points
    assert (point.number, point.claimed) == (2, False)
    for said in (True, True, False, True):
        (now,) = (await own_words.claim(answered.id, reader, point.token, said=said)).points
        assert now.claimed is said
        reveal = await services.reveals.reveal(answered.id, reader)
        assert reveal.comparison.touches[0][1].claimed is said

    assert await claimed(context) == (1, 0)

    await services.withdrawals.withdraw(answered.id, ann)
    reveal = await services.reveals.reveal(answered.id, reader)
    assert not any(each.claimed for touched in reveal.comparison.touches for each in touched)


async def test_nobody_claims_for_another_nor_a_point_that_is_none(
    services: Services, answered: Round, ann: Member
):
    await services.rounds.close(answered.group, answered.id)
    with pytest.raises(NothingToRate):
        await services.own_words.claimable(answered.id, see())
    with pytest.raises(NotFound):
        await services.own_words.claim(answered.id, see(ann), "0" * 16, said=True)


async def test_what_is_handed_over_to_a_member_has_what_they_said(
    services: Services, answered: Round, ann: Member
):
    await services.own_words.be_sure(answered.id, ann, Confidence.GUESS)
    await services.rounds.close(answered.group, answered.id)
    (point,) = (await services.own_words.claimable(answered.id, see(ann))).points
    await services.own_words.claim(answered.id, see(ann), point.token, said=True)

    (group,) = (await services.profile.export(ann.person, see(ann)))["groups"]
    assert [each["confidence"] for each in group["confidences"]] == ["guess"]
    assert [each["points"] for each in group["claims"]] == [[point.token]]
