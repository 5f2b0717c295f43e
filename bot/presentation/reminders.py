"""Reminding those who have not answered: what they are told, and who asked for it."""

from __future__ import annotations

from datetime import datetime

from bot.core.deliveries import Delivery, is_asked_for, is_own_time
from bot.core.models import (
    Member,
    RoundId,
)
from bot.core.read_models import RoundCard
from bot.core.view import Action, Block, Line, Message, Moment
from bot.presentation.humanize import span_words
from bot.presentation.pictures import illustrated

NO_REMINDER = "no"  # the choice of who wants none any more
REMINDER_REQUEST_DROPPED = "You will not be reminded of this question."


def reminder_request_words(at: datetime | None) -> str:
    """Return what a member is told who wants to be reminded, or no more."""
    if at is None:
        return REMINDER_REQUEST_DROPPED
    return f"You will be reminded at {at:%H:%M} UTC, unless you have answered by then."


def reminder_request_message(
    at: datetime | None, round_: RoundId, *, is_direct: bool = True
) -> Message:
    """Return the same with the time in the reader's own zone, and the way to change one's mind.

    It `is_direct` unless it would be a mention.
    """
    blocks: tuple[Block, ...] = (Line(REMINDER_REQUEST_DROPPED),)
    if at is not None:
        blocks = (Moment("You will be reminded", at), Line("Not if you have answered by then."))
        blocks += () if is_direct else (Line(DIRECT_CLOSED),)
    again = Action("remind", "Remind me", round_)
    no_more = Action("remind", "Do not remind me", round_, NO_REMINDER)
    return Message(reminder_request_words(at), blocks, (again if at is None else no_more,))


def reminder_message(delivery: Delivery, card: RoundCard) -> Message:
    """Return what a member who has not replied is told, and nobody else."""
    left = span_words(card.round.closes_at - delivery.created_at)
    words = f"“{card.question.text}” closes in {left} and you have not answered yet."
    return Message(
        summary=words,
        blocks=(
            Line(_why_words(delivery)),
            illustrated(card.question.text),
            Moment("Closes", card.round.closes_at),
        ),
        actions=(Action("answer", "Answer", card.round.id),),
        for_member=delivery.member,
    )


def _why_words(delivery: Delivery) -> str:
    """Return why they hear of it now: of one question they may twice, having asked for both."""
    if is_asked_for(delivery):
        return "You asked to be reminded of this question: you have not answered it yet."
    if is_own_time(delivery):
        return "This is your daily reminder: you have not answered this question yet."
    return "You have not answered this question yet."


DIRECT_CLOSED = (
    "Your direct messages are closed to Roundtable, so you are mentioned in the channel instead, "
    "where others read that. To be reminded alone, allow direct messages from members of this "
    "server in its privacy settings."
)


WITHOUT_NAMES_UNTOLD = (
    "Of answers that are shown without names you are not told then: a mention would say that one "
    "of them is yours."
)


def news_message(delivery: Delivery, card: RoundCard) -> Message:
    """Return what a member is told alone who answered by form: that the answers are there."""
    return Message(
        summary=f"The answers to “{card.question.text}” are there.",
        blocks=(
            Line("The answers to a question that you answered are there."),
            illustrated(card.question.text),
        ),
        actions=(Action("reveal", "See all answers", card.round.id, primary=True),),
        for_member=delivery.member,
    )


def news_mention_message(card: RoundCard) -> Message:
    """Return the same where others read, to somebody whose direct messages are closed."""
    return Message.saying(
        "The answers are there. You are told here because your direct messages are closed to me.",
        actions=(Action("reveal", "See all answers", card.round.id, primary=True),),
    )


def mention_message(card: RoundCard) -> Message:
    """Return what is said where others read, to somebody whose direct messages are closed."""
    return Message(
        summary=f"A reminder: {card.question.text}",
        blocks=(
            Line(
                "A reminder of this question, here because your direct messages are closed to me."
            ),
            illustrated(card.question.text),
            Moment("Closes", card.round.closes_at),
        ),
        actions=(Action("answer", "Answer", card.round.id),),
    )


def reminders_words(member: Member) -> str:
    """Return what a member is told who has switched reminders on or off."""
    if member.reminders:
        return "You will be reminded of questions that you have not answered before they close."
    return "You will not be reminded, except of a question below which you press “Remind me”."
