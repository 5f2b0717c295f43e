"""Where somebody is signed in, the ways out, and cookies of several rooms in one browser."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.applications import Starlette

from bot.core.models import Group, Round, Session
from bot.platforms.web import make_web_app
from bot.services.context import Context
from bot.services.groups import LOCAL_WORKSPACE
from bot.services.services import Services
from bot.storage.engine import make_engine
from bot.storage.transaction import Store
from tests.fakes.clock import Clock
from tests.unit.platforms.web.browsing import ORIGIN, Browser, Page
from tests.unit.platforms.web.conftest import Browse
from tests.unit.platforms.web.test_live import opened

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
    "Gecko) Version/18.1 Mobile/15E148 Safari/604.1"
)


async def _sign_in(app: Starlette, services: Services, user_agent: str) -> Browser:
    browser = Browser(app)
    browser.client.headers["User-Agent"] = user_agent
    secret = await services.sessions.sign_in_pass("chat", "1")
    await browser.post("/enter", {"pass": secret})
    return browser


@pytest.fixture
async def browsers(app: Starlette, services: Services, room: Group) -> list[Browser]:
    """Three browsers of one person."""
    await services.members.of_platform(room.id, "chat", "1", "Cleo")
    return [await _sign_in(app, services, each) for each in (FIREFOX, IPHONE, "?" * 5000)]


def _listed(page: Page) -> list[str]:
    return [each.text() for each in page.html.css("#sessions strong")]


async def test_a_person_sees_their_browsers_this_one_first_and_ends_another(
    browsers: list[Browser],
):
    firefox, phone, other = browsers
    page = await phone.get("/me/sessions")
    assert _listed(page)[0] == "Mobile Safari on iOS"
    unnamed = "A browser that does not say what it is"
    assert sorted(_listed(page)) == [unnamed, "Firefox on Linux", "Mobile Safari on iOS"]
    assert page.words.count("this browser") == 1

    after = await phone.submit(page, "form:has([aria-label='End the session of Firefox on Linux'])")

    assert sorted(_listed(after)) == [unnamed, "Mobile Safari on iOS"]
    assert (await firefox.get("/me")).status == 403
    assert (await other.get("/me")).status == 200


async def test_ending_all_others_leaves_this_one_alone(browsers: list[Browser]):
    page = await browsers[0].get("/me/sessions")
    after = await browsers[0].submit(page, "form[action='/me/sessions/end-others']")
    assert _listed(after) == ["Firefox on Linux"]
    assert not after.has("form[action='/me/sessions/end-others']")
    assert [(await each.get("/me")).status for each in browsers] == [200, 403, 403]


async def test_logging_out_ends_the_session_and_not_just_the_cookie(cleo: Browser, app: Starlette):
    stolen, jar = cleo.cookie, cleo.client.cookies
    page = await cleo.get("/me/sessions")
    after = await cleo.submit(page, "form[action='/log-out']")

    assert after.path == "/logged-out"
    assert not any("session" in name for name in jar)
    thief = Browser(app)
    thief.client.headers["Cookie"] = stolen
    assert (await thief.get("/me")).status == 403


async def test_a_session_s_own_end_is_the_way_out(cleo: Browser, services: Services):
    page = await cleo.get("/me/sessions")
    visitor = await services.sessions.visitor(cleo.cookie.partition("=")[2])
    assert visitor.session is not None
    assert visitor.session not in page.text  # the own one is logged out of instead
    after = await cleo.post("/me/sessions/end", {"session": visitor.session})
    assert after.path == "/logged-out"


async def test_nobody_ends_what_is_not_theirs(cleo: Browser, dan: Browser, services: Services):
    visitor = await services.sessions.visitor(dan.cookie.partition("=")[2])
    assert visitor.session is not None
    page = await cleo.post("/me/sessions/end", {"session": visitor.session})
    assert page.status == 404
    assert (await dan.get("/me")).status == 200


async def test_who_merely_organises_can_log_out(admin: Browser, stranger: Browser):
    page = await admin.get("/me/sessions")
    assert page.status == 200
    after = await admin.submit(page, "form[action='/log-out']")
    assert after.path == "/logged-out"
    assert (await admin.get("/g/local/admin")).status == 404
    for path in ("/me/sessions/desk", "/log-out", "/me/sessions/end-others"):
        assert (await stranger.post(path)).status == 403
    assert (await stranger.get("/me/sessions")).status == 403


async def test_the_desk_can_be_closed_and_the_seat_stays(browse: Browse):
    both = await browse("Ann", admin=True)
    before = both.cookie
    page = await both.get("/me/sessions")
    after = await both.submit(page, "form[action='/me/sessions/desk']")
    assert after.path == "/me/sessions"
    assert both.cookie != before
    assert (await both.get("/g/local/admin")).status == 403
    assert (await both.get("/")).one(".site-footer strong").text() == "Ann"


async def test_a_members_old_cookie_does_not_open_the_desk_that_the_browser_got(
    app: Starlette, cleo: Browser, services: Services
):
    old = Browser(app)
    old.client.headers["Cookie"] = cleo.cookie
    assert (await old.get("/me")).status == 200

    secret = await services.sessions.desk_pass(LOCAL_WORKSPACE)
    await cleo.post("/enter", {"pass": secret})

    assert (await cleo.get("/g/local/admin")).status == 200
    assert (await old.get("/g/local/admin")).status == 404
    assert (await old.get("/me")).status == 403


async def test_a_second_room_on_the_same_host_does_not_sign_out_of_the_first(
    cleo: Browser, services: Services, migrated_database: Path, tmp_path: Path
):
    """Browsers share a host's cookies among its ports, as this one does that has one jar."""
    path = shutil.copy(migrated_database, tmp_path / "second.db")
    store = Store(make_engine(f"sqlite+aiosqlite:///{path}"))
    second = Services(Context(store))
    group = await second.groups.local()
    beside = Browser(make_web_app(second, ORIGIN))
    beside.client.cookies = cleo.client.cookies

    await beside.post("/join", {"key": await second.members.secret(group.id), "name": "Cleopatra"})

    assert (await cleo.get("/")).one(".site-footer strong").text() == "Cleo"
    assert (await beside.get("/")).one(".site-footer strong").text() == "Cleopatra"
    themes = {(await each.get("/me")).one("html").attributes["data-theme-cookie"]
              for each in (cleo, beside)}  # fmt: skip
    assert len(themes) == 2
    await store.close()


