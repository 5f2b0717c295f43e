"""What is asked back where words left a choice, with what there is to choose from as buttons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.core.dates import WEEKDAYS, date_words
from bot.core.naming import cut_apart
from bot.core.preferences import Silence
from bot.core.view import Action, Message
from bot.errors import BadPreference, BadSchedule, ChoiceNeeded, MemberError
from bot.presentation.errors import called, words_for
from bot.presentation.humanize import count

CHOOSE = "choose"
"""The action of each choice; its own choice is the number of what is offered, from 1."""
WHOSE_CLOCKS = "Whose clocks count? Choose a city that has the same time as yours."
TOO_OLD = "That was asked too long ago to go on from here. Type the command again."
# A button holds so many characters on every platform.
_LONGEST_LABEL = 75
_NAMED = 5


def choice_message(asked: MemberError, labels: Sequence[str], subject: str) -> Message:
    """Return the question which one is meant; `subject` is what is kept until it is answered."""
    return Message.saying(_question(asked, len(labels)), actions=choices(labels, subject))


def choices(labels: Sequence[str], subject: str) -> tuple[Action, ...]:
    """Return what is offered as actions: no two look alike."""
    shown = cut_apart([" ".join(each.split()) for each in labels], _LONGEST_LABEL)
    return tuple(
        Action(CHOOSE, label, subject, str(number)) for number, label in enumerate(shown, 1)
    )


def nearest_label(nearest: str, error: BadSchedule) -> str:
    """Return what is offered instead of a schedule's words, with what it leaves out of them."""
    return f"{nearest}, without “{error.dropped}”" if error.dropped else nearest


def day_label(nearest: str, error: BadPreference) -> str:
    """Return what is offered instead of a day or time; of several meanings the day of each."""
    if error.reason not in {Silence.SEVERAL, Silence.WHICH_WEEK}:
        return nearest
    day = date.fromisoformat(nearest)
    return f"Until the end of {WEEKDAYS[day.weekday()].capitalize()}, {date_words(day)}"


def found_message(found: Sequence[Action], total: int, typed: str) -> Message:
    """Return those of a long list that fit what was typed: some of the `total`."""
    if not found:
        return Message.saying(f"Nothing here has “{typed}” in it. Try another word.")
    words = f"“{typed}” fits {count(total, 'choice')}."
    if len(found) < total:
        words += f" These are the first {len(found)}; type more words to see others."
    return Message.saying(words, actions=tuple(found))


def _question(asked: MemberError, total: int) -> str:
    """Return the refusal's own words, or those of a question whose answers stand below it."""
    if not isinstance(asked, ChoiceNeeded) or asked.what == "place" or total <= _NAMED:
        return words_for(asked)
    if asked.what == "zone":
        return WHOSE_CLOCKS
    return f"There are several {called(asked.what)}s. Which one?"
