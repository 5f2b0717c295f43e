"""Whom questions mention on Slack: a user group that is disabled, somebody who is gone."""

from __future__ import annotations

import pytest

from tests.e2e_slack.roundtable import Club
from tests.fakes.slack.notified import notified

pytestmark = pytest.mark.usefixtures("waits")


async def _mentioning(club: Club, who: str) -> None:
    owner = f"{club.study.workspace.id}:{club.mara.id}"
    known = await club.known()
    await club.services.groups.configure_channel(known.id, mention_role=who, owner=owner)


async def _asked(club: Club) -> tuple[str, ...]:
    """Ask, and return which user groups and people the question mentions."""
    await club.ask()
    question = next(each for each in club.study.messages if each.author.is_bot)
    told = notified(club.study.workspace, question.fallback, question.blocks)
    return (*told.groups, *(each.id for each in told.users))


async def test_a_user_group_is_mentioned_until_it_is_disabled_which_organisers_hear_once(
    club: Club,
):
    bakers = club.study.workspace.user_group("bakers")
    await _mentioning(club, bakers.id)
    assert await _asked(club) == (bakers.id,)
    await club.close()

    bakers.disabled = True
    for number in (2, 3):
        await club.ask(number)
        await club.close()

    later = [each for each in club.study.messages if each.author.is_bot][1:]
    assert not any(bakers.id in str(each.blocks) for each in later)
    told = [each for each in club.mara.dms if "user group that questions in" in each.text]
    assert ["was disabled" in each.text for each in told] == [True]

    millers = club.study.workspace.user_group("millers")
    asked = await club.mara.press(told[0], "Mention somebody else")
    assert "@bakers" not in asked.message.labels
    said = await club.mara.press(asked.message, "@millers")
    assert "mention @millers" in said.text
    assert (await club.known()).mention_role == millers.id


@pytest.mark.parametrize("gone", [True, False])
async def test_somebody_is_mentioned_as_long_as_they_have_an_account(club: Club, *, gone: bool):
    await _mentioning(club, club.ann.id)
    club.ann.user.deactivated = gone

    assert await _asked(club) == (() if gone else (club.ann.id,))
    told = [each.text for each in club.mara.dms if "has no account any more" in each.text]
    assert len(told) == gone
    assert (await club.known()).mention_role == (None if gone else club.ann.id)


async def test_a_workspace_that_does_not_let_us_see_user_groups_has_its_questions_mention_them(
    club: Club,
):
    installation = club.study.workspace.installation
    assert installation is not None
    installation.scopes -= {"usergroups:read"}
    bakers = club.study.workspace.user_group("bakers")
    bakers.disabled = True
    await _mentioning(club, bakers.id)

    assert await _asked(club) == (bakers.id,)
    assert club.mara.dms == []
    club.slack.refused.clear()
