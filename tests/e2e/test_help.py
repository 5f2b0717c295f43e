"""Help on Discord: by command, by a mention, and for whoever writes to the bot alone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.e2e.admins import said
from tests.e2e.club import Club
from tests.fakes.discord import FakeDiscord, Permission

pytestmark = pytest.mark.usefixtures("waits")
LISTED = "/ask: Find a question and its answers"
POINTER = "“Help” shows to you alone"


async def test_by_command_it_lists_what_can_be_typed_for_each_what_is_theirs(club: Club):
    member = said(await club.ann.slash(club.study, "roundtable help"))
    organiser = await club.mara.slash(club.study, "roundtable help")
    steps = await club.mara.slash(club.study, "roundtable setup")
    refused = said(await club.ann.slash(club.study, "roundtable setup"))
    alone = said(await club.ann.slash(club.ann.dm, "roundtable help"))

    assert LISTED in member
    assert LISTED in alone
    assert "/quiz" not in member
    assert "/deck suggest: Suggest a question" in member
    assert "setup" not in member
    assert "/roundtable setup" in said(organiser)
    assert said(organiser).count("suggest") == 1
    assert "/quiz open" in said(organiser)
    assert organiser.message.labels == steps.message.labels[:3]
    assert "Only organisers can do this" in refused


@pytest.mark.parametrize("text", ["Help!", "?", "hilfe", "What is this?"])
async def test_whoever_writes_to_the_bot_alone_gets_it_whatever_they_write(
    club: Club, discord_server: FakeDiscord, text: str
):
    await club.ann.say(club.ann.dm, text)
    await discord_server.until(lambda: club.ann.dms, "help")
    await club.ann.say(club.ann.dm, "And again?")
    await discord_server.gateway.caught_up()

    (told,) = club.ann.dms
    assert LISTED in told.text.replace("\\", "")


async def test_a_mention_gets_a_button_that_shows_it_to_who_presses(
    club: Club, discord_server: FakeDiscord
):
    call = await club.ann.say(club.study, f"<@{discord_server.bot.id}> what do you do?")
    await discord_server.until(lambda: len(club.study.messages) > 1, "an answer")
    pointer = club.study.messages[1]
    shown = await club.bo.press(pointer, "Help")

    assert POINTER in pointer.text
    assert pointer.reference is call
    assert not pointer.pinged.roles
    assert LISTED in said(shown)
    assert shown.message.ephemeral


async def test_who_answers_or_talks_of_it_in_a_thread_gets_none(
    writers: Club, discord_server: FakeDiscord
):
    await writers.ask()
    bot = f"<@{discord_server.bot.id}>"
    answer = await writers.ann.say(writers.study, f"{bot} It relaxes.", reply_to=writers.question)
    await discord_server.until(lambda: answer.reactions, "the mark that it was taken")
    await writers.bo.say(writers.study, "@everyone look, Roundtable asks!")
    await discord_server.gateway.caught_up()
    asked = await writers.bo.say(writers.study, f"{bot} help", reply_to=answer)
    await discord_server.until(lambda: writers.study.messages[-1] is not asked, "help")

    pointers = [each for each in writers.study.messages if POINTER in each.text]
    assert [each.reference for each in pointers] == [asked]


async def test_where_it_may_not_write_it_says_nothing_and_goes_on(
    club: Club, discord_server: FakeDiscord
):
    club.study.overwrite(discord_server.bot, deny=Permission.SEND_MESSAGES)
    await club.ann.say(club.study, f"<@{discord_server.bot.id}>")
    await discord_server.gateway.caught_up()
    club.study.overwrite(discord_server.bot)
    await discord_server.gateway.caught_up()
    club.clock.advance(timedelta(minutes=1))
    await club.ann.say(club.study, f"<@{discord_server.bot.id}>")
    await discord_server.until(lambda: len(club.study.messages) > 2, "an answer")

    assert [POINTER in each.text for each in club.study.messages] == [False, False, True]


@pytest.mark.parametrize(
    ("typed", "pressed", "words"),
    [
        ("/qiuz status", "/quiz status", "No question is open"),
        ("quiz stauts", "/quiz stauts", "Did you mean"),
        ("/me notify zone=Berlin", "/me notify zone=Berlin", "Europe/Berlin"),
    ],
)
async def test_a_command_that_was_typed_as_words_is_offered_as_a_button_that_does_it(
    club: Club, discord_server: FakeDiscord, typed: str, pressed: str, words: str
):
    await club.channel()
    await club.mara.say(club.study, f"<@{discord_server.bot.id}> {typed}")
    await discord_server.until(lambda: len(club.study.messages) > 1, "an answer")
    offered = club.study.messages[1]
    assert pressed in offered.labels
    done = await club.mara.press(offered, pressed)
    refused = await club.ann.press(offered, pressed)

    assert words in said(done)
    assert ("Only organisers" in said(refused)) == ("quiz" in pressed)


async def test_who_may_manage_a_server_is_helped_as_an_organiser_in_a_direct_message(
    club: Club, discord_server: FakeDiscord
):
    assert club.guild.owner is not club.mara.user
    for each in (club.mara, club.ann):
        await each.say(each.dm, "help")
        await discord_server.until(lambda person=each: person.dms, "help")

    assert "/quiz" in club.mara.dms[0].text
    assert "/quiz" not in club.ann.dms[0].text
