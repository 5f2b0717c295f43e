"""What somebody takes back is gone: by a button, or by deleting the message that it stood in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from bot.services.services import Services
from tests.e2e.club import Club, bread_club
from tests.e2e.roundtable import on_discord
from tests.fakes.clock import Clock
from tests.fakes.discord import FakeDiscord, Permission
from tests.fakes.discord.entities import Channel, Message
from tests.fakes.eventually import eventually
from tests.fakes.members import see_all

pytestmark = pytest.mark.usefixtures("waits")
WORDS = "It lets the gluten relax."


async def _count(club: Club) -> int:
    services = club.bot.services
    everything = await see_all(services, (await club.channel()).group)
    (card,) = await services.cards.open_now(everything)
    return card.replies


async def _says(club: Club, *texts: str) -> bool:
    """Say whether these are the answers that are stored."""
    services = club.bot.services
    (card,) = await services.cards.open_now(await see_all(services, (await club.channel()).group))
    async with services.workspaces._context.store.reading() as tx:
        stored = await tx.replies.of_round(card.round.id)
    return [each.text for each in stored] == list(texts)


async def _written(club: Club, server: FakeDiscord) -> Message:
    await club.ask()
    said = await club.ann.say(club.study, WORDS, reply_to=club.question)
    await server.until(lambda: said.reactions, "the mark that it was taken")
    return said


async def test_an_answer_that_was_taken_back_is_given_back_and_can_be_given_anew(club: Club):
    await club.ask()
    saved = await club.answer(club.ann, WORDS)
    assert saved.message.labels == [
        "Change my answer",
        "Take it back",
        "Sure",
        "I think so",
        "A guess",
        "Yes, with my name",
        "No, leave mine out",
    ]

    gone = await club.ann.press(saved.message, "Take it back")
    assert "your answer is gone" in gone.text
    assert WORDS in gone.text
    assert await _count(club) == 0
    form = await club.ann.press(gone.message, "Answer again")
    await club.ann.submit(form, {"answer-0": "It tastes better."})
    await club.close()
    assert "It tastes better." in club.thread.messages[0].text
    assert WORDS not in club.thread.messages[0].text


async def test_an_answer_that_is_taken_back_after_the_reveal_is_gone_from_it(club: Club):
    await club.ask()
    await club.answer(club.ann, WORDS)
    await club.answer(club.bo, "It tastes better.")
    await club.close()
    club.thread.archived = True
    mine = await club.ann.press(club.question, "See all answers")
    theirs = await club.mara.press(club.question, "See all answers")
    assert "Take my answer back" not in theirs.message.labels

    gone = await club.ann.press(mine.message, "Take my answer back")
    club.clock.advance(timedelta(minutes=1))
    await club.bot.turn()

    assert f"in <#{club.study.id}> in Bread club," in gone.text
    assert "Answer again" not in gone.message.labels
    assert WORDS not in club.thread.messages[0].text
    assert "It tastes better." in club.thread.messages[0].text
    assert "1 person answered" in club.question.text


async def test_an_answer_whose_message_its_author_deletes_is_withdrawn(
    writers: Club, discord_server: FakeDiscord
):
    said = await _written(writers, discord_server)
    await writers.ann.delete(said)

    async def is_gone() -> bool:
        return await _count(writers) == 0

    await eventually(is_gone)
    await writers.close()
    assert WORDS not in writers.thread.messages[0].text


async def _stands_in_an_archived_thread(club: Club, server: FakeDiscord) -> Message:
    await club.ask()
    # discord.py keeps no archived thread, and people may delete in one.
    thread = server.world.messages.open_thread(club.question, "Thoughts", 60, club.ann.user)
    said = await club.ann.say(thread, WORDS)
    await server.until(lambda: said.reactions, "the mark that it was taken")
    thread.archived = True
    server.world.channel_changed(thread)
    await server.gateway.caught_up()
    return said


async def _was_written_before_that_was_turned_off(club: Club, server: FakeDiscord) -> Message:
    said = await _written(club, server)
    await club.bot.services.groups.configure_channel((await club.channel()).id, written=False)
    return said


@pytest.mark.parametrize(
    "written", [_stands_in_an_archived_thread, _was_written_before_that_was_turned_off]
)
async def test_an_answer_whose_message_is_deleted_is_withdrawn_wherever_it_stands(
    writers: Club,
    discord_server: FakeDiscord,
    written: Callable[[Club, FakeDiscord], Awaitable[Message]],
):
    said = await written(writers, discord_server)
    assert await _count(writers) == 1
    await writers.ann.delete(said)

    async def is_gone() -> bool:
        return await _count(writers) == 0

    await eventually(is_gone)


async def test_an_answer_whose_message_is_deleted_after_the_reveal_is_gone_from_it(
    writers: Club, discord_server: FakeDiscord
):
    said = await _written(writers, discord_server)
    talk = await writers.bo.say(writers.study, "Nice.")
    await writers.close()
    assert WORDS in writers.thread.messages[0].text
    discord_server.world.messages.purge([said, talk])  # by a moderator, as many at once
    await discord_server.gateway.caught_up()

    async def is_gone() -> bool:
        writers.clock.advance(timedelta(minutes=1))
        await writers.bot.turn()
        return WORDS not in writers.thread.messages[0].text

    await eventually(is_gone)


def _its_thread(club: Club) -> Channel:
    return club.thread


def _its_channel(club: Club) -> Channel:
    return club.study


@pytest.mark.parametrize("heard", [True, False])
@pytest.mark.parametrize("gone", [_its_thread, _its_channel])
async def test_an_answer_goes_with_the_thread_or_the_channel_that_is_deleted_whole(
    discord_server: FakeDiscord,
    services: Services,
    clock: Clock,
    gone: Callable[[Club], Channel],
    *,
    heard: bool,
):
    async with bread_club(discord_server, services, clock, discord_message_content=True) as club:
        await services.groups.configure_channel((await club.channel()).id, written=True)
        other = club.guild.channel("baking")
        await services.groups.configure_channel((await club.channel(other)).id, written=True)
        await club.linked(other)
        await club.ask()
        discord_server.world.messages.open_thread(club.question, "Thoughts", 1440, club.ann.user)
        said = await club.ann.say(club.thread, WORDS)
        kept = await club.bo.say(other, "It tastes better.", reply_to=other.messages[0])
        form = await club.mara.press(club.question, "Answer")
        await club.mara.submit(form, {"answer-0": "By form."})
        await discord_server.until(lambda: said.reactions and kept.reactions, "the marks")
        if heard:
            gone(club).delete()
            await eventually(lambda: _says_in(club, other, "By form.", "It tastes better."))
    if not heard:
        gone(club).delete()
        async with on_discord(services, discord_server, discord_message_content=True):
            await eventually(lambda: _says_in(club, other, "By form.", "It tastes better."))


async def test_who_is_forgotten_hears_that_their_own_messages_stay_and_they_come_back_by_no_start(
    discord_server: FakeDiscord, services: Services, clock: Clock
):
    async with bread_club(discord_server, services, clock, discord_message_content=True) as club:
        await services.groups.configure_channel((await club.channel()).id, written=True)
        said = await _written(club, discord_server)
        warned = await club.ann.slash(club.study, "me delete")
        assert f"Messages that you wrote yourself in <#{club.study.id}>" in warned.text
        told = await club.ann.press(warned.message, "Delete everything")
        assert "Everything else about you is gone." in told.text
        assert "only you or a moderator can delete them" in told.text
    async with on_discord(services, discord_server, discord_message_content=True):
        await discord_server.gateway.caught_up()
    assert await _says(club)
    assert club.study.history[said.id] is said


async def test_an_answer_stays_in_a_channel_that_is_hidden_from_us(
    writers: Club, discord_server: FakeDiscord
):
    await _written(writers, discord_server)
    client = writers.bot.connection._client
    assert client is not None
    writers.study.overwrite(discord_server.bot, deny=Permission.VIEW_CHANNEL)
    await discord_server.gateway.caught_up()
    await client.on_guild_channel_delete(_as_discord_py_has_it(client, writers.study))

    assert await _count(writers) == 1


def _as_discord_py_has_it(client: Any, channel: Channel) -> Any:
    return client.get_channel(channel.id)


async def _says_in(club: Club, where: Channel, *texts: str) -> bool:
    """Say whether these are the answers to the only question of a channel's group, in order."""
    services = club.bot.services
    group = (await club.channel(where)).group
    async with services.workspaces._context.store.reading() as tx:
        (round_,) = await tx.rounds.open_now(group)
        stored = await tx.replies.of_round(round_.id)
    return sorted(each.text for each in stored) == list(texts)


