"""A round in several browsers at once: asked, answered in private, closed, compared."""

from __future__ import annotations

import re

from playwright.sync_api import Route, expect

from tests.browser.chromium import DESKTOP, PHONE, Screen
from tests.browser.conftest import Arrive
from tests.browser.person import Person
from tests.browser.texts import ANN, ANN_ALONE, ANN_EDITED, ANN_EDITED_ALONE, BO, CY, LONG_NAME


def _pages_with(person: Person, paths: list[str], text: str) -> list[str]:
    found = []
    for path in paths:
        page = person.go(path)
        if text in page.content() or text in page.inner_text("body"):
            found.append(path)
    return found


def test_a_newcomer_with_a_long_name_sees_the_open_question_and_its_countdown(
    arrive: Arrive, screen: Screen
) -> None:
    ann = arrive(LONG_NAME, screen)
    page = ann.page
    expect(page.locator("footer")).to_contain_text(LONG_NAME)
    expect(page.get_by_role("heading", level=2).first).to_contain_text("data drift")
    countdown = page.get_by_role("timer")
    expect(countdown).to_have_text(re.compile(r"^(1 day 00:00:00|23:59:\d\d)$"))
    first = countdown.inner_text()
    expect(countdown).not_to_have_text(first)
    ann.picture("01-open")


def test_a_page_that_the_browser_had_kept_does_not_tell_it_the_time(arrive: Arrive) -> None:
    ann = arrive("Ann")
    first = ann.go("/g/local/rounds")
    assert not first.evaluate("wasKept()")
    told = first.locator("body").get_attribute("data-now")
    again = ann.go("/g/local/rounds")

    # The room answered that nothing had changed, so the page tells the time of when it was sent.
    assert again.locator("body").get_attribute("data-now") == told
    assert again.evaluate("wasKept()")
    assert again.evaluate("ahead") == 0


def test_others_see_live_that_somebody_answered_and_never_what(
    arrive: Arrive, admin: Person
) -> None:
    ann, bo = arrive("Ann"), arrive("Bo", PHONE)
    expect(bo.page.get_by_text("Nobody has answered yet")).to_be_visible()
    ann.answer(ANN)
    expect(bo.page.get_by_text("1 person has answered")).to_be_visible()
    expect(admin.page.get_by_text("1 person has answered")).to_be_visible()
    for person in (bo, admin):
        assert ANN_ALONE not in person.page.content()


def test_a_page_shows_an_answer_that_came_before_its_stream_and_never_an_older_count(
    arrive: Arrive,
) -> None:
    ann, bo = arrive("Ann"), arrive("Bo")
    late: list[Route] = []

    def hold(route: Route) -> None:
        late.append(route)

    bo.page.route("**/events", hold)
    with bo.page.expect_request("**/events"):
        bo.page.reload()
    ann.answer(ANN)
    expect(bo.page.get_by_text("Nobody has answered yet")).to_be_visible()
    late.pop().continue_()
    expect(bo.page.get_by_text("1 person has answered")).to_be_visible()

    # What the page looks at is read before the second answer, and comes after it.
    bo.wait_until_looked()
    bo.page.route(bo.page.url, hold, times=1)
    with bo.page.expect_request(bo.page.url):
        bo.page.evaluate("refreshSoon()")
    expect(bo.page.get_by_text("1 person has answered")).to_be_visible()
    look = late.pop()
    read = look.fetch()
    bo.answer(BO)
    expect(bo.page.get_by_text("2 people have answered")).to_be_visible()
    look.fulfill(response=read)
    bo.wait_until_looked()
    expect(bo.page.get_by_text("2 people have answered")).to_be_visible()


def test_no_page_shows_another_members_answer_before_the_round_closes(
    arrive: Arrive, admin: Person
) -> None:
    ann, bo = arrive("Ann"), arrive("Bo")
    ann.answer(ANN)
    round_ = ann.page.locator("[data-round]").get_attribute("data-round")
    bo.answer(BO)
    paths = ["/", "/g/local/rounds", f"/g/local/rounds/{round_}", "/g/local/lookup?q=data+drift"]
    assert _pages_with(bo, paths, ANN_ALONE) == []
    assert (
        _pages_with(
            admin, [*paths, "/g/local/admin", f"/g/local/admin/rounds/{round_}/skip"], ANN_ALONE
        )
        == []
    )


def test_an_answer_can_be_changed_until_the_round_closes(arrive: Arrive) -> None:
    ann = arrive("Ann")
    ann.answer(ANN)
    ann.answer(ANN_EDITED, revision=2)
    ann.page.reload()
    expect(ann.box).to_have_value(ANN_EDITED.strip())


