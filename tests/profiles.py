"""How many examples a property is tried with: a share of them by default, all when asked to.

`make test-thorough` asks for all of them, as `pytest --hypothesis-profile=thorough` does for some
tests. The properties are the same.
"""

from __future__ import annotations

import os
import random

from hypothesis import HealthCheck, settings

QUICK, THOROUGH = "quick", "thorough"
_EXAMPLES = {QUICK: 20, THOROUGH: 100}
_FEWEST = 5


def register_profiles() -> None:
    """Make both known to Hypothesis and load the quick one.

    In CI the quick one tries the same examples until the test changes, so that a change is judged
    by what it does; chance looks for more on a desk, and wherever the thorough one runs.
    """
    for name, examples in _EXAMPLES.items():
        settings.register_profile(
            name,
            parent=settings.get_profile("default"),
            max_examples=examples,
            derandomize=name == QUICK and "CI" in os.environ,
            # No test asserts a time, and this machine may be busy with something else.
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
            print_blob=True,
        )
    settings.load_profile(QUICK)


def thorough() -> bool:
    """Say whether everything is to be tried."""
    return settings.get_current_profile_name() == THOROUGH


def fault_seed() -> int:
    """Return what chance starts from where Hypothesis does not decide, and print it.

    ROUNDTABLE_FAULT_SEED repeats a run. By itself it is as random as the profile's examples.
    """
    given = os.environ.get("ROUNDTABLE_FAULT_SEED")
    repeated = settings.default is not None and settings.default.derandomize
    seed = int(given or (0 if repeated else random.randrange(2**32)))  # noqa: S311  # not a secret
    print(f"ROUNDTABLE_FAULT_SEED={seed}")  # noqa: T201  # pytest shows it when the test fails
    return seed


def either(quickly: int, thoroughly: int) -> int:
    """Return one of two numbers that are no share of each other."""
    return thoroughly if thorough() else quickly


def scaled(thoroughly: int) -> int:
    """Return how many examples the loaded profile tries where the thorough one tries so many."""
    share = _EXAMPLES[settings.get_current_profile_name()] / _EXAMPLES[THOROUGH]
    return max(min(_FEWEST, thoroughly), round(thoroughly * share))
