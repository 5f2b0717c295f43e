"""An open question whose post is deleted on Slack: organisers hear of it, and post it anew."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.e2e_slack.roundtable import Club
from tests.fakes.slack import Message

pytestmark = pytest.mark.usefixtures("waits")
DELETED = "Somebody deleted the post of an open question"


def _questions(club: Club) -> list[Message]:
    return [each for each in club.study.messages if "Answer" in each.labels]


async def _notices(club: Club) -> list[Message]:
    await club.slack.quiet()
    for _ in range(2):
        club.clock.advance(timedelta(minutes=2))
        await club.turn()
    return [each for each in club.mara.dms if DELETED in each.text]


async def _answered(club: Club) -> None:
    form = await club.ann.press(_questions(club)[0], "Answer")
    await club.ann.submit(form, {"answer:0": "It relaxes."})


@pytest.mark.parametrize("how", ["without replies", "above a thread", "unheard"])
async def test_organisers_hear_once_and_the_new_card_goes_on(club: Club, how: str):
    await club.mara.slash(club.study, "/quiz", "open")
    await club.turn()
    await _answered(club)
    (question,) = _questions(club)
    if how == "above a thread":
        await club.bo.say(club.study, "Hm.", thread=question)
    if how == "unheard":
        del club.study.history[question.ts]
    else:
        club.slack.world.messages.delete(question)
    (notice,) = await _notices(club)
    if how == "unheard":
        assert [method for method, _ in club.slack.refused] == ["chat.update"]
        club.slack.refused.clear()

    assert "Why does bread dough rest" in notice.text
    assert f"<#{club.study.id}>" in notice.text
    assert notice.labels == ["Send again", "Send elsewhere"]
    assert not _questions(club)
    await club.mara.press(notice, "Send again")
    await club.turn()
    (again,) = _questions(club)
    assert "1 person has answered" in again.text
    assert len(await _notices(club)) == 1
    await club.close()
    await club.turn()
    assert "It relaxes." in "".join(each.text for each in club.study.thread(again))
