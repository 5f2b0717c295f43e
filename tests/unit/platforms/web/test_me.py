"""A member's own page: figures, the file with everything, and the way out."""

from __future__ import annotations

from bot.core.models import Round
from bot.services.services import Services
from tests.fakes.members import see
from tests.unit.platforms.web.browsing import Browser
from tests.unit.platforms.web.conftest import Browse


async def _answer(browser: Browser, round_: Round) -> None:
    page = await browser.get(f"/g/local/rounds/{round_.id}")
    await browser.submit(page, "form.reply", text="The **gluten** relaxes.")


async def test_the_page_shows_how_it_went_so_far(cleo: Browser, open_round: Round):
    await _answer(cleo, open_round)

    page = await cleo.get("/me")

    assert "1 answer so far." in page.words
    assert "Current streak: 1 round." in page.words
    link = page.one(".round-question a")
    assert link.attributes["href"] == f"/g/local/rounds/{open_round.id}"
    assert "You: The gluten relaxes." in page.words


async def test_the_page_of_somebody_new_has_no_answers_to_list(cleo: Browser):
    page = await cleo.get("/me")
    assert "You have answered nothing here so far." in page.words
    assert not page.has(".round-list")


async def test_everything_is_handed_over_as_a_file(browse: Browse, open_round: Round):
    zoe = await browse('Zoë "Z" <b>')
    await _answer(zoe, open_round)

    answer = await zoe.client.get("/me/data")

    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["content-disposition"] == 'attachment; filename="roundtable-zoe-z-b.json"'
    (data,) = answer.json()["groups"]
    assert data["member"]["name"] == 'Zoë "Z" <b>'
    assert data["replies"][0]["text"] == "The **gluten** relaxes."
    assert "Zoë" in answer.text


async def test_who_says_yes_is_gone_and_nobody_here_any_more(
    cleo: Browser, services: Services, open_round: Round
):
    await _answer(cleo, open_round)
    asked = await cleo.get("/me/delete")
    assert "removed for good" in asked.words
    assert (await cleo.get("/me")).status == 200

    gone = await cleo.submit(asked, "form[action='/me/delete']")

    assert (gone.status, gone.path) == (200, "/me/deleted")
    assert "Everything about you is gone" in gone.words
    assert (await cleo.get("/me")).status == 403
    assert (await services.cards.card(open_round.id, see())).replies == 0


async def test_who_leaves_is_no_member_here_any_more(
    cleo: Browser, services: Services, open_round: Round
):
    await _answer(cleo, open_round)
    asked = await cleo.get("/me/groups/local/leave")
    assert "other groups stay" in asked.words
    assert (await cleo.get("/me")).status == 200

    gone = await cleo.submit(asked, "form[action='/me/groups/local/leave']")

    assert (gone.status, gone.path) == (200, "/me/left")
    assert "You have left" in gone.words
    assert (await cleo.get("/me")).status == 403
    assert (await services.cards.card(open_round.id, see())).replies == 0


async def test_an_admin_who_is_removed_as_a_member_stays_the_admin(browse: Browse):
    both = await browse("Ann", admin=True)

    await both.submit(await both.get("/me/delete"), "form[action='/me/delete']")

    assert (await both.get("/g/local/admin")).status == 200
    assert (await both.get("/me")).status == 403


async def test_a_stranger_has_nothing_to_show_or_remove(stranger: Browser):
    for path in ("/me", "/me/data", "/me/groups/local/leave", "/me/delete"):
        assert (await stranger.get(path)).status == 403
    for path in ("/me/groups/local/leave", "/me/delete"):
        assert (await stranger.post(path)).status == 403


async def test_who_is_in_no_group_has_a_page_of_their_own(
    browse: Browse, services: Services, cleo: Browser
):
    ann = await _of_a_chat(browse, services)
    page = await ann.get("/me")

    assert page.one("h1").text() == "Ann of the chat"
    data = await ann.client.get("/me/data")
    name = "roundtable-ann-of-the-chat.json"
    assert data.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert (data.json()["name"], data.json()["groups"]) == ("Ann of the chat", [])
    code = (await ann.post("/me/accounts/code")).one("#code").attributes["value"]
    joined = await cleo.post("/me/accounts/join", {"code": code or ""})
    assert "You are Cleo now" in joined.words
    assert (await ann.get("/me")).one("h1").text() == "Cleo"


async def test_who_has_no_chat_account_is_offered_no_reminder_of_their_own(cleo: Browser):
    page = await cleo.get("/me")
    assert not page.has("#reminder")
    assert "link a chat account below" in page.one("#no-reminders").text()


