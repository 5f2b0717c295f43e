"""A loop that stops going round is noticed, and one that waits is not."""

from __future__ import annotations

from bot.monitoring import Pulse
from tests.fakes.clock import Seconds


def test_a_loop_has_three_times_its_longest_wait():
    clock = Seconds(1_000.0)
    pulse = Pulse(20.0, clock)

    clock.now += 60
    assert pulse.is_alive

    clock.now += 1
    assert not pulse.is_alive
    assert pulse.silent_for == 61


def test_a_beat_brings_it_back():
    clock = Seconds(1_000.0)
    pulse = Pulse(20.0, clock)
    clock.now += 500

    pulse.beat()

    assert pulse.is_alive
    assert pulse.silent_for == 0
