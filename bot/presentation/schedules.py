"""Schedules, their openings and reminders in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.core.models import AtEnd, DeckId, Order, Schedule, ScheduleId, ScheduleState
from bot.core.naming import cut_apart
from bot.core.phrases import phrase_of
from bot.core.recurrence import ClockChange, Opening
from bot.core.view import Action, Block, Heading, Line, Message, Moment
from bot.presentation.humanize import count, listed, span_words

ORDERS = {
    Order.DECK: "in the deck’s order",
    Order.SHUFFLED: "shuffled",
    Order.DISPUTED: "most disputed first",
}
ENDS = {AtEnd.STOP: "stop, and tell the organisers", AtEnd.START_OVER: "start over"}
_CHANGES = {
    ClockChange.NONE: "",
    ClockChange.MOVED: "The clocks skip this time; it opens right after.",
    ClockChange.FIRST_OF_TWO: "The clocks show this time twice; it opens the first time.",
    ClockChange.NEW_OFFSET: "The clocks have changed; the local time stays.",
}
_REASONS = {
    "channel-gone": "a channel cannot be reached",
    "left": "Roundtable was sent away from where its channels are",
    "moved": "its channel answers another group’s questions",
    "deck-removed": "its deck was removed",
    "deck-away": "its deck is in none of the group’s workspaces",
    "fault": "opening it failed; the log has the details",
    "unreadable": "its time zone or its times cannot be read any more",
}
_NO_DECK = frozenset({"deck-removed", "deck-away"})
NO_SCHEDULE = "There is no schedule yet. Add one, and questions come by themselves."
REMOVED = "The schedule is removed. What it asked stays."
_REMOVED_DECK = "a removed deck"
_BESIDE_UTC = "Etc/GMT"
_OTHER_SIGN = str.maketrans("+-", "-+")
_MINUTE = timedelta(minutes=1)
_NEVER = datetime.max.replace(tzinfo=UTC)

TITLE = "Schedules"
SHOW, EDIT = "schedule", "schedule-edit"
"""The actions that show one schedule, which is the choice, and that open the form of one."""
CHANGED = "The schedule is changed."
PAUSED = "Paused: nothing is asked until it is resumed."
GOES_ON = "Resumed."
LEFT_OUT = "The next opening is left out, once."
_ONE = "all"
_ALL = Action("schedules", "All schedules", "all")
_LONGEST_LABEL = 75


def schedule_words(schedule: Schedule) -> str:
    """Return when it comes, where: "Weekdays 18:30, Europe/Paris"."""
    phrase = phrase_of(schedule.recurrence)
    return f"{phrase[:1].upper()}{phrase[1:]}, {zone_words(schedule.zone)}"


def zone_words(zone: str) -> str:
    """Return what a zone is called: "UTC+2" is what tzdata counts the other way round."""
    if not zone.startswith(_BESIDE_UTC):
        return zone
    hours = zone.removeprefix(_BESIDE_UTC)
    return f"UTC{hours.translate(_OTHER_SIGN)}"


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


def added_message(
    schedule: Schedule,
    deck: str,
    places: Sequence[str],
    openings: Sequence[Opening],
    founded: str | None,
) -> Message:
    """Return what a new schedule will do, and when it does so next; `founded` for a first one."""
    words = f"Added: {schedule_words(schedule)}."
    return Message.saying(
        words,
        *([Line(founded)] if founded else ()),
        Line(f"It asks “{deck}” in {listed(places)}."),
        Line(f"{facts_words(schedule)}."),
        Heading("The next openings", 3),
        *_moments(openings),
        actions=_next_steps(schedule),
    )


def schedules_message(schedules: Sequence[Schedule], decks: Mapping[DeckId, str]) -> Message:
    """Return all of a group's schedules, the next to open in front, and why others do not.

    What can be done about one alone are its actions; of several each is one that leads there.
    """
    in_turn = sorted(schedules, key=lambda each: each.next_at or _NEVER)
    blocks = [block for each in in_turn for block in _listed(each, decks)]
    summary = count(len(schedules), "schedule") if schedules else NO_SCHEDULE
    actions = _next_steps(in_turn[0]) if len(in_turn) == 1 else each_of(in_turn, decks)
    return Message(summary=summary, blocks=tuple(blocks) or (Line(NO_SCHEDULE),), actions=actions)


def schedule_message(schedule: Schedule, deck: str | None, said: str = "") -> Message:
    """Return one schedule, below what was done to it, with what can be done about it."""
    listed = tuple(_listed(schedule, {schedule.deck: deck} if deck else {}))
    told = (Line(said), *listed) if said else listed
    return Message(said or schedule_words(schedule), told, (*_next_steps(schedule), _ALL))


def openings_message(schedule: Schedule, deck: str, openings: Sequence[Opening]) -> Message:
    """Return the next openings of a schedule."""
    idle = idle_words(schedule)
    when = "The next openings, if it is resumed now" if idle else "The next openings"
    return Message(
        summary=f"{when}: {schedule_words(schedule)}",
        blocks=(
            Heading(choice_words(schedule, deck), 3),
            *((Line(idle),) if idle else ()),
            Line(f"{when}, in {zone_words(schedule.zone)} and in your own time:"),
            *_openings(openings),
        ),
    )


def paused_message(schedule: Schedule) -> Message:
    """Return what is said when an admin paused a schedule."""
    words = f"Paused: {schedule_words(schedule)}. Nothing is asked any more until it is resumed."
    return Message.saying(words, actions=_next_steps(schedule))


def going_on_message(schedule: Schedule, skipped: datetime | None = None) -> Message:
    """Return when a schedule that was resumed, or whose opening was `skipped`, is next."""
    words = f"Goes on: {schedule_words(schedule)}."
    if skipped is not None:
        words = f"Left out: {schedule_words(schedule)}, once."
    moments: list[Block] = [Moment("Not asked", skipped)] if skipped else []
    if schedule.next_at is not None:
        moments.append(Moment("Next", schedule.next_at))
    return Message.saying(words, *moments, actions=_next_steps(schedule))


def nothing_left_out_message(schedule: Schedule) -> Message:
    """Return why an opening that would not come can not be left out."""
    words = f"No opening is planned that could be left out. {idle_words(schedule)}"
    return Message.saying(words)


def remove_message(schedule: Schedule, deck: str | None) -> Message:
    """Ask whether a schedule shall really be removed."""
    words = f"Remove “{choice_words(schedule, deck)}” for good? What it asked stays."
    remove = Action("schedule-remove", "Remove", schedule.id, primary=True)
    return Message.saying(words, actions=(remove, Action(SHOW, "Keep it", _ONE, schedule.id)))


def refused_message(words: str, schedule: ScheduleId, kept: str) -> Message:
    """Return why a form was refused; `kept` brings back what was typed in it."""
    return Message.saying(words, actions=(Action(EDIT, "Edit again", schedule, kept),))


def choice_words(schedule: Schedule, deck: str | None) -> str:
    """Return what tells a schedule from others: "Weekdays 18:30, Europe/Paris · Baking"."""
    return f"{schedule_words(schedule)} · {deck or _REMOVED_DECK}"


def lacks_deck(schedule: Schedule) -> bool:
    """Say whether it rests because its deck cannot be asked any more."""
    return schedule.state is ScheduleState.PAUSED and schedule.reason in _NO_DECK


def _next_steps(schedule: Schedule) -> tuple[Action, ...]:
    """Return what one would do next about a schedule."""
    edit = Action(EDIT, "Edit", schedule.id)
    first: tuple[Action, ...] = (Action("schedule-resume", "Resume", schedule.id, primary=True),)
    if lacks_deck(schedule):  # resumed it would ask nothing; its form has the decks that there are
        first, edit = (), replace(edit, label="Choose another deck", primary=True)
    if schedule.state is ScheduleState.ACTIVE:
        first = (Action("schedule-pause", "Pause", schedule.id),)
        if schedule.next_at is not None:
            opening = schedule.next_at.isoformat()
            first += (Action("schedule-skip", "Skip the next", schedule.id, opening),)
    return (
        *first,
        edit,
        Action("openings", "Next openings", schedule.id),
        Action("schedule-ask", "Remove", schedule.id),
    )


def each_of(schedules: Sequence[Schedule], decks: Mapping[DeckId, str]) -> tuple[Action, ...]:
    """Return for each schedule what shows it."""
    words = [choice_words(each, decks.get(each.deck)) for each in schedules]
    shown = cut_apart(words, _LONGEST_LABEL)
    return tuple(
        Action(SHOW, label, _ONE, each.id) for label, each in zip(shown, schedules, strict=True)
    )


def _listed(schedule: Schedule, decks: Mapping[DeckId, str]) -> Iterator[Block]:
    yield Heading(choice_words(schedule, decks.get(schedule.deck)), 3)
    yield Line(f"{facts_words(schedule)}.")
    if schedule.next_at is not None:
        yield Moment("Next", schedule.next_at)
    else:
        yield Line(idle_words(schedule))


def _moments(openings: Sequence[Opening]) -> Iterator[Block]:
    """Yield each opening once, as a time that each reader sees in their own zone."""
    for number, opening in enumerate(openings):
        yield Moment("Then" if number else "First", opening.local)
        if words := change_words(opening.change):
            yield Line(words)


def _openings(openings: Sequence[Opening]) -> Iterator[Block]:
    for opening in openings:
        local = f"{local_words(opening.local)} ({offset_words(opening.local)}):"
        yield Moment(local, opening.local)
        if words := change_words(opening.change):
            yield Line(words)


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
    if lacks_deck(schedule):
        return ()  # its form is opened in a channel of the group
    if schedule.state is not ScheduleState.ACTIVE:
        return (Action("tab-resume", "Resume", schedule.id, primary=True),)
    pause = Action("tab-pause", "Pause", schedule.id)
    if schedule.next_at is None:
        return (pause,)
    opening = schedule.next_at.isoformat()
    return (pause, Action("tab-skip", "Skip the next", schedule.id, opening))
