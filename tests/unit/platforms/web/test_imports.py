"""Documents in by upload: look first, then say yes or no."""

from __future__ import annotations

import pytest

from bot.core.limits import MAX_DOCUMENT_BYTES
from bot.core.models import Group
from bot.platforms.web.forms import MAX_FILES, MAX_UPLOAD_BYTES
from bot.services.services import Services
from tests.unit.platforms.web.browsing import ORIGIN, Browser, Page
from tests.unit.services.documents import FIVE

TEA = b"""# All about tea

1. Why is green tea brewed below the boiling point?

Boiling water scalds the leaves and draws out bitter tannins.

2. What is the difference between black and green tea?

Black tea is oxidised; green tea is heated early, which stops oxidation.

3. How long does white tea steep?

Four to five minutes.
"""
OTHER = b"""1. Why is green tea brewed below the boiling point?

It would turn bitter.

2. What is the difference between black and green tea?

TODO

3. How long does white tea steep?

"""
FORM = "#import-form"


async def upload(browser: Browser, *files: tuple[str, bytes]) -> Page:
    return await browser.post("/g/local/admin/import", files=[("files", file) for file in files])


async def preview(browser: Browser) -> Page:
    return await upload(browser, ("tea.md", TEA), ("<b>other.md", OTHER))


async def test_the_preview_shows_what_was_found_and_stores_nothing(
    admin: Browser, services: Services, room: Group
):
    page = await preview(admin)

    assert page.path.startswith("/g/local/admin/import/")
    assert "2 documents with" in page.words
    assert "on 3 questions" in page.words
    documents = [" ".join(row.text().split()) for row in page.html.css(".document .hint")]
    assert documents[0].endswith("3 items: 3 answered")
    assert documents[1].endswith("3 items: 1 answered, 1 left empty, 1 note to self")
    assert "<b>other.md" in page.words
    assert [summary.text() for summary in page.html.css(".found-question")] == [
        "1. Why is green tea brewed below the boiling point?",
        "2. What is the difference between black and green tea?",
        "3. How long does white tea steep?",
    ]
    assert await services.decks.of_group(room.id) == []


async def test_saying_yes_stores_the_deck_as_it_was_named_and_forgets_the_draft(
    admin: Browser, services: Services, room: Group
):
    page = await preview(admin)
    reference = page.html.css("input[name=reference]")[1].attributes["value"] or ""
    typed = {"title": "Tea time", "reference": reference, "author-0": "Lin"}
    deck = await admin.submit(page, FORM, **typed)

    assert deck.path.startswith("/g/local/admin/decks/")
    [summary] = await services.decks.of_group(room.id)
    assert summary.deck.title == "Tea time"
    assert summary.questions == 3
    assert [source.author for source in summary.sources] == ["Lin", "<b>other"]
    assert summary.deck.reference == summary.sources[1].id
    assert (await admin.get(page.path)).status == 404


async def test_looking_again_keeps_the_choices(admin: Browser):
    page = await preview(admin)
    again = await admin.client.get(
        page.path, params={"title": "Tea time", "reference": "tea.md", "author-1": "Kim"}
    )
    page = Page(again)
    assert page.one("#title").attributes["value"] == "Tea time"
    assert page.one("#author-1").attributes["value"] == "Kim"


async def test_saying_no_stores_nothing(admin: Browser, services: Services, room: Group):
    page = await preview(admin)
    await admin.post(f"{page.path}/discard")

    assert (await admin.get(page.path)).status == 404
    assert await services.decks.of_group(room.id) == []


async def test_a_name_that_is_taken_is_told_and_adding_to_that_deck_helps(
    admin: Browser, services: Services, room: Group
):
    await admin.submit(await upload(admin, ("tea.md", TEA)), FORM, title="Tea")
    second = await upload(admin, ("other.md", OTHER))
    clash = await admin.submit(second, FORM, title="Tea")
    assert clash.status == 409
    assert "There is a deck called “Tea” already" in clash.words
    assert clash.one("#title").attributes["value"] == "Tea"

    await admin.post(second.path, {"title": "Tea", "add": "yes"})
    [summary] = await services.decks.of_group(room.id)
    assert [source.name for source in summary.sources] == ["tea.md", "other.md"]
    assert summary.questions == 3


async def test_a_newer_version_shows_what_it_changes_before_and_after(admin: Browser):
    await admin.submit(await upload(admin, ("tea.md", TEA)), FORM, **{"author-0": "Kim"})
    newer = TEA.replace(b"Four to five", b"**Six** to seven").split(b"2. What")[0] + (
        b"3. How long does white tea steep?\n\n**Six** to seven minutes.\n"
    )
    page = await upload(admin, ("tea-2.md", newer))
    # What the deck has stays its reference.
    assert page.one("input[name=reference][checked]").attributes["value"] == ""
    page = await admin.get(f"{page.path}?add=yes&reference=&title=All+about+tea")
    assert "tea-2.md is a newer version of tea.md by Kim by what it says" in page.words
    edits = [" ".join(each.text().split()) for each in page.html.css(".edits li")]
    assert edits == [
        "What is the difference between black and green tea? It says nothing any more.",
        "How long does white tea steep? Four to five minutes. Six to seven minutes.",
    ]
    gone = [each.text() for each in page.html.css(".found-count") if "not asked" in each.text()]
    assert len(gone) == 1
    assert page.one("#author-0").attributes["placeholder"] == "Kim"


