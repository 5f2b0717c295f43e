"""Who is signed in where: rooms beside each other, and the ways out."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import Arrive
from tests.browser.person import Person
from tests.processes.pool import ProcessPool
from tests.processes.roundtable import Room, running_room


def _move(person: Person, room: Room) -> None:
    """Let the same browser go to another room, once nothing of the first is open."""
    person.page.goto("about:blank")
    person.room = room


def test_two_rooms_on_one_host_leave_each_other_s_seats_and_colours_alone(
    arrive: Arrive, room: Room, process_pool: ProcessPool, tmp_path: Path
) -> None:
    ann = arrive("Ann")
    (tmp_path / "second").mkdir()
    with running_room(process_pool, tmp_path / "second") as second:
        _move(ann, second)
        ann.join("Annie")
        ann.page.locator("#theme-switch").click()
        _move(ann, room)
        page = ann.go("/g/local")
        expect(page.locator(".site-footer strong")).to_have_text("Ann")
        assert page.locator("html").get_attribute("data-theme") is None
        _move(ann, second)
        page = ann.go("/g/local")
        expect(page.locator(".site-footer strong")).to_have_text("Annie")
        assert page.locator("html").get_attribute("data-theme") is not None
        _move(ann, room)


def test_who_logs_out_by_keyboard_alone_is_out_in_every_window(arrive: Arrive) -> None:
    ann = arrive("Ann")
    page = ann.go("/g/local")
    page.get_by_role("link", name="Log out…").focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Where you are signed in")
    page.get_by_role("button", name="Log out").focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Logged out")
    ann.refusals.add(404)
    expect(ann.go("/g/local").locator("h1")).to_have_text("Nothing here")
