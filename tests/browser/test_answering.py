"""What can come between a member and a saved answer, in real browsers."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.conftest import Arrive
from tests.browser.person import Person
from tests.browser.texts import ANN, BO


def test_without_scripts_a_member_answers_changes_and_sees_the_reveal(
    arrive: Arrive, admin: Person
) -> None:
    ann = arrive("Ann", scripts=False)
    ann.answer(ANN)
    ann.answer("Another answer altogether.", revision=2)
    ann.page.reload()
    expect(ann.box).to_have_value("Another answer altogether.")
    round_ = ann.page.locator("[data-round]").get_attribute("data-round")
    admin.close_the_round()
    ann.go(f"/g/local/rounds/{round_}")
    expect(ann.column("Answers")).to_contain_text("Another answer altogether.")


def test_of_two_tabs_the_stale_one_gets_both_texts_and_may_keep_either(arrive: Arrive) -> None:
    ann = arrive("Ann")
    other = ann.context.new_page()
    other.goto(ann.room.url)
    ann.answer("From the first tab.")
    ann.refusals.add(409)
    other.get_by_label("Your answer", exact=True).fill("From the second tab.")
    other.get_by_role("button", name=re.compile("^Save")).click()
    expect(other.locator("#stored-text")).to_contain_text("From the first tab.")
    other.get_by_role("button", name="Keep this version").click()
    expect(other.locator("#stored-text")).to_have_count(0)
    ann.page.reload()
    expect(ann.box).to_have_value("From the second tab.")


def test_an_answer_that_comes_after_closing_is_not_lost_from_the_page(
    arrive: Arrive, admin: Person
) -> None:
    ann = arrive("Ann", scripts=False)
    ann.box.fill("Too late, but well thought out.")
    admin.close_the_round()
    ann.refusals.add(410)
    ann.page.get_by_role("button", name=re.compile("^Save")).click()
    expect(ann.page.locator("#late-text")).to_contain_text("Too late, but well thought out.")
    expect(ann.page.get_by_text("before your answer arrived")).to_be_visible()


def test_what_is_being_typed_survives_live_changes_and_a_reload(
    arrive: Arrive, admin: Person
) -> None:
    ann, bo = arrive("Ann"), arrive("Bo")
    ann.box.fill("Not finished yet, because")
    bo.answer(BO)
    expect(ann.page.get_by_text("1 person has answered")).to_be_visible()
    admin.go("/g/local/admin")
    admin.page.get_by_role("button", name="Ask the next question").click()
    expect(ann.page.locator(".notices, [role=status]").first).to_be_attached()
    first = ann.page.locator("textarea").first
    expect(first).to_have_value("Not finished yet, because")
    ann.page.reload()
    expect(ann.page.locator("textarea").first).to_have_value("Not finished yet, because")


def test_the_keyboard_alone_does_everything(arrive: Arrive) -> None:
    ann = arrive("Ann")
    keyboard = ann.page.keyboard
    keyboard.press("Tab")
    expect(ann.page.get_by_role("link", name="Skip to the content")).to_be_focused()
    keyboard.press("Enter")
    ann.box.focus()
    keyboard.type("Typed and saved without a mouse.")
    keyboard.press("Control+Enter")
    expect(ann.saved).to_contain_text("revision 1")
    ann.page.locator("#main").focus()
    keyboard.press("/")
    search = ann.page.get_by_role("combobox", name="Look a question up")
    expect(search).to_be_focused()
    keyboard.type("dynamc batchng")
    expect(ann.page.get_by_role("option").first).to_contain_text("dynamic batching")
    keyboard.press("Escape")
    expect(ann.page.get_by_role("option")).to_have_count(0)
    search.fill("")
    search.type("dynamc batchng")
    expect(ann.page.get_by_role("option").first).to_be_visible()
    keyboard.press("ArrowDown")
    keyboard.press("Enter")
    expect(ann.page.locator("#main")).to_contain_text("max_batch_size")


def test_focus_can_be_seen_on_everything_that_takes_it(arrive: Arrive) -> None:
    page = arrive("Ann").page
    seen = []
    for _ in range(12):
        page.keyboard.press("Tab")
        seen.append(
            page.evaluate(
                """() => {
                    const style = getComputedStyle(document.activeElement);
                    return [document.activeElement.outerHTML.slice(0, 60),
                            style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0
                            || style.boxShadow !== 'none'];
                }"""
            )
        )
    assert [element for element, visible in seen if not visible and "<body" not in element] == []


def test_an_open_question_is_looked_up_without_answers_until_one_has_replied(
    arrive: Arrive,
) -> None:
    bo = arrive("Bo")
    bo.go("/g/local/lookup?q=data+drift+concept+drift")
    guarded = bo.page.get_by_text("This question is open right now")
    expect(guarded.first).to_be_visible()
    assert "our own code disagrees" not in bo.page.content()
    assert "Concept drift can leave the inputs" not in bo.page.content()
    bo.go("/")
    bo.answer(BO)
    bo.go("/g/local/lookup?q=data+drift+concept+drift")
    expect(bo.page.locator("#main")).to_contain_text("Concept drift can leave the inputs")
