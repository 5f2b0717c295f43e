from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from bot.core.alignment.sequence import GAITS, believe, walk

LIKELIHOODS = st.tuples(st.integers(1, 6), st.integers(1, 6)).flatmap(
    lambda shape: arrays(float, shape, elements=st.floats(1e-3, 1e3))
)


def places(likelihood, fixed=None):
    return {step.item: step.question for step in walk(np.array(likelihood, float), fixed or {})}


@pytest.mark.parametrize("gait", GAITS)
def test_the_steps_of_a_gait_add_up_to_one(gait):
    assert gait.next + gait.skip + gait.jump == pytest.approx(1)


@given(LIKELIHOODS, st.sampled_from(GAITS))
def test_an_items_probabilities_add_up_to_one(likelihood, gait):
    belief = believe(likelihood, gait)
    assert np.allclose(belief.on.sum(axis=1) + belief.none, 1)


@given(LIKELIHOODS)
def test_no_question_is_taken_twice(likelihood):
    found = list(places(likelihood).values())
    assert len(found) == len(set(found))


def test_order_alone_places_items_one_after_another():
    assert places(np.ones((4, 4))) == {0: 0, 1: 1, 2: 2, 3: 3}


def test_likeness_leads_over_a_gap():
    likelihood = np.ones((3, 6))
    likelihood[1, 4] = likelihood[2, 5] = 1e4
    assert places(likelihood, fixed={0: 0}) == {1: 4, 2: 5}


def test_a_block_out_of_order_is_followed_back():
    likelihood = np.full((6, 6), 0.1)
    for number, question in enumerate((3, 4, 5, 0, 1, 2)):
        likelihood[number, question] = 50
    assert places(likelihood) == dict(enumerate((3, 4, 5, 0, 1, 2)))


def test_what_is_fixed_is_not_given_away():
    likelihood = np.ones((3, 3))
    likelihood[0, 1] = 1e6
    assert 1 not in places(likelihood, fixed={1: 1}).values()


def test_an_item_that_speaks_against_every_question_is_left_out():
    likelihood = np.full((3, 3), 1e-4)
    likelihood[0, 0] = likelihood[2, 1] = 1e3
    assert places(likelihood) == {0: 0, 2: 1}
