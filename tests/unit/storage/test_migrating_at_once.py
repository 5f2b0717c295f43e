"""Several workers start at the same moment on a database that none has migrated."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest
from sqlalchemy import URL

from bot.storage.migrations import check, migrate
from tests.conftest import ENGINES
from tests.fakes.patience import PATIENCE_S
from tests.unit.storage.conftest import OpenEngine

pytestmark = pytest.mark.parametrize("engine_name", ENGINES)

MIGRATE = """
import asyncio, sys
from bot.storage.engine import make_engine
from bot.storage.migrations import migrate

async def main():
    engine = make_engine(sys.argv[1])
    sys.stdin.readline()
    await migrate(engine)
    await engine.dispose()

asyncio.run(main())
"""


async def test_of_many_engines_one_migrates_and_the_others_wait(
    open_url: OpenEngine, empty_url: URL
):
    async with asyncio.timeout(PATIENCE_S):
        await asyncio.gather(*(migrate(open_url(empty_url)) for _ in range(6)))

    await check(open_url(empty_url))


async def test_of_two_processes_one_migrates_and_the_other_waits(
    open_url: OpenEngine, empty_url: URL
):
    address = empty_url.render_as_string(hide_password=False)
    processes = [
        await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            MIGRATE,
            address,
            cwd=Path(__file__).parents[3],
            stdin=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        for _ in range(2)
    ]

    told = await asyncio.gather(*(process.communicate(b"now\n") for process in processes))

    assert [process.returncode for process in processes] == [0, 0], told
    await check(open_url(empty_url))
