"""Schedules through the forms of the desk, and a member's own switch for reminders."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode

import pytest

from bot.core.models import (
    AtEnd,
    Group,
    Member,
    Order,
    Schedule,
    ScheduleState,
)
from bot.core.schedules import Plan
from bot.platforms.web.platform import WebPlatform
from bot.presentation.deliveries import present
from bot.services.services import Services
from bot.storage.transaction import Store
from bot.workers.outbox_dispatcher import OutboxDispatcher
from tests.fakes.clock import Clock
from tests.fakes.members import see
from tests.fakes.rows import rewrite
from tests.fakes.study_deck import StudyDeck
from tests.unit.platforms.web.browsing import Browser

HOUR = timedelta(hours=1)
ADD = "form[action='/g/local/admin/schedules']"
PREVIEW = "/g/local/admin/schedules/preview"
TYPED = {"time": "weekdays 18:30", "zone": "Europe/Paris", "hours": "20"}


@pytest.fixture
async def daily(services: Services, room: Group, deck: StudyDeck) -> Schedule:
    return await services.schedules.add(room.id, Plan(deck.id, "09:00", "UTC", 8 * HOUR))


async def _only(services: Services, room: Group) -> Schedule:
    (schedule,) = await services.schedules.of_group(room.id)
    return schedule


def _button(schedule: Schedule, what: str) -> str:
    return f"form[action='/g/local/admin/schedules/{schedule.id}/{what}']"


async def test_a_schedule_is_added_with_all_that_was_decided_and_listed(
    admin: Browser, services: Services, room: Group, deck: StudyDeck
):
    typed = TYPED | {
        "order": "shuffled",
        "seed": "7",
        "at_end": "start over",
        "reminder": "90",
        "grace": "30",
    }
    page = await admin.submit(await admin.get("/g/local/admin"), ADD, **typed)

    schedule = await _only(services, room)
    assert (schedule.recurrence, schedule.zone) == ("30 18 * * 1-5", "Europe/Paris")
    assert (schedule.order, schedule.seed) == (Order.SHUFFLED, 7)
    assert schedule.at_end is AtEnd.START_OVER
    assert (schedule.reminder, schedule.grace) == (1.5 * HOUR, 0.5 * HOUR)
    listed = " ".join(page.one("#schedules .rows").text().split())
    assert "Weekdays 18:30, Europe/Paris · Baking bread" in listed
    assert "Open for 20 hours, reminder 1 hour 30 minutes before it closes" in listed
    assert "Next: 2 March 2026, 17:30 UTC" in listed


async def test_the_next_ten_openings_are_shown_before_anything_is_stored(
    admin: Browser, services: Services, room: Group, deck: StudyDeck
):
    page = await admin.get("/g/local/admin")
    button = page.one("button[formaction]").attributes
    assert (button["formaction"], button["formmethod"]) == (PREVIEW, "get")

    typed = TYPED | {"time": "0 2 29 3 *", "deck": deck.id}
    page = await admin.get(f"{PREVIEW}?{urlencode(typed)}")

    openings = [" ".join(each.text().split()) for each in page.html.css(".openings li")]
    assert len(openings) == 10
    assert openings[0].startswith("Sun 29 March 2026, 03:00 UTC+2 The clocks skip this time")
    assert await services.schedules.of_group(room.id) == []
    await admin.submit(page, ADD)
    assert (await _only(services, room)).recurrence == "0 2 29 3 *"


@pytest.mark.parametrize("is_preview", [False, True])
@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("zone", "Xyzzy", "is no time zone"),
        ("time", "25:00", "is no time that comes again"),
        ("hours", "0", "between 1 minute and 31 days"),
        ("reminder", "1200", "before the round closes"),
        ("reminder", "soon", "before the round closes"),
        ("grace", "nan", "while its answer window lasts"),
        ("seed", "\u0663", "at most nine digits"),
        ("seed", "9" * 5000, "at most nine digits"),
    ],
)
async def test_what_makes_no_schedule_keeps_what_was_typed(
    *, admin: Browser, deck: StudyDeck, is_preview: bool, field: str, value: str, words: str
):
    typed = TYPED | {"deck": deck.id, "order": "disputed"} | {field: value}
    if is_preview:
        page = await admin.get(f"{PREVIEW}?{urlencode(typed)}")
    else:
        page = await admin.post("/g/local/admin/schedules", typed)

    assert page.status == 422
    assert words in page.one("#schedules .problem").text()
    for name in ("time", "zone", "hours", field):
        assert page.one(f"#schedule-{name}").attributes["value"] == typed[name]
    assert page.one("#schedule-order option[selected]").attributes["value"] == "disputed"


async def test_what_is_no_choice_is_refused(admin: Browser, deck: StudyDeck):
    sent = TYPED | {"deck": deck.id}
    assert (await admin.post("/g/local/admin/schedules", sent | {"order": "best"})).status == 422
    assert (await admin.post("/g/local/admin/schedules", sent | {"deck": "none"})).status == 404


async def test_every_zone_there_is_can_be_chosen_by_its_name(admin: Browser, deck: StudyDeck):
    page = await admin.get("/g/local/admin")
    zones = {option.attributes["value"] for option in page.html.css("#zones option")}
    assert {"UTC", "Europe/Paris", "America/Argentina/Buenos_Aires"} <= zones


async def test_pausing_resuming_and_removing_by_their_buttons(
    admin: Browser, services: Services, room: Group, daily: Schedule
):
    page = await admin.submit(await admin.get("/g/local/admin"), _button(daily, "pause"))
    assert (await _only(services, room)).state is ScheduleState.PAUSED
    assert "Paused." in page.one("#schedules").text()

    page = await admin.submit(page, _button(daily, "resume"))
    assert (await _only(services, room)).state is ScheduleState.ACTIVE

    for _ in range(2):
        page = await admin.post(f"/g/local/admin/schedules/{daily.id}/remove")
        assert page.path == "/g/local/admin"
    assert await services.schedules.of_group(room.id) == []


async def test_skipping_leaves_out_the_opening_that_the_page_showed(
    admin: Browser, services: Services, room: Group, daily: Schedule
):
    path = f"/g/local/admin/schedules/{daily.id}"
    page = await admin.get(path)
    assert daily.next_at is not None
    sent = {"opening": daily.next_at.isoformat()}
    assert page.one("button[name=opening]").attributes["value"] == sent["opening"]

    for _ in range(2):
        assert (await admin.post(f"{path}/skip", sent)).path == path
    assert (await _only(services, room)).next_at == daily.next_at + timedelta(days=1)
    for wrong in ("", "soon", "2026-03-03T09:00:00"):
        assert (await admin.post(f"{path}/skip", {"opening": wrong})).status == 422


async def test_saving_a_schedule_as_its_page_shows_it_changes_nothing(
    admin: Browser, services: Services, room: Group, deck: StudyDeck
):
    plan = Plan(
        deck.id, "mon, thu 7 pm", "Asia/Kathmandu", timedelta(hours=7.7), timedelta(minutes=12.5)
    )
    schedule = await services.schedules.add(room.id, plan)
    path = f"/g/local/admin/schedules/{schedule.id}"

    page = await admin.submit(await admin.get(path), f"form[action='{path}']")

    assert page.path == path
    assert await _only(services, room) == schedule


async def test_a_change_is_kept_and_a_wrong_one_is_told_where_it_was_typed(
    admin: Browser, services: Services, room: Group, daily: Schedule
):
    path = f"/g/local/admin/schedules/{daily.id}"
    page = await admin.submit(await admin.get(path), f"form[action='{path}']", time="now and then")
    assert page.status == 422
    assert "no time that comes again" in page.one("#change .problem").text()
    assert page.one("#schedule-time").attributes["value"] == "now and then"
    assert await _only(services, room) == daily

    await admin.submit(page, f"form[action='{path}']", time="sun 10:00")
    assert (await _only(services, room)).recurrence == "0 10 * * 0"


async def test_a_schedule_that_cannot_be_read_any_more_still_has_its_page(
    admin: Browser, services: Services, store: Store, room: Group, daily: Schedule
):
    async with store.writing() as tx:
        gone = replace(daily, zone="Gone/Zone", state=ScheduleState.PAUSED, next_at=None)
        await rewrite(tx, replace(gone, reason="unreadable"))

    page = await admin.get(f"/g/local/admin/schedules/{daily.id}")
    assert "is no time zone" in page.one("#unreadable").text()
    assert "cannot be read any more" in page.words
    assert (await admin.post(f"/g/local/admin/schedules/{daily.id}/resume")).status == 422


async def test_members_are_not_let_in(cleo: Browser, daily: Schedule):
    assert (await cleo.get(f"/g/local/admin/schedules/{daily.id}")).status == 403
    for what in ("", "/pause", "/resume", "/skip", "/remove"):
        assert (await cleo.post(f"/g/local/admin/schedules/{daily.id}{what}")).status == 403


# --- reminders ------------------------------------------------------------------------------------


async def test_a_member_sees_their_own_reminder_marked_as_such_and_nobody_elses(
    *,
    cleo: Browser,
    dan: Browser,
    admin: Browser,
    services: Services,
    clock: Clock,
    room: Group,
    deck: StudyDeck,
):
    plan = Plan(deck.id, "13:00", "UTC", 8 * HOUR, reminder=HOUR)
    await services.schedules.add(room.id, plan)
    clock.advance(HOUR)
    await services.rounds.tick()
    (card,) = await services.cards.open_now(see())
    round_ = f"/g/local/rounds/{card.round.id}"
    await dan.submit(await dan.get(round_), f"form[action='{round_}/reply']", text="It relaxes.")
    clock.advance(7 * HOUR)
    await services.rounds.tick()
    web = WebPlatform(services.web_messages)
    dispatcher = OutboxDispatcher(services, {"web": web}, present)
    await dispatcher.deliver_due()

    seen = (await cleo.get("/")).one("#notices").text()
    assert "closes in 1 hour and you have not answered yet" in seen
    assert "for you alone" in seen
    for other in (dan, admin):
        assert "closes in 1 hour" not in (await other.get("/")).words


async def test_a_member_switches_reminders_off_and_on(
    cleo: Browser, services: Services, store: Store, room: Group
):
    async def wants() -> bool:
        async with store.reading() as tx:
            found: Member | None = await tx.members.named(room.id, "Cleo")
        assert found is not None
        return found.reminders

    page = await cleo.get("/")
    assert page.has("footer a[href='/me']")
    page = await cleo.get("/me")
    assert page.has("input[name=reminders][checked]")

    page = await cleo.post("/me/groups/local/reminders")
    assert not await wants()
    assert not page.has("input[name=reminders][checked]")

    page = await cleo.post("/me/groups/local/reminders", {"reminders": "on"})
    assert await wants()
    assert page.path == "/me"


async def test_an_admin_who_is_no_member_has_no_page_of_their_own(admin: Browser):
    assert (await admin.get("/me")).status == 403
