"""Rounds, and how things are going, as admins are told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.core.deliveries import Delivery, DeliveryKey, DeliveryKind, DeliveryState
from bot.core.models import (
    ChannelId,
    GroupId,
)
from bot.core.schedules import paused
from bot.core.view import Line, Message, Moment
from bot.presentation.administration import (
    Standing,
    close_message,
    delivery_token,
    opened_message,
    skip_message,
    standing_message,
)
from bot.presentation.schedules import NO_SCHEDULE
from tests.fakes.clock import MONDAY_NOON
from tests.unit.presentation.read_models import STUDY, card
from tests.unit.presentation.test_schedules import SCHEDULE

PLACES = {ChannelId("c"): "#study"}
DEAD = Delivery(
    DeliveryKey("r:question:c"),
    DeliveryKind.QUESTION,
    GroupId("g"),
    ChannelId("c"),
    MONDAY_NOON,
    platform="discord",
    state=DeliveryState.DEAD,
    attempts=2,
    failure="it was deleted",
)
CALM = Standing((), (), (), PLACES, {}, "discord", None)


def lines(message: Message) -> list[str]:
    """Return our own words of a message."""
    return [block.text for block in message.blocks if isinstance(block, Line)]


def test_it_is_told_where_a_question_goes():
    message = opened_message(card(), ["#study", "the web room"], None)

    assert message.summary == "The question goes out to #study and the web room now."


def test_the_first_question_in_a_channel_tells_that_it_founds_a_group():
    message = opened_message(card(), ["#study"], "This is the first.")

    assert Line("This is the first.") in message.blocks


def test_closing_asks_once_more_and_says_when_it_would_close_by_itself():
    message = close_message(card(2))

    assert "show all answers now? 2 people have answered." in message.summary
    assert Moment("By itself it closes", card(2).round.closes_at) in message.blocks
    assert [action.name for action in message.actions] == ["quiz-close"]


def test_skipping_warns_of_what_would_never_be_shown():
    message = skip_message(card(2))

    assert "2 people have answered, which would never be shown" in message.summary
    assert [action.name for action in message.actions] == ["quiz-skip", "quiz-close"]


def test_where_all_is_well_little_is_said():
    message = standing_message(CALM)

    assert lines(message) == [
        "No question is open.",
        NO_SCHEDULE,
        "Connected to Discord.",
    ]
    assert [each.name for each in message.actions] == ["quiz-next", "schedules"]


def test_a_message_that_was_given_up_can_be_sent_again():
    message = standing_message(replace(CALM, failing=(DEAD,)))

    assert "Question for #study: it was deleted" in lines(message)
    assert "2 attempts, given up" in lines(message)
    action, *_ = message.actions
    assert action.subject == delivery_token(DEAD.key)
    assert len(action.subject) == 32


def test_a_message_that_is_tried_again_by_itself_has_no_button():
    later = MONDAY_NOON + timedelta(minutes=1)
    trying = replace(DEAD, state=DeliveryState.PENDING, next_attempt_at=later)

    message = standing_message(replace(CALM, failing=(trying,)))

    assert Moment("2 attempts; the next one", later) in message.blocks
    assert [each.name for each in message.actions] == ["quiz-next", "schedules"]


def test_buttons_are_few_however_many_messages_failed():
    many = tuple(replace(DEAD, key=DeliveryKey(f"r{number}:question:c")) for number in range(30))

    message = standing_message(replace(CALM, failing=many))

    again = [each.subject for each in message.actions if each.name == "send-again"]
    assert len(again) == len(set(again)) == 5


def test_schedules_that_rest_are_named_with_the_reason():
    resting = paused(SCHEDULE, "channel-gone")
    standing = replace(CALM, schedules=(SCHEDULE, resting), decks={SCHEDULE.deck: STUDY.deck.title})

    message = standing_message(standing)

    assert "1 of 2 schedules active" in lines(message)
    assert Moment("Next question", SCHEDULE.next_at) in message.blocks
    assert (
        "Weekdays 18:30, Europe/Paris · Baking bread: Paused: a channel cannot be reached."
        in lines(message)
    )


def test_how_fast_the_platform_answers_is_told_where_it_is_known():
    assert "Connected to Discord, which answers within 42 ms." in lines(
        standing_message(replace(CALM, latency=0.0421))
    )
