"""What an organiser would do next is a button on Slack, and a schedule is edited in a form."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.models import Schedule, ScheduleState
from bot.core.schedules import Plan
from tests.e2e_slack.roundtable import Club
from tests.walk import BREAD, import_deck

pytestmark = pytest.mark.usefixtures("waits")


async def _planned(club: Club, *whens: str) -> None:
    for when in whens:
        plan = Plan(club.deck.id, when, "UTC", timedelta(hours=8))
        await club.services.schedules.add(await club.group(), plan)


async def _only(club: Club) -> Schedule:
    (found,) = await club.services.schedules.of_group(await club.group())
    return found


async def test_the_status_asks_the_next_question_and_leads_to_the_schedules(club: Club):
    await _planned(club, "every day 09:00")
    seen = await club.mara.slash(club.study, "/quiz", "status")
    asked = await club.mara.press(seen.message, "Ask the next question")
    told = asked.text
    seen = await club.mara.slash(club.study, "/quiz", "status")
    listed = await club.mara.press(seen.message, "Schedules")
    labels = list(listed.message.labels)
    await club.mara.press(listed.message, "Skip the next")

    assert f"The question goes out to <#{club.study.id}> now." in told
    assert labels == ["Pause", "Skip the next", "Edit", "Next openings", "Remove"]
    assert "The next opening is left out, once." in club.mara.private[-1].text


async def test_a_schedule_is_edited_in_a_form_that_says_beside_its_field_what_is_refused(
    club: Club,
):
    await _planned(club, "every day 09:00")
    seen = await club.mara.slash(club.study, "/schedule", "list")
    form = await club.mara.press(seen.message, "Edit")
    refused = await club.mara.submit(form, {"When": "whenever"})
    told, before = list(refused.errors.values()), len(club.mara.private)
    values = {"When": "weekdays 18:30", "Hours to answer": "4"}
    await club.mara.submit(form, values, until=lambda: len(club.mara.private) > before)

    assert ["whenever" in each for each in told] == [True]
    assert "The schedule is changed." in club.mara.private[-1].text
    changed = await _only(club)
    assert (changed.recurrence, changed.window) == ("30 18 * * 1-5", timedelta(hours=4))


@pytest.mark.parametrize("label", ["Choose another deck", "Bring the deck back"])
async def test_a_schedule_whose_deck_was_removed_goes_on_from_the_notice(club: Club, label: str):
    services = club.services
    there, owner = await club.known(), f"{club.study.workspace.id}:{club.mara.id}"
    await services.groups.configure_channel(there.id, owner=owner)
    workspace = club.deck.deck.workspace
    await import_deck(services, workspace, "Rye", BREAD)
    plan = Plan(club.deck.id, "every day 09:00", "UTC", timedelta(hours=8))
    planned = await services.schedules.add(there.group, plan)
    await services.deck_edits.remove(workspace, club.deck.id)
    await club.turn()

    (notice,) = club.mara.dms
    assert "Resume" not in notice.labels
    seen = await club.mara.press(notice, label)
    if "Rye" in seen.message.labels:
        await club.mara.press(seen.message, "Rye")
    found = await services.schedules.get(there.group, planned.id)
    assert found.state is ScheduleState.ACTIVE
    assert (found.deck == club.deck.id) is (label == "Bring the deck back")
