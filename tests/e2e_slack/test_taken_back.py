"""A written answer goes with its message: deleted it is withdrawn, edited it follows."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.core.models import Round
from tests.e2e_slack.roundtable import Club, bread_club
from tests.e2e_slack.running import on_slack
from tests.fakes.slack import Message
from tests.fakes.slack.messages import Content

pytestmark = pytest.mark.usefixtures("waits")


@pytest.fixture
async def club(slack, study, services, clock) -> AsyncIterator[Club]:
    async with bread_club(slack, study, services, clock) as founded:
        await services.groups.configure_channel((await founded.found()).id, written=True)
        yield founded


async def _said(club: Club, text: str) -> Message:
    said = await club.ann.say(club.study, text, thread=club.study.messages[0])
    await club.slack.until(lambda: said.reactions, "the mark that it was taken")
    await club.heard()
    return said


async def _stored(club: Club, round_: Round) -> str | None:
    subject = f"{club.study.workspace.id}:{club.ann.id}"
    reader = await club.services.access.anywhere("slack", subject)
    reply = await club.services.replies.of_reader(round_.id, reader)
    return reply.text if reply else None


async def test_an_answer_whose_message_is_deleted_is_withdrawn(club: Club):
    round_ = await club.ask()
    said = await _said(club, "A SECRET thought.")

    club.slack.world.messages.delete(said)
    await club.heard()

    assert await _stored(club, round_) is None
    await club.close()
    assert "SECRET" not in str([each.all_blocks for each in club.study.history.values()])


async def test_an_answer_that_was_revealed_goes_from_the_reveal(club: Club):
    await club.ask()
    said = await _said(club, "A SECRET thought.")
    await club.close()
    assert "SECRET" in club.study.messages[-1].text

    club.slack.world.messages.delete(said)
    await club.heard()
    await club.turn()

    assert "SECRET" not in str([each.all_blocks for each in club.study.history.values()])


async def test_an_answer_that_others_replied_to_goes_all_the_same(club: Club):
    round_ = await club.ask()
    said = await club.ann.say(club.ann.dm, "A SECRET thought.")
    await club.slack.until(lambda: club.ann.dms, "the word that it was saved")
    await club.ann.say(club.ann.dm, "More of it.", thread=said)
    await club.heard()

    club.slack.world.messages.delete(said)  # a tombstone stays above what follows it
    await club.heard()

    assert await _stored(club, round_) is None


async def test_what_was_changed_by_form_since_stays_when_the_message_goes(club: Club):
    round_ = await club.ask()
    said = await _said(club, "First thought.")
    form = await club.ann.press(club.study.messages[0], "Answer")
    await club.ann.submit(form, {"answer:0": "By form."})

    club.slack.world.messages.delete(said)
    await club.heard()

    assert await _stored(club, round_) == "By form."


async def test_other_messages_that_are_deleted_take_nothing_with_them(club: Club):
    round_ = await club.ask()
    await _said(club, "It rests.")
    talk = await club.ann.say(club.study, "Who brings flour?", thread=club.study.messages[0])

    club.slack.world.messages.delete(talk)
    await club.heard()

    assert await _stored(club, round_) == "It rests."


async def test_an_answer_that_is_edited_follows(club: Club):
    round_ = await club.ask()
    said = await _said(club, "It naps.")

    club.slack.world.messages.update(said, Content(text="It rests :zzz:"))
    await club.heard()

    assert await _stored(club, round_) == "It rests \U0001f4a4"


async def test_an_answer_goes_with_its_channel_and_one_that_is_archived_keeps_it(club: Club):
    round_ = await club.ask()
    await _said(club, "A SECRET thought.")
    form = await club.bo.press(club.study.messages[0], "Answer")
    await club.bo.submit(form, {"answer:0": "By form."})

    club.study.archive()
    await club.heard()
    assert await _texts(club, round_) == ["A SECRET thought.", "By form."]
    club.study.delete()
    await club.heard()
    assert await _texts(club, round_) == ["By form."]


async def _texts(club: Club, round_: Round) -> list[str]:
    async with club.services.workspaces._context.store.reading() as tx:
        return sorted(each.text for each in await tx.replies.of_round(round_.id))


async def test_who_is_forgotten_hears_that_their_own_messages_stay_and_they_come_back_by_no_start(
    club: Club,
):
    round_ = await club.ask()
    said = await _said(club, "A SECRET thought.")
    warned = await club.ann.slash(club.study, "/mine", "delete")
    assert f"Messages that you wrote yourself in <#{club.study.id}>" in warned.text
    told = await club.ann.press(warned.message, "Delete everything")
    assert "Everything else about you is gone." in told.text
    assert "only you or a moderator can delete them" in told.text

    async with on_slack(club.services, club.slack, club.clock):
        pass
    assert await _texts(club, round_) == []
    assert club.study.history[said.ts] is said


async def test_who_wrote_no_message_is_told_that_all_is_gone(club: Club):
    await club.ask()
    form = await club.ann.press(club.study.messages[0], "Answer")
    await club.ann.submit(form, {"answer:0": "By form."})
    warned = await club.ann.slash(club.study, "/mine", "delete")
    told = await club.ann.press(warned.message, "Delete everything")
    assert "wrote yourself" not in warned.text + told.text
    assert "Everything about you is gone." in told.text
