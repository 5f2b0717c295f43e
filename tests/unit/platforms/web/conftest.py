"""The real application over a real database, and people with browsers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from starlette.applications import Starlette

from bot.core.models import Group
from bot.platforms.web import make_web_app
from bot.services.groups import LOCAL_WORKSPACE
from bot.services.services import Services
from tests.unit.platforms.web.browsing import ORIGIN, Browser

Browse = Callable[..., Awaitable[Browser]]


@pytest.fixture
def app(services: Services, room: Group) -> Starlette:
    return make_web_app(services, ORIGIN)


@pytest.fixture
async def browse(app: Starlette, services: Services, room: Group) -> AsyncIterator[Browse]:
    """Open a browser: a stranger's without a name, a member's with one, an admin's if asked."""
    opened: list[Browser] = []

    async def browse(name: str = "", admin: bool = False) -> Browser:
        browser = Browser(app)
        opened.append(browser)
        if name:
            key = await services.members.secret(room.id)
            page = await browser.get(f"/join?key={key}")
            await browser.submit(page, "form[action='/join']", name=name)
        if admin:
            secret = await services.sessions.desk_pass(LOCAL_WORKSPACE)
            page = await browser.get(f"/enter?pass={secret}")
            await browser.submit(page, "form[action='/enter']")
        return browser

    yield browse
    for browser in opened:
        await browser.client.aclose()


@pytest.fixture
async def stranger(browse: Browse) -> Browser:
    return await browse()


@pytest.fixture
async def cleo(browse: Browse) -> Browser:
    """A member's browser."""
    return await browse("Cleo")


@pytest.fixture
async def dan(browse: Browse) -> Browser:
    """Another member's browser."""
    return await browse("Dan")


@pytest.fixture
async def admin(browse: Browse) -> Browser:
    """The browser of an admin who is no member."""
    return await browse(admin=True)