async def test_when_one_is_reminded_is_chosen_and_stays_until_it_is_taken_back(
    browse: Browse, services: Services
):
    ann = await _of_a_chat(browse, services)
    page = await ann.get("/me")
    assert not page.has("#no-reminders")
    chosen = await ann.submit(
        page, "form[action='/me/notices']", reminder="6 pm", zone="new york city"
    )
    assert chosen.one("#reminder").attributes["value"] == "18:00"
    assert chosen.one("#zone").attributes["value"] == "America/New_York"

    back = await ann.submit(chosen, "form[action='/me/notices']", reminder="")

    assert back.one("#reminder").attributes["value"] == ""


async def test_a_time_that_is_none_is_refused_beside_its_form_with_what_was_typed(
    browse: Browse, services: Services
):
    ann = await _of_a_chat(browse, services)
    page = await ann.get("/me")
    refused = await ann.submit(page, "form[action='/me/notices']", reminder="9", zone="UTC")

    assert refused.status == 422
    assert "“9” is no time of day that I know" in refused.words
    assert refused.one("#reminder").attributes["value"] == "9"


async def test_somebody_is_away_until_a_day_and_back_by_a_button(cleo: Browser):
    page = await cleo.get("/me")
    refused = await cleo.submit(page, "form[action='/me/away']", until="soon")
    assert "“soon” is no day that I know" in refused.words

    away = await cleo.submit(refused, "form[action='/me/away']", until="2 weeks")
    assert "You are away until the end of" in away.words
    back = await cleo.submit(away, "form[action='/me/away']")

    assert "You are away" not in back.words


async def test_who_saves_a_first_answer_is_asked_there_once_and_changes_it_on_their_page(
    cleo: Browser, services: Services, open_round: Round
):
    here = f"/g/local/rounds/{open_round.id}"
    page = await cleo.submit(await cleo.get(here), "form.reply", text="It naps.")
    assert "May your answers be in it" in page.one(".sharing").text()
    own = await cleo.submit(page, ".sharing", share="yes")
    assert own.path == "/me"
    assert "may be in it when a deck is taken along" in own.one("#sharing").text()
    again = await cleo.submit(await cleo.get(here), "form.reply", text="It relaxes.")
    assert not again.has(".sharing")

    changed = await cleo.submit(own, "#sharing form", share="no")
    assert "are left out when a deck is taken along" in changed.one("#sharing").text()
    assert (await cleo.post("/me/sharing", {"share": "perhaps"})).status == 404


async def test_a_second_answer_asks_nothing_though_the_first_question_was_passed_over(
    cleo: Browser, open_round: Round
):
    here = f"/g/local/rounds/{open_round.id}"
    page = await cleo.submit(await cleo.get(here), "form.reply", text="It naps.")
    assert (await cleo.get(here)).has(".sharing")  # as the page is loaded anew
    again = await cleo.submit(page, "form.reply", text="It relaxes.")
    assert not again.has(".sharing")
    assert not (await cleo.get(here)).has(".sharing")


async def test_who_answers_late_is_asked_there_if_nobody_asked_them_before(
    cleo: Browser, services: Services, open_round: Round
):
    here = f"/g/local/rounds/{open_round.id}"
    await services.groups.set_late(open_round.group, late=True)
    await services.rounds.close(open_round.group, open_round.id)
    page = await cleo.submit(await cleo.get(here), "#again form.panel", text="It naps.")
    assert "May your answers be in it" in page.one("#again .sharing").text()
    await cleo.submit(page, ".sharing", share="no")
    assert not (await cleo.get(here)).has(".sharing")


async def test_what_one_hears_is_among_what_one_takes_along(browse: Browse, services: Services):
    ann = await _of_a_chat(browse, services)
    page = await ann.get("/me")
    await ann.submit(page, "form[action='/me/notices']", reminder="18:00", zone="UTC")
    data = (await ann.client.get("/me/data")).json()

    assert data["preferences"] == {
        "reveals": "mention",
        "zone": "UTC",
        "reminder_time": "18:00",
        "away_until": None,
        "absences": [],
        "answers_may_leave": "unasked",
    }


async def _of_a_chat(browse: Browse, services: Services) -> Browser:
    """Return the browser of somebody who came in from a chat."""
    secret = await services.sessions.sign_in_pass("chat", "7:1", name="Ann of the chat")
    ann = await browse()
    asked = await ann.get(f"/enter?pass={secret}")
    assert "Come in as Ann of the chat" in asked.words
    await ann.submit(asked, "form[action='/enter']")
    return ann
