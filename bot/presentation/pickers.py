"""The words of the forms in which admins ask a question or plan when questions come."""

from __future__ import annotations

from bot.core.text import plain

ASK = "Ask a question"
PLAN = "Plan questions"
SUBMIT_ASK = "Ask"
SUBMIT_PLAN = "Add"
CANCEL = "Cancel"
CLOSE = "Close"
WAIT = "One moment: this is being looked up."

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

ADMINS = "These people may do here what an admin does:"
NAME_ADMINS = "Name people"


def question_words(number: int, text: str) -> str:
    """Return what a question is called in a list: "3. Why does bread dough rest?"."""
    return f"{number}. {plain(text)}"


def left_out_words(shown: int) -> str:
    """Return what is said below a list that does not hold all questions."""
    return f"These are the first {shown}. To ask another, type it: /quiz open question=…"


def when_words(days: list[str], time: str) -> str:
    """Return the phrase that a choice of days and a time mean: "monday, friday 09:00"."""
    return f"{', '.join(day.lower() for day in days)} {time}"
