"""What people, workspaces and channels are called in Slack now is what they are called here."""

from __future__ import annotations

import pytest

from bot.core.models import Member
from tests.e2e_slack.roundtable import Club
from tests.fakes.slack import Person

pytestmark = pytest.mark.usefixtures("waits")


async def _answer(club: Club, who: Person, text: str) -> None:
    form = await who.press(club.study.messages[-1], "Answer")
    assert "Saved" in (await who.submit(form, {"answer:0": text})).text


async def _member(club: Club, who: Person) -> Member:
    subject = f"{who.user.team.id}:{who.id}"
    (member,) = await club.services.members.everywhere("slack", subject)
    return member


async def test_a_new_name_stands_in_the_reveal_of_what_was_answered_under_the_old_one(club: Club):
    await club.ask()
    await _answer(club, club.ann, "It rests.")
    club.slack.world.places.call(club.ann.user, "Anne Marie")
    await club.heard()
    await club.close()

    seen = await club.bo.press(club.study.messages[-1], "See all answers")
    assert "Anne Marie" in seen.text


async def test_a_name_of_which_no_event_told_is_followed_by_the_next_answer(club: Club):
    await club.ask()
    await _answer(club, club.ann, "It rests.")
    await club.close()
    club.ann.user.name = "Anne Marie"
    await club.ask(2)
    await _answer(club, club.ann, "Steam.")

    assert (await _member(club, club.ann)).name == "Anne Marie"


async def test_a_new_name_stands_in_a_reveal_that_was_posted(club: Club):
    await club.ask()
    await _answer(club, club.ann, "It rests.")
    await club.close()
    club.slack.world.places.call(club.ann.user, "Anne Marie")
    await club.heard()
    await club.turn()

    posted = "\n".join(each.text for each in club.study.history.values())
    assert "Anne Marie\n" in posted
    assert "\nAnn\n" not in posted


async def test_slack_is_not_asked_again_and_again_what_somebody_is_called(club: Club):
    await club.ask()
    for text in ("It rests.", "It relaxes."):
        await _answer(club, club.ann, text)

    assert club.slack.web_api.calls["users.info"] == 1


async def test_a_workspace_s_new_name_is_followed(club: Club):
    club.slack.world.places.rename_workspace(club.study.workspace, "Rye club")
    await club.heard()

    assert (await club.workspace()).name == "Rye club"


async def test_somebody_of_a_connected_workspace_is_one_member_whatever_they_do(club: Club):
    partner = club.slack.world.make_workspace("Partner Ltd", with_bot=False)
    pat = club.study.workspace.stranger("Pat", partner)
    club.study.members[pat.id] = pat.user
    await club.services.groups.configure_channel((await club.found()).id, written=True)
    await club.ask()
    said = await pat.say(club.study, "By message.", thread=club.study.messages[-1])
    await club.slack.until(lambda: said.reactions, "mark")
    await _answer(club, pat, "By form.")
    assert "By form." in (await pat.slash(club.study, "/mine", "show")).text

    assert (await _member(club, pat)).name == "Pat"
    assert await club.services.workspaces.find("slack", partner.id) is None
    assert len(await club.services.members.seats(await club.group())) == 1
