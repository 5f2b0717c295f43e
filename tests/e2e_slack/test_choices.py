"""What words leave open is asked back on Slack, and a press goes on from there."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.models import ScheduleState
from bot.core.schedules import Plan
from tests.e2e_slack.roundtable import Club

pytestmark = pytest.mark.usefixtures("waits")


async def _planned(club: Club, *whens: str) -> None:
    for when in whens:
        plan = Plan(club.deck.id, when, "UTC", timedelta(hours=8))
        await club.services.schedules.add(await club.group(), plan)


async def _states(club: Club) -> list[ScheduleState]:
    return [each.state for each in await club.services.schedules.of_group(await club.group())]


async def test_which_of_several_schedules_is_pressed_and_that_one_is_paused(club: Club):
    await _planned(club, "every day 09:00", "sunday 10:00")

    seen = await club.mara.slash(club.study, "/schedule", "pause")
    told = seen.text
    done = await club.mara.press(seen.message, "Sunday 10:00, UTC · Baking bread")

    assert "There are several schedules. Say which one: " in told
    assert "Paused: Sunday 10:00, UTC." in done.text
    assert sorted(await _states(club)) == [ScheduleState.ACTIVE, ScheduleState.PAUSED]


async def test_a_choice_is_refused_to_who_may_not_plan_any_more(club: Club):
    await _planned(club, "every day 09:00", "sunday 10:00")
    seen = await club.mara.slash(club.study, "/schedule", "pause")
    club.mara.user.is_admin = False

    done = await club.mara.press(seen.message, "Sunday 10:00, UTC · Baking bread")

    assert "Only organisers can do this" in done.text
    assert set(await _states(club)) == {ScheduleState.ACTIVE}


@pytest.mark.parametrize(
    ("typed", "button", "then"),
    [
        ('deck=Rye when="weekdays 18:30" zone=Paris', "Baking bread", "Added: Weekdays 18:30"),
        ('deck=baking when="wekdays 18:30" zone=Paris', "weekdays 18:30", "Added: Weekdays 18:30"),
        ("deck=baking when=9:00 zone=GMT-3:30", "America/St_Johns", "09:00, America/St_Johns."),
        ("deck=baking when=9:00 zone=EST", "America/New_York", "09:00, America/New_York."),
    ],
)
async def test_what_is_not_understood_shows_the_nearest_to_press(
    club: Club, typed: str, button: str, then: str
):
    seen = await club.mara.slash(club.study, "/schedule", f"add {typed}")
    told = seen.text
    done = await club.mara.press(seen.message, button)

    assert "may have been removed" not in told
    assert then in done.text


async def test_more_than_five_are_a_menu(club: Club):
    await _planned(club, *(f"every day {hour}:00" for hour in range(10, 17)))

    seen = await club.mara.slash(club.study, "/schedule", "remove")
    done = await club.mara.select(seen.message, "Choose one", "Every day 13:00, UTC · Baking bread")

    assert "Remove “Every day 13:00, UTC · Baking bread” for good?" in done.text


async def test_more_than_a_menu_holds_are_searched(club: Club):
    await _planned(club, *(f"every day {n // 60:02}:{n % 60:02}" for n in range(600, 632)))

    seen = await club.mara.slash(club.study, "/schedule", "remove")
    offered = await club.mara.search(seen.message, "Search all 32")
    found = await club.mara.search(seen.message, "Search all 32", "10:31")
    done = await club.mara.pick(
        seen.message, "Search all 32", "Every day 10:31, UTC · Baking bread"
    )

    assert len(offered) == 32
    assert found == ["Every day 10:31, UTC · Baking bread"]
    assert "Remove “Every day 10:31, UTC · Baking bread” for good?" in done.text


async def test_a_search_offers_nothing_to_who_may_not_plan_any_more(club: Club):
    await _planned(club, *(f"every day {n // 60:02}:{n % 60:02}" for n in range(600, 632)))
    seen = await club.mara.slash(club.study, "/schedule", "list")
    club.mara.user.is_admin = False

    assert await club.mara.search(seen.message, "Search all 32") == []


async def test_whatever_is_typed_and_not_understood_is_answered_with_buttons_that_do_it(club: Club):
    await club.ask()
    for who, command, typed, pressed, words in (
        (club.mara, "/schedule", "add when=hourly", "every day 09:00, 13:00, 17:00", "13:00"),
        (club.mara, "/schedule", "add when=noon zone=Xqz", "UTC", "12:00"),
        (club.mara, "/settings", "language=germann", "German", "in German now"),
        (club.ann, "/mine", "away sundey", "Sunday", "until the end of Sunday"),
        (club.ann, "/mine", "notify reminder=7", "19:00", "Each day at 19:00"),
        (club.ann, "/mine", "notify zone=Lodnon", "Europe/London", "19:00 (Europe/London)"),
    ):
        seen = await who.slash(club.study, command, typed)
        assert pressed in seen.message.labels, (command, typed, seen.message.labels)
        done = await who.press(seen.message, pressed)
        assert words in done.text, (command, typed)
