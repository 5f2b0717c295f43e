"""The first run in a browser: step by step, by keyboard on a desktop, by touch on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.chromium import PHONE
from tests.browser.conftest import Arrive, arriving
from tests.fakes.ports import free_port
from tests.processes.pool import ProcessPool
from tests.processes.roundtable import running_room


@pytest.fixture
def arrive(chromium: Browser, process_pool: ProcessPool, tmp_path: Path) -> Iterator[Arrive]:
    """Let somebody sit down in a room to which Slack does not answer."""
    away = f"http://127.0.0.1:{free_port()}"
    with (
        running_room(process_pool, tmp_path, ROUNDTABLE_SLACK_API_URL=away) as room,
        arriving(chromium, room) as arrive,
    ):
        yield arrive


def test_the_founder_is_led_step_by_step(arrive: Arrive) -> None:
    founder = arrive()
    founder.refusals.add(422)
    page = founder.open(founder.room.desk)
    page.get_by_role("button", name="Open the desk").press("Enter")

    page.get_by_label("Name of the group").fill("Bread club")
    founder.picture("10-setup-name")
    page.get_by_label("Name of the group").press("Enter")
    expect(page.get_by_label("Time zone")).to_have_value("Europe/Paris")
    founder.picture("11-setup-start")
    page.get_by_role("button", name="Go on with this").press("Enter")

    page.get_by_label("Bot’s token").fill("xoxb-1")
    page.get_by_label("App’s token").fill("xapp-1")
    page.get_by_label("App’s token").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Slack cannot be reached")
    expect(page.get_by_label("Bot’s token")).to_have_value("")
    founder.picture("12-setup-chats")
    page.get_by_role("link", name="Go on").press("Enter")

    expect(page.get_by_label("Give this link to your group")).to_have_value(founder.room.join)
    expect(page.locator("[aria-label=Steps]")).to_contain_text("✓ Name")
    founder.picture("13-setup-others")
    phone = arrive(screen=PHONE)
    phone.context.add_cookies(founder.context.cookies())
    for name in ("", "/start", "/chats", "/others"):
        phone.go(f"/g/local/admin/setup{name}")
        assert phone.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        phone.picture(f"14-setup{name.replace('/', '-')}")
    phone.go("/g/local/admin")
    phone.picture("15-desk")
