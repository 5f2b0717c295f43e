"""One copy of the tree for all tests of a process; each puts back what it changed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.architecture.tree import Tree, copied_tree


@pytest.fixture(scope="session")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tree]:
    with copied_tree(tmp_path_factory.mktemp("tree")) as tree:
        yield tree
