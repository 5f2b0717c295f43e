"""The form of a schedule: what can be chosen, what its fields say, and the plan that they make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TypeVar

from bot.core.models import AtEnd, DeckId, Order, Schedule
from bot.core.phrases import phrase_of
from bot.core.schedules import Plan, grace_for
from bot.core.zones import choosable_zones
from bot.errors import BadSchedule
from bot.platforms.web.forms import Form
from bot.platforms.web.refusals import WebRefusal
from bot.presentation.schedules import ENDS, ORDERS, zone_words

Choice = TypeVar("Choice", bound=StrEnum)
Values = Mapping[str, str]

NEW: Values = {
    "deck": "",
    "time": "every day 09:00",
    "zone": "UTC",
    "hours": "24",
    "reminder": "",
    "grace": "",
    "order": Order.DECK,
    "seed": "",
    "at_end": AtEnd.STOP,
}


@dataclass(frozen=True, slots=True)
class PlanChoices:
    """What a schedule's form offers."""

    zones: Sequence[str]
    orders: Mapping[Order, str]
    ends: Mapping[AtEnd, str]


def choices() -> PlanChoices:
    """Return what can be chosen."""
    return PlanChoices(choosable_zones(), ORDERS, ENDS)


def plan_of(form: Form) -> Plan:
    """Return the plan that was sent. Raises BadSchedule, and WebRefusal for what is no choice."""
    return Plan(
        deck=DeckId(form.id("deck")),
        when=form.text("time"),
        zone=form.text("zone"),
        window=form.window(),
        reminder=form.minutes("reminder"),
        grace=form.minutes("grace"),
        order=_chosen(Order, form.text("order") or Order.DECK),
        seed=_seed(form.text("seed").strip()),
        at_end=_chosen(AtEnd, form.text("at_end") or AtEnd.STOP),
    )


def sent_values(form: Form) -> Values:
    """Return the fields as they were sent."""
    return {name: form.text(name) for name in NEW}


def values_of(schedule: Schedule) -> Values:
    """Return the fields of a schedule as it is."""
    return {
        "deck": schedule.deck,
        "time": phrase_of(schedule.recurrence),
        "zone": zone_words(schedule.zone),
        "hours": _number(schedule.window / timedelta(hours=1)),
        "reminder": _minutes(schedule.reminder),
        # Left to the window when it is what the window makes it, so that it changes with it.
        "grace": "" if schedule.grace == grace_for(schedule.window) else _minutes(schedule.grace),
        "order": schedule.order,
        "seed": str(schedule.seed),
        "at_end": schedule.at_end,
    }


def _minutes(span: timedelta | None) -> str:
    return "" if span is None else _number(span / timedelta(minutes=1))


def _number(value: float) -> str:
    # Enough digits to come back as the same span, to the microsecond.
    return f"{value:.12g}"


def _seed(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdecimal()):
        raise BadSchedule("seed", text)
    return int(text[:20])


def _chosen(kind: type[Choice], value: str) -> Choice:
    try:
        return kind(value)
    except ValueError as error:
        raise WebRefusal(422, "Choose one of what the form offers.") from error
