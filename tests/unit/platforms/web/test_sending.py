"""A page that a browser kept is asked for each time, and is nothing to who may not read it now."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest

from bot.core.models import Round
from bot.services.services import Services
from tests.fakes.clock import Clock
from tests.unit.platforms.web.browsing import Browser

KEPT = ("/g/local", "/g/local/rounds", "/g/local/rounds/{round}", "/g/local/lookup?q=dough")
PLAIN = ("/g/local/lookup?q=dough+rest", "/g/local/admin", "/me/sessions")


async def _again(browser: Browser, path: str, tag: str) -> httpx.Response:
    return await browser.client.get(path, headers={"If-None-Match": tag})


@pytest.mark.parametrize("path", KEPT)
async def test_a_page_is_not_sent_again_while_it_stays_as_it_is(
    cleo: Browser, open_round: Round, clock: Clock, path: str
):
    path = path.format(round=open_round.id)
    first = (await cleo.get(path)).headers
    clock.advance(timedelta(seconds=5))
    again = await _again(cleo, path, f'"other", {first["etag"]}')

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first["etag"]
    assert again.headers["cache-control"] == first["cache-control"] == "private, no-cache"


async def test_a_page_that_changed_is_sent_whole(cleo: Browser, open_round: Round):
    page = await cleo.get("/g/local")
    await cleo.submit(page, "form.reply", text="The gluten relaxes.")
    again = await _again(cleo, "/g/local", page.headers["etag"])

    assert again.status_code == 200
    assert "The gluten relaxes." in again.text
    assert again.headers["etag"] != page.headers["etag"]


@pytest.mark.parametrize("path", KEPT)
async def test_who_logged_out_is_not_told_that_nothing_changed(
    cleo: Browser, open_round: Round, services: Services, path: str
):
    path = path.format(round=open_round.id)
    tag = (await cleo.get(path)).headers["etag"]
    await cleo.client.post("/log-out", headers={"Origin": "http://127.0.0.1:8080"})
    again = await _again(cleo, path, tag)

    assert again.status_code == 404
    assert again.headers["cache-control"] == "no-store"
    assert "etag" not in again.headers


async def test_who_left_is_not_told_that_nothing_changed(
    cleo: Browser, open_round: Round, services: Services
):
    tag = (await cleo.get("/g/local")).headers["etag"]
    page = await cleo.get("/me/groups/local/leave")
    await cleo.submit(page, "form[action='/me/groups/local/leave']")

    assert (await _again(cleo, "/g/local", tag)).status_code == 404


async def test_a_page_is_compressed_for_who_takes_that_and_reads_the_same(
    cleo: Browser, open_round: Round
):
    path = f"/g/local/rounds/{open_round.id}"
    small = await cleo.client.get(path, headers={"Accept-Encoding": "br, gzip;q=0.5"})
    plain = await cleo.client.get(path, headers={"Accept-Encoding": "gzip;q=0, identity"})

    assert small.headers["content-encoding"] == "gzip"
    assert int(small.headers["content-length"]) < len(plain.content) / 2
    assert "content-encoding" not in plain.headers
    assert (small.text, small.headers["etag"]) == (plain.text, plain.headers["etag"])
    assert small.headers["vary"] == plain.headers["vary"] == "Cookie, Accept-Encoding"


@pytest.mark.parametrize("path", PLAIN)
async def test_what_shows_a_secret_or_what_was_asked_is_not_compressed(
    admin: Browser, open_round: Round, path: str
):
    page = await admin.client.get(path, headers={"Accept-Encoding": "gzip"})

    assert "content-encoding" not in page.headers


async def test_logging_out_takes_what_the_browser_kept(cleo: Browser):
    out = await cleo.client.post(
        "/log-out", headers={"Origin": "http://127.0.0.1:8080"}, follow_redirects=False
    )

    assert out.headers["clear-site-data"] == '"cache"'
