"""Nothing typed is lost: drafts on every device, and rounds that end under somebody's hands."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.chromium import PHONE, Screen
from tests.browser.conftest import Arrive
from tests.browser.person import Person

TYPED = "Not finished yet, because"


def _kept(person: Person) -> None:
    expect(person.page.locator(".draft")).to_contain_text("Draft kept at")


def _round(person: Person) -> str:
    return str(person.page.locator("[data-round]").get_attribute("data-round"))


def test_what_is_typed_is_there_after_a_crash_and_on_another_device(arrive: Arrive) -> None:
    ann = arrive("Ann")
    ann.box.press_sequentially(TYPED)
    _kept(ann)
    phone = arrive(screen=PHONE)
    # The same session on another device: no tab of it ever held the text.
    phone.context.add_cookies(ann.context.cookies())
    ann.page.close()
    phone.go()
    expect(phone.box).to_have_value(TYPED)
    expect(phone.saved).to_contain_text("Not saved yet")
    _kept(phone)
    phone.answer("Finished.")
    phone.page.reload()
    expect(phone.box).to_have_value("Finished.")
    expect(phone.page.locator(".draft")).to_have_text("")


def test_what_was_typed_in_the_last_second_is_kept_as_the_page_goes_away(arrive: Arrive) -> None:
    ann = arrive("Ann")
    ann.box.fill(TYPED)
    ann.go("/g/local/rounds")
    ann.page.evaluate("sessionStorage.clear()")
    ann.go()
    expect(ann.box).to_have_value(TYPED)


def test_of_two_devices_the_older_is_told_and_nothing_is_overwritten(arrive: Arrive) -> None:
    ann, laptop = arrive("Ann"), arrive()
    laptop.context.add_cookies(ann.context.cookies())
    laptop.refusals.add(409)
    laptop.go()
    ann.box.fill("Typed on the phone")
    _kept(ann)
    laptop.box.fill("Typed on the laptop")
    told = laptop.page.get_by_text("A newer draft of this answer was kept")
    expect(told).to_be_visible()
    laptop.picture("drafts-clash")
    laptop.page.get_by_role("button", name="Show the other draft").click()
    expect(laptop.box).to_have_value("Typed on the phone")
    laptop.page.get_by_role("button", name="Back to what was typed here").click()
    expect(laptop.box).to_have_value("Typed on the laptop")
    _kept(laptop)
    ann.page.reload()
    expect(ann.box).to_have_value("Typed on the laptop")


def test_without_a_connection_nothing_is_called_kept_and_all_is_once_it_is_back(
    arrive: Arrive,
) -> None:
    ann = arrive("Ann")
    ann.context.set_offline(True)
    ann.box.fill(TYPED)
    expect(ann.page.locator(".draft")).to_contain_text("Draft not kept: no connection")
    ann.context.set_offline(False)
    _kept(ann)
    ann.problems = [each for each in ann.problems if "ERR_INTERNET_DISCONNECTED" not in each]


@pytest.mark.parametrize("end", ["closed", "skipped"])
def test_a_round_that_ends_under_somebody_s_hands_says_so_and_keeps_the_text(
    arrive: Arrive, admin: Person, screen: Screen, end: str
) -> None:
    ann = arrive("Ann", screen=screen)
    round_ = _round(ann)
    ann.answer("Saved before.")
    ann.box.fill(f"Saved before. {TYPED}")
    if end == "closed":
        admin.close_the_round()
    else:
        admin.go(f"/g/local/admin/rounds/{round_}/skip")
        admin.page.get_by_role("button", name="Skip the question").click()
    words = "has closed" if end == "closed" else "was skipped"
    expect(ann.page.locator(".closed-here")).to_contain_text(words)
    main = ann.page.locator("#main")
    expect(main).to_contain_text("It is kept until")
    expect(main).not_to_contain_text("Closes")
    expect(main).not_to_contain_text("until the round closes")
    expect(main).not_to_contain_text("people have answered")
    expect(ann.page.get_by_role("button", name="Save changes")).to_have_count(0)
    expect(ann.page.get_by_label("What you typed")).to_have_value(f"Saved before. {TYPED}")
    expect(ann.page.get_by_role("button", name="Copy the text")).to_be_visible()
    ann.picture(f"drafts-{end}")
    ann.go(f"/g/local/rounds/{round_}")
    expect(ann.page.locator("#unsent-text")).to_have_value(f"Saved before. {TYPED}")
    ann.picture(f"drafts-after-{end}")


def test_who_leaves_the_group_in_another_tab_still_has_the_text(arrive: Arrive) -> None:
    ann = arrive("Ann")
    ann.refusals.update({403, 404})
    ann.box.fill(TYPED)
    _kept(ann)
    other = ann.context.new_page()
    other.goto(f"{ann.room.url}/me/groups/local/leave")
    other.get_by_role("button", name="Leave this group").click()
    expect(ann.page.get_by_role("heading", level=1, name="Nothing here")).to_be_visible()
    expect(ann.page.get_by_label("What you typed")).to_have_value(TYPED)
    expect(ann.page.get_by_role("button", name="Copy the text")).to_be_visible()
    expect(ann.page.locator("footer")).not_to_contain_text("You are here as")
    ann.picture("drafts-gone")


def test_a_refused_answer_is_there_after_f5(arrive: Arrive, admin: Person) -> None:
    ann = arrive("Ann", scripts=False)
    ann.refusals.add(410)
    ann.box.fill("Too late, but well thought out.")
    admin.close_the_round()
    ann.page.get_by_role("button", name="Save answer").click()
    for _ in range(2):
        expect(ann.page.locator("#late-text")).to_have_value("Too late, but well thought out.")
        ann.page.reload()
    ann.picture("drafts-late")
