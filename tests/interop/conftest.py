"""A Discord that others wrote, and people on it. Each test has a fresh one."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.interop.discord_twin.installation import CannotInstall, install
from tests.interop.discord_twin.scenario import ANN, BO, CY
from tests.interop.discord_twin.twin import Twin, running_twin, running_twins
from tests.interop.people import Person


@pytest.fixture(scope="session")
def twin_installation() -> Path:
    """The folder with the twin's packages."""
    try:
        return install()
    except CannotInstall as problem:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"the independent Discord server cannot be installed here: {problem}")


@pytest.fixture(scope="session")
def twins(twin_installation: Path) -> Iterator[str]:
    """The process that makes twins."""
    with running_twins(twin_installation) as address:
        yield address


@pytest.fixture
async def twin(twins: str, tmp_path: Path) -> AsyncIterator[Twin]:
    """A fresh Discord."""
    async with running_twin(twins, tmp_path / "discord.db") as twin:
        yield twin


@pytest.fixture
def ann(twin: Twin) -> Person:
    """The server's owner."""
    return Person(twin.control, twin.files, ANN)


@pytest.fixture
def bo(twin: Twin) -> Person:
    """A member."""
    return Person(twin.control, twin.files, BO)


@pytest.fixture
def cy(twin: Twin) -> Person:
    """Another member."""
    return Person(twin.control, twin.files, CY)
