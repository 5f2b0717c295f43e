"""A deck is put right in a browser, by pointer and by keyboard."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import FloatRect, Locator, Page, expect

from tests.browser.chromium import PHONE, Screen
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
    elsewhere = admin.context.new_page()
    elsewhere.goto(admin.room.url + deck)
    elsewhere.get_by_label("Name", exact=True).fill("Half a na")
    page.get_by_label("It is the same as question number").fill("3")
    page.get_by_role("button", name="Merge into that").click()
    expect(page.get_by_text("25 questions from")).to_be_visible()
    expect(page.locator("ol.rows")).not_to_contain_text(words)
    expect(elsewhere.get_by_text("25 questions from")).to_be_visible()
    expect(elsewhere.get_by_label("Name", exact=True)).to_have_value("Half a na")
    admin.picture("deck")
    page.get_by_role("button", name="Undo: Somebody with a desk link merged with another").click()
    expect(page.get_by_text("26 questions from")).to_be_visible()
    expect(page.locator("ol.rows")).to_contain_text(words)
    assert urlsplit(page.url).path == deck


def test_questions_are_put_in_another_order_by_finger_by_mouse_and_by_keys(arrive: Arrive) -> None:
    admin = arrive(screen=PHONE)
    admin.enter_as_admin()
    page = admin.go(own_deck(admin)[0])
    rows, told = page.locator("#questions > li"), page.locator("#order-told")
    first, second, third, fourth = (row.locator("a.quiet").inner_text() for row in rows.all()[:4])
    expect(rows.nth(3)).to_contain_text(fourth)

    _drag_by_finger(page, _grip(page, 1), rows.nth(2))
    expect(told).to_have_text("Question 1 is number 2 now.")
    _grip(page, 4).hover()
    page.mouse.down()
    page.mouse.move(*_upper_half_of(rows.nth(2)))
    expect(rows.nth(2)).to_have_class("row drop-above")
    page.mouse.up()
    expect(told).to_have_text("Question 4 is number 3 now.")
    _grip(page, 4).press("ArrowUp")
    _grip(page, 4).press("ArrowUp")
    expect(told).to_have_text("Question 4 is number 2 now.")
    expect(_grip(page, 2)).to_be_focused()

    page.reload()
    for row, words in enumerate((second, third, first, fourth)):
        expect(rows.nth(row)).to_contain_text(words)


def _grip(page: Page, number: int) -> Locator:
    return page.get_by_role("button", name=f"Move question {number}", exact=True)


def _drag_by_finger(page: Page, grip: Locator, to: Locator) -> None:
    """Touch the grip, go to the row's upper half, and let go: the page must not scroll instead."""
    grip.scroll_into_view_if_needed()
    box, device = _box(grip), page.context.new_cdp_session(page)
    places = ((box["x"] + 10, box["y"] + 10), _upper_half_of(to))
    for kind, (x, y) in zip(("touchStart", "touchMove"), places, strict=True):
        points = [{"x": x, "y": y}]
        device.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    device.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def _upper_half_of(row: Locator) -> tuple[float, float]:
    box = _box(row)
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 3


def _box(of: Locator) -> FloatRect:
    box = of.bounding_box()
    assert box is not None
    return box
