"""Reminders: whom they are for, and what is said to who asked for one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.deliveries import Delivery, DeliveryKey, DeliveryKind
from bot.core.models import (
    ChannelId,
    GroupId,
    MemberId,
)
from bot.core.view import Action, Line, Moment
from bot.presentation.deliveries import present
from bot.presentation.reminders import (
    REMINDER_REQUEST_DROPPED,
    reminder_request_message,
    reminder_request_words,
)
from tests.fakes.clock import MONDAY_NOON
from tests.unit.presentation.read_models import QUESTION, ROUND, card


def test_a_wish_is_told_with_its_time_in_the_readers_zone():
    message = reminder_request_message(MONDAY_NOON, ROUND.id)
    assert Moment("You will be reminded", MONDAY_NOON) in message.blocks
    assert "12:00 UTC" in reminder_request_words(MONDAY_NOON)
    assert message.actions == (Action("remind", "Do not remind me", ROUND.id, "no"),)

    dropped = reminder_request_message(None, ROUND.id)
    assert dropped.blocks == (Line(REMINDER_REQUEST_DROPPED),)
    assert dropped.actions == (Action("remind", "Remind me", ROUND.id),)


def test_a_reminder_is_for_its_member_alone_and_says_how_long_is_left():
    delivery = Delivery(
        DeliveryKey("k"),
        DeliveryKind.REMINDER,
        GroupId("g"),
        ChannelId("c"),
        ROUND.closes_at - timedelta(hours=1),
        platform="discord",
        member=MemberId("ann"),
    )

    message = present(delivery, card())

    assert message.for_member == "ann"
    assert message.summary == (f"“{QUESTION.text}” closes in 1 hour and you have not answered yet.")
    assert Moment("Closes", ROUND.closes_at) in message.blocks
    assert message.actions == (Action("answer", "Answer", ROUND.id),)


@pytest.mark.parametrize(
    ("why", "words"),
    [
        ("reminder", "You have not answered this question yet."),
        ("own_time.2026030417", "This is your daily reminder: "),
        ("request_reminder", "You asked to be reminded of this question: "),
    ],
)
def test_a_reminder_says_who_chose_it(why: str, words: str):
    key = DeliveryKey(f"{ROUND.id}:{why}:ann:c")
    kind, group, channel = DeliveryKind.REMINDER, GroupId("g"), ChannelId("c")
    message = present(Delivery(key, kind, group, channel, MONDAY_NOON, platform="web"), card())

    assert isinstance(message.blocks[0], Line)
    assert message.blocks[0].text.startswith(words)
