"""Pictures of pages of payloads, which know what page they were taken of."""

from __future__ import annotations

from hashlib import sha256
from io import BytesIO
from pathlib import Path

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tests.browser.chromium import running_chromium

_WIDTH, _HEIGHT = 1240, 900
_TAKEN_OF = "Taken of"


def take(html: str, file: Path) -> None:
    """Write the picture of the whole page. Without Chromium raises what Playwright does."""
    with running_chromium() as browser:
        opened = browser.new_page(
            viewport={"width": _WIDTH, "height": _HEIGHT}, device_scale_factor=1
        )
        opened.set_content(html)
        taken = Image.open(BytesIO(opened.screenshot(full_page=True)))
    kept = PngInfo()
    kept.add_text(_TAKEN_OF, _digest(html))
    taken.save(file, pnginfo=kept, optimize=True)


def is_of(file: Path, html: str) -> bool:
    """Whether the picture was taken of this page."""
    with Image.open(file) as picture:
        return picture.info.get(_TAKEN_OF) == _digest(html)


def _digest(html: str) -> str:
    return sha256(html.encode()).hexdigest()
