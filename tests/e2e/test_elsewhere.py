"""A question that its channel did not take is sent to another one by the notice about it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.models import ScheduleState
from tests.e2e.admins import said
from tests.e2e.club import QUESTION, Club
from tests.fakes.discord import FakeDiscord, Permission
from tests.fakes.discord.entities import Channel, Message
from tests.fakes.eventually import eventually

pytestmark = pytest.mark.usefixtures("waits")
CLOSED = Permission.SEND_MESSAGES | Permission.ATTACH_FILES


async def _failed(club: Club, server: FakeDiscord) -> tuple[Message, Channel]:
    """Let a planned question fail in its channel; return the notice and another channel."""
    other = club.guild.channel("other")
    plan = {"deck": "Baking bread", "when": "every day 09:00", "zone": "UTC"}
    await club.mara.slash(club.study, "schedule add", **plan)
    await club.bot.turn()
    club.study.overwrite(server.bot, deny=CLOSED)
    await server.gateway.caught_up()
    club.clock.advance(timedelta(hours=21, seconds=5))
    await club.bot.turn()
    await club.bot.turn()
    return next(each for each in club.mara.dms if "Send elsewhere" in each.labels), other


async def test_it_is_answered_counted_and_revealed_where_it_went(
    club: Club, discord_server: FakeDiscord
):
    notice, other = await _failed(club, discord_server)
    assert QUESTION in notice.text
    asked = await club.mara.press(notice, "Send elsewhere")
    assert "To which channel is it to go instead?" in said(asked)
    assert "#study" not in asked.message.labels
    sent = await club.mara.press(asked.message, "#other")
    await club.bot.turn()

    assert f"goes out to <#{other.id}> in Bread club now" in said(sent)
    question = other.messages[0]
    form = await club.ann.press(question, "Answer")
    await club.ann.submit(form, {"answer-0": "It relaxes."})
    club.clock.advance(timedelta(minutes=1))
    await club.bot.turn()
    assert "1 person has answered" in question.text
    await club.close()
    await club.bot.turn()
    assert question.thread is not None
    assert "It relaxes." in question.thread.messages[0].text
    # Where it was not asked nothing is revealed, and nobody hears of that a second time.
    assert len([each for each in club.mara.dms if "Send elsewhere" in each.labels]) == 1
    again = await club.mara.press(notice, "Send elsewhere")
    assert "#other" not in again.message.labels


async def test_its_schedule_follows_if_the_organiser_wants(club: Club, discord_server: FakeDiscord):
    notice, other = await _failed(club, discord_server)
    asked = await club.mara.press(notice, "Send elsewhere")
    sent = await club.mara.press(asked.message, "#other")
    followed = await club.mara.press(sent.message, "Ask there from now on")
    await club.bot.turn()
    study = await club.bot.services.groups.find_channel("discord", str(club.study.id))
    assert study is not None
    (planned,) = await club.bot.services.schedules.of_group(study.group)

    new, old = (f"<#{each.id}> in Bread club" for each in (other, club.study))
    assert f"asked in {new} instead of {old}" in said(followed)
    assert study.left_out
    assert not study.gone
    assert (await club.channel(other)).group == study.group
    assert planned.state is ScheduleState.ACTIVE
    club.clock.advance(timedelta(days=1))
    for _ in range(3):
        await club.bot.turn()
    assert any("steam" in each.text for each in other.messages)
    # What does not take them fails no more: nobody hears of it a second time.
    assert len([each for each in club.mara.dms if "Send elsewhere" in each.labels]) == 1


async def test_who_reads_a_channel_that_is_left_out_still_sees_what_was_asked_there(
    club: Club, discord_server: FakeDiscord
):
    await club.ask(2)
    await club.answer(club.ann, "Steam keeps the crust soft.")
    await club.close()
    await club.bot.turn()
    notice, _ = await _failed(club, discord_server)
    asked = await club.mara.press(notice, "Send elsewhere")
    sent = await club.mara.press(asked.message, "#other")
    await club.mara.press(sent.message, "Ask there from now on")
    direct = club.ann.dm

    for where in (club.study, direct):
        assert "What does steam do" in said(await club.ann.slash(where, "rounds"))
    # What went elsewhere was never told here.
    assert QUESTION not in said(await club.ann.slash(club.study, "rounds"))
    assert "1 answer so far" in said(await club.ann.slash(direct, "me show"))


async def test_who_organises_no_more_sends_nothing_elsewhere(
    club: Club, discord_server: FakeDiscord
):
    notice, other = await _failed(club, discord_server)
    asked = await club.mara.press(notice, "Send elsewhere")
    club.guild.members[club.mara.id].roles.clear()
    refused = await club.mara.press(asked.message, "#other")
    await club.bot.turn()

    assert "Only organisers can do this" in said(refused)
    assert other.messages == []


async def test_what_was_deleted_is_sent_to_a_channel_that_is_there(
    club: Club, discord_server: FakeDiscord
):
    notice, other = await _failed(club, discord_server)
    club.study.delete()
    await discord_server.gateway.caught_up()
    asked = await club.mara.press(notice, "Send elsewhere")
    await club.mara.press(asked.message, "#other")
    await club.bot.turn()

    assert any(QUESTION in each.text for each in other.messages)


async def test_of_a_deleted_channel_nobody_is_told_to_put_it_right(
    club: Club, discord_server: FakeDiscord
):
    plan = {"deck": "Baking bread", "when": "every day 09:00", "zone": "UTC"}
    await club.mara.slash(club.study, "schedule add", **plan)
    await club.bot.turn()
    club.study.delete()
    await discord_server.gateway.caught_up()

    async def is_told() -> bool:
        await club.bot.turn()
        return any("is not there any more" in each.text for each in club.mara.dms)

    await eventually(is_told)
    notice = club.mara.dms[-1]
    assert "with “/schedule add” there" in notice.text
    assert "put the channel right" not in notice.text
    assert "Send again" not in notice.labels