async def test_an_answer_that_was_given_in_a_form_since_stays_when_the_message_goes(
    writers: Club, discord_server: FakeDiscord
):
    said = await _written(writers, discord_server)
    form = await writers.ann.press(writers.question, "Answer")
    await writers.ann.submit(form, {"answer-0": "It tastes better."})
    await writers.ann.delete(said)
    await discord_server.gateway.caught_up()
    await writers.close()

    assert "It tastes better." in writers.thread.messages[0].text


async def test_an_answer_follows_its_message_after_writing_was_turned_off_heard_or_not(
    discord_server: FakeDiscord, services: Services, clock: Clock
):
    async with bread_club(discord_server, services, clock, discord_message_content=True) as club:
        await services.groups.configure_channel((await club.channel()).id, written=True)
        said = await _was_written_before_that_was_turned_off(club, discord_server)
        clock.advance(timedelta(minutes=1))
        new = await club.bo.say(club.study, "It tastes better.", reply_to=club.question)
        await club.ann.edit(said, "It relaxes.")
        await club.bo.edit(new, "It tastes much better.")
        await eventually(lambda: _says(club, "It relaxes."))
    clock.advance(timedelta(minutes=1))
    await club.ann.edit(said, "The gluten naps.")

    async with on_discord(services, discord_server, discord_message_content=True):
        await eventually(lambda: _says(club, "The gluten naps."))
    await club.ann.delete(said)
    async with on_discord(services, discord_server, discord_message_content=True):
        await eventually(lambda: _says(club))


