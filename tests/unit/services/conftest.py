"""Use cases whose locks and constraints matter run on both engines."""

from __future__ import annotations

import pytest

from tests.conftest import ENGINES

_ON_BOTH = {"test_members", "test_packs", "test_replies", "test_rounds", "test_schedules"}
_ON_BOTH |= {"test_workspaces", "test_deck_edits", "test_linking", "test_feedback", "test_profile"}
_ON_BOTH |= {
    "test_reminder_requests",
    "test_access",
    "test_decisions",
    "test_groups",
    "test_pictures",
    "test_replies_along",
    "test_reveals",
    "test_shared_decks",
    "test_unsent",
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run the modules named on each engine, as far as they use a database."""
    module = metafunc.module.__name__.rpartition(".")[2]
    if module in _ON_BOTH and "engine_name" in metafunc.fixturenames:
        metafunc.parametrize("engine_name", ENGINES)
