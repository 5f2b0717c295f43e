"""A reference is challenged by keyboard on a phone and decided by pointer at the desk."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.browser.chromium import PHONE
from tests.browser.conftest import Arrive
from tests.browser.test_decks import own_deck


def test_a_challenge_is_typed_by_keyboard_on_a_phone_and_accepted_by_pointer(
    arrive: Arrive,
) -> None:
    admin, ann = arrive(), arrive("Ann", PHONE)
    admin.enter_as_admin()
    deck, _ = own_deck(admin)
    admin.close_the_round()
    page = admin.go(deck)
    page.get_by_role("button", name="Ask question 2 now", exact=True).click()
    admin.close_the_round()
    mine = ann.go("/g/local/rounds")
    mine.locator("main a[href*='/rounds/']").first.click()
    assert "/rounds/" in urlsplit(mine.url).path

    mine.get_by_text("Challenge the reference", exact=True).focus()
    mine.keyboard.press("Enter")
    mine.keyboard.press("Tab")
    mine.keyboard.type("It forgets the baseline.")
    mine.keyboard.press("Tab")
    mine.keyboard.type("Name the **baseline** first.")
    mine.keyboard.press("Tab")
    mine.keyboard.press("Enter")
    expect(mine.locator(".challenge")).to_contain_text("It forgets the baseline.")
    ann.picture("challenge")
    width = mine.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE.width

    page = admin.go(deck)
    page.get_by_role("link", name="Decide 1 challenge").click()
    admin.picture("challenges")
    page.get_by_role("button", name="Accept: trust their text").click()
    expect(page.get_by_text("Nobody challenges a reference")).to_be_visible()
    mine = ann.go(urlsplit(mine.url).path)
    expect(mine.locator(".challenge")).to_contain_text("accepted")
    expect(mine.locator("#reveal")).to_contain_text("Name the baseline first.")
