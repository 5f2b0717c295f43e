"""What goes wrong beside the way: it costs no more than it must, and nobody is told nonsense."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.deliveries import Delivery, DeliveryState
from bot.core.models import (
    ScheduleState,
)
from bot.core.schedules import Plan
from bot.core.view import Address, Message
from bot.platforms.discord.connection import DiscordConnection
from bot.services.services import Services
from tests.e2e.club import Club
from tests.e2e.roundtable import on_discord, settings_for
from tests.fakes.discord import FakeDiscord, Permission
from tests.fakes.eventually import eventually
from tests.fakes.rows import stored

pytestmark = pytest.mark.usefixtures("waits")


async def test_what_people_say_of_a_reveal_in_its_thread_is_their_own_business(
    writers: Club, discord_server: FakeDiscord
):
    await writers.ask()
    await writers.answer(writers.bo, "Rest.")
    await writers.close()
    said = await writers.ann.say(writers.thread, "I never knew!")
    await discord_server.gateway.caught_up()

    assert writers.thread.messages[-1] is said
    assert said.reactions == {}


async def test_talk_in_the_thread_does_not_take_the_place_of_an_answer(
    writers: Club, discord_server: FakeDiscord, services: Services
):
    round_ = await writers.ask()
    await writers.answer(writers.ann, "A long and careful answer.")
    thread = discord_server.world.messages.open_thread(writers.question, "Thoughts", 1440)
    await writers.ann.say(thread, "lol, see you tomorrow")
    await discord_server.gateway.caught_up()

    group = (await writers.channel()).group
    ann = await services.members.find_platform(group, "discord", str(writers.ann.id))
    assert ann is not None
    mine = await services.replies.mine(round_.id, ann)
    assert mine is not None
    assert mine.text == "A long and careful answer."


async def test_of_two_messages_at_once_the_later_one_counts_and_none_is_refused(
    writers: Club, discord_server: FakeDiscord, services: Services
):
    round_ = await writers.ask()
    for text in ("One.", "Two."):
        said = await writers.ann.say(writers.study, text, reply_to=writers.question)
    await discord_server.until(lambda: said.reactions, "the mark that it was taken")

    assert len(writers.study.messages) == 3
    group = (await writers.channel()).group
    ann = await services.members.find_platform(group, "discord", str(writers.ann.id))
    assert ann is not None
    mine = await services.replies.mine(round_.id, ann)
    assert mine is not None
    assert mine.text == "Two."


async def test_using_a_message_as_an_answer_makes_its_channel_no_place_for_questions(
    club: Club, services: Services
):
    await club.ask()
    elsewhere = club.guild.channel("random")
    said = await club.ann.say(elsewhere, "The gluten relaxes.")
    await club.ann.use_on(said, "Use as my answer")
    await services.rounds.open_question((await club.channel()).group, club.deck.questions[1].id)
    await club.bot.turn()

    assert elsewhere.messages == [said]


async def test_a_server_that_sent_the_bot_away_while_its_session_was_lost_is_left(
    club: Club, discord_server: FakeDiscord
):
    discord_server.gateway.forget_sessions()
    discord_server.gateway.drop()
    club.guild.remove_bot()
    discord_server.gateway.forget_sessions()

    async def is_left() -> bool:
        return (await club.workspace()).left_at is not None

    await eventually(is_left)


async def test_a_deleted_channel_does_not_stop_a_schedule_that_has_another(
    club: Club, services: Services
):
    gone = club.guild.channel("old-tests")
    group = await club.linked(gone)
    plan = Plan(club.deck.id, "every day 09:00", "UTC", timedelta(hours=1))
    schedule = await services.schedules.add(group, plan)
    gone.delete()
    club.clock.advance(timedelta(hours=21))
    await club.bot.turn()

    found = await services.schedules.get(group, schedule.id)
    assert found.state is ScheduleState.ACTIVE
    assert len(club.study.messages) == 1
    club.clock.advance(timedelta(hours=24))
    await club.bot.turn()
    assert await services.deliveries.due() == []


async def test_a_thread_that_was_deleted_sends_what_follows_to_the_channel(
    club: Club, services: Services
):
    await club.ask()
    await club.answer(club.ann, "Rest.")
    await club.close()
    await club.ann.press(club.thread.messages[0], "How did I do?")
    asked = club.ann.private[-1]
    await club.ann.press(asked, "Got it")
    club.thread.delete()
    club.clock.advance(timedelta(hours=24))
    await club.bot.turn()

    assert "1 got it" in club.study.messages[-1].text


@pytest.mark.parametrize("status", [403, 429])
async def test_trouble_at_login_keeps_nobody_from_starting(
    discord_server: FakeDiscord, services: Services, status: int
):
    discord_server.faults.answer("GET /users/@me", status, times=9, via=False)
    connection = DiscordConnection(services, settings_for(discord_server))
    await connection.start()
    await connection.stop()


async def test_servers_that_cannot_be_listed_are_at_home_all_the_same(
    discord_server: FakeDiscord, services: Services
):
    guild = discord_server.guild("Bread club")
    discord_server.faults.answer("GET /users/@me/guilds", 403)
    async with on_discord(services, discord_server):
        workspace = await services.workspaces.find("discord", str(guild.id))

    assert workspace is not None
    assert workspace.left_at is None


@pytest.mark.parametrize("status", [400, 403, 429])
async def test_commands_that_cannot_be_registered_keep_nobody_from_starting(
    discord_server: FakeDiscord, services: Services, status: int
):
    route = "PUT /applications/{application_id}/commands"
    discord_server.faults.answer(route, status, times=9, retry_after=3600.0)
    async with on_discord(services, discord_server) as bot:
        assert bot.connection._client is not None


async def test_rounds_that_were_opened_at_one_moment_are_all_listed(club: Club, services: Services):
    group = (await club.channel()).group
    for _ in range(2):
        for question in club.deck.questions:
            await services.rounds.open_question(group, question.id)
        club.clock.advance(timedelta(hours=25))
        await services.rounds.tick()
    first = await club.ann.slash(club.study, "rounds")
    *listed, older = first.message.labels
    assert older == "Older"
    second = await club.ann.press(first.message, "Older")

    assert len(listed) + len(second.message.labels) == 6


async def test_two_members_who_leave_during_one_edit_are_both_out_of_the_reveal(
    club: Club, services: Services, monkeypatch: pytest.MonkeyPatch
):
    await club.ask()
    await club.answer(club.ann, "A secret of Ann's.")
    await club.answer(club.bo, "A secret of Bo's.")
    await club.close()
    group = (await club.channel()).group
    ann, bo = [
        await services.members.find_platform(group, "discord", str(who.id))
        for who in (club.ann, club.bo)
    ]
    assert ann is not None
    assert bo is not None
    platform = club.bot.connection.platform
    edit, leaving = platform.edit, [bo]

    async def edit_slowly(address: Address, id_: str, message: Message) -> None:
        while leaving:
            await services.profile.delete(leaving.pop().person)
        await edit(address, id_, message)

    monkeypatch.setattr(platform, "edit", edit_slowly)
    await services.profile.delete(ann.person)
    for _ in range(3):
        await club.bot.updater.refresh()
        club.clock.advance(timedelta(seconds=10))

    assert "secret" not in club.thread.messages[0].text


async def test_a_press_is_acknowledged_while_the_database_writes_something_else(
    club: Club, services: Services
):
    await club.ask()
    client = club.bot.connection._client
    assert client is not None
    guild = client.get_guild(club.guild.id)
    assert guild is not None
    guild.name = "Renamed club"
    async with services.workspaces._context.store.writing():
        asking = asyncio.create_task(club.ann.slash(club.study, "rounds"))
        await eventually(lambda: _held(club))
    assert "No question has been closed" in (await asking).text


async def _held(club: Club) -> bool:
    return bool(club.ann.private) and club.ann.private[-1].loading


async def test_a_long_question_can_be_read_to_its_end(club: Club, services: Services):
    question = club.deck.questions[0]
    text = "Explain.\n\n" + "A paragraph of the question.\n\n" * 200 + "THE END"
    async with services.workspaces._context.store.writing() as tx:
        await tx.decks.put_questions([replace(question, text=text)])
    await club.ask()
    seen = await club.ann.press(club.question, "Next")

    assert "THE END" in seen.text


async def test_sharing_where_the_bot_may_not_write_says_what_is_missing(
    club: Club, discord_server: FakeDiscord
):
    quiet = club.guild.channel("quiet")
    await club.ask()
    await club.linked(quiet)
    await club.ask(3)
    quiet.overwrite(discord_server.bot, deny=Permission.SEND_MESSAGES)
    seen = await club.ann.slash(quiet, "ask", question="steam")
    refused = await club.ann.press(seen.message, "Share")

    assert "I need Send Messages in" in refused.text


async def test_a_wish_is_granted_though_the_schedule_reminded_hours_before(
    club: Club, services: Services
):
    group = (await club.channel()).group
    plan = Plan(
        club.deck.id, "every day 13:00", "UTC", timedelta(hours=8), reminder=timedelta(hours=6)
    )
    await services.schedules.add(group, plan)
    await services.members.of_platform(group, "discord", str(club.ann.id), "Ann")
    club.clock.advance(timedelta(hours=1))
    await club.bot.turn()
    club.clock.advance(timedelta(hours=2))
    await club.bot.turn()
    assert len(club.ann.dms) == 1
    await club.ann.press(club.question, "Remind me")
    club.clock.advance(timedelta(hours=5))
    await club.bot.turn()

    assert len(club.ann.dms) == 2


async def test_an_outage_of_our_own_connection_does_not_use_up_the_attempts(
    club: Club, services: Services
):
    round_ = await club.ask()
    await club.bot.connection.stop()
    await services.rounds.close(round_.group, round_.id)
    for _ in range(40):
        await club.bot.turn()
        club.clock.advance(timedelta(minutes=10))

    async with services.workspaces._context.store.reading() as tx:
        states = {each.kind: each.state for each in await stored(tx, Delivery, round=round_.id)}
    assert states["reveal"] is DeliveryState.PENDING


async def test_answering_a_question_that_is_closed_points_to_its_answers(club: Club):
    await club.ask()
    club.clock.advance(timedelta(hours=24))  # the card is not marked yet
    seen = await club.ann.press(club.question, "Answer")

    assert "takes no more answers" in seen.text
