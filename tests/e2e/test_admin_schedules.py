"""Schedules on Discord: planned, looked at, paused, removed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.core.models import AtEnd, Order, Schedule, ScheduleState
from tests.e2e.admins import said, silenced
from tests.e2e.club import QUESTION, Club
from tests.fakes.discord import FakeDiscord, Permission
from tests.fakes.discord.entities import ChannelType
from tests.fakes.discord.seen import Seen

pytestmark = pytest.mark.usefixtures("waits")


async def add(club: Club, **options: object) -> Seen:
    planned = {"deck": "Baking bread", "when": "weekdays 18:30", "zone": "Europe/Paris"} | options
    return await club.mara.slash(club.study, "schedule add", **planned)


async def only_schedule(club: Club) -> Schedule:
    group = (await club.channel()).group
    (schedule,) = await club.bot.services.schedules.of_group(group)
    return schedule


async def test_a_new_schedule_shows_when_it_asks_where_and_what(club: Club):
    seen = await add(
        club, hours=8.0, reminder_minutes=60.0, order=Order.SHUFFLED, at_end=AtEnd.START_OVER
    )

    first = datetime(2026, 3, 2, 17, 30, tzinfo=UTC)
    assert "Added: Weekdays 18:30, Europe/Paris." in said(seen)
    assert f"It asks “Baking bread” in <#{club.study.id}>." in said(seen)
    assert "Open for 8 hours, reminder 1 hour before it closes, shuffled" in said(seen)
    assert f"First <t:{int(first.timestamp())}:F>" in said(seen)
    assert "2 March" not in said(seen)
    assert (await only_schedule(club)).next_at == first
    assert (await club.channel()).owner == str(club.mara.id)


@pytest.mark.parametrize(
    ("typed", "zone"), [("münchen", "Europe/Berlin"), ("DELHI", "Asia/Kolkata")]
)
async def test_a_zone_is_a_city_in_any_case_and_accent(club: Club, typed: str, zone: str):
    await add(club, zone=typed)

    assert (await only_schedule(club)).zone == zone


@pytest.mark.parametrize(
    ("kind", "why"), [(ChannelType.VOICE, "for talking"), (ChannelType.STAGE, "for talking")]
)
async def test_what_is_no_place_for_questions_says_why(club: Club, kind: ChannelType, why: str):
    there = club.guild.channel("lounge", kind)
    seen = await club.mara.slash(there, "quiz open")

    assert why in said(seen)


async def test_what_is_no_place_for_questions_says_why_when_it_is_named_as_well(
    club: Club, discord_server: FakeDiscord
):
    registered = discord_server.commands.registered()
    for command in registered:
        for option in (each for sub in command["options"] for each in sub.get("options") or ()):
            option.pop("channel_types", None)  # as a registration that is not ours has it
    discord_server.commands.overwrite(None, registered)
    there = club.guild.channel("lounge", ChannelType.STAGE)
    seen = await club.mara.slash(club.study, "quiz open", channel=there)

    assert "for talking" in said(seen)


async def test_a_clock_without_summer_time_is_answered_with_the_question_which_city(club: Club):
    seen = await add(club, zone="EST")

    assert "New_York" in seen.text.replace("\\", "")
    group = (await club.channel()).group
    assert await club.bot.services.schedules.of_group(group) == []


async def test_a_schedule_asks_by_the_clock_in_its_channel_alone(club: Club):
    there = club.guild.channel("daily")
    await add(club, channel=there)

    club.clock.set(datetime(2026, 3, 2, 17, 30, tzinfo=UTC))
    await club.bot.turn()

    greeting, question = there.messages
    assert "I am Roundtable" in greeting.text
    assert QUESTION in question.text
    assert club.study.messages == []


async def test_a_time_that_means_nothing_is_refused_and_plans_nothing(club: Club):
    seen = await add(club, when="whenever")

    assert "“whenever” is no time that comes again" in said(seen)
    assert await club.bot.services.groups.find_channel("discord", str(club.study.id)) is None


async def test_a_zone_that_means_nothing_is_refused(club: Club):
    assert "no time zone" in said(await add(club, zone="Narnia"))


async def test_nothing_is_scheduled_where_the_bot_may_not_post(club: Club):
    silenced(club.study, Permission.ATTACH_FILES)

    seen = await add(club)

    assert f"I need Attach Files in <#{club.study.id}>" in said(seen)
    assert await club.bot.services.schedules.of_group((await club.channel()).group) == []


async def test_times_zones_and_decks_are_offered_while_one_types(club: Club):
    async def offered(**typed: object) -> list[object]:
        found = await club.mara.autocomplete(club.study, "schedule add", **typed)
        return [value for _, value in found]

    assert "weekdays 09:00" in await offered(when="")
    assert (await offered(when="mon 7 pm"))[0] == "monday 19:00"
    assert await offered(zone="new y") == ["America/New_York"]
    assert (await offered(zone="paris"))[0] == "Europe/Paris"
    assert await offered(deck="BAKING") == [club.deck.id]


async def test_a_preview_tells_what_the_clocks_do(club: Club):
    club.clock.set(datetime(2026, 3, 27, 12, tzinfo=UTC))
    await add(club, when="every day 02:30")

    seen = await club.mara.slash(club.study, "schedule preview")

    assert said(seen).count("<t:") == 20
    assert "Sun 29 March 2026, 03:00 (UTC+2)" in said(seen)
    assert "The clocks skip this time; it opens right after." in said(seen)


async def test_a_schedule_is_paused_and_goes_on(club: Club):
    await add(club)
    paused = await club.mara.slash(club.study, "schedule pause")
    state = (await only_schedule(club)).state
    listed = await club.mara.slash(club.study, "schedule list")
    resumed = await club.mara.slash(club.study, "schedule resume")

    assert "Nothing is asked any more" in said(paused)
    assert state is ScheduleState.PAUSED
    assert "Paused." in said(listed)
    assert "Goes on: Weekdays 18:30, Europe/Paris." in said(resumed)
    assert (await only_schedule(club)).state is ScheduleState.ACTIVE


async def test_a_schedule_does_not_go_on_where_it_could_not_be_heard(club: Club):
    await add(club)
    await club.mara.slash(club.study, "schedule pause")
    silenced(club.study, Permission.ATTACH_FILES)

    seen = await club.mara.slash(club.study, "schedule resume")

    assert f"I need Attach Files in <#{club.study.id}>" in said(seen)
    assert (await only_schedule(club)).state is ScheduleState.PAUSED


async def test_the_next_opening_is_left_out_once(club: Club):
    await add(club)

    seen = await club.mara.slash(club.study, "schedule skip")
    await club.mara.slash(club.study, "schedule pause")
    idle = await club.mara.slash(club.study, "schedule skip")

    assert "Left out: Weekdays 18:30, Europe/Paris, once." in said(seen)
    assert f"<t:{int(datetime(2026, 3, 3, 17, 30, tzinfo=UTC).timestamp())}:F>" in said(seen)
    assert "No opening is planned that could be left out. Paused." in said(idle)


async def test_a_schedule_is_removed_only_after_a_yes(club: Club):
    await add(club)
    asked = await club.mara.slash(club.study, "schedule remove")
    question = said(asked)
    await only_schedule(club)
    seen = await club.mara.press(asked.message, "Remove")
    again = await club.mara.slash(club.study, "schedule remove")

    assert "Remove “Weekdays 18:30, Europe/Paris · Baking bread” for good?" in question
    assert "The schedule is removed" in said(seen)
    assert "There is no schedule yet" in said(again)


async def test_of_several_schedules_one_is_chosen_by_its_words(club: Club):
    await add(club)
    await add(club, when="sunday 10:00")
    refused = await club.mara.slash(club.study, "schedule pause")
    offered = await club.mara.autocomplete(club.study, "schedule pause", schedule="sun")
    await club.mara.slash(club.study, "schedule pause", schedule=offered[0][1])
    told = await club.mara.slash(club.study, "quiz status")

    assert "several schedules" in said(refused)
    assert offered[0][0] == "Sunday 10:00, Europe/Paris · Baking bread"
    assert "1 of 2 schedules active" in said(told)
    assert "Sunday 10:00, Europe/Paris · Baking bread: Paused." in said(told)


async def test_a_long_list_of_schedules_is_turned_in_pages(club: Club):
    for hour in range(10, 20):
        await add(club, when=f"every day {hour}:00")

    first = await club.mara.slash(club.study, "schedule list")
    first_page = said(first)
    second = await club.mara.press(first.message, "Next")

    assert "Every day 14:00" in first_page
    assert "Every day 13:00" not in first_page
    assert "Every day 13:00" in said(second)
