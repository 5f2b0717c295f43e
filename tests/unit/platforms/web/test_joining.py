"""Coming in by the join link and the desk link."""

from __future__ import annotations

import pytest

from bot.core.models import Group
from bot.platforms.web import make_web_app
from bot.services.groups import LOCAL_WORKSPACE
from bot.services.services import Services
from tests.unit.platforms.web.browsing import Browser
from tests.unit.platforms.web.conftest import Browse


async def test_the_link_and_a_name_make_a_member_whose_address_bar_holds_no_secret(
    stranger: Browser, services: Services, room: Group
):
    key = await services.members.secret(room.id)
    page = await stranger.get(f"/join?key={key}")
    home = await stranger.submit(page, "form[action='/join']", name="Ann")

    assert home.status == 200
    assert home.path == "/g/local"
    assert home.one(".site-footer strong").text() == "Ann"
    assert key not in home.text


async def test_a_key_leaves_the_address_at_once_and_the_browser_with_its_use(
    stranger: Browser, services: Services, room: Group
):
    key = await services.members.secret(room.id)
    secret = await services.sessions.desk_pass(LOCAL_WORKSPACE)
    for link, name in ((f"/join?key={key}", "Ann"), (f"/enter?pass={secret}", "")):
        first = await stranger.client.get(link, follow_redirects=False)
        path = link.partition("?")[0]
        assert (first.status_code, first.headers["location"], first.text) == (303, path, "")
        cookie = set(first.headers["set-cookie"].split("; "))
        assert {"HttpOnly", "SameSite=lax", f"Path={path}", "Max-Age=3600"} <= cookie
        page = await stranger.get(link)
        assert page.path == path
        await stranger.submit(page, f"form[action='{path}']", **({"name": name} if name else {}))
        assert all(each.path == "/" for each in stranger.client.cookies.jar)


async def test_a_key_that_cannot_be_one_is_kept_nowhere(stranger: Browser):
    for key in ("", "cl%C3%A9", "a;b", "0" * 201, "%00", "a%0d%0aSet-Cookie:x"):
        for link in (f"/join?key={key}", f"/enter?pass={key}"):
            answer = await stranger.client.get(link, follow_redirects=False)
            assert answer.status_code in (403, 410)
            assert "set-cookie" not in answer.headers


async def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(
    stranger: Browser, services: Services, room: Group
):
    key = await services.members.secret(room.id)
    stranger.client.follow_redirects = False
    answer = await stranger.post("/join", {"key": key, "name": "Ann"})

    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("roundtable_session_")
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))
    assert "Secure" not in cookie


async def test_the_cookie_is_for_encrypted_connections_where_the_room_has_one(
    services: Services, room: Group
):
    browser = Browser(make_web_app(services, "https://room.example"))
    key = await services.members.secret(room.id)
    headers = {"Host": "room.example", "Origin": "https://room.example"}
    answer = await browser.client.post(
        "/join", data={"key": key, "name": "Ann"}, headers=headers, follow_redirects=False
    )

    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-roundtable_session_")
    assert {"Secure", "Path=/"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


@pytest.mark.parametrize("key", ["", "wrong", "clé", "0" * 5000])
async def test_a_wrong_link_opens_nothing_and_says_so(stranger: Browser, key: str):
    page = await stranger.get(f"/join?key={key}")
    assert page.status == 403
    assert "Copy the whole link" in page.words
    for page in (
        await stranger.get(f"/enter?pass={key}"),
        await stranger.post("/enter", {"pass": key}),
    ):
        assert page.status == 410
        assert "it opens one browser, once" in page.words
    sent = await stranger.post("/join", {"key": key, "name": "Ann"})
    assert sent.status == 403


@pytest.mark.parametrize(
    ("name", "status", "words"),
    [
        ("", 422, "The name is empty"),
        ("\u200b \u202e", 422, "The name is empty"),
        ("x" * 61, 422, "60 is the most"),
        ("cleo", 409, "called “cleo” already"),
    ],
)
async def test_a_name_that_cannot_be_is_asked_for_again_and_kept_in_the_box(
    *,
    browse: Browse,
    cleo: Browser,
    services: Services,
    room: Group,
    name: str,
    status: int,
    words: str,
):
    key = await services.members.secret(room.id)
    page = await (await browse()).post("/join", {"key": key, "name": name})

    assert page.status == status
    assert words in page.words
    assert page.one("#name").attributes["value"] == name


async def test_a_member_who_opens_the_link_again_stays_who_they_are(
    cleo: Browser, services: Services, room: Group
):
    key = await services.members.secret(room.id)
    assert (await cleo.get(f"/join?key={key}")).path == "/g/local"
    assert (await cleo.post("/join", {"key": key, "name": "Zoe"})).path == "/g/local"
    assert (await cleo.get("/")).one(".site-footer strong").text() == "Cleo"


async def test_one_browser_may_be_member_and_admin(browse: Browse):
    both = await browse("Ann", admin=True)

    assert (await both.get("/g/local/admin")).status == 200
    assert (await both.get("/")).one(".site-footer strong").text() == "Ann"


async def test_a_stranger_is_told_how_to_join_wherever_they_go(stranger: Browser):
    for path in ("", "/rounds", "/rounds/x", "/lookup?q=x", "/questions/x", "/events"):
        page = await stranger.get(f"/g/local{path}")
        assert page.status == 404, path
        assert "/join?key=" in page.words
    for path in ("/", "/me"):
        page = await stranger.get(path)
        assert page.status == 403, path
        assert "/join?key=" in page.words


async def test_a_member_is_no_admin(cleo: Browser):
    for path in ("", "/decks/x", "/import", "/import/x"):
        page = await cleo.get(f"/g/local/admin{path}")
        assert page.status == 403, path
        assert "Only organisers can do this" in page.words


async def test_an_unknown_token_is_nobody(stranger: Browser, services: Services):
    name = f"roundtable_session_{await services.sessions.room_id()}"
    stranger.client.cookies.set(name, "made-up")
    assert (await stranger.get("/")).status == 403
