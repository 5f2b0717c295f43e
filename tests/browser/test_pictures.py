"""Pictures of documents in a browser: in the preview, with the question, and with its answer."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import FilePayload, Locator, expect

from tests.browser.person import Person
from tests.unit.importing.containers.office import zipped

_WAVES = Path(__file__).resolve().parents[2] / "content" / "waves"
_NOTES = """# Curves

## Which of these falls to zero soonest?

![three curves](img/damping.png)

- the underdamped one
- the overdamped one
- the critically damped one (correct)

## How does a string swing?

In bellies between its ends:

![modes of a string](img/modes.png)
"""


def _shown(images: Locator) -> list[str]:
    """Return what is said of the pictures, once each was really drawn."""
    expect(images.first).to_be_visible()
    for each in images.all():
        expect(each).to_have_js_property("complete", value=True)
    drawn = images.evaluate_all("all => all.filter(each => each.naturalWidth > 100).length")
    assert drawn == images.count()
    return [each.get_attribute("alt") or "" for each in images.all()]


def test_pictures_are_seen_in_the_preview_and_where_they_stand_in_the_deck(admin: Person) -> None:
    names = {"damping.png": "damping.png", "modes.png": "standing-waves.png"}
    files = {f"img/{name}": (_WAVES / file).read_bytes() for name, file in names.items()}
    notes: FilePayload = {
        "name": "curves.zip",
        "mimeType": "application/zip",
        "buffer": zipped({"curves.md": _NOTES, **files}),
    }
    page = admin.go("/g/local/admin/import")
    page.set_input_files("#files", notes)
    page.get_by_role("button", name="Upload and look").click()
    found = page.locator(".found details")
    found.nth(1).locator("summary").click()
    assert _shown(found.nth(1).locator("img")) == ["modes of a string"]
    admin.picture("preview-pictures")

    page.get_by_role("button", name="Store the deck").click()
    page.get_by_role("link", name="Edit question 2").click()
    assert _shown(page.locator("article img")) == ["modes of a string"]
    admin.picture("deck-pictures")
