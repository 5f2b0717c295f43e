"""The room's disk is full: what was typed stays in the page, and the words say what happened."""

from __future__ import annotations

import re
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.chromium import Screen
from tests.browser.conftest import Arrive
from tests.processes.roundtable import Room

_LONG = "Weighed, measured and noted down. " * 200


@contextmanager
def _full_disk(room: Room, folder: Path) -> Iterator[None]:
    """Let no file of the room's grow any more."""
    unlimited = resource.prlimit(room.process.pid, resource.RLIMIT_FSIZE)
    size = (folder / "data" / "roundtable.db-wal").stat().st_size
    resource.prlimit(room.process.pid, resource.RLIMIT_FSIZE, (size, unlimited[1]))
    try:
        yield
    finally:
        resource.prlimit(room.process.pid, resource.RLIMIT_FSIZE, unlimited)


def test_an_answer_that_finds_no_room_stays_in_its_box_until_there_is_some(
    arrive: Arrive, room: Room, tmp_path: Path, screen: Screen
) -> None:
    ann = arrive("Ann", screen=screen)
    ann.refusals.add(503)
    ann.box.fill(_LONG)
    with _full_disk(room, tmp_path):
        ann.page.get_by_role("button", name=re.compile("^Save")).click()
        told = ann.page.locator(".draft")
        expect(told).to_contain_text("Nothing was saved: the disk")
        expect(told).to_contain_text("Your text is still here")
        ann.page.reload()
        expect(ann.box).to_have_value(_LONG)
    ann.page.get_by_role("button", name=re.compile("^Save")).click()
    expect(ann.saved).to_contain_text("revision 1")


def test_without_scripts_a_page_says_so(
    arrive: Arrive, room: Room, tmp_path: Path, screen: Screen
) -> None:
    ann = arrive("Ann", screen=screen, scripts=False)
    ann.refusals.add(503)
    ann.box.fill(_LONG)
    with _full_disk(room, tmp_path):
        ann.page.get_by_role("button", name=re.compile("^Save")).click()
        expect(ann.page.get_by_role("alert")).to_contain_text("Nothing was saved: the disk")
        assert "fault" not in (ann.page.text_content("main") or "")
        expect(ann.page.get_by_text("Go back one page")).to_be_visible()
        ann.page.go_back()
        expect(ann.box).to_have_value(_LONG)
