"""A property is tried with fewer examples by default and with all of them when asked to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.profiles import QUICK, THOROUGH, register_profiles, scaled, thorough


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


@pytest.fixture
def registered(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[None]:
    before = settings.get_current_profile_name()
    with monkeypatch.context() as patch:
        patch.delenv("CI", raising=False)
        if request.param:
            patch.setenv("CI", "true")
        register_profiles()
        yield
    register_profiles()
    settings.load_profile(before)


@pytest.mark.parametrize("registered", [False, True], indirect=True, ids=["desk", "ci"])
def test_chance_decides_but_in_ci_s_quick_run(registered: None, request: pytest.FixtureRequest):
    in_ci = "[ci]" in request.node.name

    assert settings.get_profile(QUICK).derandomize == in_ci
    assert not settings.get_profile(THOROUGH).derandomize
    assert {settings.get_profile(name).deadline for name in (QUICK, THOROUGH)} == {None}
