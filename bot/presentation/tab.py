"""What admins see below everybody's part of a Home tab."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.core.models import DeckId, Schedule, ScheduleState
from bot.core.view import Action, Heading, Message
from bot.presentation.schedules import schedules_message

TITLE = "Schedules"


def schedules_messages(schedules: Sequence[Schedule], decks: Mapping[DeckId, str]) -> list[Message]:
    """Return a title, then a message for each schedule with what can be done about it.

    The choice of `tab-skip` is the opening to leave out.
    """
    title = Message(summary=TITLE, blocks=(Heading(TITLE),))
    if not schedules:
        return [replace(title, blocks=(*title.blocks, *schedules_message([], decks).blocks))]
    return [title, *(_one(each, decks) for each in schedules)]


def _one(schedule: Schedule, decks: Mapping[DeckId, str]) -> Message:
    return replace(schedules_message([schedule], decks), actions=_actions(schedule))


def _actions(schedule: Schedule) -> tuple[Action, ...]:
    if schedule.state is not ScheduleState.ACTIVE:
        return (Action("tab-resume", "Resume", schedule.id, primary=True),)
    pause = Action("tab-pause", "Pause", schedule.id)
    if schedule.next_at is None:
        return (pause,)
    opening = schedule.next_at.isoformat()
    return (pause, Action("tab-skip", "Skip the next", schedule.id, opening))
