"""Links with a key in them, in a browser: the key is gone from the address and the history."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Arrive
from tests.processes.roundtable import Room


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_no_address_in_the_history_holds_the_key_of_a_link(
    arrive: Arrive, room: Room, scripts: bool
) -> None:
    person = arrive(scripts=scripts)
    person.refusals = {403, 410}  # of links that were used, when one goes back to them
    asked: list[str] = []
    person.context.on("request", lambda request: asked.append(request.headers.get("referer", "")))
    for link, button in ((room.join, "Join"), (room.desk, "Open the desk")):
        page = person.open(link)
        path = link.removeprefix(room.url).partition("?")[0]
        assert page.url == room.url + path
        page.reload()
        assert page.url == room.url + path
        if button == "Join":
            page.get_by_label("Your name").fill("Ann")
        page.get_by_role("button", name=button, exact=True).click()
        expect(page.locator("footer")).to_contain_text("You are here as")
        page.go_back()
        assert "?" not in page.url
    assert not [each for each in asked if "key=" in each or "pass=" in each]


def test_a_page_that_is_not_there_looks_like_the_room(arrive: Arrive) -> None:
    person = arrive("Ann")
    person.refusals = {404}
    page = person.go("/nowhere")

    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing here")
    person.picture("13-nothing-here")
    page.get_by_role("link", name="Go to the room").click()
    expect(page.locator("footer")).to_contain_text("You are here as")
