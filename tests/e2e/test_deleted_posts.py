"""An open question whose post is deleted: organisers hear of it, and can have it posted anew."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.e2e.club import QUESTION, Club, asked
from tests.fakes.discord import FakeDiscord
from tests.fakes.discord.entities import Channel, ChannelType, Message

pytestmark = pytest.mark.usefixtures("waits")
DELETED = "Somebody deleted the post of an open question"


def _one(server: FakeDiscord, message: Message) -> None:
    server.world.messages.delete(message)


def _many(server: FakeDiscord, message: Message) -> None:
    server.world.messages.purge([message])


def _unheard(server: FakeDiscord, message: Message) -> None:
    """Let the post be gone as if that had happened while nobody listened."""
    del message.channel.history[message.id]


WAYS: dict[str, Callable[[FakeDiscord, Message], None]] = {
    "one": _one,
    "many": _many,
    "unheard": _unheard,
}


async def _asked(club: Club, where: Channel) -> None:
    """Let Mara ask a question, which Ann answers."""
    await club.mara.slash(club.study, "quiz open", deck="Baking bread", channel=where)
    await club.bot.turn()


async def _notices(club: Club, server: FakeDiscord) -> list[Message]:
    await server.gateway.caught_up()
    club.clock.advance(timedelta(minutes=2))
    for _ in range(3):
        await club.bot.turn()
    return [each for each in club.mara.dms if DELETED in each.text]


async def _answered(club: Club, question: Message, text: str = "It relaxes.") -> None:
    form = await club.ann.press(question, "Answer")
    await club.ann.submit(form, {"answer-0": text})


@pytest.mark.parametrize("way", WAYS)
async def test_organisers_hear_once_where_which_and_what_to_press_and_the_new_card_goes_on(
    club: Club, discord_server: FakeDiscord, way: str
):
    await _asked(club, club.study)
    await _answered(club, asked(club.study)[0])
    WAYS[way](discord_server, asked(club.study)[0])
    (notice,) = await _notices(club, discord_server)

    assert f"<#{club.study.id}>" in notice.text
    assert QUESTION in notice.text
    assert notice.labels == ["Send again", "Send elsewhere"]
    assert not asked(club.study), "nothing comes back by itself"
    await club.mara.press(notice, "Send again")
    await club.bot.turn()
    (question,) = asked(club.study)
    assert "1 person has answered" in question.text
    form = await club.bo.press(question, "Answer")
    await club.bo.submit(form, {"answer-0": "Bo’s words."})
    assert len(await _notices(club, discord_server)) == 1
    assert "2 people have answered" in question.text
    await club.close()
    assert question.thread is not None
    assert "It relaxes." in question.thread.messages[0].text


async def test_a_question_that_is_over_is_not_said_to_go_out_again(
    club: Club, discord_server: FakeDiscord
):
    await _asked(club, club.study)
    discord_server.world.messages.delete(asked(club.study)[0])
    (notice,) = await _notices(club, discord_server)
    status = await club.mara.slash(club.study, "quiz status")
    assert "its post was deleted" in status.text
    assert "attempt" not in status.text
    await club.close()
    assert "Nothing is left to send" in (await club.mara.press(notice, "Send again")).text


async def test_a_deleted_post_can_go_elsewhere(club: Club, discord_server: FakeDiscord):
    other = club.guild.channel("other")
    await _asked(club, club.study)
    discord_server.world.messages.delete(asked(club.study)[0])
    (notice,) = await _notices(club, discord_server)
    choosing = await club.mara.press(notice, "Send elsewhere")
    await club.mara.press(choosing.message, "#other")
    await club.bot.turn()
    assert QUESTION in other.messages[0].text
    await _answered(club, other.messages[0])
    await club.close()
    assert not asked(club.study)


async def test_a_post_that_was_deleted_twice_is_told_twice(club: Club, discord_server: FakeDiscord):
    await _asked(club, club.study)
    for times in (1, 2):
        discord_server.world.messages.delete(asked(club.study)[0])
        told = await _notices(club, discord_server)
        assert len(told) == times
        await club.mara.press(told[-1], "Send again")
        await club.bot.turn()
    assert len(asked(club.study)) == 1


async def test_in_a_forum_it_is_the_post_that_is_told_and_no_thread_elsewhere(
    club: Club, discord_server: FakeDiscord
):
    forum = club.guild.channel("questions", ChannelType.FORUM)
    await _asked(club, forum)
    await club.bot.turn()
    (post,) = (each for each in forum.posts if each.name == QUESTION)
    discord_server.world.delete_channel(post)
    (notice,) = await _notices(club, discord_server)
    await club.mara.press(notice, "Send again")
    await club.bot.turn()
    assert [each.name for each in forum.posts if each.name == QUESTION] == [QUESTION]


async def test_a_thread_that_goes_takes_no_question_with_it(
    club: Club, discord_server: FakeDiscord
):
    await _asked(club, club.study)
    thread = discord_server.world.messages.open_thread(asked(club.study)[0], "Thoughts", 1440)
    discord_server.world.delete_channel(thread)
    assert not await _notices(club, discord_server)


async def test_what_was_deleted_stays_away_when_its_channel_changes_and_is_not_asked_anew(
    club: Club, discord_server: FakeDiscord
):
    await _asked(club, club.study)
    discord_server.world.messages.delete(asked(club.study)[0])
    await _notices(club, discord_server)
    services, there = club.bot.services, await club.channel()
    await services.channels.open(there.platform, there.workspace, there.address)
    await club.bot.turn()
    assert not asked(club.study)
    await club.close()
    await club.bot.turn()
    assert "Reference" in "".join(each.text for each in asked(club.study))
    assert not [each for each in club.mara.dms if "reached nobody" in each.text]
