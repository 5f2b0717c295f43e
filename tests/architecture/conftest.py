"""One copy of the tree for all tests of a process; each puts back what it changed."""

from __future__ import annotations

import pytest

from tests.architecture.tree import Tree


@pytest.fixture(scope="session")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    return Tree(tmp_path_factory.mktemp("tree"))
