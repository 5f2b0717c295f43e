"""A question and its reveal are in the channel once, whatever Slack does on the way."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.core.deliveries import Delivery, DeliveryState
from bot.core.models import (
    Schedule,
    ScheduleState,
)
from bot.core.schedules import Plan
from bot.services.deliveries import LEASE
from bot.services.outbox import Notice, tell_admins
from bot.services.services import Services
from bot.storage.transaction import Store
from tests.e2e_slack.roundtable import Club, bread_club
from tests.fakes.clock import Clock
from tests.fakes.rows import stored
from tests.fakes.slack import Channel, FakeSlack, Message, Person, Seen
from tests.fakes.study_deck import QUESTIONS

pytestmark = pytest.mark.usefixtures("waits")
POST, EDIT, HISTORY = "chat.postMessage", "chat.update", "conversations.history"


@pytest.fixture
async def club(
    slack: FakeSlack, study: Channel, services: Services, clock: Clock
) -> AsyncIterator[Club]:
    async with bread_club(slack, study, services, clock) as founded:
        yield founded


async def _later(club: Club, span: timedelta = LEASE) -> None:
    club.clock.advance(span)
    await club.turn()


async def _answer(club: Club, who: Person, text: str) -> Seen:
    form = await who.press(_question(club), "Answer")
    return await who.submit(form, {"answer:0": text})


def _question(club: Club) -> Message:
    return next(each for each in club.study.messages if each.author.is_bot)


async def _failing(club: Club) -> list[str]:
    failing = await club.services.deliveries.failing(await club.group())
    return [each.failure or "" for each in failing]


async def _planned(club: Club) -> Schedule:
    """Let Mara be the one who hears of what happens to a schedule."""
    services, channel = club.services, await club.found()
    await services.groups.configure_channel(
        channel.id, owner=f"{club.study.workspace.id}:{club.mara.id}"
    )
    plan = Plan(club.deck.id, "every day 09:00", "UTC", timedelta(hours=8))
    return await services.schedules.add(channel.group, plan)


async def _state(club: Club, schedule: Schedule) -> ScheduleState:
    return (await club.services.schedules.get(schedule.group, schedule.id)).state


# --- unclear outcomes -----------------------------------------------------------------------------


@pytest.mark.parametrize("status", [500, 503])
async def test_a_server_error_after_the_post_leaves_one_question(club: Club, status: int):
    club.slack.faults.answer(POST, status, after=True)
    await club.ask()
    await _later(club)

    assert len(club.study.messages) == 1
    assert await _failing(club) == []


@pytest.mark.parametrize("error", ["fatal_error", "internal_error", "request_timeout"])
async def test_a_post_of_which_slack_says_that_it_may_have_succeeded_is_looked_for(
    club: Club, error: str
):
    club.slack.faults.answer(POST, 200, error=error, after=True)
    await club.ask()
    await _later(club)

    assert len(club.study.messages) == 1
    assert await _failing(club) == []


async def test_a_line_cut_after_the_post_leaves_one_question_hours_later_too(club: Club):
    club.slack.faults.cut(POST)
    await club.ask()
    await _later(club, timedelta(hours=2))

    assert club.slack.web_api.calls[POST] == 1
    assert len(club.study.messages) == 1
    assert await _failing(club) == []


async def test_a_question_is_found_among_what_people_said_meanwhile(club: Club):
    club.slack.faults.cut(POST)
    await club.ask()
    for number in range(420):
        await club.ann.say(club.study, f"word {number}")
    await _later(club, timedelta(hours=2))

    assert club.slack.web_api.calls[POST] == 1
    assert sum(QUESTIONS[0] in message.text for message in club.study.messages) == 1
    assert await _failing(club) == []


async def test_as_long_as_slack_cannot_be_asked_nothing_is_sent_again(club: Club):
    club.slack.faults.cut(POST)
    club.slack.faults.answer(HISTORY, 503, times=20)
    await club.ask()
    for _ in range(3):
        await _later(club)

    assert club.slack.web_api.calls[POST] == 1
    assert len(club.study.messages) == 1


async def test_a_lost_reveal_is_found_in_its_thread(club: Club):
    await club.ask()
    club.slack.faults.cut(POST)
    await club.close()
    await _later(club, timedelta(hours=2))

    assert len(club.study.thread(_question(club))) == 1
    assert await _failing(club) == []


async def test_a_lost_reminder_is_found_in_the_direct_messages(club: Club):
    await club.ask()
    await club.ann.press(_question(club), "Remind me")
    club.slack.faults.cut(POST)
    club.clock.advance(timedelta(hours=23))
    await club.turn()
    await _later(club)

    assert len(club.ann.dms) == 1
    assert await _failing(club) == []


# --- limits ---------------------------------------------------------------------------------------


async def test_a_rate_limit_is_waited_for_by_the_dispatcher(club: Club):
    club.slack.faults.answer(POST, 429, retry_after=300)
    await club.ask()
    await _later(club, timedelta(seconds=280))
    assert club.study.messages == []
    await _later(club, timedelta(seconds=20))

    assert len(club.study.messages) == 1
    assert club.slack.web_api.calls[POST] == 2


async def test_a_channel_hears_one_message_a_second_at_the_most(club: Club):
    club.slack.rates.one_post_a_second()
    for question in club.deck.questions:
        await club.services.rounds.open_question(await club.group(), question.id)
    await club.turn()

    assert len(club.study.messages) == 3
    assert club.slack.rates.refused.get(POST) is None


async def test_a_workspace_hears_many_messages_no_faster_than_slack_takes_them(
    club: Club, store: Store
):
    await _planned(club)
    club.slack.rates.one_post_a_second()
    group, values = await club.group(), {"deck": "Bread", "when": "every day"}
    async with store.writing() as tx:
        notices = [Notice(group, f"{number}", "schedule-fault", values) for number in range(55)]
        await tell_admins(tx, notices, club.clock.now())
    while (due := await club.services.deliveries.next_attempt()) is not None:
        club.clock.set(max(due, club.clock.now()))
        await club.dispatcher.deliver_due()

    assert club.slack.web_api.calls[POST] == 55
    assert club.slack.rates.refused == club.slack.rates.of_workspaces.refused == {}


async def test_the_count_is_edited_at_most_once_in_five_seconds(club: Club):
    await club.ask()
    await _later(club, timedelta(seconds=5))
    await _answer(club, club.ann, "One.")
    await club.updater.refresh()
    await _answer(club, club.bo, "Two.")
    await club.updater.refresh()
    assert "1 person has answered" in _question(club).text

    club.clock.advance(timedelta(seconds=5))
    await club.updater.refresh()

    assert "2 people have answered" in _question(club).text


@pytest.mark.parametrize("retry_after", [1, 300])
async def test_an_edit_waits_for_as_long_as_slack_asks(club: Club, retry_after: int):
    await club.ask()
    await _answer(club, club.ann, "One.")
    club.slack.faults.answer(EDIT, 429, retry_after=retry_after)
    await _later(club, timedelta(seconds=5))
    assert "Nobody has answered yet" in _question(club).text
    before = club.slack.web_api.calls[EDIT]
    await club.updater.refresh()
    assert club.slack.web_api.calls[EDIT] == before
    await _later(club, timedelta(seconds=retry_after))

    assert "1 person has answered" in _question(club).text


# --- what people take from us ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("taken", "words"),
    [("archive", "archived"), ("remove_bot", "/invite"), ("delete", "deleted")],
)
@pytest.mark.parametrize("is_heard", [True, False])
async def test_a_channel_that_is_not_ours_any_more_pauses_schedules_and_is_told_the_owner(
    club: Club, taken: str, words: str, is_heard: bool
):
    schedule = await _planned(club)
    if not is_heard:
        club.slack.application.events = frozenset()
    getattr(club.study, taken)()
    await club.heard()
    club.clock.advance(timedelta(hours=22))
    await club.turn()

    (told,) = club.mara.dms
    assert words in told.text
    assert await _state(club, schedule) is ScheduleState.PAUSED
    assert club.ann.dms == []


async def test_what_a_channel_did_not_take_is_sent_to_another_and_the_schedule_follows(
    club: Club,
):
    schedule = await _planned(club)
    other = club.study.workspace.channel("other")
    hidden = club.study.workspace.channel("hidden", private=True)
    hidden.members.pop(club.mara.id, None)
    club.slack.application.events = frozenset()
    club.study.remove_bot()
    club.clock.advance(timedelta(hours=22))
    await club.turn()
    (notice,) = club.mara.dms
    asked = await club.mara.press(notice, "Send elsewhere")
    labels = asked.message.labels
    sent = await club.mara.press(asked.message, "#other")
    await club.turn()
    form = await club.ann.press(other.messages[-1], "Answer")
    saved = await club.ann.submit(form, {"answer:0": "It relaxes."})
    followed = await club.mara.press(sent.message, "Ask there from now on")

    assert "#other" in labels
    assert "#hidden" not in labels
    assert QUESTIONS[0] in other.messages[-1].text
    assert "Saved" in saved.text
    assert f"asked in <#{other.id}> instead of <#{club.study.id}>" in followed.text
    assert await _state(club, schedule) is ScheduleState.ACTIVE


async def test_a_channel_that_is_opened_again_goes_on_where_the_admin_says_so(club: Club):
    schedule = await _planned(club)
    club.study.archive()
    await club.heard()
    club.clock.advance(timedelta(hours=22))
    await club.turn()
    club.study.unarchive()
    club.study.gather()
    await club.heard()
    await club.mara.slash(club.study, "/schedule", "resume")
    club.clock.advance(timedelta(days=1))
    await club.turn()

    assert await _state(club, schedule) is ScheduleState.ACTIVE
    assert QUESTIONS[0] in club.study.messages[-1].text


@pytest.mark.parametrize("is_heard", [True, False])
async def test_a_channel_that_is_archived_before_it_was_greeted_is_told_once(
    club: Club, is_heard: bool
):
    await club.mara.slash(club.study, "/schedule", "add when=weekdays 9:00 zone=UTC")
    if not is_heard:
        club.slack.application.events = frozenset()
    club.study.archive()
    await club.heard()
    for _ in range(3):
        await club.turn()

    assert ["archived" in each.text for each in club.mara.dms] == [True]


@pytest.mark.parametrize("is_heard", [True, False])
async def test_a_channel_that_was_archived_while_a_round_closed_is_told_how_it_ended(
    club: Club, is_heard: bool
):
    await _planned(club)
    await club.ask()
    await _answer(club, club.ann, "It relaxes.")
    heard = club.slack.application.events
    if not is_heard:
        club.slack.application.events = frozenset()
    club.study.archive()
    await club.heard()
    for _ in range(5):
        await _later(club, timedelta(hours=6))
    assert "Reference" not in str([each.text for each in club.study.messages])

    club.slack.application.events = heard
    club.study.unarchive()
    club.study.gather()
    await club.heard()
    for _ in range(2):
        await _later(club, timedelta(minutes=1))

    assert sum("Reference" in each.text for each in club.study.history.values()) == 1
    assert any("archived" in each.text for each in club.mara.dms)
    told = next(each for each in club.mara.dms if "goes on by itself" in each.text)
    assert str(told.blocks).count(club.study.id) == 1
    assert "Show the schedules" in told.labels


async def test_a_reveal_for_a_deleted_channel_is_given_up_and_told_once(club: Club):
    await _planned(club)
    round_ = await club.ask()
    club.slack.application.events = frozenset()  # that it is gone is told by the failure alone
    club.study.delete()
    await club.close()
    await club.turn()

    async with club.services.workspaces._context.store.reading() as tx:
        states = {each.kind: each.state for each in await stored(tx, Delivery, round=round_.id)}
    assert states["reveal"] is DeliveryState.DEAD
    assert len([each for each in club.mara.dms if "deleted" in each.text]) >= 1


async def test_a_question_that_was_deleted_gets_its_reveal_in_the_channel_once(club: Club):
    owner = f"{club.study.workspace.id}:{club.mara.id}"
    await club.services.groups.set_owner(await club.found(), owner)
    await club.ask()
    club.slack.world.messages.delete(_question(club))
    club.slack.faults.cut(POST)
    await club.close()
    await _later(club, timedelta(hours=2))

    assert len(club.study.messages) == 1
    assert "Reference" in club.study.messages[0].text
    assert await _failing(club) == []


async def test_an_edit_of_a_question_that_was_deleted_is_not_tried_for_ever(club: Club):
    await club.ask()
    await _answer(club, club.ann, "One.")
    club.slack.application.events = frozenset()  # that it is gone is told by the failure alone
    club.slack.world.messages.delete(_question(club))
    for _ in range(5):
        await _later(club, timedelta(minutes=10))

    assert club.slack.web_api.calls[EDIT] == 1


async def test_without_threads_the_reveal_stands_in_the_channel(club: Club):
    await club.services.groups.configure_channel((await club.found()).id, threads=False)
    await club.ask()
    await club.close()

    assert len(club.study.messages) == 2
    assert club.study.thread(_question(club)) == []


@pytest.mark.parametrize("error", ["user_not_found", "cannot_dm_bot", "channel_not_found"])
async def test_a_member_who_cannot_be_written_to_takes_nothing_from_the_others(
    club: Club, error: str
):
    schedule = await _planned(club)
    await club.ask()
    await club.ann.press(_question(club), "Remind me")
    club.slack.faults.answer("conversations.open", 200, error=error)
    club.clock.advance(timedelta(hours=23))
    await club.turn()

    assert club.ann.dms == []
    assert await _state(club, schedule) is ScheduleState.ACTIVE


async def test_a_revoked_token_pauses_and_deletes_nothing(club: Club):
    schedule = await _planned(club)
    club.slack.installation(club.study.workspace).revoke()
    club.clock.advance(timedelta(hours=22))
    await club.turn()

    assert await _state(club, schedule) is ScheduleState.PAUSED
    decks = await club.services.decks.of_group((await club.workspace()).id)
    assert [each.deck.title for each in decks] == ["Baking bread"]
