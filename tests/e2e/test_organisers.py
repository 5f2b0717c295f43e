"""Who may plan on Discord: by name, by right, and no longer."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.schedules import Plan
from bot.services.services import Services
from tests.e2e.admins import said
from tests.e2e.club import Club
from tests.fakes.discord import FakeDiscord
from tests.fakes.eventually import eventually

pytestmark = pytest.mark.usefixtures("waits")


async def test_who_is_named_for_a_channels_group_plans_there_and_nowhere_else(club: Club):
    other = club.guild.channel("other")
    for channel in (club.study, other):
        await club.channel(channel)
    named = said(await club.mara.slash(club.study, "settings organisers", add=club.ann))

    assert "In this channel’s group alone: Ann." in named
    opened = await club.ann.slash(club.study, "quiz open", deck="Baking bread")
    assert f"goes out to <#{club.study.id}> now" in said(opened)
    for where, command in ((other, "quiz open"), (club.study, "settings organisers")):
        assert "Only organisers can do this" in said(await club.ann.slash(where, command))
    changed = await club.ann.slash(club.study, "settings change", language="german")
    assert "Only organisers can do this" in said(changed)


async def test_who_is_named_for_the_server_plans_everywhere_until_they_are_not_any_more(club: Club):
    named = {"everywhere": True}
    seen = await club.mara.slash(club.study, "settings organisers", add=club.ann, **named)
    assert "In the whole server: Ann." in said(seen)
    assert "goes out" in said(await club.ann.slash(club.study, "quiz open"))

    asked = await club.ann.slash(club.study, "quiz status")
    seen = await club.mara.slash(club.study, "settings organisers", remove=club.ann, **named)
    assert "In the whole server: nobody else." in said(seen)
    assert "Only organisers" in said(await club.ann.slash(club.study, "quiz close"))
    assert asked.message.ephemeral


async def test_who_lost_the_right_presses_in_vain(club: Club, services: Services):
    group = (await club.channel()).group
    plan = Plan(club.deck.id, "every day 09:00", "UTC", timedelta(hours=8))
    await services.schedules.add(group, plan)
    asked = await club.mara.slash(club.study, "schedule remove")
    club.guild.members[club.mara.id].roles.clear()

    seen = await club.mara.press(asked.message, "Remove")

    assert "Only organisers can do this" in said(seen)
    assert len(await services.schedules.of_group(group)) == 1


async def test_the_server_s_new_owner_organises_and_the_old_one_no_more(
    club: Club, discord_server: FakeDiscord
):
    before = (await club.workspace()).owner
    club.guild.admission.hand_over(club.bo)
    await discord_server.gateway.caught_up()

    async def is_handed_over() -> bool:
        return (await club.workspace()).owner == str(club.bo.id)

    await eventually(is_handed_over)
    assert before != str(club.bo.id)
    assert "goes out" in said(await club.bo.slash(club.study, "quiz open"))


async def test_who_may_not_plan_is_offered_nothing_that_could_be_asked(club: Club):
    await club.ask()
    for command, option in (
        ("quiz open", "question"),
        ("quiz open", "deck"),
        ("quiz close", "round"),
        ("deck show", "deck"),
    ):
        assert await club.ann.autocomplete(club.study, command, **{option: ""}) == []


async def test_who_was_refused_does_not_hear_what_goes_wrong_there_from_then_on(club: Club):
    await club.mara.slash(club.study, "quiz open", deck="Baking bread")
    await club.mara.slash(club.study, "settings organisers", add=club.ann)
    question = club.deck.questions[0].text
    refused = await club.ann.slash(club.study, "quiz open", question=question)
    assert "is open right now" in said(refused)
    assert (await club.channel()).owner == str(club.mara.id)

    await club.ann.slash(club.study, "quiz open")
    assert (await club.channel()).owner == str(club.ann.id)
