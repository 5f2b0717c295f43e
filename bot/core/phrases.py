"""Recurrences as people write them: "every day 09:00", "first monday at noon", or cron.

    phrase := days clock | clock days; with "until 3 May", "from 3 May", "except 24 Dec - 2 Jan"
    days   := [every] day {(, | and) day} | every (other | N) (day | week | Monday)
            | the (first | last | 15th) (Monday | day) of the month | a date
    day    := day | weekday | weekend | name [(- | to) name]
    clock  := time {(, | and) time}, all of one minute
    time   := HH:MM | HH.MM | HHhMM | H (am | pm) | H in the morning | noon | midnight

Each becomes the text of a `bot.core.rules.Rule`, which `bot.core.recurrence` reads.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from cronsim import CronSim, CronSimError

from bot.core.dates import date_words, either_of
from bot.core.nearest_phrases import corrected
from bot.core.phrase_reading import DAY_NAMES, LONGEST, Reading, read
from bot.core.rules import Rule, rule_of
from bot.core.spoken_phrases import halves, plainly
from bot.errors import BadSchedule

_ALL = frozenset(range(7))
_WEEKDAYS, _WEEKEND = frozenset(range(1, 6)), frozenset({0, 6})
_FIELDS = {_ALL: "*", _WEEKDAYS: "1-5"}
_IN_WORDS = {"*": "every day", "1-5": "weekdays", "0,6": "weekends"}
_CRON_FIELDS = 5
_ORDINALS = {"1": "first", "2": "second", "3": "third", "4": "fourth", "5": "fifth"}
_ANY_DAY = datetime(2026, 1, 1)  # noqa: DTZ001  # a time on the wall, in no zone
_ANY_CLOCK = "09:00"
_MOST_NEAR = 2


def recurrence_of(phrase: str, today: date | None = None) -> str:
    """Return the text of the rule that a phrase means.

    A date without a year is the next one from `today` on. Raises BadSchedule, "recurrence" or
    "how-often", with what was understood, what was not, and the nearest phrases; "which-day" with
    the words that mean one of two days, and both phrases.
    """
    text = plainly(" ".join(phrase.casefold().split()))
    if len(text) > LONGEST:
        raise BadSchedule("recurrence", phrase[:LONGEST], nearest=(f"every day {_ANY_CLOCK}",))
    rule = _rule(text, today)
    if rule is None:
        raise _refusal(phrase, text, today)
    if today is not None and (both := either_of(text, today)):
        raise _which_day(phrase, text, *both)
    if len(str(rule)) > LONGEST:
        raise BadSchedule("recurrence", phrase, nearest=(f"every day {_ANY_CLOCK}",))
    return str(rule)


def phrase_of(recurrence: str) -> str:
    """Return a phrase that means the recurrence, or the recurrence where none does."""
    rule = rule_of(recurrence)
    phrase = _phrase(rule) if rule is not None else None
    return phrase if phrase and _means(phrase, recurrence) else recurrence


def _rule(text: str, today: date | None) -> Rule | None:
    kept = rule_of(text)
    if kept is not None and _is_cron(kept.cron):
        return kept
    reading = read(text, today)
    if kept is None and _is_cron(reading.rest):
        cron = reading.rest
    elif (made := _cron(reading)) is not None:
        cron = made
    else:
        return None
    rule = Rule(cron, reading.step, reading.unit, reading.first, reading.last, reading.left_out)
    if rule.first and rule.last and rule.first > rule.last:
        return None
    return rule


def _cron(reading: Reading) -> str | None:
    """Return the cron expression of what was read, None where something is missing or unknown."""
    if reading.clock is None or reading.days is None or reading.unknown or reading.often:
        return None
    days = reading.days - reading.no_days
    if not days or (reading.in_month and days != _ALL):
        return None
    if reading.unit == "weeks" and days == _ALL:
        return None  # every other week on which day?
    hours, minute = ",".join(str(hour) for hour, _ in reading.clocks), reading.clock[1]
    fields = reading.in_month or ("* * " + (_FIELDS.get(days) or ",".join(map(str, sorted(days)))))
    return f"{minute} {hours} {fields}"


def _is_cron(text: str) -> bool:
    if len(text.split()) != _CRON_FIELDS:
        return False
    try:
        next(CronSim(text, _ANY_DAY))
    except (CronSimError, StopIteration):
        return False
    return True


def _which_day(phrase: str, text: str, words: str, days: Iterable[date]) -> BadSchedule:
    meant = [_rule(text.replace(words, day.isoformat()), None) for day in days]
    near = tuple(phrase_of(str(each)) for each in meant if each is not None)
    return BadSchedule("which-day", phrase, unknown=words, nearest=near)


def _refusal(phrase: str, text: str, today: date | None) -> BadSchedule:
    reading = read(text, today)
    near, dropped = _nearest(text, reading, today)
    return BadSchedule(
        "how-often" if reading.often and not reading.unknown else "recurrence",
        phrase,
        understood=reading.understood(),
        unknown=" ".join(reading.unknown),
        nearest=tuple(near[:_MOST_NEAR]),
        dropped=dropped,
    )


def _nearest(text: str, reading: Reading, today: date | None) -> tuple[list[str], str]:
    """Return the nearest phrases, and the words for days and dates that they do not keep.

    Where some keep more of these than others, they alone.
    """
    kept: dict[int, list[str]] = {}
    for nearer in (*halves(text), *corrected(text, reading, _ANY_CLOCK)):
        rule = _rule(nearer, today)
        # What no phrase says is nothing to offer.
        if rule is not None and (said := phrase_of(str(rule))) != str(rule):
            same = kept.setdefault(len(read(nearer, today).dates()), [])
            same += [] if said in same else [said]
    if not kept:
        return [], ""
    most, wanted = max(kept), len(reading.dates())
    if most > wanted:
        return kept[most], ""
    lost = () if most == wanted else (reading.limits(),)
    return kept[most], " ".join(filter(None, (*lost, reading.clause)))


def _phrase(rule: Rule) -> str | None:
    fields = rule.cron.split()
    if len(fields) != _CRON_FIELDS:
        return None
    minute, hours, in_month, _, days = fields
    clocks = ", ".join(f"{hour:>02}:{minute:>02}" for hour in hours.split(","))
    if rule.first is not None and rule.first == rule.last:
        return f"on {date_words(rule.first)} {clocks}"
    words = _days_words(in_month, days)
    if rule.step > 1:
        every = "other" if rule.step == 2 else str(rule.step)  # noqa: PLR2004  # a pair
        plural = "" if rule.step == 2 else "s"  # noqa: PLR2004
        if rule.unit == "days":
            words = f"every {every} day{plural}"
        else:
            words = f"every {every} week{plural} on {words}"
    return " ".join([f"{words} {clocks}", *_dates_words(rule)])


def _days_words(in_month: str, days: str) -> str:
    if in_month == "l":
        return "the last day of the month"
    if in_month != "*":
        which = ", ".join(f"{each}{_ending(each)}" for each in in_month.split(","))
        return f"the {which} of the month"
    if (found := _IN_WORDS.get(days)) is not None:
        return found
    nth = [each.partition("#") for each in days.split(",")]
    if all(number in _ORDINALS for _, _, number in nth) and len({day for day, _, _ in nth}) == 1:
        return f"{', '.join(_ORDINALS[number] for _, _, number in nth)} {_name(nth[0][0])}"
    if days.endswith("l"):
        return f"last {_name(days[:-1])}"
    return ", ".join(_name(day) for day in days.split(","))


def _name(day: str) -> str:
    return DAY_NAMES[int(day)].capitalize() if day in set("0123456") else day


def _ending(number: str) -> str:
    if number in {"11", "12", "13"}:
        return "th"
    return {"1": "st", "2": "nd", "3": "rd"}.get(number[-1:], "th")


def _dates_words(rule: Rule) -> list[str]:
    words = []
    if rule.first is not None:
        words.append(f"from {date_words(rule.first)}")
    if rule.last is not None:
        words.append(f"until {date_words(rule.last)}")
    if rule.left_out:
        ranges = (
            date_words(a) if a == b else f"{date_words(a)} to {date_words(b)}"
            for a, b in rule.left_out
        )
        words.append(f"except {', '.join(ranges)}")
    return words


def _means(phrase: str, recurrence: str) -> bool:
    try:
        return recurrence_of(phrase) == recurrence
    except BadSchedule:
        return False
