"""What can be measured of how the pages look: widths, contrast, targets, names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import PHONE
from tests.browser.conftest import Arrive, arriving
from tests.browser.person import Person
from tests.browser.test_decks import own_deck
from tests.browser.texts import ANN, BO, LONG_NAME
from tests.processes.pool import ProcessPool
from tests.processes.roundtable import running_room

# WCAG 2.2, 1.4.3 (contrast) with the formulas of its definitions of contrast and luminance.
_LOW_CONTRAST = """() => {
    const channel = (v) => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    const luminance = ([r, g, b]) =>
        0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
    const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
    const paint = (color, below) => {
        canvas.fillStyle = `rgb(${below.join(',')})`; canvas.fillRect(0, 0, 1, 1);
        canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1);
        return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
    };
    const background = (element) => {
        const below = element.parentElement ? background(element.parentElement) : [255, 255, 255];
        return paint(getComputedStyle(element).backgroundColor, below);
    };
    const low = [];
    for (const element of document.querySelectorAll('body *')) {
        const own = [...element.childNodes].some(n => n.nodeType === 3 && n.data.trim());
        const style = getComputedStyle(element);
        const seen = element.checkVisibility({visibilityProperty: true, opacityProperty: true});
        if (!own || !seen) continue;
        if (element.closest('[disabled], .visually-hidden, .skip-link')) continue;
        const back = background(element), front = paint(style.color, back);
        const [a, b] = [luminance(back), luminance(front)].sort((x, y) => y - x);
        const size = parseFloat(style.fontSize), bold = Number(style.fontWeight) >= 700;
        const needed = size >= 24 || (bold && size >= 18.66) ? 3 : 4.5;
        const ratio = (a + 0.05) / (b + 0.05);
        const words = element.textContent.trim().slice(0, 40);
        if (ratio < needed) low.push(`${words}: ${ratio.toFixed(2)}`);
    }
    return low;
}"""

_NAMELESS = """() => [
    ...document.querySelectorAll('input:not([type=hidden]), textarea, select, button')]
    .filter(e => !(e.labels && e.labels.length) && !e.ariaLabel && !e.textContent.trim())
    .map(e => e.outerHTML.slice(0, 80))"""

_SMALL_TARGETS = """() => [
    ...document.querySelectorAll('button, select, .button, input:not([type=hidden])')]
    .filter(e => e.checkVisibility({visibilityProperty: true}) && !e.closest('.visually-hidden'))
    .filter(e => !e.classList.contains('visually-hidden'))
    .filter(e => !e.matches('.prose .point-number'))  // in a sentence: WCAG 2.2, 2.5.8, "inline"
    .map(e => (e.matches('[type=radio], [type=checkbox]') && e.labels[0]) || e)
    .filter(e => e.getBoundingClientRect().height < 43.5)
    .map(e => e.outerHTML.slice(0, 80))"""


Tour = tuple[Person, list[str]]


@pytest.fixture(scope="module")
def tour(
    chromium: Browser, process_pool: ProcessPool, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Tour]:
    """Somebody at a phone, and the pages that there are to see: nobody changes any."""
    with (
        running_room(process_pool, tmp_path_factory.mktemp("looks")) as room,
        arriving(chromium, room) as arrive,
    ):
        yield _tour(arrive)


def _tour(arrive: Arrive) -> Tour:
    """Return somebody with an answer in a closed round, and the paths of the pages."""
    ann, bo = arrive(LONG_NAME, PHONE), arrive("Bo")
    ann.answer(ANN)
    bo.answer(BO)
    round_ = ann.page.locator("[data-round]").get_attribute("data-round")
    ann.enter_as_admin()
    ann.close_the_round()
    deck, question = own_deck(ann)
    withdraw = ann.page.get_by_role("link", name="Withdraw ").first.get_attribute("href") or ""
    read = ann.go("/g/local/decks").locator("main a[href*='/decks/']").first
    round_page = f"/g/local/rounds/{round_}"
    paths = [
        deck,
        question,
        withdraw,
        f"{deck}/review",
        read.get_attribute("href") or "",
        f"{round_page}/map",
        f"{round_page}/words",
        "/",
        "/g/local/rounds",
        round_page,
        "/g/local/lookup?q=drift",
        "/g/local/admin",
        "/g/local/admin/import",
        "/g/local/admin/members",
        "/g/local/admin/log",
        "/me/sessions",
    ]
    return ann, paths


def test_all_text_stands_out_from_what_is_behind_it(tour: Tour) -> None:
    ann, paths = tour
    schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
    low = {}
    for path in paths:
        page = ann.go(path)
        for scheme in schemes:
            # Without motion colours change at once.
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            low[path, scheme] = page.evaluate(_LOW_CONTRAST)
    assert {where: found for where, found in low.items() if found} == {}


def test_no_page_is_wider_than_its_screen(tour: Tour) -> None:
    ann, paths = tour
    for path in paths:
        page = ann.go(path)
        for width in (320, 390, 768, 900, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)


def test_every_field_has_a_name_every_page_one_heading_and_targets_a_thumb_can_hit(
    tour: Tour,
) -> None:
    ann, paths = tour
    ann.page.set_viewport_size({"width": PHONE.width, "height": PHONE.height})
    for path in paths:
        page: Page = ann.go(path)
        expect(page.locator("h1")).to_have_count(1)
        assert page.evaluate(_NAMELESS) == [], path
        assert page.evaluate(_SMALL_TARGETS) == [], path
