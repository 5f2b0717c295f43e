"""The room's home page in a group with many decks beside one: none of them is on it."""

from __future__ import annotations

import asyncio
import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.core.models import Group
from bot.platforms.web import make_web_app
from bot.services.context import Context
from bot.services.services import Services
from bot.storage.engine import make_engine
from bot.storage.migrations import migrate
from bot.storage.transaction import Store
from tests.fakes.study_deck import store_deck
from tests.unit.platforms.web.browsing import ORIGIN, Browser

_FEW, _MANY = 1, 202
_RUNS = 50


def bench_home() -> list[dict[str, Any]]:
    """Return the milliseconds for a page with many decks beside those with one."""
    with TemporaryDirectory(dir="build") as folder:
        few, many = asyncio.run(_milliseconds(Path(folder) / "bench.db"))
    return [
        {
            "name": f"the home page, a group with {_MANY} decks beside one deck",
            "ours": many,
            "baseline": few,
            "unit": "ms",
            "ratio": few / many,
            "size": _MANY,
        }
    ]


async def _milliseconds(file: Path) -> tuple[float, float]:
    engine = make_engine(f"sqlite+aiosqlite:///{file}")
    await migrate(engine)
    store = Store(engine)
    services = Services(Context(store))
    group = await services.groups.local()
    browser = await _member(services, group)
    try:
        taken = []
        for decks in (_FEW, _MANY - _FEW):
            for number in range(decks):
                await store_deck(store, group.id, services.clock(), f"Deck {decks}-{number}")
            taken.append(await _median(browser))
        return taken[0], taken[1]
    finally:
        await browser.client.aclose()
        await engine.dispose()


async def _member(services: Services, group: Group) -> Browser:
    browser = Browser(make_web_app(services, ORIGIN))
    page = await browser.get(f"/join?key={await services.members.secret(group.id)}")
    await browser.submit(page, "form[action='/join']", name="Ann")
    return browser


async def _median(browser: Browser) -> float:
    taken = []
    for _ in range(_RUNS):
        started = time.perf_counter()
        assert (await browser.get("/g/local")).status == 200
        taken.append((time.perf_counter() - started) * 1000)
    return statistics.median(taken)
