"""A reveal in a thread is told in its channel by a line that leads there, once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.e2e.admins import said
from tests.e2e.club import QUESTION, Club
from tests.fakes.discord import FakeDiscord
from tests.walk import import_deck

pytestmark = pytest.mark.usefixtures("waits")
THREAD = "POST /channels/{channel_id}/messages/{message_id}/threads"


async def test_a_line_in_the_channel_leads_to_the_answers_in_the_thread(club: Club):
    await club.ask()
    await club.answer(club.ann, "The gluten relaxes.")
    await club.close()
    await club.bot.turn()

    question, line = club.study.messages
    assert "The answers are in." in line.text
    assert QUESTION in line.text
    assert f"/channels/{club.guild.id}/{question.id})" in line.text
    assert "The gluten relaxes." not in line.text
    assert "The gluten relaxes." in club.thread.messages[0].text


async def test_a_reveal_that_went_into_the_channel_itself_is_not_told_twice(
    club: Club, discord_server: FakeDiscord
):
    await club.ask()
    await club.answer(club.ann, "Rest.")
    discord_server.faults.answer(THREAD, 400, code=160006, times=999)
    await club.close()
    await club.bot.turn()

    assert ["Rest." in each.text for each in club.study.messages] == [False, True]


async def test_where_nobody_answered_the_line_says_what_there_is(club: Club):
    await club.ask()
    await club.close()
    await club.bot.turn()

    line = club.study.messages[-1].text
    told = "Nobody answered this time. Here is the reference and what earlier readers wrote."
    assert told in line
    assert "Read on in the thread" in line


async def test_where_nobody_answered_and_nothing_is_there_the_channel_hears_nothing(club: Club):
    workspace = await club.workspace()
    await import_deck(club.bot.services, workspace.id, "Plans", "# Plans\n\n1. What is next?\n")
    await club.mara.slash(club.study, "quiz open", deck="Plans")
    await club.bot.turn()
    await club.close()
    await club.bot.turn()

    assert [each for each in club.study.messages if "Nobody answered this" in each.text] == []


async def test_who_wants_the_thread_alone_hears_nothing_in_the_channel(club: Club):
    await club.ask()
    seen = await club.mara.slash(club.study, "settings change", reveal="thread")
    await club.answer(club.ann, "Rest.")
    await club.close()
    await club.bot.turn()

    assert "Answers are shown in a thread under their question." in said(seen)
    assert len(club.study.messages) == 1


async def test_a_line_whose_sending_was_unclear_stands_there_once(
    club: Club, discord_server: FakeDiscord
):
    await club.ask()
    await club.answer(club.ann, "Rest.")
    discord_server.faults.answer("GET /channels/{channel_id}/messages/{message_id}", 500, times=9)
    await club.close()
    discord_server.faults.clear()
    for _ in range(3):
        club.clock.advance(timedelta(minutes=5))
        await club.bot.turn()

    assert [each.text.count("The answers are in.") for each in club.study.messages] == [0, 1]
    assert len(club.thread.messages) == 1
