"""Somebody at a browser of their own, and everything that went wrong in it."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Locator,
    Page,
    Request,
    Response,
    WebError,
    expect,
)

from tests.browser.chromium import DESKTOP, Screen
from tests.fakes.patience import PATIENCE_S
from tests.processes.roundtable import Room

SCREENSHOTS = Path(__file__).parent / "screenshots"

_STATUS = re.compile(r"Failed to load resource: the server responded with a status of (\d+)")
# Leaving a page breaks off its event stream and what it was loading; nothing went wrong then.
_LEFT = "net::ERR_ABORTED"
# A live page goes to another by itself, for one when its round closes, whatever we are opening.
_INTERRUPTED = (_LEFT, "is interrupted by another navigation")
_INTERRUPTIONS = 20
_LOOKED = """new Promise((done) => {
  const see = () => looking ? setTimeout(see, 20) : done();
  see();
})"""


class Person:
    """A browser context with one page in a room.

    `problems` collects errors on the console (violations of the content security policy are
    such), requests that failed, and requests to anywhere but the room. `refusals` are the HTTP
    statuses that a test provokes.
    """

    def __init__(
        self, browser: Browser, room: Room, screen: Screen = DESKTOP, scripts: bool = True
    ) -> None:
        self.room = room
        self.screen = screen
        self.refusals: set[int] = set()
        self.problems: list[str] = []
        self.context = _context(browser, screen, scripts)
        self.context.set_default_timeout(PATIENCE_S * 1000)
        self.context.on("console", self._on_console)
        self.context.on("weberror", self._on_error)
        self.context.on("request", self._on_request)
        self.context.on("requestfailed", self._on_failure)
        self.page = self.context.new_page()

    def go(self, path: str = "/") -> Page:
        """Open a page of the room."""
        return self.open(self.room.url + path)

    def open(self, url: str) -> Page:
        """Open an address."""
        self.visit(url)
        return self.page

    def visit(self, url: str) -> Response | None:
        """Open an address and return the answer, also while the page is going to another."""
        for _ in range(_INTERRUPTIONS):
            try:
                return self.page.goto(url)
            except Error as error:
                if not any(words in error.message for words in _INTERRUPTED):
                    raise
                self._settle()
        return self.page.goto(url)

    def _settle(self) -> None:
        """End what is still on its way: tried again at once, each visit would interrupt the next.

        An empty page goes nowhere by itself, and needs no answer that could come late.
        """
        with suppress(Error):
            self.page.goto("about:blank")

    def join(self, name: str) -> None:
        """Open the join link and give a name."""
        self.open(self.room.join)
        self.page.get_by_label("Your name").fill(name)
        self.page.get_by_role("button", name="Join", exact=True).click()
        expect(self.page.locator("footer")).to_contain_text("You are here as")

    def enter_as_admin(self) -> None:
        """Use the desk link up, which opens one browser."""
        self.open(self.room.desk)
        self.page.get_by_role("button", name="Open the desk").click()
        # Where nothing was done yet it leads through the first steps.
        self.page.wait_for_url("**/admin**")
        self.go("/g/local/admin")
        expect(self.page.get_by_role("heading", level=1, name="Desk")).to_be_visible()

    @property
    def box(self) -> Locator:
        """The box for an answer; there is one when one question is open."""
        return self.page.get_by_label("Your answer", exact=True)

    @property
    def saved(self) -> Locator:
        """What the page says about the stored answer."""
        return self.page.locator(".saved")

    @property
    def reveal(self) -> Locator:
        """The comparison after closing."""
        return self.page.locator(".reveal")

    def answer(self, text: str, revision: int = 1) -> None:
        """Write an answer and save it."""
        self.box.fill(text)
        self.page.get_by_role("button", name=re.compile("^Save (answer|changes)$")).click()
        expect(self.saved).to_contain_text(f"revision {revision}")

    def close_the_round(self) -> None:
        """Close the open round as the admin; the reveal comes next."""
        self.go("/g/local/admin")
        self.page.get_by_role("link", name="Close and reveal").click()
        self.page.get_by_role("button", name="Close and reveal").click()
        expect(self.reveal).to_be_visible()

    def column(self, title: str) -> Locator:
        """A column of the reveal."""
        return self.page.get_by_role("region", name=title, exact=True)

    def key_point(self, number: str) -> Locator:
        """The button before a key point of the reference."""
        return self.page.get_by_role("button", name=f"Key point {number}", exact=True)

    def picture(self, name: str) -> None:
        """Keep how the whole page looks by day and by night, for people to look at."""
        SCREENSHOTS.mkdir(exist_ok=True)
        for scheme in ("light", "dark"):
            self.page.emulate_media(color_scheme=scheme)
            path = SCREENSHOTS / f"{name}-{self.screen.name}-{scheme}.png"
            self.page.screenshot(path=path, full_page=True)
        self.page.emulate_media(color_scheme="light")

    def wait_until_looked(self) -> None:
        """Wait until the live page has looked whether it shows what is so, if it is about to."""
        self.page.evaluate(_LOOKED)

    def leave(self) -> None:
        """Close the browser context."""
        self.context.close()

    def _on_console(self, message: ConsoleMessage) -> None:
        provoked = _STATUS.match(message.text)
        if provoked and int(provoked[1]) in self.refusals:
            return
        if message.type in ("error", "warning"):
            self.problems.append(f"console: {message.text}")

    def _on_error(self, error: WebError) -> None:
        self.problems.append(f"exception: {error.error}")

    def _on_request(self, request: Request) -> None:
        if urlsplit(request.url).netloc != urlsplit(self.room.url).netloc:
            self.problems.append(f"request to elsewhere: {request.url}")

    def _on_failure(self, request: Request) -> None:
        if request.failure != _LEFT:
            self.problems.append(f"request failed: {request.url} ({request.failure})")


def _context(browser: Browser, screen: Screen, scripts: bool) -> BrowserContext:
    return browser.new_context(
        viewport={"width": screen.width, "height": screen.height},
        is_mobile=screen.touch,
        has_touch=screen.touch,
        java_script_enabled=scripts,
        locale="en-GB",
        timezone_id="Europe/Paris",
        reduced_motion="reduce",
    )
