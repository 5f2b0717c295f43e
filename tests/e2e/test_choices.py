"""What words leave open is asked back on Discord, and a press goes on from there."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.models import ScheduleState
from bot.core.schedules import Plan
from tests.e2e.admins import said
from tests.e2e.club import Club
from tests.fakes.discord.seen import Seen
from tests.walk import BREAD, import_deck

pytestmark = pytest.mark.usefixtures("waits")


async def _planned(club: Club, *whens: str) -> None:
    group = (await club.channel()).group
    for when in whens:
        plan = Plan(club.deck.id, when, "UTC", timedelta(hours=8))
        await club.bot.services.schedules.add(group, plan)


async def _states(club: Club) -> dict[str, ScheduleState]:
    found = await club.bot.services.schedules.of_group((await club.channel()).group)
    return {each.recurrence: each.state for each in found}


async def _add(club: Club, **options: object) -> Seen:
    planned = {"deck": "Baking bread", "when": "weekdays 18:30", "zone": "Europe/Paris"} | options
    return await club.mara.slash(club.study, "schedule add", **planned)


async def test_which_of_several_schedules_is_pressed_and_that_one_is_paused(club: Club):
    await _planned(club, "every day 09:00", "sunday 10:00")

    seen = await club.mara.slash(club.study, "schedule pause")
    labels, asked = sorted(seen.message.labels), said(seen)
    await club.mara.press(seen.message, "Sunday 10:00, UTC · Baking bread")

    assert asked.startswith("There are several schedules. Say which one: ")
    assert labels == [
        "Every day 09:00, UTC · Baking bread",
        "Sunday 10:00, UTC · Baking bread",
    ]
    assert list((await _states(club)).values()).count(ScheduleState.PAUSED) == 1
    assert "Paused: Sunday 10:00, UTC." in said(seen)


async def test_a_choice_is_refused_to_who_may_not_plan_any_more(club: Club):
    await _planned(club, "every day 09:00", "sunday 10:00")
    seen = await club.mara.slash(club.study, "schedule pause")
    club.guild.members[club.mara.id].roles.clear()

    await club.mara.press(seen.message, "Sunday 10:00, UTC · Baking bread")

    assert "Only organisers can do this" in said(seen)
    assert set((await _states(club)).values()) == {ScheduleState.ACTIVE}


async def test_a_choice_goes_on_with_all_that_was_typed_in_the_channel_that_was_chosen(club: Club):
    workspace = await club.workspace()
    await import_deck(club.bot.services, workspace.id, "Baking cakes", BREAD)
    there = club.guild.channel("daily")

    seen = await _add(club, deck="baking", channel=there, hours=8.0)
    await club.mara.press(seen.message, "Baking cakes")

    assert f"It asks “Baking cakes” in <#{there.id}>." in said(seen)
    assert "Open for 8 hours" in said(seen)


@pytest.mark.parametrize(
    ("wrong", "button", "then"),
    [
        ({"deck": "Rye"}, "Baking bread", "It asks “Baking bread”"),
        ({"zone": "UTC-3:30"}, "America/St_Johns", "Weekdays 18:30, America/St_Johns."),
        ({"zone": "EST"}, "America/New_York", "Weekdays 18:30, America/New_York."),
        ({"zone": "Pariss"}, "Europe/Paris", "Weekdays 18:30, Europe/Paris."),
        ({"when": "wekdays 18:30"}, "weekdays 18:30", "Weekdays 18:30, Europe/Paris."),
    ],
)
async def test_what_is_not_understood_shows_the_nearest_to_press(
    club: Club, wrong: dict[str, str], button: str, then: str
):
    seen = await _add(club, **wrong)
    told = said(seen)
    await club.mara.press(seen.message, button)

    assert next(iter(wrong.values())) in told
    assert "may have been removed" not in told
    assert then in said(seen).replace("\\", "")


async def test_more_than_five_are_a_menu(club: Club):
    await _planned(club, *(f"every day {hour}:00" for hour in range(10, 17)))

    seen = await club.mara.slash(club.study, "schedule remove")
    (menu,) = seen.message.selects
    await club.mara.select(seen.message, menu["custom_id"], [menu["options"][3]["value"]])

    assert len(menu["options"]) == 7
    assert f"Remove “{menu['options'][3]['label']}” for good?" in said(seen)


async def test_a_choice_that_is_too_old_says_what_to_do(club: Club):
    await _planned(club, "every day 09:00", "sunday 10:00")
    seen = await club.mara.slash(club.study, "schedule pause")
    club.clock.advance(timedelta(days=2))
    await club.bot.services.pending.purge_due()

    await club.mara.press(seen.message, "Sunday 10:00, UTC · Baking bread")

    assert "Type the command again" in said(seen)


async def test_more_than_a_menu_holds_are_searched(club: Club):
    await _planned(club, *(f"every day {n // 60:02}:{n % 60:02}" for n in range(600, 632)))

    seen = await club.mara.slash(club.study, "schedule remove")
    (menu,) = seen.message.selects
    form = await club.mara.press(seen.message, "Search all 32")
    found = await club.mara.submit(form, {"words": "10:31 bread"})
    told = said(found)
    await club.mara.press(found.message, "Every day 10:31, UTC · Baking bread")

    assert menu["placeholder"] == "The first 25 of 32"
    assert told == "“10:31 bread” fits 1 choice."
    assert "Remove “Every day 10:31, UTC · Baking bread” for good?" in said(found)


@pytest.mark.parametrize("command", ["schedule remove", "schedule list"])
async def test_a_search_finds_nothing_for_who_may_not_plan_any_more(club: Club, command: str):
    await _planned(club, *(f"every day {n // 60:02}:{n % 60:02}" for n in range(600, 632)))
    seen = await club.mara.slash(club.study, command)
    form = await club.mara.press(seen.message, "Search all 32")
    club.guild.members[club.mara.id].roles.clear()
    found = await club.mara.submit(form, {"words": "10:31"})

    assert "Only organisers can do this" in said(found)


async def test_whatever_is_typed_and_not_understood_is_answered_with_buttons_that_do_it(club: Club):
    await club.ask()
    schedule = {"deck": "Baking bread", "zone": "UTC", "when": "every hour"}
    both = "Until the end of Sunday, 15 March 2026"
    unkept = schedule | {"when": "weekdays 9:00 except holidays"}
    for who, name, options, pressed, words in (
        (club.mara, "schedule add", schedule, "every day 09:00, 13:00, 17:00", "13:00"),
        (club.mara, "schedule add", schedule | {"when": "noon", "zone": "Xqz"}, "UTC", "12:00"),
        (club.mara, "settings change", {"language": "germann"}, "German", "in German now"),
        (club.mara, "schedule add", unkept, "weekdays 09:00, without “except holidays”", "Added"),
        (club.ann, "me away", {"until": "next week"}, both, "until the end of Sunday, 15"),
        (club.ann, "me away", {"until": "sundey"}, "Sunday", "until the end of Sunday"),
        (club.ann, "me notify", {"reminder": "7"}, "19:00", "Each day at 19:00"),
        (club.ann, "me notify", {"zone": "Lodnon"}, "Europe/London", "19:00 (Europe/London)"),
    ):
        seen = await who.slash(club.study, name, **options)
        assert pressed in seen.message.labels, (name, options, seen.message.labels)
        done = await who.press(seen.message, pressed)
        assert words in said(done), (name, options)
