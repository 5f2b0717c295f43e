"""What a member types and does not save: on every device of theirs, and after the end."""

from __future__ import annotations

from datetime import timedelta

import httpx

from bot.core.models import Group, Round
from bot.services.services import Services
from tests.fakes.clock import Clock
from tests.fakes.members import see
from tests.unit.platforms.web.browsing import ORIGIN, Browser, Page
from tests.unit.platforms.web.conftest import Browse

FORM = "form[data-reply]"
SCRIPT = {"Origin": ORIGIN, "Accept": "application/json"}


def _path(round_: Round) -> str:
    return f"/g/local/rounds/{round_.id}/draft"


async def _script(browser: Browser, round_: Round, text: str, known: str = "") -> httpx.Response:
    data = {"text": text, "based_on": "0", "draft": known}
    return await browser.client.post(_path(round_), data=data, headers=SCRIPT)


def _box(page: Page) -> str:
    return page.one("textarea[name=text]").text()


async def test_a_draft_is_kept_without_scripts_and_shown_to_its_author_alone(
    cleo: Browser, dan: Browser, open_round: Round
):
    typed = {"text": "It is bec", "based_on": "0", "draft": ""}
    kept = await cleo.post(_path(open_round), typed)

    assert kept.path == f"/g/local/rounds/{open_round.id}"
    assert _box(kept) == "It is bec"
    assert "Not saved yet" in kept.words
    assert "Draft kept at 12:00:00 UTC, not sent" in kept.words
    assert "Nobody has answered yet" in kept.words
    assert _box(await cleo.get("/")) == "It is bec"
    assert _box(await dan.get("/")) == ""


async def test_a_draft_is_there_in_another_browser_of_the_same_person(
    cleo: Browser, browse: Browse, services: Services, open_round: Round, room: Group
):
    await _script(cleo, open_round, "Typed on the phone")
    cleo_there = await services.members.everywhere("web", await _subject(services, room))
    secret = await services.sessions.sign_in_pass("web", cleo_there[0].person)
    laptop = await browse()
    await laptop.post("/enter", {"pass": secret})

    assert _box(await laptop.get("/")) == "Typed on the phone"


async def _subject(services: Services, room: Group) -> str:
    async with services.members._context.store.reading() as tx:
        member = await tx.members.named(room.id, "Cleo")
    assert member is not None
    return member.person


async def test_a_script_is_told_what_is_kept_and_of_a_newer_draft_with_its_text(
    cleo: Browser, open_round: Round
):
    first = (await _script(cleo, open_round, "one")).json()
    assert first["kept_at"] == "2026-03-02T12:00:00.000Z"
    second = (await _script(cleo, open_round, "two", first["version"])).json()

    clash = await _script(cleo, open_round, "three", first["version"])

    assert clash.status_code == 409
    told = clash.json()
    assert (told["text"], told["version"]) == ("two", second["version"])
    assert "newer draft" in told["words"]
    gone = await _script(cleo, open_round, "", second["version"])
    assert gone.json() == {"version": "", "kept_at": ""}
    assert _box(await cleo.get("/")) == ""


async def test_a_draft_goes_with_the_answer_and_another_device_s_does_not(
    cleo: Browser, open_round: Round
):
    await _script(cleo, open_round, "It is bec")
    page = await cleo.get("/")
    saved = await cleo.submit(page, FORM, text="It is because.")
    assert _box(saved) == "It is because."
    assert "Draft" not in saved.words

    await _script(cleo, open_round, "Another thought")
    await cleo.submit(saved, FORM, text="Because, as I said.")
    assert _box(await cleo.get("/")) == "Another thought"


async def test_a_draft_can_be_dropped_for_the_saved_answer(cleo: Browser, open_round: Round):
    saved = await cleo.submit(await cleo.get("/"), FORM, text="Saved.")
    assert saved.one("button.drop").attributes.get("hidden", "no") is None
    typed = {"text": "Saved, but", "based_on": "1", "draft": ""}
    page = await cleo.post(_path(open_round), typed)
    assert "Back to the saved answer" in page.one("button.drop").text()
    assert page.one(FORM).attributes["data-saved"] == "Saved."

    draft = page.one("input[name=draft]").attributes["value"] or ""
    assert _box(await cleo.post(_path(open_round), {"drop": "yes", "draft": draft})) == "Saved."


async def test_after_the_end_a_draft_stands_above_the_answers_until_a_day_that_is_told(
    cleo: Browser, dan: Browser, open_round: Round, services: Services, clock: Clock
):
    await _script(cleo, open_round, "Not <done>")
    await services.rounds.close(open_round.group, open_round.id)

    page = await cleo.get(f"/g/local/rounds/{open_round.id}")
    assert page.one("#unsent-text").text().strip() == "Not <done>"
    assert "It is kept until 9 March 2026, 12:00 UTC" in page.words
    assert not (await dan.get(f"/g/local/rounds/{open_round.id}")).has("#unsent")
    again = await cleo.submit(page, "#unsent form", drop="yes")
    assert not again.has("#unsent")


async def test_what_comes_too_late_or_to_a_skipped_round_stays_its_author_s(
    cleo: Browser, open_round: Round, services: Services
):
    page = await cleo.get("/")
    await services.rounds.skip(open_round.group, open_round.id)
    late = await cleo.submit(page, FORM, text="All of it")

    assert late.status == 410
    assert "until 9 March 2026" in late.words
    skipped = await cleo.get(f"/g/local/rounds/{open_round.id}")
    assert skipped.one("#unsent-text").text().strip() == "All of it"
    assert not (await services.cards.card(open_round.id, see())).replies


async def test_between_its_time_and_its_closing_a_round_shows_the_draft(
    cleo: Browser, open_round: Round, clock: Clock
):
    await _script(cleo, open_round, "Nearly")
    clock.advance(timedelta(hours=24))
    page = await cleo.get("/")
    assert page.one("#unsent-text").text().strip() == "Nearly"
    assert "for a week after the answers are shown" in page.words
