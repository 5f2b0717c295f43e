"""What is offered while an admin types when, and in which zone, questions are to come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from zoneinfo import available_timezones

from bot.core.phrases import phrase_of, recurrence_of
from bot.core.text import LANGUAGES, name_key
from bot.errors import BadSchedule

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
    return [zone for _, _, zone in sorted(ranked)]


def language_suggestions(typed: str) -> list[str]:
    """Return the languages that begin as typed, then those that have it in them."""
    key = name_key(typed)
    fitting = [name for name in LANGUAGES if key in name]
    return sorted(fitting, key=lambda name: not name.startswith(key))


@cache
def zones() -> tuple[str, ...]:
    """Return the names of all zones that one would choose."""
    # Etc/GMT+5 is five hours *behind* Greenwich: offering it would trap people.
    return tuple(sorted(zone for zone in available_timezones() if not zone.startswith("Etc/")))


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
