"""The admin's desk: importing with a preview, daily times, names or none."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.chromium import DESKTOP, PHONE, Screen
from tests.browser.conftest import Arrive
from tests.browser.person import Person

ASKING = """\
# Knots

1. What is a bowline good for?

It makes a loop that does not slip and is easy to untie.

2. Why is a reef knot no bend?

It capsizes when it is pulled sideways.
"""
QUOTED = """\
What is a bowline good for?
> A fixed loop at the end of a rope.

Why is a reef knot no bend?
> TODO
"""


@pytest.fixture
def notes(tmp_path: Path) -> list[Path]:
    """Two people's notes on knots, in two layouts."""
    paths = [tmp_path / "asking.md", tmp_path / "quoted.md"]
    for path, text in zip(paths, (ASKING, QUOTED), strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


def _import(admin: Person, notes: list[Path]) -> None:
    page = admin.go("/g/local/admin/import")
    page.set_input_files("#files", notes)
    page.get_by_role("button", name="Upload and look").click()
    expect(page.locator("#import-form")).to_be_visible()


def test_an_import_is_looked_at_before_it_is_stored_and_can_be_asked_at_once(
    arrive: Arrive, admin: Person, notes: list[Path]
) -> None:
    ann = arrive("Ann")
    _import(admin, notes)
    page = admin.page
    expect(page.locator("#main")).to_contain_text("2 documents with 4 answers on 2 questions")
    expect(page.locator("#main")).to_contain_text("1 note to self")
    admin.picture("04-preview")
    page.get_by_role("radio", name="quoted.md").check()
    page.get_by_label("Deck name").fill("Knots for beginners")
    page.get_by_role("button", name="Store the deck").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Knots for beginners")
    page.get_by_role("button", name="Ask question 1 now").click()
    expect(ann.page.get_by_text("What is a bowline good for?").first).to_be_visible()


def test_an_import_that_is_cancelled_leaves_nothing(admin: Person, notes: list[Path]) -> None:
    _import(admin, notes)
    admin.page.get_by_role("button", name="Cancel the import").click()
    expect(admin.page.locator("#import-form")).to_have_count(0)
    admin.go("/g/local/admin")
    expect(admin.page.locator("#decks")).not_to_contain_text("Knots")


def test_a_file_without_questions_is_refused_with_words(admin: Person, tmp_path: Path) -> None:
    poem = tmp_path / "poem.txt"
    poem.write_text("The wind blew.\nThe sea was calm.\n", encoding="utf-8")
    admin.refusals.add(422)
    page = admin.go("/g/local/admin/import")
    page.set_input_files("#files", poem)
    page.get_by_role("button", name="Upload and look").click()
    expect(page.get_by_text("No question was found in poem.txt")).to_be_visible()


def test_after_switching_to_anonymous_the_next_reveal_has_no_names(
    arrive: Arrive, admin: Person
) -> None:
    ann, bo = arrive("Annabel"), arrive("Boris")
    admin.close_the_round()
    admin.go("/g/local/admin")
    admin.page.get_by_role("radio", name="Show replies without names").check()
    admin.page.locator("#settings").get_by_role("button", name="Save").click()
    admin.go("/g/local/admin")
    admin.page.get_by_role("button", name="Ask the next question").click()
    ann.go("/")
    ann.answer("The world is the same, our code disagrees.")
    round_ = ann.page.locator("[data-round]").get_attribute("data-round")
    admin.close_the_round()
    bo.go(f"/g/local/rounds/{round_}")
    expect(bo.column("Answers")).to_contain_text("The world is the same")
    expect(bo.reveal).not_to_contain_text("Annabel")


def test_the_admins_pages_are_for_the_admin_alone(arrive: Arrive) -> None:
    ann = arrive("Ann")
    ann.refusals.add(403)
    for path in ("/g/local/admin", "/g/local/admin/import"):
        response = ann.visit(ann.room.url + path)
        assert response is not None
        assert response.status == 403
        expect(ann.page.get_by_text("Only organisers can do this")).to_be_visible()


@pytest.mark.parametrize("screen", [DESKTOP, PHONE], ids=lambda screen: screen.name)
def test_the_desk_is_shown_whole_on_every_screen(arrive: Arrive, screen: Screen) -> None:
    person = arrive("", screen)
    person.enter_as_admin()
    person.picture("05-admin")
    assert person.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
