"""A reference is challenged, agreed with and decided on Discord, by buttons and forms."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.e2e.admins import said
from tests.e2e.club import Club

pytestmark = pytest.mark.usefixtures("waits")
THEIRS = "The gluten relaxes, and the flour takes up water."


async def test_a_challenge_goes_from_the_reveal_to_its_organiser_and_back_to_who_answered(
    club: Club,
):
    await club.bot.services.groups.configure_channel(
        (await club.channel()).id, owner=str(club.mara.id)
    )
    await club.ask()
    for who in (club.ann, club.bo):
        await club.answer(who, f"By {who.name}.")
    await club.close()
    reveal = club.thread.messages[0]

    asked = await club.ann.press(reveal, "Is the reference wrong?")
    assert "Nobody challenges the reference." in said(asked)
    form = await club.ann.press(asked.message, "Challenge the reference")
    told = await club.ann.submit(form, {"reason.0": "It forgets the *water*.", "text.0": THEIRS})
    assert "Saved: organisers are told" in said(told)
    seen = await club.bo.press(reveal, "Is the reference wrong?")
    assert "It forgets the *water*." in said(seen).replace("\\", "")
    agreed = await club.bo.press(seen.message, "I agree: It forgets the water.")
    assert "Noted: you agree." in said(agreed)
    await club.bot.turn()
    assert "The reference is challenged by Ann (1 agrees)" in club.thread.messages[0].text

    notice = club.mara.dm.messages[-1]
    assert "water" not in notice.text
    looked = await club.mara.press(notice, "Look at it")
    assert THEIRS in said(looked)
    form = await club.mara.press(looked.message, "Decline…")
    assert form.modal
    done = await club.mara.press(looked.message, "Accept: trust their text")
    assert "Accepted: their text is the reference now." in said(done)
    await club.bot.turn()

    assert THEIRS in club.thread.messages[0].text
    assert "is challenged" not in club.thread.messages[0].text
    assert "Your challenge was accepted" in club.ann.dm.messages[-1].text
    assert "was wrong, as a member found" in club.bo.dm.messages[-1].text


async def test_who_does_not_organise_decides_nothing_who_was_told_of_it_before(club: Club):
    await club.bot.services.groups.configure_channel(
        (await club.channel()).id, owner=str(club.mara.id)
    )
    await club.ask()
    await club.answer(club.ann, "It relaxes.")
    await club.close()
    reveal = club.thread.messages[0]
    asked = await club.ann.press(reveal, "Is the reference wrong?")
    form = await club.ann.press(asked.message, "Challenge the reference")
    await club.ann.submit(form, {"reason.0": "It forgets the water.", "text.0": ""})
    await club.bot.turn()
    notice = club.mara.dm.messages[-1]
    club.guild.members[club.mara.id].roles.clear()
    club.clock.advance(timedelta(minutes=2))
    assert "Only organisers" in said(await club.mara.press(notice, "Look at it"))