async def test_a_browser_is_told_once_a_day_to_keep_its_cookie(cleo: Browser, clock: Clock):
    assert "set-cookie" not in (await cleo.get("/me")).headers
    clock.advance(timedelta(days=2))
    first, second = await cleo.get("/me"), await cleo.get("/me")
    assert first.headers["set-cookie"].startswith(cleo.cookie + ";")
    assert "Max-Age=34560000" in first.headers["set-cookie"]
    assert "set-cookie" not in second.headers


@pytest.mark.parametrize("path", ["/log-out", "/me/delete", "/me/groups/local/leave"])
async def test_the_stream_ends_with_the_session_the_person_and_the_seat(
    app: Starlette, cleo: Browser, open_round: Round, path: str
):
    async with opened(app, cleo) as stream:
        await cleo.post(path)
        assert (await stream.next())["more_body"] is False


async def test_the_stream_ends_when_another_browser_ends_its_session(
    app: Starlette, cleo: Browser, services: Services
):
    person = (await services.sessions.visitor(cleo.cookie.partition("=")[2])).person
    assert person is not None
    other, secret = Browser(app), await services.sessions.sign_in_pass("web", person)
    await other.post("/enter", {"pass": secret})
    async with opened(app, other) as stream:
        await cleo.post("/me/sessions/end-others")
        assert (await stream.next())["more_body"] is False


async def test_of_hundreds_of_browsers_the_latest_are_listed_and_all_can_be_ended(
    cleo: Browser, services: Services, store: Store
):
    person = (await services.sessions.visitor(cleo.cookie.partition("=")[2])).person
    async with store.writing() as tx:
        for number in range(499):
            at = services.clock() - timedelta(minutes=number + 1)
            await tx.persons.add_session(Session(f"hash-{number}", at, person, browser=str(number)))

    page = await cleo.get("/me/sessions")

    assert len(_listed(page)) == 100
    assert _listed(page)[1:3] == ["0", "1"]
    assert "And 400 older ones" in page.words
    after = await cleo.submit(page, "form[action='/me/sessions/end-others']")
    assert len(_listed(after)) == 1
