"""What members are told of their own replies."""

from __future__ import annotations

from dataclasses import replace

from bot.core.models import MemberId, Reply
from bot.core.own_words import Confidence
from bot.core.view import Line, Message, Moment
from bot.presentation.replies import saved_message, sure_message, withdrawn_message
from tests.fakes.clock import MONDAY_NOON
from tests.unit.presentation.read_models import QUESTION, ROUND

REPLY = Reply(ROUND.id, MemberId("m"), "It rests.", 1, MONDAY_NOON)


def _pressed(message: Message) -> list[str]:
    return [each.label for each in message.actions]


def test_who_said_how_sure_they_are_can_still_change_it_and_the_answer_or_take_that_back():
    before = _pressed(saved_message(ROUND, REPLY, question=QUESTION.text))
    message = sure_message(ROUND, Confidence.SURE, QUESTION.text)

    assert _pressed(message) == [each for each in before if each != "Sure"]
    assert Line(f"“{QUESTION.text}”") in message.blocks
    assert Moment("Closes", ROUND.closes_at) in message.blocks
    assert "You said: Sure." in message.summary


def test_who_takes_a_written_answer_back_hears_that_their_message_stays():
    written = replace(REPLY, written_in="slack:C1:1.0")
    assert (
        "stays until you delete it yourself"
        in withdrawn_message(ROUND, written, (), is_over=False).summary
    )
    assert "delete it" not in withdrawn_message(ROUND, REPLY, (), is_over=False).summary
