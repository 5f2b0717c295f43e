"""How a chat's connection is, and that the log hears of a change once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.platforms.port import ChatState, Reach
from tests.fakes.clock import MONDAY_NOON, Clock


def test_a_token_that_is_refused_again_and_again_is_one_line():
    clock = Clock()
    state = ChatState("slack", clock.now)
    with capture_logs() as told:
        state.connected()
        for _ in range(50):
            clock.advance(timedelta(minutes=1))
            state.refused("token_revoked")
        state.connected()

    assert [(each["event"], each["log_level"]) for each in told] == [
        ("platform connected", "info"),
        ("platform not connected", "error"),
        ("platform connected", "warning"),
    ]
    assert told[1]["reason"] == "token_revoked"


def test_it_is_known_since_when():
    clock = Clock()
    state = ChatState("slack", clock.now)
    clock.advance(timedelta(minutes=1))
    state.refused("first")
    clock.advance(timedelta(minutes=1))
    state.refused("again")

    assert (state.reach, state.reason) == (Reach.REFUSED, "again")
    assert state.since == MONDAY_NOON + timedelta(minutes=1)


_CHANGES: tuple[Callable[[ChatState], None], ...] = (
    lambda state: state.connected(),
    lambda state: state.connecting("away"),
    lambda state: state.refused("no"),
    lambda state: state.rate_limited("slowly"),
)


@given(st.lists(st.sampled_from(_CHANGES)))
def test_no_line_says_what_the_one_before_it_said(changes: list[Callable[[ChatState], None]]):
    state = ChatState("discord", Clock().now)
    with capture_logs() as told:
        for change in changes:
            change(state)

    reaches = [each["reach"] for each in told]
    assert all(one != other for one, other in pairwise(reaches))
    if changes:
        assert reaches[-1] == state.reach
