"""What a person wishes to hear: of reveals, when they are reminded, and nothing while away.

A day that somebody is away until is one of those on which they are away. Times of day are local to
the person's zone, and stored as "HH:MM".
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from bot.core.dates import date_of, either_of, in_months
from bot.core.models import ChannelId, MemberId, Naming, Person, RevealNews, RoundId
from bot.core.phrase_reading import DAY_NAMES, LONGEST, Reading, clock_words, read
from bot.core.spans import span_of
from bot.core.spoken_phrases import halves, plainly
from bot.core.zones import zone_named
from bot.errors import BadPreference

LONGEST_AWAY = timedelta(days=366)
MOST_MENTIONED = 15
"""So many are mentioned with a reveal: more leave no room for it in a message of Discord's."""
OFF = frozenset({"off", "no", "none", "never", "back", "here", "stop", "end", "false", "0"})
_A_DAY = timedelta(days=1)
_SPANS = ("1 week", "2 weeks")
_USUAL_TIMES = ("09:00", "18:00")
_FEW = 4
_NEAR = 75.0
_WEEKEND = re.compile(r"(?:the )?(?:end of (?:the |this )?week|weekend|this week(?:end)?)")
_MONTH_END = re.compile(r"(?:the )?(?:end of (?:the |this )?month|month.?s? end|this month)")
_NEXT = re.compile(r"(?:(?:until|till|til|up to|to)(?: the)? )?next (week|month)")
_ALL_OF_NEXT = re.compile(r"(?:all (?:of )?|through |thru |for )next (week|month)")
_END_OF_NEXT = re.compile(r"(?:the )?end of next (week|month)")
_AWAY = re.compile(r"^(?:i am |i'm )?(?:away |gone )")
_SOME_MONTHS = re.compile(r"(an?|one|[1-9][0-9]?) months?")
_DAY_OF_MONTH = re.compile(r"(?:the )?([0-9]{1,2})(?:st|nd|rd|th)")
_BEFORE_A_DATE = re.compile(
    r"^(?:(?:i am |i'm )?away |gone )?(?:until|till|til|through|thru|up to|to|for)(?: the)? "
)


class Silence(StrEnum):
    """Why a date is none to be away until, or which of two it is."""

    UNREAD = "unread"
    PAST = "past"
    LONG = "long"
    SEVERAL = "several"
    WHICH_WEEK = "which-week"


@dataclass(frozen=True, slots=True)
class Answerer:
    """Somebody who answered a round by form, and an account of theirs in a channel it was told in.

    They are `away` now or not.
    """

    round: RoundId
    member: MemberId
    channel: ChannelId
    subject: str
    news: RevealNews
    naming: Naming
    away: bool = False


@dataclass(slots=True)
class News:
    """Who hears of reveals: accounts that are mentioned with each, by its round and channel.

    And members who are written to, each with the round and a channel of theirs.
    """

    mentions: dict[tuple[RoundId, ChannelId], list[str]] = field(
        default_factory=lambda: defaultdict(list)
    )
    direct: list[tuple[RoundId, MemberId, ChannelId]] = field(default_factory=list)


def news_for(answerers: Iterable[Answerer]) -> News:
    """Return who hears of reveals, each once, as they wish.

    `answerers` are in the order in which they are mentioned, and the first channel of each counts.
    Where replies have no names a mention would tell whose they are, and where many replied a
    message has no room: those are written to.
    """
    news, told = News(), set[tuple[RoundId, MemberId]]()
    for each in answerers:
        if each.away or each.news is RevealNews.NONE or (each.round, each.member) in told:
            continue
        told.add((each.round, each.member))
        mentioned = news.mentions[each.round, each.channel]
        is_named = each.news is RevealNews.MENTION and each.naming is Naming.NAMES
        if is_named and len(mentioned) < MOST_MENTIONED:
            mentioned.append(each.subject)
        else:
            news.direct.append((each.round, each.member, each.channel))
    return news


def is_away(person: Person, now: datetime) -> bool:
    """Say whether somebody is away at a time."""
    return person.away_until is not None and now < person.away_until


def away_until(typed: str, zone: str, now: datetime) -> datetime:
    """Return the end of the day that somebody means, in UTC: "Sunday", "until 3 May", "2 weeks".

    Raises BadPreference("away") for what is no date, none that is to come within a year, or may be
    one of two: who is away until next week is back when it begins, or when it is over, and next
    Friday is this week's or the one after.
    """
    there = zone_named(zone)
    today = now.astimezone(there).date()
    text = " ".join(typed.casefold().split())[:LONGEST]
    if found := _NEXT.fullmatch(_AWAY.sub("", text)):
        both = (each.isoformat() for each in (_end(found[1], today), _next_end(found[1], today)))
        raise BadPreference("away", typed, Silence.SEVERAL, tuple(both))
    day = _BEFORE_A_DATE.sub("", text)
    if (either := either_of(day, today)) and either[0] == day:
        which = tuple(each.isoformat() for each in either[1])
        raise BadPreference("away", typed, Silence.WHICH_WEEK, which)
    last = _last_day(text, today)
    if last is None:
        raise BadPreference("away", typed, Silence.UNREAD, (*_days_near(typed), *_SPANS))
    if last < today:
        raise BadPreference("away", typed, Silence.PAST, _SPANS)
    if last - today > LONGEST_AWAY:
        raise BadPreference("away", typed, Silence.LONG, _SPANS)
    return datetime.combine(last + _A_DAY, time(), there).astimezone(UTC)


