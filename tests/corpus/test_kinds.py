"""The small inputs of each kind, as a careful reader reads them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus.scores import kind_problems, labelled
from tests.shared import SHARED, needs_shared

pytestmark = needs_shared

TEXT = frozenset({".md", ".txt"})
KINDS = [each for each in labelled(kinds=True) if each[0].suffix in TEXT] if SHARED else []
CARDS = ("k10", "k19", "k20", "k6", "k7")  # of programs that learn by heart


@pytest.mark.parametrize(
    ("path", "labels"), [each for each in KINDS if not each[0].name.startswith(CARDS)]
)
def test_a_kind_of_text_is_read_as_a_careful_reader_does(path: Path, labels: Path) -> None:
    assert not kind_problems(path, labels)[1]
