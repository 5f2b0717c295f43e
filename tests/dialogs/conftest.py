"""A chat to hold a conversation in."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.core.models import Group
from bot.services.services import Services
from tests.conftest import ENGINES
from tests.dialogs.transcript import Chat
from tests.fakes.clock import Clock
from tests.fakes.study_deck import StudyDeck


@pytest.fixture(params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    """Every conversation is held on every engine."""
    name: str = request.param
    return name


@pytest.fixture
def chat(restarted: Callable[[], Services], clock: Clock, room: Group, deck: StudyDeck) -> Chat:
    """It is Monday noon in a group with a deck of three questions about bread."""
    return Chat(restarted, clock, room, deck)
