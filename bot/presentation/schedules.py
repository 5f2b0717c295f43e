"""Schedules, their openings and reminders in words."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.core.models import AtEnd, Delivery, Order, Schedule, ScheduleState
from bot.core.phrases import phrase_of
from bot.core.recurrence import ClockChange
from bot.core.showing import RoundCard
from bot.core.view import Action, Line, Message, Moment, Prose
from bot.presentation.imports import count

ORDERS = {
    Order.DECK: "as in the deck",
    Order.SHUFFLED: "shuffled",
    Order.DISPUTED: "most disputed first",
}
ENDS = {AtEnd.STOP: "stop, and tell the admins", AtEnd.START_OVER: "start over"}
_CHANGES = {
    ClockChange.NONE: "",
    ClockChange.MOVED: "The clocks skip this time; it opens right after.",
    ClockChange.FIRST_OF_TWO: "The clocks show this time twice; it opens the first time.",
    ClockChange.NEW_OFFSET: "The clocks have changed; the local time stays.",
}
_REASONS = {
    "channel-gone": "a channel cannot be reached",
    "fault": "opening it failed; the log has the details",
    "unreadable": "its time zone or its times cannot be read any more",
}
_MINUTE = timedelta(minutes=1)


def reminder_message(delivery: Delivery, card: RoundCard) -> Message:
    """Return what a member who has not replied is told, and nobody else."""
    left = span_words(card.round.closes_at - delivery.created_at)
    words = f"“{card.question.text}” closes in {left} and you have not answered yet."
    return Message(
        summary=words,
        blocks=(
            Line(f"This question closes in {left} and you have not answered yet."),
            Prose(card.question.text),
            Moment("Closes", card.round.closes_at),
        ),
        actions=(Action("answer", "Answer", card.round.id),),
        for_member=delivery.member,
    )


def span_words(span: timedelta) -> str:
    """Return a span to the minute, "less than a minute" at the least: "1 hour 30 minutes"."""
    minutes = span // _MINUTE
    if not minutes:
        return "less than a minute"
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    parts = ((days, "day"), (hours, "hour"), (minutes, "minute"))
    return " ".join(count(number, noun) for number, noun in parts if number)


def schedule_words(schedule: Schedule) -> str:
    """Return when it comes, where: "Weekdays 18:30, Europe/Paris"."""
    phrase = phrase_of(schedule.recurrence)
    return f"{phrase[:1].upper()}{phrase[1:]}, {schedule.zone}"


def facts_words(schedule: Schedule) -> str:
    """Return what else was decided: "Open for 8 hours, reminder 1 hour before, shuffled"."""
    facts = [f"Open for {span_words(schedule.window)}"]
    if schedule.reminder is not None:
        facts.append(f"reminder {span_words(schedule.reminder)} before it closes")
    facts.append(ORDERS[schedule.order])
    if schedule.at_end is AtEnd.START_OVER:
        facts.append("starts over at the end")
    return ", ".join(facts)


def idle_words(schedule: Schedule) -> str:
    """Return why nothing opens, "" for a schedule that is active."""
    if schedule.state is ScheduleState.FINISHED:
        return "Finished: every question was asked."
    if schedule.state is ScheduleState.PAUSED:
        return f"Paused: {_REASONS[schedule.reason]}." if schedule.reason else "Paused."
    return ""


def local_words(local: datetime) -> str:
    """Return an opening as people in its zone say it: "Mon 2 March 2026, 09:00"."""
    return f"{local:%a} {local.day} {local:%B %Y, %H:%M}"


def offset_words(local: datetime) -> str:
    """Return how far its zone's clocks are from UTC then: "UTC+5:45"."""
    offset = local.utcoffset() or timedelta()
    sign = "-" if offset < timedelta() else "+"
    hours, minutes = divmod(abs(offset) // _MINUTE, 60)
    return f"UTC{sign}{hours}" + (f":{minutes:02}" if minutes else "")


def change_words(change: ClockChange) -> str:
    """Return what a clock change does to an opening, "" for nothing."""
    return _CHANGES[change]
