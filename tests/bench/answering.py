"""What it takes from pressing **Answer** on Discord to the card's new count.

The real discord.py, on a fake Discord, and SQLite. Counted, not timed: SQL statements and
transactions, and the files and functions of the product that are run through.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import CodeType, FrameType
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

import bot
from bot.services.context import Context
from bot.services.services import Services
from bot.storage.engine import make_engine
from bot.storage.migrations import migrate
from bot.storage.transaction import Store
from tests.e2e.club import Club, bread_club
from tests.fakes.clock import Clock
from tests.fakes.discord import FakeDiscord
from tests.fakes.eventually import eventually
from tests.fakes.statements import counted_statements

_PRODUCT = str(Path(bot.__file__).parent)
# What it took before it was looked at.
_BEFORE = {"files": 58, "functions": 198, "transactions": 16, "statements": 44}
_ECHO = "on_raw_message_edit"


@dataclass(frozen=True, slots=True)
class Cost:
    """What one answer took."""

    files: int
    functions: int
    transactions: int
    statements: int


def bench_answering() -> list[dict[str, Any]]:
    """Return the counts of today beside those of before."""
    with TemporaryDirectory(dir="build") as folder:
        cost = asyncio.run(cost_of_an_answer(Path(folder) / "bench.db"))
    return [
        {
            "name": f"from Answer to the card's new count: {name}",
            "ours": getattr(cost, name),
            "baseline": before,
            "unit": name,
            "ratio": before / getattr(cost, name),
            "size": 1,
        }
        for name, before in _BEFORE.items()
    ]


async def cost_of_an_answer(file: Path) -> Cost:
    """Return what somebody's first answer takes, which makes them a member.

    `file` is to become the database. What a process puts together at the very first answer, such
    as its queries, is not counted: another group's answer comes before.
    """
    await _answered(file.with_suffix(".before"))
    return await _answered(file)


async def _answered(file: Path) -> Cost:
    engine = make_engine(f"sqlite+aiosqlite:///{file}")
    await migrate(engine)
    clock = Clock()
    services = Services(Context(Store(engine), clock=clock.now))
    try:
        async with await FakeDiscord.start(clock.now) as server:
            with server.connection():
                async with bread_club(server, services, clock) as club:
                    return await _cost(club, engine)
    finally:
        await engine.dispose()


async def _cost(club: Club, engine: AsyncEngine) -> Cost:
    round_ = await club.ask()
    with counted_statements(engine) as asked, _run_through() as codes:
        await club.answer(club.ann, "The gluten relaxes.")
        await club.bot.updater.refresh_groups([round_.group])
        await eventually(_told(codes))
    assert "1 person has answered" in club.question.text, club.question.text
    return Cost(
        files=len({code.co_filename for code in codes}),
        functions=len(codes),
        transactions=asked.transactions,
        statements=len(asked),
    )


@contextmanager
def _run_through() -> Iterator[set[CodeType]]:
    """Collect the product's functions that the event loop runs through.

    What it hands to other threads, which is the layout of a message, is not counted. What Python
    compiles a lambda or a comprehension to is part of the function around it.
    """
    codes: set[CodeType] = set()

    def note(frame: FrameType, event: str, _argument: object) -> None:
        code = frame.f_code
        if event != "call" or not code.co_filename.startswith(_PRODUCT):
            return
        if not code.co_name.startswith("<"):
            codes.add(code)

    sys.setprofile(note)
    try:
        yield codes
    finally:
        sys.setprofile(None)


def _told(codes: set[CodeType]) -> Callable[[], Awaitable[bool]]:
    """Return whether discord.py has told us of our own edit, which it does sooner or later."""

    async def told() -> bool:
        handling = any(task.get_name() == f"discord.py: {_ECHO}" for task in asyncio.all_tasks())
        return not handling and any(code.co_name == _ECHO for code in codes)

    return told