def last_day_away(until: datetime, zone: str) -> date:
    """Return the last day of which `until` is the end."""
    return (until.astimezone(zone_named(zone)) - timedelta(microseconds=1)).date()


def time_of_day(typed: str) -> str:
    """Return "HH:MM" for a time as people type it: "18:00", "6 pm", "noon", "at 7.30".

    Raises BadPreference("time").
    """
    text = plainly(" ".join(typed.casefold().split())[:LONGEST])
    reading = read(text, None)
    is_only_a_time = not (reading.unknown or reading.known or reading.first or reading.last)
    is_only_a_time = is_only_a_time and not reading.often and len(reading.clocks) == 1
    if reading.clock is None or not is_only_a_time or reading.step > 1 or reading.in_month:
        spoken = [each for half in halves(text) for each in read(half, None).clocks]
        near = tuple(map(clock_words, spoken)) or _times_near(reading)
        raise BadPreference("time", typed, nearest=near)
    return clock_words(reading.clock)


def _times_near(reading: Reading) -> tuple[str, ...]:
    """Return the times that were read; of a number alone those of both halves of the day."""
    halves = [(hour % 24, 0) for each in reading.hours for hour in (each, each + 12)]
    return tuple(map(clock_words, (*reading.clocks, *halves)))[:_FEW] or _USUAL_TIMES


def _days_near(typed: str) -> tuple[str, ...]:
    """Return the day of the week that is spelled much like it, if there is one."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415  # most of what is typed is read

    words, known = typed.casefold()[:LONGEST], (*DAY_NAMES, "tomorrow")
    found = process.extractOne(words, known, scorer=fuzz.partial_ratio, score_cutoff=_NEAR)
    return (found[0].capitalize(),) if found else ()


def next_at(time_: str, zone: str, after: datetime) -> datetime:
    """Return when it is that time of day next in a zone, later than `after`; in UTC."""
    there, at = zone_named(zone), time.fromisoformat(time_)
    day = after.astimezone(there).date()
    # One that summer time leaves out is taken an hour later; after it the next day's may be due.
    times = (datetime.combine(day + n * _A_DAY, at, there).astimezone(UTC) for n in range(3))
    return next(each for each in times if each > after)


def has_own_time(person: Person, start: datetime, end: datetime) -> bool:
    """Say whether the time at which somebody wants to be reminded comes between two times."""
    if not person.reminder_time:
        return False
    return next_at(person.reminder_time, person.zone or "UTC", start) < end


def _last_day(text: str, today: date) -> date | None:
    if found := _ALL_OF_NEXT.fullmatch(_AWAY.sub("", text)):
        return _next_end(found[1], today)
    text = _BEFORE_A_DATE.sub("", text)
    if found := _END_OF_NEXT.fullmatch(text):
        return _next_end(found[1], today)
    if (day := date_of(text, today) or _end_of(text, today)) is not None:
        return day
    span = span_of(re.sub(r"^(?:the )?(?:next|rest of the) (?=week$)", "1 ", text), _A_DAY)
    if span is None or span < _A_DAY:
        return None
    try:
        return today + timedelta(days=span.days)
    except OverflowError:
        return date.max


def _end(unit: str, today: date) -> date:
    """Return the last day of this week or month; a week ends on Sunday."""
    if unit == "week":
        return today + (6 - today.weekday()) * _A_DAY
    return in_months(today, 1).replace(day=1) - _A_DAY


def _next_end(unit: str, today: date) -> date:
    return _end(unit, _end(unit, today) + _A_DAY)


def _end_of(text: str, today: date) -> date | None:
    """Return the end of the week or month, a day of the month, or so many months from now."""
    if _WEEKEND.fullmatch(text):
        return _end("week", today)
    if _MONTH_END.fullmatch(text):
        return _end("month", today)
    if text in ("fortnight", "a fortnight", "one fortnight"):
        return today + 14 * _A_DAY
    if months := _SOME_MONTHS.fullmatch(text):
        number = months[1]
        return in_months(today, int(number) if number.isdigit() else 1)
    if found := _DAY_OF_MONTH.fullmatch(text):
        number = int(found[1])
        days = (today + ahead * _A_DAY for ahead in range(1, 63))
        return next((day for day in days if day.day == number), None)
    return None
