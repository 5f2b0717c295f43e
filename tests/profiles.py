"""How many examples a property is tried with: a share of them by default, all when asked to.

`make test-thorough` asks for all of them, as `pytest --hypothesis-profile=thorough` does for some
tests. The properties are the same.
"""

from __future__ import annotations

from hypothesis import HealthCheck, settings

QUICK, THOROUGH = "quick", "thorough"
_EXAMPLES = {QUICK: 20, THOROUGH: 100}
_FEWEST = 5


def register_profiles() -> None:
    """Make both known to Hypothesis and load the quick one.

    Examples are random in CI as well: what it is by itself there would try the same ones for ever.
    """
    for name, examples in _EXAMPLES.items():
        settings.register_profile(
            name,
            parent=settings.get_profile("default"),
            max_examples=examples,
            # No test asserts a time, and this machine may be busy with something else.
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
            print_blob=True,
        )
    settings.load_profile(QUICK)


def thorough() -> bool:
    """Say whether everything is to be tried."""
    return settings.get_current_profile_name() == THOROUGH


def either(quickly: int, thoroughly: int) -> int:
    """Return one of two numbers that are no share of each other."""
    return thoroughly if thorough() else quickly


def scaled(thoroughly: int) -> int:
    """Return how many examples the loaded profile tries where the thorough one tries so many."""
    share = _EXAMPLES[settings.get_current_profile_name()] / _EXAMPLES[THOROUGH]
    return max(min(_FEWEST, thoroughly), round(thoroughly * share))
