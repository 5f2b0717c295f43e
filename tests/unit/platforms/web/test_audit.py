"""The log of what organisers changed, at their desk."""

from __future__ import annotations

from bot.core.models import Round
from bot.services.acting import TERMINAL, acting
from bot.services.services import Services
from tests.unit.platforms.web.browsing import Browser
from tests.unit.platforms.web.conftest import Browse


async def test_who_changed_what_is_told_at_the_desk_and_to_nobody_else(
    browse: Browse, open_round: Round
):
    both = await browse("Ann", admin=True)
    await both.post("/g/local/admin/naming", {"naming": "anonymous"})
    await both.post(f"/g/local/admin/rounds/{open_round.id}/close")

    page = await both.get("/g/local/admin/log")

    assert "Ann set names in reveals to anonymous" in page.words
    assert page.has(f"#log a[href='/g/local/rounds/{open_round.id}']")
    assert (await (await browse("Cleo")).get("/g/local/admin/log")).status == 403


async def test_what_a_member_does_is_not_in_it(admin: Browser, cleo: Browser, open_round: Round):
    await cleo.post(f"/g/local/rounds/{open_round.id}/reply", {"text": "secret", "based_on": "0"})
    page = await admin.get("/g/local/admin/log")
    assert "Nothing so far" in page.words
    await admin.post("/g/local/admin/joining", {"joining": "on"})
    page = await admin.get("/g/local/admin/log")
    assert "Somebody with a desk link made a new join link" in page.words


async def test_a_long_log_has_pages(admin: Browser, services: Services, open_round: Round):
    with acting(TERMINAL):
        for _ in range(101):
            await services.linking.invite(open_round.group)
    page, lengths = await admin.get("/g/local/admin/log"), list[int]()
    while True:
        lengths.append(len(page.html.css("#log > li")))
        older = page.html.css_first("a[href*='before=']")
        if older is None:
            break
        page = await admin.get(older.attributes["href"] or "")
    assert lengths == [50, 50, 1]
    assert (await admin.get("/g/local/admin/log?before=made-up")).status == 200
