"""A deck is put right in a browser, by pointer and by keyboard."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.browser.chromium import Screen
from tests.browser.conftest import Arrive
from tests.browser.person import Person


def own_deck(admin: Person) -> tuple[str, str]:
    """Make a deck of the room's own; return its page's address, and the second question's.

    The first one is open, and its answers withheld.
    """
    page = admin.go("/g/local/admin")
    page.get_by_role("link", name="Open the deck").first.click()
    page.get_by_role("button", name="Copy to our decks").click()
    question = page.get_by_role("link", name="Edit question 2", exact=True)
    return urlsplit(page.url).path, question.get_attribute("href") or ""


def test_an_answer_is_worded_anew_by_keyboard_alone(arrive: Arrive, screen: Screen) -> None:
    admin = arrive(screen=screen)
    admin.enter_as_admin()
    page = admin.go(own_deck(admin)[1])
    admin.picture("deck-question")
    page.get_by_text("Change this answer").first.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+A")
    page.keyboard.type("Because it **rests**.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("article").first).to_contain_text("Because it rests.")


def test_a_question_is_merged_by_pointer_and_that_is_undone(arrive: Arrive, screen: Screen) -> None:
    admin = arrive(screen=screen)
    admin.enter_as_admin()
    deck, question = own_deck(admin)
    page = admin.go(question)
    words = page.locator(".lead").inner_text()
    page.get_by_label("It is the same as question number").fill("3")
    page.get_by_role("button", name="Merge into that").click()
    expect(page.get_by_text("25 questions from")).to_be_visible()
    expect(page.locator("ol.rows")).not_to_contain_text(words)
    admin.picture("deck")
    page.get_by_role("button", name="Undo the last change").click()
    expect(page.get_by_text("26 questions from")).to_be_visible()
    expect(page.locator("ol.rows")).to_contain_text(words)
    assert urlsplit(page.url).path == deck
