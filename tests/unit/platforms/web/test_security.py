"""What guards every request, whatever page it is for."""

from __future__ import annotations

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from bot.core.models import Group, Round
from bot.platforms.web import make_web_app
from bot.services.services import Services
from tests.fakes.members import see
from tests.unit.platforms.web.browsing import ORIGIN, Browser

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
PATHS = (
    "/",
    "/join",
    "/g/local/rounds",
    "/g/local/lookup?q=dough",
    "/g/local/admin",
    "/nowhere",
    "/healthz",
)


async def test_every_response_carries_the_security_headers(stranger: Browser, admin: Browser):
    for browser in (stranger, admin):
        for path in PATHS:
            headers = (await browser.get(path)).headers
            assert headers["content-security-policy"] == POLICY, path
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["referrer-policy"] == "same-origin"
            kept = "etag" in headers
            assert headers["cache-control"] == ("private, no-cache" if kept else "no-store")


async def test_every_address_that_changes_something_refuses_other_origins(
    app: Starlette, admin: Browser
):
    posts = [route for route in app.routes if isinstance(route, Route) and "POST" in route.methods]
    assert len(posts) > 10
    for route in posts:
        path = route.path.replace("{", "").replace("}", "")
        answer = await admin.client.post(path, headers={"Origin": "https://evil.example"})
        assert answer.status_code == 403, path
        assert "from another page" in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "null"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://127.0.0.1:8080.evil.example"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Origin": "https://127.0.0.1:8080"},
        {"Origin": "http://127.0.0.1"},
        {"Origin": "http://127.0.0.1:no"},
        {"Referer": "https://127.0.0.1:8080/rounds"},
        {"Origin": "http://[", "Sec-Fetch-Site": "same-origin"},
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Referer": f"{ORIGIN}/"},
        {"Sec-Fetch-Site": "none"},
        {"Referer": "https://evil.example/?http://127.0.0.1:8080/"},
        {"Referer": ""},
    ],
)
async def test_a_form_that_is_not_known_to_be_ours_changes_nothing(
    cleo: Browser, open_round: Round, services: Services, headers: dict[str, str]
):
    path = f"/g/local/rounds/{open_round.id}/reply"
    answer = await cleo.client.post(path, data={"text": "x", "based_on": "0"}, headers=headers)

    assert answer.status_code == 403
    card = await services.cards.card(open_round.id, see())
    assert card.replies == 0


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": ORIGIN},
        {"Origin": "HTTP://127.0.0.1:8080"},
        {"Origin": "http://localhost:8080", "Host": "localhost:8080"},
        {"Sec-Fetch-Site": "same-origin"},
        {"Referer": f"{ORIGIN}/rounds"},
    ],
)
async def test_a_form_of_our_own_is_taken_however_the_browser_says_so(
    cleo: Browser, open_round: Round, headers: dict[str, str]
):
    cleo.client.follow_redirects = False
    answer = await cleo.client.post(
        f"/g/local/rounds/{open_round.id}/reply",
        data={"text": "x", "based_on": "0"},
        headers={"Cookie": cleo.cookie} | headers,
    )

    assert answer.status_code == 303


@pytest.mark.parametrize(
    ("scheme", "host", "origin", "status"),
    [
        ("https", "room.example", "https://room.example", 303),
        ("https", "room.example", "https://room.example:443", 303),
        ("http", "room.example", "https://room.example", 303),  # of a proxy that says nothing of it
        ("http", "room.example", "http://room.example", 403),
        ("https", "room.example", "http://room.example", 403),
        ("https", "room.example", "https://room.example:8443", 403),
        ("http", "127.0.0.1:8080", "http://127.0.0.1:8080", 303),
    ],
)
async def test_where_the_room_is_encrypted_a_page_that_was_not_is_none_of_its_own(
    *, services: Services, room: Group, scheme: str, host: str, origin: str, status: int
):
    transport = httpx.ASGITransport(make_web_app(services, "https://room.example"))
    form = {"key": await services.members.secret(room.id), "name": "Ann"}
    async with httpx.AsyncClient(transport=transport, base_url=f"{scheme}://{host}") as client:
        answer = await client.post("/join", data=form, headers={"Origin": origin})

    assert answer.status_code == status


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "[", "[::2]"])
async def test_another_name_for_our_address_gets_nothing(cleo: Browser, host: str):
    answer = await cleo.client.get("/", headers={"Host": host})

    assert answer.status_code == 400
    assert "Open http://127.0.0.1:8080 instead" in answer.text


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost", "LOCALHOST:1", "[::1]:8080"])
async def test_this_machine_may_be_called_by_each_of_its_names(stranger: Browser, host: str):
    assert (await stranger.client.get("/healthz", headers={"Host": host})).text == "ok"


async def test_a_static_file_is_kept_for_ever_under_its_hash_and_not_without(cleo: Browser):
    page = await cleo.get("/")
    style = page.one("link[rel=stylesheet]").attributes["href"]

    assert "immutable" in (await cleo.client.get(style)).headers["cache-control"]
    assert (await cleo.client.get(style.split("?")[0])).headers["cache-control"] == "no-store"


async def test_a_fault_is_a_plain_page_that_shows_nothing_of_its_inside(
    cleo: Browser, services: Services, monkeypatch: pytest.MonkeyPatch
):
    def broken(*_: object) -> None:
        raise RuntimeError("secret inside")

    monkeypatch.setattr(type(services.cards), "open_now", broken)
    page = await cleo.get("/")

    assert page.status == 500
    assert "Something broke" in page.words
    assert "secret inside" not in page.text
    assert page.headers["content-security-policy"] == POLICY
