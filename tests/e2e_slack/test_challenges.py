"""A reference is challenged, agreed with and decided on Slack, by buttons and forms."""

from __future__ import annotations

import pytest

from tests.e2e_slack.roundtable import Club
from tests.fakes.slack import Person

pytestmark = pytest.mark.usefixtures("waits")
THEIRS = "The gluten relaxes, and the flour takes up water."


async def _answer(club: Club, who: Person) -> None:
    form = await who.press(club.study.messages[0], "Answer")
    before = len(who.private)
    values = {"answer": f"By {who.name}."}
    await who.submit(form, values, until=lambda: len(who.private) > before)


async def test_a_challenge_goes_from_the_reveal_to_its_organiser_and_back_to_who_answered(
    club: Club,
):
    owner = f"{club.study.workspace.id}:{club.mara.id}"
    await club.services.groups.configure_channel((await club.known()).id, owner=owner)
    await club.ask()
    for who in (club.ann, club.bo):
        await _answer(club, who)
    await club.close()
    await club.turn()
    reveal = club.study.thread(club.study.messages[0])[0]

    asked = await club.ann.press(reveal, "Is the reference wrong?")
    form = await club.ann.press(asked.message, "Challenge the reference")
    before = len(club.ann.private)
    values = {
        "What is wrong with it?": "It forgets the *water*.",
        "What should stand there instead": THEIRS,
    }
    await club.ann.submit(form, values, until=lambda: len(club.ann.private) > before)
    assert "Saved: organisers are told" in club.ann.private[-1].text
    seen = await club.bo.press(reveal, "Is the reference wrong?")
    agreed = await club.bo.press(seen.message, "I agree: It forgets the water.")
    assert "Noted: you agree." in agreed.text
    await club.turn()
    reveal = club.study.thread(club.study.messages[0])[0]
    assert "The reference is challenged by Ann (1 agrees)" in reveal.text

    notice = club.mara.dm.messages[-1]
    assert "water" not in notice.text
    looked = await club.mara.press(notice, "Look at it")
    assert THEIRS in looked.text
    form = await club.mara.press(looked.message, "Decline…")
    before = len(club.mara.private)
    await club.mara.submit(
        form,
        {"Why does the reference stay as it is?": "See page 12."},
        until=lambda: len(club.mara.private) > before,
    )
    await club.turn()
    assert "Your challenge was declined" in club.ann.dm.messages[-1].text
    assert "See page 12." in club.ann.dm.messages[-1].text
