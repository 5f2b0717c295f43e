"""What members say of their own replies comes back as it was, and goes with the reply."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.later_replies import LaterReply
from bot.core.models import Reply, RoundId, RoundState
from bot.core.own_words import Claims, Confidence, OwnConfidence, OwnWords
from bot.storage.transaction import Store
from tests.contract.examples import ANN, HOUR, NOON, ROUND, G
from tests.fakes.members import add_member, made_member
from tests.profiles import scaled

BO = made_member("bo", G, "Bo", NOON)
_tokens = st.lists(st.text("0123456789abcdef", min_size=16, max_size=16), max_size=12, unique=True)


@pytest.fixture
async def asked(world: Store) -> Store:
    """Two members who replied in the round."""
    async with world.writing() as tx:
        await add_member(tx, BO)
        await tx.rounds.add(ROUND)
        await tx.replies.put(Reply(ROUND.id, each.id, "It rests.", 1, NOON) for each in (ANN, BO))
    return world


@settings(
    max_examples=scaled(10),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(said=st.sampled_from(Confidence), points=_tokens)
async def test_what_is_said_again_replaces_what_was_said(
    asked: Store, said: Confidence, points: list[str]
):
    claims = Claims(ROUND.id, ANN.id, tuple(points), NOON)
    async with asked.writing() as tx:
        for confidence in (Confidence.GUESS, said):
            await tx.own_words.keep_confidence(
                OwnConfidence(ROUND.id, ANN.id, confidence, NOON + HOUR)
            )
        for each in (Claims(ROUND.id, ANN.id, ("00",), NOON), claims):
            await tx.own_words.keep_claims(each)

    async with asked.reading() as tx:
        assert await tx.own_words.confidences_by([ROUND.id], ANN.id) == {ROUND.id: said}
        assert await tx.own_words.find_claims(ROUND.id, ANN.id) == claims
        assert await tx.own_words.claims_of(ANN.id) == [claims]
        told = OwnWords({ANN.id: said}, {ANN.id: claims.points} if points else {})
        assert await tx.own_words.of_round(ROUND.id) == told
        assert await tx.own_words.of_round(RoundId("other")) == OwnWords()


async def test_a_later_answer_comes_back_as_it_was_and_changes_its_round_s_stamp(asked: Store):
    stamps = set[str]()
    for revision in (1, 2):
        said = LaterReply(ROUND.id, ANN.id, f"Text {revision} \U0001f35e.", revision, NOON)
        async with asked.writing() as tx:
            stamps.add(await tx.replies.later_stamp(ROUND.id))
            await tx.replies.put_later(said)
        async with asked.reading() as tx:
            assert await tx.replies.find_later(ROUND.id, ANN.id) == said
            assert await tx.replies.later_of_round(ROUND.id) == [said]
            assert await tx.replies.later_by([ROUND.id], [ANN.id]) == {(ROUND.id, ANN.id): said}
            assert await tx.replies.later_of_member(BO.id) == []
            stamps.add(await tx.replies.later_stamp(ROUND.id))
    async with asked.writing() as tx:
        assert await tx.replies.remove_later(ROUND.id, ANN.id)
        assert not await tx.replies.remove_later(ROUND.id, ANN.id)
    assert len(stamps) == 3


async def test_the_next_question_of_a_group_is_the_one_that_opened_first_after_a_round(
    asked: Store,
):
    async with asked.writing() as tx:
        assert await tx.rounds.next_opened(ROUND) is None
        for hours in (5, 3):
            at = ROUND.opened_at + hours * HOUR
            one = replace(ROUND, id=RoundId(f"r{hours}"), state=RoundState.CLOSED, opened_at=at)
            await tx.rounds.add(one)
        assert await tx.rounds.next_opened(ROUND) == ROUND.opened_at + 3 * HOUR


async def test_a_reply_that_goes_takes_along_what_its_author_said_of_it(asked: Store):
    async with asked.writing() as tx:
        for each in (ANN, BO):
            said = OwnConfidence(ROUND.id, each.id, Confidence.SURE, NOON)
            await tx.own_words.keep_confidence(said)
            await tx.own_words.keep_claims(Claims(ROUND.id, each.id, ("ab",), NOON))
        await tx.replies.remove(ROUND.id, ANN.id)

    async with asked.reading() as tx:
        left = OwnWords({BO.id: Confidence.SURE}, {BO.id: ("ab",)})
        assert await tx.own_words.of_round(ROUND.id) == left
        assert await tx.own_words.confidences_of(ANN.id) == []
