"""Whole conversations on every engine that the database runs on."""

from __future__ import annotations

import pytest

from tests.conftest import ENGINES
from tests.profiles import thorough


def on_every_engine(metafunc: pytest.Metafunc, *modules: str) -> None:
    """Run these test modules on each engine, as far as they use a database.

    One in three of their tests does so always, which are enough to see that what services do on
    both they do here too; with the thorough profile all do.
    """
    module = metafunc.module.__name__.rpartition(".")[2]
    if module in modules and "engine_name" in metafunc.fixturenames:
        names = [each for each in vars(metafunc.module) if each.startswith("test_")]
        chosen = thorough() or names.index(metafunc.function.__name__) % 3 == 0
        metafunc.parametrize("engine_name", ENGINES if chosen else ENGINES[:1])
