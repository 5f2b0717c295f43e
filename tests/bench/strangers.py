"""What a stranger's request costs the room, beside a file of the room's that anybody may have."""

from __future__ import annotations

import asyncio
import itertools
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.platforms.web import make_web_app
from bot.services.context import Context
from bot.services.services import Services
from bot.storage.engine import make_engine
from bot.storage.migrations import migrate
from bot.storage.transaction import Store
from tests.unit.platforms.web.browsing import ORIGIN, Browser

_RUNS = 300
_FILE = "/static/style.css"
_number = itertools.count()

# What strangers may ask for as often as they like; each address is one that nobody asked before.
_ASKED: dict[str, Callable[[], str]] = {
    "an address that is not there": lambda: f"/{next(_number)}",
    "a group that is not there": lambda: f"/g/{next(_number)}",
    "a guessed join key": lambda: f"/join?key=local.{next(_number)}",
}


def bench_strangers() -> list[dict[str, Any]]:
    """Return the milliseconds for what strangers ask for beside those for a static file."""
    with TemporaryDirectory(dir="build") as folder:
        taken = asyncio.run(_milliseconds(Path(folder) / "bench.db"))
    return [
        {
            "name": f"{name}, beside a static file",
            "ours": ours,
            "baseline": baseline,
            "unit": "ms",
            "ratio": baseline / ours,
            "size": _RUNS,
        }
        for name, (ours, baseline) in taken.items()
    ]


async def _milliseconds(file: Path) -> dict[str, tuple[float, float]]:
    engine = make_engine(f"sqlite+aiosqlite:///{file}")
    await migrate(engine)
    services = Services(Context(Store(engine)))
    await services.members.secret((await services.groups.local()).id)
    browser = Browser(make_web_app(services, ORIGIN))
    try:
        return {name: await _medians(browser, path) for name, path in _ASKED.items()}
    finally:
        await browser.client.aclose()
        await engine.dispose()


async def _medians(browser: Browser, path: Callable[[], str]) -> tuple[float, float]:
    """Return ours and the file's, asked for in turn."""
    ours: list[float] = []
    baseline: list[float] = []
    for _ in range(_RUNS):
        ours.append(await _taken(browser, path()))
        baseline.append(await _taken(browser, _FILE))
    return statistics.median(ours), statistics.median(baseline)


async def _taken(browser: Browser, path: str) -> float:
    started = time.perf_counter()
    await browser.client.get(path)
    return (time.perf_counter() - started) * 1000
