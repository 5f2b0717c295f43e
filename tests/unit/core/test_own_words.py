"""What authors say of their replies: it counts, it takes nothing away, and it tells on nobody."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.comparison import Comparison, compare
from bot.core.feedback import Rating, SelfRating
from bot.core.models import MemberId, RoundId
from bot.core.own_words import (
    A_FEW,
    Claims,
    Confidence,
    calibration,
    differs,
    point_token,
    rated_by_confidence,
    with_claims,
)
from tests.fakes.clock import MONDAY_NOON

REFERENCE = (
    "The gluten relaxes while the dough rests. A relaxed dough stretches without tearing. "
    "Cold dough ferments slowly overnight."
)
TEXTS = ("The gluten relaxes.", "The gluten does not relax while the dough rests.", "No idea.")
COMPARED = compare((REFERENCE,), TEXTS)
TOKENS = [point_token(point.text) for point in COMPARED.points]
_claims = st.lists(st.sets(st.sampled_from([*TOKENS, "of another reference"])), max_size=len(TEXTS))


@given(_claims)
def test_a_claim_counts_and_changes_nothing_that_words_showed(claims: list[set[str]]):
    claimed = with_claims(COMPARED, claims)

    for at, (before, after) in enumerate(zip(COMPARED.touches, claimed.touches, strict=True)):
        said = claims[at] if at < len(claims) else set()
        for token, was, now in zip(TOKENS, before, after, strict=True):
            assert replace(now, claimed=False) == was
            assert now.counts == (was.touched or token in said)
            assert not (now.claimed and now.touched)
    assert set(claimed.unsaid) <= set(COMPARED.unsaid)
    assert with_claims(claimed, claims) == claimed


def test_nobody_s_word_leaves_the_comparison_as_it_is():
    assert with_claims(COMPARED, [(), ()]) is COMPARED


def test_a_point_that_its_author_claims_is_not_unsaid_any_more():
    at = COMPARED.unsaid[0]
    assert at not in with_claims(COMPARED, [{TOKENS[at]}]).unsaid


def test_a_difference_that_its_author_objects_to_is_none():
    (at,) = (n for n, touch in enumerate(COMPARED.touches[1]) if touch.differs)
    assert differs(COMPARED.touches[1])
    assert not differs(with_claims(COMPARED, [(), {TOKENS[at]}]).touches[1])


@given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans())))
def test_claims_hold_what_was_said_last_of_each_point(said: list[tuple[str, bool]]):
    claims = Claims(RoundId("r"), MemberId("m"), (), MONDAY_NOON)
    for token, is_said in said:
        claims = claims.with_point(token, MONDAY_NOON, said=is_said)
        assert claims.with_point(token, MONDAY_NOON, said=is_said) is claims
    last = dict(said)
    assert claims.points == tuple(sorted(token for token, is_said in last.items() if is_said))


def _rated(*ratings: Rating) -> list[SelfRating]:
    return [
        SelfRating(RoundId("r"), MemberId(f"m{at}"), rating, MONDAY_NOON)
        for at, rating in enumerate(ratings)
    ]


@given(
    st.lists(st.tuples(st.sampled_from(Rating), st.sampled_from([*Confidence, None])), max_size=12)
)
def test_ratings_are_told_by_confidence_only_of_a_few_together(
    said: list[tuple[Rating, Confidence | None]],
):
    confidences = {MemberId(f"m{at}"): sure for at, (_, sure) in enumerate(said) if sure}
    told = rated_by_confidence(confidences, _rated(*(rating for rating, _ in said)))

    levels = [sure for _, sure in said]
    assert [level for level, _ in told] == [
        level for level in Confidence if levels.count(level) >= A_FEW
    ]
    for level, ratings in told:
        assert sum(number for _, number in ratings) == levels.count(level)


@pytest.mark.parametrize("confidence", Confidence)
def test_how_sure_a_group_was_is_counted_with_what_was_found_and_what_differs(
    confidence: Confidence,
):
    assert _of(COMPARED, confidence, confidence, None) == [(confidence, 2, 1, 0.5)]


def _of(compared: Comparison, *said: Confidence | None) -> list[tuple[Confidence, int, int, float]]:
    told = calibration(said, compared.touches)
    return [(each.confidence, each.replies, each.differing, each.found) for each in told]
