"""Nobody sees an answer too early; everybody sees it afterwards."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.deck_edits import WithdrawQuestion
from bot.core.feedback import token_of
from bot.core.models import Group, GroupId, MemberId, Naming, Round
from bot.core.schedules import Plan
from bot.platforms.web import WebPlatform
from bot.presentation.deliveries import present
from bot.services.groups import LOCAL_WORKSPACE
from bot.services.services import Services
from bot.workers.outbox_dispatcher import OutboxDispatcher
from tests.fakes.clock import Clock
from tests.fakes.study_deck import StudyDeck
from tests.profiles import scaled
from tests.unit.platforms.web.browsing import Browser
from tests.unit.platforms.web.conftest import Browse
from tests.unit.platforms.web.test_who_sees_what import GET, OF_GROUPS

MARKERS = st.text("abcdefghijklmnop", min_size=12, max_size=20).map(lambda tail: f"zq{tail}")


def _paths(round_: Round, marker: str) -> list[str]:
    return [
        "/",
        "/g/local/rounds",
        f"/g/local/rounds/{round_.id}",
        f"/g/local/questions/{round_.question}",
        f"/g/local/lookup?q={marker}",
        "/g/local/lookup?q=why+does+bread+dough+rest",
        f"/g/local/lookup/suggestions?q={marker}",
        "/g/local/admin",
        f"/g/local/admin/decks/{round_.deck}",
        f"/g/local/admin/rounds/{round_.id}/skip",
        f"/g/local/rounds/{round_.id}/reply",
    ]


@settings(
    max_examples=scaled(8),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(marker=MARKERS, style=st.sampled_from(["{}", "# {}", "`{}`", "[{}](https://{}.example)"]))
async def test_before_the_closing_no_page_of_anybody_else_holds_a_reply(
    *, cleo: Browser, dan: Browser, admin: Browser, open_round: Round, marker: str, style: str
):
    text = style.replace("{}", marker)
    saved = await cleo.submit(await cleo.get("/"), "form[data-reply]", text=text)
    assert marker in saved.text

    for other in (dan, admin):
        for path in _paths(open_round, marker):
            page = await other.get(path)
            # What somebody looks for is in their own page's box, and nowhere else.
            assert marker not in page.text.replace(f"q={marker}", "").replace(
                f'value="{marker}"', ""
            ).replace(f"“{marker}”", ""), path


async def test_after_the_closing_everybody_sees_it(
    cleo: Browser, dan: Browser, admin: Browser, open_round: Round, services: Services
):
    await cleo.submit(await cleo.get("/"), "form[data-reply]", text="A very own thought.")
    await services.rounds.close(open_round.group, open_round.id)

    for browser in (cleo, dan, admin):
        assert (
            "A very own thought." in (await browser.get(f"/g/local/rounds/{open_round.id}")).words
        )


async def test_a_skipped_round_never_shows_what_was_answered(
    cleo: Browser, dan: Browser, admin: Browser, open_round: Round
):
    await cleo.submit(await cleo.get("/"), "form[data-reply]", text="A very own thought.")
    await admin.post(f"/g/local/admin/rounds/{open_round.id}/skip")

    page = await dan.get(f"/g/local/rounds/{open_round.id}")
    assert "skipped" in page.words
    assert "own thought" not in page.text


async def test_a_look_up_of_an_open_question_shows_its_answers_once_one_has_replied(
    cleo: Browser, open_round: Round
):
    path = "/g/local/lookup?q=why+does+bread+dough+rest"
    before = await cleo.get(path)
    assert "Answer it first" in before.words
    assert "gluten" not in before.words
    assert before.has(f"a[href='/g/local/rounds/{open_round.id}']")
    assert "gluten" not in (await cleo.get(f"/g/local/questions/{open_round.question}")).words

    await cleo.submit(await cleo.get("/"), "form[data-reply]", text="No idea.")
    assert "The gluten relaxes while it rests." in (await cleo.get(path)).words


async def test_the_home_page_tells_members_what_opened_and_closed_and_admins_more(
    *,
    cleo: Browser,
    browse: Browse,
    services: Services,
    room: Group,
    deck: StudyDeck,
    clock: Clock,
):
    await services.schedules.add(room.id, Plan(deck.id, "13:00", "UTC", timedelta(hours=1)))
    clock.advance(timedelta(hours=1))
    platforms = {"web": WebPlatform(services.web_messages)}
    dispatcher = OutboxDispatcher(services, platforms, present)
    for _ in range(4):
        await services.rounds.tick()
        await dispatcher.deliver_due()
        clock.advance(timedelta(days=1))

    notices = (await cleo.get("/")).one("#notices")
    assert "New question: Why does bread dough rest" in notices.text()
    assert notices.css_first("a[href^='/g/local/rounds/']") is not None
    assert "has been asked" not in notices.text()
    admin = await browse(admin=True)
    assert "has been asked" in (await admin.get("/")).one("#notices").text()


async def test_of_a_question_that_was_withdrawn_no_page_of_a_member_has_the_words(
    cleo: Browser, services: Services, open_round: Round, deck: StudyDeck
):
    platforms = {"web": WebPlatform(services.web_messages)}
    dispatcher = OutboxDispatcher(services, platforms, present)
    await dispatcher.deliver_due()
    await services.rounds.close(open_round.group, open_round.id)
    first, edits = deck.questions[0], services.deck_edits
    assert first.text in (await cleo.get("/")).one("#notices").text()
    edit = WithdrawQuestion(first.id)
    seen = await edits.withdrawal(LOCAL_WORKSPACE, deck.id, edit)
    await edits.edit(LOCAL_WORKSPACE, deck.id, edit, seen.stamp)
    for path in ("/", "/g/local/rounds", "/g/local/decks", "/g/local/lookup?q=bread+dough+rest"):
        assert first.text not in (await cleo.get(path)).words, path
    page = await cleo.get(f"/g/local/rounds/{open_round.id}")
    assert page.one("h1").text() == "Withdrawn"
    assert first.text not in page.words


async def _nameless_round(services: Services, group: GroupId, deck: StudyDeck) -> Round:
    await services.groups.set_naming(group, Naming.ANONYMOUS)
    return await services.rounds.open_question(group, deck.questions[0].id, timedelta(hours=2))


async def test_no_page_of_a_nameless_group_tells_an_id_by_which_a_reply_s_author_is_worked_out(
    *,
    cleo: Browser,
    dan: Browser,
    admin: Browser,
    services: Services,
    room: Group,
    deck: StudyDeck,
):
    round_ = await _nameless_round(services, room.id, deck)
    here = f"/g/local/rounds/{round_.id}"
    for browser, text in ((cleo, "It relaxes."), (dan, "It takes up water.")):
        await browser.submit(await browser.get(here), "form.reply", text=text)
    await services.rounds.close(room.id, round_.id)
    members = [each.member.id for each in await services.members.seats(room.id)]
    page = await cleo.get(here)
    votes = {each.attributes["value"] for each in page.html.css("[name=choice]")}
    assert votes & {token_of(round_.id, each) for each in members}
    await cleo.post(f"{here}/comments", {"text": "Why?"})
    await dan.submit(await dan.get(here), "#challenge-form", reason="It forgets the water.")
    seats = [each.token for each in await services.members.seats(room.id)]
    ids = {"deck": deck.id, "question": round_.question, "round": round_.id, "seat": seats[0]}
    ids |= {"schedule": "s", "draft": "d"}
    shown = 0
    for method, path in sorted(OF_GROUPS - {(GET, "/events")}):
        if method == GET:
            for browser in (cleo, admin):
                page = await browser.get(f"/g/local{path.format(**ids)}")
                shown += page.status == 200
                assert not [each for each in members if each in page.text], path
    assert shown > 30
    assert MemberId(seats[0]) not in members
