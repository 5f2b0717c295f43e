"""Guests of a workspace, and people who were deactivated: what they may do, what reaches them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.e2e_slack.roundtable import Club
from tests.fakes.slack import Impossible, Person

pytestmark = pytest.mark.usefixtures("waits")


async def _answer(club: Club, who: Person, text: str) -> str:
    form = await who.press(club.study.messages[-1], "Answer")
    return (await who.submit(form, {"answer:0": text})).text


async def test_slack_tells_which_kind_of_guest_somebody_is(club: Club):
    several = club.study.workspace.guest("Guy", club.study)
    one = club.study.workspace.guest("Gus", club.study, single=True)
    client = await club.connection._workspace.of(club.study.workspace.id)
    assert client is not None
    kinds = []
    for who in (club.ann, several, one):
        told = (await client.users_info(user=who.id))["user"]
        kinds.append((told["is_restricted"], told["is_ultra_restricted"]))

    assert kinds == [(False, False), (True, False), (True, True)]


async def test_guests_join_nothing_and_one_for_a_single_channel_is_invited_to_no_second(club: Club):
    one = club.study.workspace.guest("Gus", club.study, single=True)
    other = club.study.workspace.channel("other")
    with pytest.raises(Impossible, match="invited"):
        await one.join(other)
    with pytest.raises(Impossible, match="single channel"):
        other.invite(one)
    assert one.id not in other.members


@pytest.mark.parametrize("single", [True, False])
async def test_a_guest_is_a_member_like_others(club: Club, single: bool):
    guest = club.study.workspace.guest("Guy", club.study, single=single)
    await club.ask()
    question = club.study.messages[0]
    assert "You will be reminded" in (await guest.press(question, "Remind me")).text
    club.clock.advance(timedelta(hours=23))
    await club.turn()
    assert len(guest.dms) == 1
    assert (await _answer(club, guest, "The gluten relaxes.")).startswith("Saved")
    await club.close()

    (reveal,) = club.study.thread(question)
    assert "Guy" in reveal.text
    assert reveal.notified.users == (guest.user,)
    assert (
        "The gluten relaxes while it rests" in (await guest.press(question, "See all answers")).text
    )


async def test_a_guest_plans_nothing_and_sees_nothing_of_channels_that_they_are_not_in(club: Club):
    guest = club.study.workspace.guest("Guy", club.study)
    other = club.study.workspace.channel("other")
    await club.found(other)
    await club.mara.slash(other, "/quiz", "open deck=Baking bread")
    await club.turn()
    assert "Why does bread dough rest" in other.messages[0].text

    refused = await guest.slash(club.study, "/quiz", "open deck=Baking bread")
    found = await guest.slash(club.study, "/rounds")
    tab = str((await guest.open_home()).data["blocks"])

    assert "Only organisers can do this" in refused.text
    assert "Why does bread dough rest" not in found.text + tab


async def test_who_was_deactivated_is_reminded_of_nothing_and_mentioned_by_nothing_new(club: Club):
    await club.ask()
    await club.bo.press(club.study.messages[0], "Remind me")
    club.bo.deactivate()
    await club.heard()
    club.clock.advance(timedelta(hours=23))
    await club.turn()
    await club.close()

    assert club.bo.dms == []
    assert await club.services.deliveries.failing(await club.group()) == []
