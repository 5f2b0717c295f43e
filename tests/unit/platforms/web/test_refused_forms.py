"""A form that was refused can be loaded again, and still holds what was typed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from bot.core.limits import MAX_REPLY
from bot.core.models import Group, Round
from bot.services.services import Services
from tests.fakes.clock import Clock
from tests.fakes.study_deck import StudyDeck
from tests.unit.platforms.web.browsing import Browser, Page
from tests.unit.platforms.web.conftest import Browse
from tests.unit.platforms.web.test_imports import TEA, upload

# What is typed into each form, so that it is refused, and the field that holds it afterwards.
TYPED: dict[str, tuple[dict[str, str], str]] = {
    "/join": ({"name": "x" * 61}, "name"),
    "/me/accounts/join": ({"code": "WRONG-CODES"}, "code"),
    "/g/{group}/rounds/{round}/reply": ({"text": "x" * (MAX_REPLY + 1)}, "text"),
    "/g/{group}/admin/rounds": ({"deck": "{deck}", "hours": "1000"}, "hours"),
    "/g/{group}/admin/schedules": ({"deck": "{deck}", "time": "whenever", "hours": "3"}, "time"),
    "/g/{group}/admin/schedules/{schedule}": (
        {"deck": "{deck}", "time": "whenever", "hours": "3"},
        "time",
    ),
    "/g/{group}/admin/places/join": ({"code": "WRONG-CODES"}, "code"),
    "/g/{group}/admin/places/link": ({"code": "WRONG-CODES"}, "code"),
    "/g/{group}/admin/import/{draft}": ({"title": "Baking bread"}, "title"),
}


def _posts(app: Starlette) -> Iterator[str]:
    for each in app.routes:
        if isinstance(each, Route) and "POST" in (each.methods or ()):
            yield each.path


def _value(page: Page, name: str, action: str) -> str:
    field = page.one(f"form[action='{action}'] [name='{name}']")
    return field.text() if field.tag == "textarea" else field.attributes["value"] or ""


@pytest.fixture
async def organiser(browse: Browse) -> Browser:
    """Somebody who is a member and has the desk open."""
    return await browse("Olga", admin=True)


async def _ids(organiser: Browser, round_: Round, deck: StudyDeck) -> dict[str, str]:
    plan = {"deck": deck.id, "time": "every day 09:00", "zone": "UTC", "hours": "24"}
    planned = await organiser.post("/g/local/admin/schedules", plan)
    (link,) = planned.html.css("#schedules a.button")
    preview = await upload(organiser, ("tea.md", TEA))
    last = str(link.attributes["href"]).rpartition("/")[2]
    ids = {"group": "local", "round": round_.id, "deck": deck.id, "schedule": last}
    return ids | {"draft": preview.path.rpartition("/")[2]}


async def test_after_every_form_the_address_where_one_is_can_be_loaded_again(
    app: Starlette, organiser: Browser, open_round: Round, deck: StudyDeck, clock: Clock
):
    # What is named by any other id is not there, which is refused as well.
    ids = defaultdict(lambda: "nothing", await _ids(organiser, open_round, deck))
    for path in sorted(_posts(app)):
        if path.endswith(("/delete", "/leave", "/discard", "/logout", "/remove")):
            continue  # what these do is not refused
        typed, _ = TYPED.get(path, ({"text": "", "choice": "x"}, ""))
        answer = await organiser.post(path.format_map(ids), typed)
        again = await organiser.get(answer.path)
        assert again.status != 405, path
        assert again.words, path


@pytest.mark.parametrize("path", sorted(TYPED))
async def test_a_refused_form_holds_what_was_typed_however_often_it_is_loaded(
    *,
    browse: Browse,
    organiser: Browser,
    services: Services,
    room: Group,
    open_round: Round,
    deck: StudyDeck,
    path: str,
):
    typed, field = TYPED[path]
    ids = await _ids(organiser, open_round, deck)
    browser = await browse() if path == "/join" else organiser
    if path == "/join":
        typed = typed | {"key": await services.members.secret(room.id)}

    action = path.format(**ids)

    refused = await browser.post(action, {name: text.format(**ids) for name, text in typed.items()})

    # The page that asks whether a code shall be used shows again where codes are entered.
    action = action.replace("/link", "/join")
    assert refused.status in (409, 422), path
    for page in (refused, await browser.get(refused.path), await browser.get(refused.path)):
        assert page.status == refused.status
        assert page.has("[role=alert]")
        assert _value(page, field, action) == typed[field]


async def test_a_refused_form_is_its_own_browser_s_and_goes_after_an_hour(
    cleo: Browser, dan: Browser, open_round: Round, clock: Clock
):
    path = f"/g/local/rounds/{open_round.id}/reply"
    refused = await cleo.post(path, {"text": "mine " * MAX_REPLY})

    assert "mine mine" not in (await dan.get(refused.path)).text
    clock.advance(timedelta(hours=1))
    again = await cleo.get(refused.path)
    assert again.status == 200
    assert "mine mine" not in again.text


async def test_who_is_signed_out_while_typing_has_the_text_back(cleo: Browser, open_round: Round):
    cleo.client.cookies.clear()
    sent = await cleo.post(f"/g/local/rounds/{open_round.id}/reply", {"text": "Long <thoughts>"})

    assert sent.status == 404
    assert sent.one("#typed-text").text().strip() == "Long <thoughts>"


async def test_an_address_that_takes_forms_alone_leads_to_the_page_above(
    admin: Browser, open_round: Round
):
    page = await admin.get(f"/g/local/rounds/{open_round.id}/reply")
    assert (page.status, page.path) == (200, f"/g/local/rounds/{open_round.id}")
    assert (await admin.get("/g/local/admin/naming")).path == "/g/local/admin"
    assert (await admin.get("/g/nowhere/admin/naming")).status == 404