async def test_files_that_cannot_be_read_are_told_and_stop_no_other(
    admin: Browser, services: Services, room: Group
):
    bad = (("empty.md", b""), ("photo.md", b"\x89PNG\r\n\x1a\n\x00\x00"))
    alone = await upload(admin, *bad)
    page = await upload(admin, *bad, ("tea.md", TEA))
    assert (alone.status, page.status) == (422, 200)
    for seen in (alone, page):
        assert "empty.md is empty." in seen.words
        assert "photo.md is not text." in seen.words


@pytest.mark.parametrize("files", [(), (("", b""),)])
async def test_no_file_is_asked_for_again(admin: Browser, files: tuple[tuple[str, bytes], ...]):
    page = await upload(admin, *files)
    assert page.status == 422
    assert "Choose at least one file" in page.words


async def test_one_file_that_is_too_large_is_refused_with_the_limit(admin: Browser):
    page = await upload(admin, ("big.md", b"x" * (MAX_DOCUMENT_BYTES + 1)))
    assert page.status == 413
    assert "10 MB is the most for one file" in page.words


async def test_too_many_files_are_refused_with_the_limit(admin: Browser):
    page = await upload(admin, *[(f"{n}.md", b"x") for n in range(MAX_FILES + 1)])
    assert page.status == 413
    assert "51 files are too many at once; 50 is the most" in page.words


async def test_files_that_are_too_large_together_are_refused_with_the_limit(admin: Browser):
    page = await upload(admin, *[(f"{n}.md", b"x" * (9 * 1024 * 1024)) for n in range(3)])
    assert page.status == 413
    assert "20 MB is the most" in page.words


async def test_a_body_without_a_length_is_stopped_while_it_comes(admin: Browser):
    taken = 0

    async def endless():
        nonlocal taken
        yield b'--b\r\nContent-Disposition: form-data; name="files"; filename="x.md"\r\n\r\n'
        while True:
            taken += 1_000_000
            yield b"x" * 1_000_000

    answer = await admin.client.post(
        "/g/local/admin/import",
        content=endless(),
        headers={"Origin": ORIGIN, "Content-Type": "multipart/form-data; boundary=b"},
    )
    assert answer.status_code == 413
    assert "20 MB is the most" in answer.text
    assert taken < 3 * MAX_UPLOAD_BYTES


async def test_a_huge_announced_length_is_refused_before_anything_is_read(admin: Browser):
    async def unread():
        yield b""
        raise AssertionError("somebody read it")

    answer = await admin.client.post(
        "/g/local/admin/import",
        content=unread(),
        headers={
            "Origin": ORIGIN,
            "Content-Type": "multipart/form-data; boundary=b",
            "Content-Length": "999999999999",
        },
    )
    assert answer.status_code == 413


async def test_an_ordinary_form_is_limited_too(admin: Browser):
    page = await admin.post("/g/local/admin/naming", {"naming": "x" * 1_000_001})
    assert page.status == 413
    assert "1 MB is the most" in page.words


async def test_a_broken_upload_is_told_and_no_fault(admin: Browser):
    answer = await admin.client.post(
        "/g/local/admin/import",
        content=b"--b\r\nnonsense",
        headers={"Origin": ORIGIN, "Content-Type": "multipart/form-data; boundary=b"},
    )
    assert answer.status_code in (400, 422)


async def test_a_draft_of_nobody_is_not_found(admin: Browser):
    assert (await admin.get("/g/local/admin/import/none")).status == 404
    assert (await admin.post("/g/local/admin/import/none", {"title": "x"})).status == 404
    assert (await admin.post("/g/local/admin/import/none/discard")).status == 404


async def test_a_guessed_place_is_decided_in_the_preview_and_stored_so(
    admin: Browser, services: Services, room: Group
):
    loose = b"""1. The gluten relaxes while the dough rests, and then it stretches.

2. Nobody has repaired the clock in the hall yet.

3. It doubles within six hours.

4. Bread flour has much protein.

5. Salt slows the yeast.
"""
    page = await upload(admin, ("five.md", FIVE.encode()), ("loose.txt", loose))
    guesses = page.html.css("[data-keys]")
    assert guesses
    choices = guesses[0].css("input[type=radio]")
    drop = next(each for each in choices if each.attributes["data-key"] == "d")
    name, value = str(drop.attributes["name"]), str(drop.attributes["value"])
    words = " ".join(guesses[0].css_first(".prose").text().split())

    page = await admin.get(f"{page.path}?title=Bread&{name}={value}")
    assert "1 guess decided" in page.words
    assert len(page.html.css("[data-keys]")) == len(guesses) - 1
    await admin.submit(page, FORM, title="Bread")
    (stored,) = [
        each for each in await services.decks.of_group(room.id) if each.deck.title == "Bread"
    ]
    questions = await services.decks.questions(room.id, stored.deck.id)
    shown = [
        await services.deck_edits.question(stored.deck.workspace, stored.deck.id, each.id)
        for each in questions
    ]
    texts = [answer.text for each in shown for answer, _ in each.answers]
    assert len(texts) == 9
    assert words not in texts
