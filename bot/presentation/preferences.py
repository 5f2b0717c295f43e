"""What a person wishes to hear, in words: of reveals, reminders, and nothing while away."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from bot.core.dates import WEEKDAYS, date_words
from bot.core.models import Person, RevealNews
from bot.core.preferences import Silence, last_day_away
from bot.core.view import Action, Block, Line, Message, Moment
from bot.errors import AwayThen, BadPreference
from bot.presentation.humanize import time_words
from bot.presentation.schedules import zone_words

REVEAL_NEWS_LABELS: Mapping[RevealNews, str] = {
    RevealNews.MENTION: "Mention me with the answers",
    RevealNews.DIRECT: "Write to me alone",
    RevealNews.NONE: "Do not tell me",
}
BACK = "Welcome back: you are reminded and told of answers again, as you chose."
WAS_THERE = "You were not away: you are reminded and told of answers, as you chose."
# There is no post of everybody's in which one could be mentioned with it.
_DECIDED = (
    "A direct message tells you how a challenge or a suggestion of yours ended, and that a "
    "reference was wrong."
)
_REVEAL_WORDS: Mapping[RevealNews, str] = {
    RevealNews.MENTION: (
        "When the answers to a question that you answered by form are there, you are mentioned "
        "with them, or get a direct message where answers have no names or very many answered. "
        f"{_DECIDED}"
    ),
    RevealNews.DIRECT: (
        "A direct message tells you when the answers to a question that you answered by form are "
        "there, how a challenge or a suggestion of yours ended, and that a reference was wrong."
    ),
    RevealNews.NONE: (
        "You are not told when the answers are there, nor how what you challenged or suggested "
        "ended."
    ),
}
_NO_TIME = "You have chosen no time of day at which you are reminded."
_UTC = "UTC"
COME_BACK = "come-back"
"""The action by which somebody who was away is there again."""
_ALL = "all"


def preferences_message(person: Person, *lines: str) -> Message:
    """Return what somebody hears who has changed it, or looks; `lines` say more of it."""
    first, *rest = preference_words(person)
    if not person.reminder_time:
        rest.append(_NO_TIME)
        rest += [f"Your days and times count in {zone_words(person.zone)}."] if person.zone else []
    return Message.saying(first, *map(Line, (*rest, *lines)))


def preference_words(person: Person, *, chosen_alone: bool = False) -> list[str]:
    """Return what somebody wishes to hear, a sentence each.

    With `chosen_alone` nothing of what they left as it is for everybody at first.
    """
    is_usual = chosen_alone and person.reveal_news is RevealNews.MENTION
    words = [] if is_usual else [_REVEAL_WORDS[person.reveal_news]]
    if person.reminder_time:
        zone = zone_words(person.zone or _UTC)
        words.append(
            f"Each day at {person.reminder_time} ({zone}) you are reminded of the questions that "
            "you have not answered."
        )
    return words


def away_message(person: Person, until: datetime) -> Message:
    """Return what somebody is told who is away from now on."""
    more: tuple[Block, ...] = (Moment("You are told again", until), Line(_STILL))
    back = Action(COME_BACK, "I am back", _ALL)
    return Message.saying(away_words(person, until), *more, actions=(back,))


def away_words(person: Person, until: datetime) -> str:
    """Return until when somebody is away, and what that means."""
    day = last_day_away(until, person.zone or _UTC)
    name = WEEKDAYS[day.weekday()].capitalize()
    return (
        f"You are away until the end of {name}, {date_words(day)} "
        f"({zone_words(person.zone or _UTC)}): no reminders, no mentions and no messages of ours."
    )


_STILL = (
    "You can answer all the same, and what you leave unanswered meanwhile does not end your streak."
)


def bad_preference_words(error: BadPreference) -> str:
    """Return what is wrong with a date or time that somebody typed, and what is not."""
    if error.field == "time":
        return (
            f"“{error.value}” is no time of day that I know. Write “18:00”, “6 pm” or “noon”, or "
            "“off” for none of your own."
        )
    if error.reason == Silence.SEVERAL:
        first, last = map(date_words, map(date.fromisoformat, error.nearest))
        return (
            f"“{error.value}” may mean until it begins or until it is over. Are you away until the "
            f"end of {first}, or of {last}?"
        )
    if error.reason == Silence.WHICH_WEEK:
        first, last = map(date_words, map(date.fromisoformat, error.nearest))
        return (
            f"“{error.value}” may be this week’s or next week’s. Are you away until the end of "
            f"{first}, or of {last}?"
        )
    past_or_long: Mapping[str, str] = {
        Silence.PAST: f"“{error.value}” is past. Write the last day on which you are away.",
        Silence.LONG: (
            f"“{error.value}” is more than a year from now. Write an earlier day; for good, switch "
            "reminders off instead."
        ),
    }
    unread = f"“{error.value}” is no day that I know. " if error.value.strip() else ""
    return past_or_long.get(
        error.reason,
        f"{unread}Write the last day on which you are away: “Sunday”, “3 May”, “2026-12-27” or “2 "
        "weeks”; “off” when you are back.",
    )


def away_then_words(error: AwayThen) -> str:
    """Return why somebody is not reminded, and what to do about it."""
    return f"{AWAY_THEN} You are away until {time_words(error.until)}. {END_AWAY}"


AWAY_THEN = "You are away then, and are not reminded."
END_AWAY = (
    "To be reminded, come back first: “/me away off” on Discord, “/mine away off” on Slack, or "
    "your own page on the web."
)
