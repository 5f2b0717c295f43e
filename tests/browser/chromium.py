"""The system's Chromium, driven by playwright."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, expect, sync_playwright

from tests.fakes.patience import PATIENCE_S

CHROMIUM = shutil.which("chromium")
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True)
class Screen:
    """What somebody looks at; sizes in CSS pixels."""

    name: str
    width: int
    height: int
    touch: bool = False


DESKTOP = Screen("desktop", 1280, 900)
PHONE = Screen("phone", 390, 844, touch=True)


@contextmanager
def running_chromium() -> Iterator[Browser]:
    """Run Chromium with a fresh profile."""
    expect.set_options(timeout=PATIENCE_S * 1000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()