def test_when_the_admin_closes_the_round_every_members_page_becomes_the_reveal(
    arrive: Arrive, admin: Person, screen: Screen
) -> None:
    ann, bo = arrive(LONG_NAME, screen), arrive("Bo", screen)
    ann.answer(ANN_EDITED)
    bo.answer(BO)
    admin.close_the_round()
    for person in (ann, bo):
        expect(person.reveal).to_be_visible()
        replies = person.column("Answers")
        expect(replies).to_contain_text(ANN_EDITED_ALONE)
        expect(replies).to_contain_text(BO)
        expect(replies).to_contain_text(LONG_NAME)
        expect(person.column("Reference")).to_contain_text("Concept drift can leave the inputs")
        expect(replies).to_contain_text("Amara")
        expect(replies).to_contain_text("Mei")
    bo.picture("02-reveal")


def test_the_key_points_that_a_reply_touches_are_marked(arrive: Arrive, admin: Person) -> None:
    bo = arrive("Bo")
    bo.answer("Data drift can be seen without labels, and it does not always hurt.")
    admin.close_the_round()
    card = bo.page.locator("#mine")
    found = re.search(r"Found: (\d)", card.inner_text())
    assert found is not None
    expect(card.locator("mark.lit")).to_have_count(0)
    for act in (lambda: bo.page.keyboard.press(found[1]), bo.key_point(found[1]).click):
        act()
        expect(bo.key_point(found[1])).to_have_attribute("aria-pressed", "true")
        expect(card.locator("mark.lit").first).to_be_visible()
        expect(bo.page.get_by_text(f"Point {found[1]} was found in 1 answer: Bo.")).to_be_visible()
        bo.page.keyboard.press(found[1])
        bo.page.mouse.move(0, 0)
        expect(card.locator("mark.lit")).to_have_count(0)


def test_answers_are_filtered_stepped_through_and_voted_for_on_their_cards(
    arrive: Arrive, admin: Person, screen: Screen
) -> None:
    bo, cy = arrive("Bo", screen), arrive("Cy", screen)
    bo.answer(BO)
    cy.answer("Something else altogether.")
    admin.close_the_round()
    entries = bo.page.locator("#stream .entry")
    expect(entries).to_have_count(4)
    bo.page.get_by_label("Show", exact=True).select_option("earlier")
    expect(entries.filter(visible=True)).to_have_count(3)
    expect(bo.page.get_by_text("3 shown, 1 hidden.")).to_be_visible()
    bo.page.get_by_label("Show", exact=True).select_option("reply")
    bo.page.get_by_label("Show", exact=True).blur()
    bo.page.keyboard.press("j")
    expect(bo.page.locator("#mine")).to_be_focused()
    bo.page.keyboard.press("j")
    expect(entries.filter(has_text="Cy")).to_be_focused()
    for pressed in ("true", "false"):
        bo.page.keyboard.press("h")
        helpful = entries.filter(has_text="Cy").locator(".helpful")
        expect(helpful).to_have_attribute("aria-pressed", pressed)
        bo.page.reload()
        expect(helpful).to_have_attribute("aria-pressed", pressed)
        entries.filter(has_text="Cy").focus()
    bo.page.keyboard.press("?")
    expect(bo.page.get_by_role("dialog", name="Keys")).to_be_visible()


def test_near_identical_replies_share_a_card_that_shows_the_readers_own_words(
    arrive: Arrive, admin: Person
) -> None:
    bo, cy = arrive("Bo"), arrive("Cy")
    bo.answer(BO)
    cy.answer(CY)
    admin.close_the_round()
    for person, text, other in ((bo, BO, "Cy"), (cy, CY, "Bo")):
        cards = person.page.locator("[data-kind=reply]").get_by_role("article")
        expect(cards).to_have_count(1)
        expect(cards.locator(".also")).to_have_text(f"also: {other}")
        expect(cards).to_contain_text(text)


def test_the_reveal_stands_side_by_side_on_a_desktop_and_stacked_on_a_phone(
    arrive: Arrive, admin: Person
) -> None:
    people = {DESKTOP: arrive("Bo", DESKTOP), PHONE: arrive("Cy", PHONE)}
    admin.close_the_round()
    boxes = {}
    for screen, person in people.items():
        expect(person.reveal).to_be_visible()
        boxes[screen] = [column.bounding_box() for column in person.page.locator(".column").all()]
    tops, lefts = ([box[key] for box in boxes[DESKTOP]] for key in ("y", "x"))
    assert len(set(tops)) == 1
    assert len(set(lefts)) == len(lefts) == 2
    tops, lefts = ([box[key] for box in boxes[PHONE]] for key in ("y", "x"))
    assert tops == sorted(set(tops))
    assert len(set(lefts)) == 1


def test_past_rounds_list_what_was_closed_and_lead_to_its_reveal(
    arrive: Arrive, admin: Person
) -> None:
    ann = arrive("Ann")
    ann.answer(ANN)
    admin.close_the_round()
    expect(ann.reveal).to_be_visible()
    ann.page.get_by_role("navigation", name="Pages").get_by_text("Past rounds").click()
    expect(ann.page.get_by_text("you answered")).to_be_visible()
    ann.picture("03-past-rounds")
    ann.page.get_by_role("link", name=re.compile("data drift")).click()
    expect(ann.reveal).to_contain_text(ANN_ALONE)
