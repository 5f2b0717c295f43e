"""How sure a visitor is, and what they did say, on the pages, without any script."""

from __future__ import annotations

from bot.core.models import Round
from bot.services.services import Services
from tests.unit.platforms.web.browsing import Browser, Page

DENIED = "The gluten does not relax while it rests."


def _pressed(page: Page, where: str) -> list[str]:
    buttons = page.html.css(f"{where} button[aria-pressed=true]")
    return [each.text().strip() for each in buttons]


async def test_how_sure_one_is_is_pressed_below_the_answer_and_told_of_nobody_afterwards(
    services: Services, cleo: Browser, dan: Browser, open_round: Round
):
    here = f"/g/local/rounds/{open_round.id}"
    page = await cleo.get(here)
    assert "hidden" in page.one(".how-sure").attributes
    page = await cleo.submit(page, "form.reply", text=DENIED)
    assert "hidden" not in page.one(".how-sure").attributes
    page = await cleo.submit(page, ".how-sure", confidence="sure")
    assert _pressed(page, ".how-sure") == ["Sure"]

    await services.rounds.close(open_round.group, open_round.id)
    told = (await dan.get(here)).one(".sureness").text()
    assert "Sure, yet it differs" in told
    assert DENIED in told
    assert "1 was sure: 1 differs from the reference" in told
    assert "Cleo" not in told


async def test_a_point_is_claimed_on_one_s_own_card_and_shows_as_one_s_own_word(
    services: Services, cleo: Browser, dan: Browser, open_round: Round
):
    here = f"/g/local/rounds/{open_round.id}"
    await cleo.submit(await cleo.get(here), "form.reply", text="The gluten relaxes while it rests.")
    await services.rounds.close(open_round.group, open_round.id)

    page = await cleo.get(here)
    button = page.one("#mine .claim")
    token = button.attributes["value"] or ""
    page = await cleo.submit(page, "form#claim", claimed=token)
    assert _pressed(page, "#mine .claims") == ["✓ I did say that: 2"]
    other = await dan.get(here)
    assert "By their own word: 2" in other.one(".entry[data-kind=reply]").text()
    assert other.html.css_first("form#claim") is None

    page = await cleo.submit(page, "form#claim", unclaimed=token)
    assert _pressed(page, "#mine .claims") == []


async def test_the_map_of_the_round_is_a_table_that_is_sorted_and_filtered_by_its_address(
    services: Services, cleo: Browser, dan: Browser, open_round: Round
):
    here = f"/g/local/rounds/{open_round.id}"
    await cleo.submit(await cleo.get(here), "form.reply", text="The gluten relaxes while it rests.")
    await dan.submit(await dan.get(here), "form.reply", text=DENIED)
    await services.rounds.close(open_round.group, open_round.id)

    def names(page: Page) -> list[str]:
        return [each.text().split()[0] for each in page.html.css(".map tbody th")]

    assert names(await dan.get(f"{here}/map?sort=found")) == ["Cleo", "Dan"]
    page = await dan.get(f"{here}/map?show=differs&sort=name")
    assert names(page) == ["Dan"]
    assert "you" in page.one(".map tbody th").text()
    assert page.one(".map th[aria-sort]").attributes["aria-sort"] == "ascending"
