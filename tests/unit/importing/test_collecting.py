"""While lines are read nobody collects cycles; afterwards it is as it was."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from bot.importing.collecting import uncollected


@pytest.fixture(autouse=True)
def collecting() -> Iterator[None]:
    gc.enable()
    yield
    gc.enable()


def test_the_last_of_several_readers_lets_cycles_be_collected_again() -> None:
    with uncollected():
        with uncollected():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_a_reader_that_fails_leaves_it_as_it_was() -> None:
    with pytest.raises(ValueError, match="broken"), uncollected():
        raise ValueError("broken")
    assert gc.isenabled()


def test_who_does_not_collect_at_all_is_not_made_to() -> None:
    gc.disable()
    with uncollected():
        pass
    assert not gc.isenabled()
