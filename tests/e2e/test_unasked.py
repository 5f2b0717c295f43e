"""A question that could not be posted: it comes when it can, and its answers not before it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.schedules import Plan
from tests.e2e.admins import said
from tests.e2e.club import QUESTION, Club
from tests.fakes.discord import FakeDiscord, Permission
from tests.fakes.eventually import eventually

pytestmark = pytest.mark.usefixtures("waits")
NINE = timedelta(hours=21, seconds=5)


async def _planned(club: Club) -> None:
    there = await club.channel()
    await club.bot.services.groups.configure_channel(there.id, owner=str(club.mara.id))
    plan = Plan(club.deck.id, "every day 09:00", "UTC", timedelta(hours=8))
    await club.bot.services.schedules.add(there.group, plan)


async def _silenced(club: Club, server: FakeDiscord) -> None:
    silence = Permission.SEND_MESSAGES | Permission.ATTACH_FILES
    club.study.overwrite(server.bot, deny=silence)
    await server.gateway.caught_up()


async def _later(club: Club, span: timedelta = timedelta(minutes=1)) -> None:
    club.clock.advance(span)
    for _ in range(2):
        await club.bot.turn()


async def _allowed(club: Club, server: FakeDiscord) -> None:
    club.study.overwrite(server.bot)
    await server.gateway.caught_up()

    async def is_revived() -> bool:
        return not await club.bot.services.channels.out_of_reach("discord", str(club.guild.id))

    await eventually(is_revived)


async def test_it_comes_once_it_can_be_posted_and_then_its_reveal(
    club: Club, discord_server: FakeDiscord
):
    await _planned(club)
    await _silenced(club, discord_server)
    await _later(club, NINE)
    assert club.study.messages == []

    await _allowed(club, discord_server)
    await _later(club)
    assert [QUESTION in each.text for each in club.study.messages] == [True]
    assert "Answer" in club.question.labels

    await _later(club, timedelta(hours=8))
    assert "Reference" in club.thread.messages[0].text


async def test_of_a_question_asked_by_hand_too(club: Club, discord_server: FakeDiscord):
    await club.channel()
    await _silenced(club, discord_server)
    await club.ask()
    await _allowed(club, discord_server)
    await _later(club)

    assert [QUESTION in each.text for each in club.study.messages] == [True]


async def test_what_nobody_was_asked_is_not_revealed_and_comes_the_next_time(
    club: Club, discord_server: FakeDiscord
):
    await _planned(club)
    await _silenced(club, discord_server)
    await _later(club, NINE)
    await _later(club, timedelta(hours=9))
    await _allowed(club, discord_server)
    await club.mara.slash(club.study, "schedule resume")
    await _later(club)
    assert club.study.messages == []

    await _later(club, timedelta(hours=15))
    assert [QUESTION in each.text for each in club.study.messages] == [True]


async def test_its_notice_says_which_and_where_and_sends_it_again(
    club: Club, discord_server: FakeDiscord
):
    await _planned(club)
    await _silenced(club, discord_server)
    await _later(club, NINE)
    notice = club.mara.dms[0]
    link = f"https://discord.com/channels/{club.guild.id}/{club.study.id}"
    for words in (f"<#{club.study.id}>", QUESTION, "I need Send Messages", link, "Bread club"):
        assert words in notice.text.replace("\\", "")

    again = await club.mara.press(notice, "Send again")
    assert "goes out again" in said(again)
    await _later(club)
    assert len(club.mara.dms) == 2  # it failed again, and that is told again

    club.study.overwrite(discord_server.bot)
    await club.mara.press(notice, "Send again")
    await _later(club)
    assert [QUESTION in each.text for each in club.study.messages] == [True]


async def test_what_went_out_meanwhile_is_not_said_to_go_out_again(
    club: Club, discord_server: FakeDiscord
):
    await _planned(club)
    await _silenced(club, discord_server)
    await _later(club, NINE)
    await _allowed(club, discord_server)
    await _later(club)

    again = await club.mara.press(club.mara.dms[0], "Send again")
    assert "Nothing is left to send" in said(again)
    assert len(club.study.messages) == 1


async def test_a_reminder_says_where_with_a_link_to_the_question(club: Club):
    await club.ask()
    await club.ann.press(club.question, "Remind me")
    await _later(club, timedelta(hours=23))

    (reminder,) = club.ann.dms
    link = f"https://discord.com/channels/{club.guild.id}/{club.study.id}/{club.question.id}"
    assert f"({link}) in Bread club" in reminder.text


async def test_whoever_set_the_channel_up_asks_it_anew_from_the_notice(
    club: Club, discord_server: FakeDiscord
):
    await _planned(club)
    await _silenced(club, discord_server)
    await _later(club, NINE)
    await _later(club, timedelta(hours=8))
    notice = next(each for each in club.mara.dms if "reached nobody" in each.text)
    await _allowed_again(club, discord_server)
    shown = await club.mara.press(notice, "Show the schedule")
    asked = await club.mara.press(notice, "Ask now")
    await _later(club)

    assert notice.text.count(f"<#{club.study.id}>") == 1
    assert "#study" not in notice.text  # once is enough
    assert QUESTION in notice.text
    assert "Every day 09:00" in said(shown)
    assert shown.message.labels
    assert "The question goes out" in said(asked)
    assert QUESTION in club.study.messages[-1].text


async def _allowed_again(club: Club, server: FakeDiscord) -> None:
    club.study.overwrite(server.bot)
    await server.gateway.caught_up()
