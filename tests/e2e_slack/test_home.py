"""The Home tab: everybody's part, and what admins press there."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.models import ScheduleState
from bot.core.schedules import Plan
from tests.e2e_slack.roundtable import Club
from tests.fakes.slack import FakeSlack, Person, View
from tests.unit.platforms.slack.manifest import read_manifest

pytestmark = pytest.mark.usefixtures("waits")
QUESTION = "Why does bread dough rest before it is shaped?"


@pytest.fixture
def slack(slack: FakeSlack) -> FakeSlack:
    """A Slack in which the app is what its manifest says."""
    slack.application.apply(read_manifest())
    return slack


async def pressed(person: Person, button: str) -> View:
    """Press something in the tab, and return it once it shows what came of that."""
    home = person.home
    assert home is not None
    before = home.hash
    await person.press(home, button, until=lambda: home.hash != before)
    return home


async def plan(club: Club) -> None:
    """Plan the deck's questions for every day."""
    day = timedelta(hours=8)
    planned = Plan(club.deck.id, "every day 09:00", "UTC", day)
    await club.services.schedules.add(await club.group(), planned)


async def test_an_answer_given_from_the_tab_shows_there(club: Club):
    await club.ask()
    home = await club.ann.open_home()
    assert QUESTION in home.text
    form = await club.ann.press(home, "1 · Baking bread · question 1 of 3")
    await club.ann.submit(form, {"answer:0": "The gluten relaxes."})
    await club.slack.world.changes.until(lambda: "You answered" in home.text, "the tab")

    assert "1 answer so far." in home.text
    assert "Saved: your answer counts." in club.ann.dms[-1].text


async def test_what_was_revealed_is_listed(club: Club):
    await club.ask()
    await club.close()
    home = await club.bo.open_home()

    assert "Past rounds" in home.text
    assert QUESTION in home.text


async def test_admins_pause_resume_and_skip_in_the_tab(club: Club):
    await plan(club)
    home = await club.mara.open_home()
    assert "Every day 09:00, UTC" in home.text
    before = home.text
    skipped = await pressed(club.mara, "Skip the next")
    assert skipped.text != before
    paused = await pressed(club.mara, "Pause")
    assert "Paused." in paused.text
    resumed = await pressed(club.mara, "Resume")
    assert "Paused." not in resumed.text

    (schedule,) = await club.services.schedules.of_group(await club.group())
    assert schedule.state is ScheduleState.ACTIVE
    assert club.mara.dms == []


async def test_members_see_no_schedules(club: Club):
    await plan(club)
    home = await club.ann.open_home()

    assert "Every day" not in home.text
    assert "Pause" not in home.labels


async def test_who_is_no_admin_any_more_pauses_nothing(club: Club):
    await plan(club)
    home = await club.mara.open_home()
    club.mara.user.is_admin = False
    refused = await club.mara.press(home, "Pause")

    assert "Only organisers can do this" in refused.text
    (schedule,) = await club.services.schedules.of_group(await club.group())
    assert schedule.state is ScheduleState.ACTIVE


async def test_organisers_are_named_in_the_tab(club: Club):
    home = await club.mara.open_home()
    before = home.hash
    await club.mara.select(home, "Name people", [club.ann], until=lambda: home.hash != before)
    seen = await club.ann.slash(club.study, "/quiz", "status")
    assert "Only organisers" not in seen.text
    named = await club.ann.open_home()
    assert "Schedules" in named.text

    before = home.hash
    await club.mara.select(home, "Name people", [], until=lambda: home.hash != before)
    refused = await club.ann.slash(club.study, "/quiz", "status")
    assert "Only organisers can do this" in refused.text


async def test_who_was_named_elsewhere_meanwhile_stays_so(club: Club):
    home = await club.mara.open_home()
    bo = f"{club.study.workspace.id}:{club.bo.id}"
    await club.services.workspaces.name_organisers(await club.workspace(), [bo])
    before = home.hash
    await club.mara.select(home, "Name people", [club.ann], until=lambda: home.hash != before)

    named = (await club.workspace()).organisers
    assert sorted(each.rpartition(":")[2] for each in named) == sorted([club.ann.id, club.bo.id])
