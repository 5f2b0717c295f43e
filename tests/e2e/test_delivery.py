"""A question and its reveal are in the channel once, whatever Discord does on the way."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.deliveries import Delivery, DeliveryState
from bot.core.models import (
    Round,
    ScheduleState,
)
from bot.core.schedules import Plan
from bot.services.deliveries import LEASE
from bot.services.services import Services
from tests.e2e.club import QUESTION, Club
from tests.fakes.discord import FakeDiscord, Permission
from tests.fakes.discord.entities import Pinged
from tests.fakes.eventually import eventually
from tests.fakes.members import see_all
from tests.fakes.rows import stored

pytestmark = pytest.mark.usefixtures("waits")
POST = "POST /channels/{channel_id}/messages"


async def _later(club: Club, span: timedelta = LEASE) -> None:
    club.clock.advance(span)
    await club.bot.turn()


async def _failing(club: Club) -> list[str]:
    failing = await club.bot.services.deliveries.failing((await club.channel()).group)
    return [each.failure or "" for each in failing]


@pytest.mark.parametrize("status", [500, 502])
async def test_a_server_error_after_the_post_leaves_one_question(
    club: Club, discord_server: FakeDiscord, status: int
):
    discord_server.faults.answer(POST, status, after=True)
    await club.ask()
    await _later(club)

    assert len(club.study.messages) == 1
    assert await _failing(club) == []


async def test_a_line_cut_after_the_post_leaves_one_question_hours_later_too(
    club: Club, discord_server: FakeDiscord
):
    discord_server.faults.cut(POST, times=1, after=True)
    await club.ask()
    # By then Discord has forgotten the nonce: the message is found by its marker.
    await _later(club, timedelta(hours=2))

    assert len(club.study.messages) == 1
    assert await _failing(club) == []
    (card,) = await club.bot.services.cards.open_now(
        await see_all(club.bot.services, (await club.channel()).group)
    )
    assert QUESTION in card.question.text


async def test_a_question_is_found_among_what_people_said_meanwhile(
    club: Club, discord_server: FakeDiscord
):
    discord_server.faults.cut(POST, times=1, after=True)
    await club.ask()
    for number in range(120):
        await club.ann.say(club.study, f"word {number}")
    await _later(club, timedelta(hours=2))

    assert sum(QUESTION in message.text for message in club.study.messages) == 1


async def test_a_lost_reveal_is_found_in_its_thread(club: Club, discord_server: FakeDiscord):
    await club.ask()
    discord_server.faults.cut(POST, times=1, after=True)
    await club.close()
    await _later(club, timedelta(hours=2))

    assert len(club.thread.messages) == 1


async def test_a_long_rate_limit_is_waited_for_by_the_dispatcher(
    club: Club, discord_server: FakeDiscord
):
    discord_server.faults.answer(POST, 429, retry_after=300.0)
    await club.ask()
    assert club.study.messages == []
    await _later(club, timedelta(seconds=299))
    assert club.study.messages == []
    await _later(club, timedelta(seconds=2))

    assert len(club.study.messages) == 1


async def test_two_rounds_that_close_at_once_both_get_their_thread(club: Club):
    # Discord tells of a window of minutes for threads, of which the second one is well within.
    await club.ask(1)
    await club.ask(2)
    await club.close()

    first, second, *lines = club.study.messages
    threads = [message.thread for message in (first, second)]
    assert ["Here is the reference" in each.text for each in lines] == [True, True]
    assert all(thread is not None and len(thread.messages) == 1 for thread in threads)


@pytest.mark.parametrize("status", [400, 401, 404])
async def test_a_refusal_that_may_pass_is_tried_again(
    club: Club, discord_server: FakeDiscord, status: int
):
    discord_server.faults.answer(POST, status)
    await club.ask()
    assert club.study.messages == []
    assert len(await _failing(club)) == 1
    await _later(club)

    assert len(club.study.messages) == 1
    assert await _failing(club) == []


@pytest.mark.parametrize("via", [True, False])
async def test_a_short_rate_limit_delays_and_doubles_nothing(
    club: Club, discord_server: FakeDiscord, via: bool
):
    discord_server.faults.answer(POST, 429, retry_after=1.0, via=via)
    await club.ask()
    await _later(club)

    assert len(club.study.messages) == 1


async def test_a_lost_permission_pauses_the_schedules_and_tells_who_can_give_it_back(
    club: Club, discord_server: FakeDiscord, services: Services
):
    channel = await club.channel()
    await services.groups.configure_channel(channel.id, owner=str(club.mara.id))
    plan = Plan(club.deck.id, "every day 09:00", "UTC", timedelta(hours=8))
    schedule = await services.schedules.add(channel.group, plan)
    club.study.overwrite(
        discord_server.bot, deny=Permission.SEND_MESSAGES | Permission.ATTACH_FILES
    )
    await discord_server.gateway.caught_up()
    await club.ask()
    await _later(club)

    (told,) = club.mara.dms
    assert f"I need Send Messages in <#{club.study.id}>" in told.text
    assert (await services.schedules.get(channel.group, schedule.id)).state is ScheduleState.PAUSED
    assert club.ann.dms == []


async def test_a_deleted_channel_is_told_once_and_nothing_is_sent_there_any_more(
    club: Club, services: Services
):
    round_ = await club.ask()
    channel = await club.channel()
    await services.groups.configure_channel(channel.id, owner=str(club.mara.id))
    club.study.delete()

    async def is_gone() -> bool:
        found = await services.groups.find_channel("discord", channel.address)
        return found is not None and found.gone

    await eventually(is_gone)
    club.clock.advance(timedelta(hours=24))
    await club.bot.turn()
    await club.bot.turn()

    assert len(club.mara.dms) == 1
    assert "reveal" not in await _states(services, round_)


async def test_a_channel_whose_end_nobody_told_us_of_is_given_up_and_told(
    club: Club, discord_server: FakeDiscord, services: Services
):
    round_ = await club.ask()
    await services.groups.configure_channel((await club.channel()).id, owner=str(club.mara.id))
    discord_server.faults.answer(POST, 404, code=10003, times=2)  # the thread, then the channel
    await club.close()
    await club.bot.turn()

    assert len(club.mara.dms) == 1
    assert (await _states(services, round_))["reveal"] is DeliveryState.DEAD


async def _states(services: Services, round_: Round) -> dict[str, DeliveryState]:
    async with services.workspaces._context.store.reading() as tx:
        return {each.kind: each.state for each in await stored(tx, Delivery, round=round_.id)}


async def test_a_question_deleted_by_a_moderator_gets_its_reveal_in_the_channel_once(
    club: Club, discord_server: FakeDiscord
):
    await club.ask()
    discord_server.world.messages.delete(club.question)
    discord_server.faults.cut(POST, times=1, after=True)
    await club.close()
    await _later(club, timedelta(hours=2))

    assert len(club.study.messages) == 1
    assert "Reference" in club.study.messages[0].text


async def test_without_threads_the_reveal_answers_the_question_in_the_channel(
    club: Club, services: Services
):
    await services.groups.configure_channel((await club.channel()).id, threads=False)
    await club.ask()
    await club.close()

    assert club.question.thread is None
    assert len(club.study.messages) == 2


async def test_the_configured_role_is_mentioned_with_the_question_and_nobody_else_ever(
    club: Club, services: Services
):
    role = club.guild.role("readers", mentionable=True)
    await services.groups.configure_channel((await club.channel()).id, mention_role=str(role.id))
    await club.ask()
    await club.answer(club.ann, f"@everyone <@{club.bo.id}> <@&{role.id}>")
    await club.close()

    assert [each.name for each in club.question.pinged.roles] == ["readers"]
    # Who answered by form hears of the reveal.
    assert club.thread.messages[0].pinged == Pinged(users=(club.ann.user,))


async def test_the_count_is_edited_at_most_once_in_five_seconds(club: Club):
    await club.ask()
    await club.answer(club.ann, "One.")
    await club.bot.turn()
    await club.answer(club.bo, "Two.")
    await club.bot.turn()
    assert "1 person has answered" in club.question.text

    await _later(club, timedelta(seconds=5))

    assert "2 people have answered" in club.question.text


async def test_a_role_that_is_deleted_is_mentioned_no_more_and_that_is_told(
    club: Club, discord_server: FakeDiscord, services: Services
):
    role = club.guild.role("readers", mentionable=True)
    channel = await club.channel()
    await services.groups.configure_channel(
        channel.id, mention_role=str(role.id), owner=str(club.mara.id)
    )
    club.guild.admission.delete(role)
    await discord_server.gateway.caught_up()

    async def is_noticed() -> bool:
        return (await club.channel()).mention_role is None

    await eventually(is_noticed)
    await club.ask()

    assert not club.question.pinged
    assert "was deleted" in club.mara.dms[0].text

    millers = club.guild.role("Millers", mentionable=True)
    asked = await club.mara.press(club.mara.dms[0], "Choose another role")
    await club.mara.press(asked.message, "Millers")
    assert (await club.channel()).mention_role == str(millers.id)
