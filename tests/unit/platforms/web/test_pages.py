"""What every page owes to a reader who cannot see it, or uses the keyboard alone."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

import pytest

from bot.core.models import Round
from bot.services.services import Services
from tests.fakes.study_deck import StudyDeck
from tests.unit.platforms.web.browsing import Browser, Page
from tests.unit.platforms.web.conftest import Browse
from tests.unit.platforms.web.test_imports import preview


@pytest.fixture
async def pages(
    browse: Browse, services: Services, open_round: Round, deck: StudyDeck
) -> dict[str, Page]:
    """One page of every kind, as a member with the admin's right sees it."""
    both = await browse("Ann", admin=True)
    closed = await services.rounds.open_next(open_round.group, deck.id)
    await both.post(f"/g/local/rounds/{closed.id}/reply", {"text": "# Mine", "based_on": "0"})
    await services.rounds.close(open_round.group, closed.id)
    paths = {
        "home": "/",
        "round": f"/g/local/rounds/{open_round.id}",
        "reveal": f"/g/local/rounds/{closed.id}",
        "past": "/g/local/rounds",
        "lookup": "/g/local/lookup?q=sourdough+starter",
        "question": f"/g/local/questions/{deck.questions[2].id}",
        "admin": "/g/local/admin",
        "deck": f"/g/local/admin/decks/{deck.id}",
        "skip": f"/g/local/admin/rounds/{open_round.id}/skip",
        "import": "/g/local/admin/import",
        "missing": "/nowhere",
        "me": "/me",
        "delete": "/me/delete",
        "leave": "/me/leave",
    }
    shown = {name: await both.get(path) for name, path in paths.items()}
    for name in ("/g/local/admin/places", "/me/accounts"):
        shown[f"{name} code"] = await both.post(f"{name}/code")
        shown[f"{name} refused"] = await both.post(f"{name}/join", {"code": "x"})
    shown["preview"] = await preview(both)
    shown["join"] = await _join_page(await browse(), services, open_round)
    late = {"text": "x" * 9000, "based_on": "0"}
    shown["refused"] = await both.post(f"/g/local/rounds/{open_round.id}/reply", late)
    await both.post(f"/g/local/rounds/{open_round.id}/reply", {"text": "one", "based_on": "0"})
    stale = {"text": "two", "based_on": "0"}
    shown["stale"] = await both.post(f"/g/local/rounds/{open_round.id}/reply", stale)
    return shown


async def _join_page(browser: Browser, services: Services, round_: Round) -> Page:
    return await browser.get(f"/join?key={await services.members.secret(round_.group)}")


async def test_every_page_has_one_first_heading_and_skips_no_level(pages: dict[str, Page]):
    for name, page in pages.items():
        levels = [int(node.tag[1]) for node in page.html.css("main :is(h1, h2, h3, h4, h5, h6)")]
        ours = [level for level in levels if level < 4]  # deeper ones are in people's own texts
        assert ours.count(1) == 1, name
        assert ours[0] == 1, name
        assert all(after <= before + 1 for before, after in pairwise(ours)), name


async def test_every_page_has_its_landmarks_a_title_and_a_way_past_the_header(
    pages: dict[str, Page],
):
    for name, page in pages.items():
        for landmark in ("html[lang]", "header", "main#main", "footer", "a[href='#main']"):
            assert page.has(landmark), (name, landmark)
        assert page.one("title").text().endswith(" · Roundtable"), name


async def test_no_id_is_given_twice(pages: dict[str, Page]):
    for name, page in pages.items():
        ids = Counter(node.attributes["id"] for node in page.html.css("[id]"))
        assert [id_ for id_, times in ids.items() if times > 1] == [], name


async def test_every_field_and_button_has_a_name(pages: dict[str, Page]):
    for name, page in pages.items():
        labelled = {label.attributes["for"] for label in page.html.css("label[for]")}
        wrapped = {node.mem_id for node in page.html.css("label input")}
        for field in page.html.css("input:not([type=hidden]), textarea, select"):
            known = field.attributes.get("id") in labelled or field.mem_id in wrapped
            assert known, (name, field.html)
        for button in page.html.css("button, a"):
            assert button.text().strip() or button.attributes.get("aria-label"), (name, button.html)


async def test_what_a_page_refers_to_is_on_it(pages: dict[str, Page]):
    for name, page in pages.items():
        for attribute in ("aria-labelledby", "aria-describedby", "for", "list"):
            for node in page.html.css(f"[{attribute}]"):
                for id_ in (node.attributes[attribute] or "").split():
                    assert page.has(f"[id='{id_}']"), (name, attribute, id_)


async def test_every_time_can_be_read_by_machines(pages: dict[str, Page]):
    times = [time for page in pages.values() for time in page.html.css("time")]
    assert times
    for time in times:
        stamp = time.attributes["datetime"] or ""
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", stamp)


async def test_nothing_in_a_page_needs_what_its_policy_forbids(pages: dict[str, Page]):
    for name, page in pages.items():
        assert not page.has("[style], style, script:not([src]), iframe, object"), name
        for node in page.html.css("*"):
            assert not any(key.startswith("on") for key in node.attributes), (name, node.tag)
