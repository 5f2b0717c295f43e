"""States of installations: signed, good once, and not for ever."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.slack.states import SignedStates
from tests.fakes.clock import Clock


@pytest.fixture
def states(clock: Clock) -> SignedStates:
    return SignedStates("client secret", clock.now)


async def test_a_state_is_good_once(states: SignedStates):
    state = await states.async_issue()

    assert [await states.async_consume(state) for _ in range(3)] == [True, False, False]


async def test_a_state_is_good_for_ten_minutes(states: SignedStates, clock: Clock):
    early, late = [await states.async_issue() for _ in range(2)]
    clock.advance(timedelta(seconds=599))
    assert await states.async_consume(early)
    clock.advance(timedelta(seconds=1))
    assert not await states.async_consume(late)
    assert not await states.async_consume(early)


async def test_every_worker_takes_it_and_so_does_one_that_was_restarted(clock: Clock):
    state = await SignedStates("client secret", clock.now).async_issue()

    assert await SignedStates("client secret", clock.now).async_consume(state)
    assert not await SignedStates("another secret", clock.now).async_consume(state)


@given(st.data())
async def test_whatever_is_changed_in_a_state_makes_it_a_strangers(data: st.DataObject):
    states = SignedStates("client secret", Clock().now)
    state = await states.async_issue()
    place = data.draw(st.integers(0, len(state) - 1))
    letter = data.draw(st.characters().filter(lambda each: each != state[place]))

    assert not await states.async_consume(state[:place] + letter + state[place + 1 :])


@pytest.mark.parametrize("state", ["", "made up", "1.2.3", f"{'9' * 400}.{'x' * 22}.{'0' * 64}"])
async def test_what_is_no_state_is_none(states: SignedStates, state: str):
    assert not await states.async_consume(state)


async def test_no_number_of_states_takes_more_memory(
    states: SignedStates, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("bot.platforms.slack.states._MOST_USED", 10)
    for _ in range(50):
        assert await states.async_consume(await states.async_issue())

    assert len(states._used) == 10
