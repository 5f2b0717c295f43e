"""Discussing a reveal on its page, without any script."""

from __future__ import annotations

from bot.core.models import Round
from bot.services.services import Services
from tests.unit.platforms.web.browsing import Browser


async def test_a_comment_is_written_changed_and_taken_back_on_the_page(
    services: Services, cleo: Browser, dan: Browser, open_round: Round
):
    here = f"/g/local/rounds/{open_round.id}"
    await cleo.submit(await cleo.get(here), "form.reply", text="The gluten relaxes.")
    await services.rounds.close(open_round.group, open_round.id)

    page = await dan.get(here)
    about = page.one(".entry .discuss").attributes["data-about"] or ""
    page = await dan.submit(page, "#comment-form", text="But <b>why</b>?", about=about)
    comment = page.one(".comment")
    assert "Dan" in comment.text()
    assert "on Cleo’s answer" in comment.text()
    assert comment.css_first("b") is None
    assert (await cleo.get(here)).one(".comment").css_first("form") is None

    page = await dan.submit(page, ".comment form", text="Why is that?")
    assert "Why is that?" in page.one(".comment").text()
    page = await dan.submit(page, "#comment-form", text="x" * 4001, about="")
    assert page.one("#discuss [role=alert]").text().strip()
    page = await dan.submit(page, ".comment form", text="", remove="yes")
    assert page.html.css(".comment") == []
