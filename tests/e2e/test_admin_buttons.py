"""What an organiser would do next is a button on Discord, and a schedule is edited in a form."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.models import Schedule, ScheduleState
from bot.core.schedules import Plan
from tests.e2e.admins import said
from tests.e2e.club import QUESTION, Club
from tests.walk import BREAD, import_deck

pytestmark = pytest.mark.usefixtures("waits")
EVERYTHING = ["Pause", "Skip the next", "Edit", "Next openings", "Remove"]


async def _planned(club: Club, *whens: str) -> None:
    group = (await club.channel()).group
    for when in whens:
        plan = Plan(club.deck.id, when, "UTC", timedelta(hours=8))
        await club.bot.services.schedules.add(group, plan)


async def _only(club: Club) -> Schedule:
    (found,) = await club.bot.services.schedules.of_group((await club.channel()).group)
    return found


async def test_the_next_question_is_asked_closed_and_skipped_from_the_status(club: Club):
    await club.channel()
    idle = await club.mara.slash(club.study, "quiz status")
    labels = list(idle.message.labels)
    asked = await club.mara.press(idle.message, "Ask the next question")
    told = said(asked)
    await club.bot.turn()
    busy = await club.mara.slash(club.study, "quiz status")
    offered = list(busy.message.labels)
    skip = await club.mara.press(busy.message, "Skip")
    sure = said(skip)
    await club.mara.press(skip.message, "Close and reveal")

    assert labels == ["Ask the next question", "Schedules"]
    assert f"The question goes out to <#{club.study.id}> now." in told
    assert QUESTION in club.question.text
    assert offered == ["Ask the next question", "Close and reveal", "Skip", "Schedules"]
    assert "Skip this question? Nobody has answered yet." in sure
    assert "The round is closed. Nobody answered." in said(skip)


async def test_a_schedule_is_paused_and_resumed_by_buttons_and_keeps_what_was_left_out(club: Club):
    await _planned(club, "every day 09:00")
    first = (await _only(club)).next_at
    assert first is not None
    seen = await club.mara.slash(club.study, "schedule list")
    labels = list(seen.message.labels)
    for button in ("Skip the next", "Pause", "Resume"):
        await club.mara.press(seen.message, button)
    listed = said(seen)

    assert labels == EVERYTHING
    assert "Resumed." in listed
    assert (await _only(club)).next_at == first + timedelta(days=1)


async def test_of_several_schedules_one_is_opened_and_removed_after_a_question(club: Club):
    await _planned(club, "every day 09:00", "sunday 10:00")
    seen = await club.mara.slash(club.study, "schedule list")
    await club.mara.press(seen.message, "Sunday 10:00, UTC · Baking bread")
    labels = list(seen.message.labels)
    await club.mara.press(seen.message, "Remove")
    asked = said(seen)
    await club.mara.press(seen.message, "Remove")

    assert labels == [*EVERYTHING, "All schedules"]
    assert "Remove “Sunday 10:00, UTC · Baking bread” for good?" in asked
    assert (await _only(club)).recurrence == "0 9 * * *"


async def test_a_schedule_is_edited_in_a_form(club: Club):
    await _planned(club, "every day 09:00")
    seen = await club.mara.slash(club.study, "schedule list")
    form = await club.mara.press(seen.message, "Edit")
    values = {"when": "mon, thu 7 pm", "zone": "münchen", "hours": "1 day", "reminder": "90"}
    done = await club.mara.submit(form, {**values, "order-and-end": ["shuffled:start over"]})

    assert "The schedule is changed." in said(done)
    changed = await _only(club)
    assert (changed.recurrence, changed.zone) == ("0 19 * * 1,4", "Europe/Berlin")
    assert (changed.window, changed.reminder) == (timedelta(days=1), timedelta(minutes=90))
    assert changed.state is ScheduleState.ACTIVE


async def test_a_form_that_is_refused_comes_back_as_it_was_filled_in(club: Club):
    await _planned(club, "every day 09:00")
    seen = await club.mara.slash(club.study, "schedule list")
    form = await club.mara.press(seen.message, "Edit")
    refused = await club.mara.submit(form, {"when": "weekdays 18:30", "hours": "long"})
    told = said(refused)
    again = await club.mara.press(refused.message, "Edit again")

    assert "The answer window has to be between" in told
    assert again.modal.field("when")["value"] == "weekdays 18:30"
    assert (await _only(club)).recurrence == "0 9 * * *"


async def test_the_form_is_closed_to_who_may_not_plan_any_more(club: Club):
    await _planned(club, "every day 09:00")
    seen = await club.mara.slash(club.study, "schedule list")
    form = await club.mara.press(seen.message, "Edit")
    club.guild.members[club.mara.id].roles.clear()
    done = await club.mara.submit(form, {"when": "weekdays 18:30"})

    assert "Only organisers can do this" in said(done)
    assert (await _only(club)).recurrence == "0 9 * * *"


async def test_members_see_what_is_open_in_every_channel_and_answer_there(club: Club):
    await club.ask()
    seen = await club.ann.slash(club.study, "open")
    form = await club.ann.press(seen.message, "1 · Baking bread · question 1 of 3")
    await club.ann.submit(form, {"answer-0": "The gluten relaxes."})
    again = await club.ann.slash(club.ann.dm, "open")
    beside = await club.ann.slash(club.guild.channel("lounge"), "open")

    assert said(beside) == said(again)
    assert QUESTION in said(again)
    assert "You answered this one." in said(again)


@pytest.mark.parametrize("label", ["Choose another deck", "Bring the deck back"])
async def test_a_schedule_whose_deck_was_removed_goes_on_from_the_notice(club: Club, label: str):
    services, there = club.bot.services, await club.channel()
    await services.groups.configure_channel(there.id, owner=str(club.mara.id))
    workspace = club.deck.deck.workspace
    await import_deck(services, workspace, "Rye", BREAD)
    plan = Plan(club.deck.id, "every day 09:00", "UTC", timedelta(hours=8))
    planned = await services.schedules.add(there.group, plan)
    await services.deck_edits.remove(workspace, club.deck.id)
    await club.bot.turn()

    (notice,) = club.mara.dms
    assert "Resume" not in notice.labels
    seen = await club.mara.press(notice, label)
    if "Rye" in seen.message.labels:
        await club.mara.press(seen.message, "Rye")
    found = await services.schedules.get(there.group, planned.id)
    assert found.state is ScheduleState.ACTIVE
    assert (found.deck == club.deck.id) is (label == "Bring the deck back")
