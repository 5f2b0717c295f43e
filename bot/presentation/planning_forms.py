"""The forms in which admins ask and plan: their words, and what is offered while they type."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.core.models import DeckId, Schedule, ScheduleId
from bot.core.phrases import phrase_of, recurrence_of
from bot.core.text import LANGUAGES, name_key, plain
from bot.core.view import Action, Block, Line, Message
from bot.core.zones import choosable_zones, zone_meant, zones_of_cities
from bot.errors import BadSchedule
from bot.presentation.schedules import zone_words

_EXAMPLES = (
    "weekdays 09:00",
    "every day 09:00",
    "monday, thursday 18:30",
    "monday, wednesday, friday 12:00",
    "weekends 10:00",
    "sunday 19:00",
)
_CLOCKS = ("09:00", "12:00", "18:30")
_DAYS = ("weekdays", "every day", "weekends", "monday")
_ANYWHERE = ("UTC", "Europe/London", "Europe/Paris", "America/New_York", "America/Los_Angeles")

ASK = "Ask a question"
PLAN = "Plan questions"
SUBMIT_ASK = "Ask"
SUBMIT_PLAN = "Add"
CANCEL = "Cancel"
CLOSE = "Close"
WAIT = "One moment: this is being looked up."
DOING = "One moment: this is being done."
DONE = "This is done. You can close it."

ASK_ABOUT = "It is asked at once, and all answers show when it closes."
PLAN_ABOUT = "The deck’s questions come one by one, on the days and at the time that you choose."
DECK = "Deck"
QUESTION = "Question"
QUESTION_HINT = "The next one, unless you choose another."
CHANNEL = "Channel"
CLOSES = "Closes"
CLOSES_HINT = "In your own time zone."
DAYS = "Days"
TIME = "Time"
ZONE = "Time zone"
OTHER_ZONES = "Others"
HOURS = "Hours to answer"
REMINDER = "Reminder, minutes before it closes"
REMINDER_HINT = "For those who have not answered. Leave it empty for none."
ORDER = "Order"
AT_END = "When every question was asked"
DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
USED_ZONES = "Yours and those in use"

ORGANISERS = "These people may plan and change everything here, as admins do:"
NAME_ORGANISERS = "Name people"


CHANGE = "Edit a schedule"
CHANGE_ABOUT = "It goes on as it says here; what was asked stays asked."
SUBMIT_CHANGE = "Save"
WHEN = "When"
WHEN_HINT = "Such as: weekdays 09:00, monday and thursday 18:30, first monday noon until 3 May"
ZONE_HINT = "A city whose clocks count"
ORDER_AND_END = "Order, and what happens at the end"


FORM_AGAIN = "form-again"
"""The action that opens a form as it had been filled in, where a platform forgets it."""
_CLOSED = "The form was closed by then. This was filled in:"


def closed_form_message(words: str, filled: Sequence[Block], kept: str) -> Message:
    """Return why a form was refused that is closed, and what was `filled` in.

    What is `kept` opens it so again; "" for nothing.
    """
    again = Action(FORM_AGAIN, "Open it again", kept, primary=True)
    shown = (Line(_CLOSED), *filled) if filled else ()
    return Message.saying(words, *shown, actions=(again,) if kept else ())


@dataclass(frozen=True, slots=True)
class ScheduleForm:
    """The form that changes a schedule: `values` by option, as they would be typed."""

    schedule: ScheduleId
    values: Mapping[str, str]
    decks: Mapping[DeckId, str]


def values_of(schedule: Schedule) -> dict[str, str]:
    """Return a schedule's options as they would be typed."""
    minute, reminder = timedelta(minutes=1), schedule.reminder
    return {
        "deck": schedule.deck,
        "when": phrase_of(schedule.recurrence),
        "zone": zone_words(schedule.zone),
        "hours": f"{schedule.window / timedelta(hours=1):.12g}",
        "reminder": "" if reminder is None else f"{reminder / minute:.12g}",
        "order": schedule.order,
        "at_end": schedule.at_end,
    }


def time_suggestions(typed: str) -> list[str]:
    """Return phrases that mean a recurrence: what was typed, completed, and examples like it."""
    typed = " ".join(typed.casefold().split())
    if not typed:
        return list(_EXAMPLES)
    completed = (
        typed,
        *(f"{typed} {clock}" for clock in _CLOCKS),
        *(f"{days} {typed}" for days in _DAYS),
        *(example for example in _EXAMPLES if typed in example),
    )
    return list(dict.fromkeys(_understood(completed)))


def zone_suggestions(typed: str, used: Iterable[str] = ()) -> list[str]:
    """Return zones whose city, or else whose continent or country, fits; `used` ones in front.

    Without anything typed, those that are `used` and a few that many people live in.
    """
    first = list(dict.fromkeys(used))
    wanted = _zone_key(typed)
    if not wanted:
        return list(dict.fromkeys((*first, *_ANYWHERE)))
    ranked = [
        (rank, zone not in first, zone)
        for zone in zones()
        if (rank := _rank(wanted, zone)) is not None
    ]
    fitting = [zone for _, _, zone in sorted(ranked)]
    return fitting or list(_meant(typed))


def _meant(typed: str) -> tuple[str, ...]:
    """Return the zone of a city or country, those that may be meant where it is not one alone.

    Of a name that is not typed to its end, those of the cities that begin so.
    """
    try:
        return (zone_words(zone_meant(typed)),)
    except BadSchedule as error:
        begun = zones_of_cities(typed) if error.field == "zone" else ()
        return begun or error.nearest


def language_suggestions(typed: str) -> list[str]:
    """Return the languages that begin as typed, then those that have it in them."""
    key = name_key(typed)
    fitting = [name for name in LANGUAGES if key in name]
    return sorted(fitting, key=lambda name: not name.startswith(key))


def zones() -> tuple[str, ...]:
    """Return the names of all zones that one would choose."""
    return choosable_zones()


def _understood(phrases: Iterable[str]) -> Iterator[str]:
    for phrase in phrases:
        try:
            yield phrase_of(recurrence_of(phrase)).casefold()
        except BadSchedule:
            continue


def _rank(wanted: str, zone: str) -> int | None:
    """Return how well a zone fits, 0 best; None for not at all."""
    key = _zone_key(zone)
    places = key.split("/")
    if key == wanted:
        return 0
    if places[-1].startswith(wanted):
        return 1
    if any(place.startswith(wanted) for place in places) or key.startswith(wanted):
        return 2
    return 3 if wanted in key else None


def _zone_key(name: str) -> str:
    return name_key(name.replace("_", " "))


def question_words(number: int, text: str) -> str:
    """Return what a question is called in a list: "3. Why does bread dough rest?"."""
    return f"{number}. {plain(text)}"


def left_out_words(shown: int) -> str:
    """Return what is said below a list that does not hold all questions."""
    return f"These are the first {shown}. To ask another, type “/quiz open question=…”."


def when_words(days: list[str], time: str) -> str:
    """Return the phrase that a choice of days and a time mean: "monday, friday 09:00"."""
    return f"{', '.join(day.lower() for day in days)} {time}"
