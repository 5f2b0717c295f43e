"""What can be measured of how the pages look: widths, contrast, targets, names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.browser.chromium import PHONE
from tests.browser.conftest import Arrive, arriving
from tests.browser.person import Person
from tests.browser.test_decks import own_deck
from tests.browser.texts import ANN, BO, LONG_NAME
from tests.processes.pool import ProcessPool
from tests.processes.roundtable import running_room
from tests.profiles import thorough

_PACK = Path(__file__).resolve().parents[2] / "content" / "schrift"

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

# The rules of WCAG 2.0 to 2.2, levels A and AA, and what axe-core takes for good practice.
_AXE = """async () => (await axe.run({
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    resultTypes: ['violations'],
})).violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 120)}`))"""
_SEEN: tuple[tuple[Literal["light", "dark"], int], ...] = (
    ("light", 390),
    ("dark", 1280),
    ("dark", 390),
    ("light", 1280),
)

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
    preview, review = _doubtful(ann)
    read = ann.go("/g/local/decks").locator("main a[href*='/decks/']").first
    round_page = f"/g/local/rounds/{round_}"
    paths = [
        deck,
        question,
        withdraw,
        f"{deck}/review",
        f"{deck}/remove",
        f"{deck}/suggestions",
        preview,
        review,
        read.get_attribute("href") or "",
        f"{round_page}/map",
        f"{round_page}/words",
        "/",
        "/g/local/rounds",
        round_page,
        "/g/local/decks",
        "/g/local/lookup?q=drift",
        "/g/local/lookup?q=zzzz",
        "/g/local/admin",
        "/g/local/admin/import",
        "/g/local/admin/setup/start",
        "/g/local/admin/setup/chats",
        "/g/local/admin/setup/others",
        "/g/local/admin/members",
        "/g/local/admin/log",
        "/me",
        "/me/sessions",
        urlsplit(ann.room.join).path + "?" + urlsplit(ann.room.join).query,
    ]
    return ann, paths


def _doubtful(admin: Person) -> tuple[str, str]:
    """Import notes with an answer whose place is a guess; return a preview, and the review."""
    previews = []
    for title in ("Letters", "Writing"):  # what is stored has no preview any more
        page = admin.go("/g/local/admin/import")
        page.set_input_files("#files", _notes(title))
        page.get_by_role("button", name="Upload and look").click()
        expect(page.locator("#import-form")).to_be_visible()
        previews.append(urlsplit(page.url).path)
    page.get_by_role("button", name="Store the deck").click()
    page.get_by_role("link", name="Review 1 doubtful answer").click()
    expect(page.get_by_role("heading", name="It may belong here")).to_be_visible()
    return previews[0], urlsplit(page.url).path


def _notes(title: str) -> list[FilePayload]:
    written = (_PACK / "referenz.md").read_text("utf-8")
    reference = written.replace("# Geschichte der Schrift", f"# {title}").encode()
    asks_otherwise = (_PACK / "lotte.tsv").read_text("utf-8").replace("ältesten Ton", "ersten Ton")
    return [
        {"name": "referenz.md", "mimeType": "text/markdown", "buffer": reference},
        {"name": "lotte.tsv", "mimeType": "text/plain", "buffer": asks_otherwise.encode()},
    ]


def test_axe_finds_nothing_on_any_page_by_day_and_by_night_and_all_text_stands_out(
    tour: Tour,
) -> None:
    ann, paths = tour
    found = {}
    for path in paths:
        page = ann.go(path)
        page.evaluate(AXE_SCRIPT)
        for scheme, width in _SEEN if thorough() else _SEEN[:2]:
            # Without motion colours change at once.
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.set_viewport_size({"width": width, "height": 800})
            found[path, scheme, width] = [*page.evaluate(_AXE), *page.evaluate(_LOW_CONTRAST)]
    assert {where: problems for where, problems in found.items() if problems} == {}


def test_axe_and_the_contrast_are_really_looked_at(tour: Tour) -> None:
    page = tour[0].go("/g/local/rounds")
    page.evaluate(AXE_SCRIPT)
    page.evaluate("""() => document.querySelector('main').insertAdjacentHTML(
        'beforeend', '<p id="faint">Hardly seen</p><img src="/static/favicon.svg">')""")
    page.evaluate("document.getElementById('faint').style = 'color: #999; background: #aaa'")
    assert [each.split(":")[0] for each in page.evaluate(_AXE)] == ["color-contrast", "image-alt"]
    assert page.evaluate(_LOW_CONTRAST) == ["Hardly seen: 1.23"]


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