@pytest.mark.parametrize("is_readable", [True, False])
async def test_what_was_deleted_while_the_bot_was_away_is_withdrawn_when_it_comes_back(
    discord_server: FakeDiscord, services: Services, clock: Clock, is_readable: bool
):
    """Of a history that it may not read Discord shows nothing: that is no sign of a deletion."""
    async with bread_club(discord_server, services, clock, discord_message_content=True) as club:
        await services.groups.configure_channel((await club.channel()).id, written=True)
        said = await _written(club, discord_server)
        other = await club.bo.say(club.study, "It tastes better.", reply_to=club.question)
        await discord_server.until(lambda: other.reactions, "the mark that it was taken")
    if is_readable:
        await club.ann.delete(said)
    else:
        club.study.overwrite(discord_server.bot, deny=Permission.READ_MESSAGE_HISTORY)

    async with on_discord(services, discord_server, discord_message_content=True) as bot:
        looked = "GET /channels/{channel_id}/messages"
        before = discord_server.rest.calls.get(looked, 0)
        assert bot.connection._client is not None
        bot.connection._client.catch_up.ask()
        await discord_server.until(
            lambda: discord_server.rest.calls.get(looked, 0) > before + 1, "a look at what is there"
        )
        if is_readable:

            async def is_gone() -> bool:
                return await _count(club) == 1

            await eventually(is_gone)
        else:
            assert await _count(club) == 2
