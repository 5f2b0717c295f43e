"""A property is tried with fewer examples by default and with all of them when asked to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.profiles import QUICK, THOROUGH, scaled, thorough


@pytest.fixture
def profile(request: pytest.FixtureRequest) -> Iterator[str]:
    before = settings.get_current_profile_name()
    settings.load_profile(request.param)
    yield request.param
    settings.load_profile(before)


@pytest.mark.parametrize("profile", [QUICK, THOROUGH], indirect=True)
def test_a_number_of_a_test_s_own_shrinks_as_the_profile_s_does(profile: str):
    whole = settings.get_profile(THOROUGH).max_examples

    assert scaled(whole) == settings.default.max_examples
    assert thorough() == (profile == THOROUGH)


@pytest.mark.parametrize("profile", [QUICK], indirect=True)
def test_some_examples_are_always_left_and_never_more_than_there_were(profile: str):
    assert scaled(3) == 3
    assert 3 < scaled(8) < 8


@pytest.mark.parametrize("name", [QUICK, THOROUGH])
def test_chance_decides_in_ci_too(name: str):
    assert not settings.get_profile(name).derandomize
    assert settings.get_profile(name).deadline is None
