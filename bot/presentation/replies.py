"""Answering: the words of the form, and what a member is told about their own reply."""

from __future__ import annotations

from bot.core.models import Reply, Round
from bot.core.view import Action, Block, Line, Message, Moment, Prose

UNREADABLE = "I cannot read this message. Press Answer under the question instead."
YOUR_ANSWER = "Your answer"
PRIVATE = "Only you see it until the round closes."
SAVE = "Save"
CANCEL = "Cancel"


def saved_message(round_: Round, saved: Reply, replaced: Reply | None = None) -> Message:
    """Return the confirmation that follows a commit; `replaced` is what stood there before."""
    again = saved.revision > 1
    words = "Saved: your new answer counts." if again else "Saved: your answer counts."
    told: tuple[Block, ...] = ()
    if replaced is not None and replaced.text != saved.text:
        told = (Line("It took the place of this earlier one:"), Prose(replaced.text))
    return Message(
        summary=words,
        blocks=(
            Line(f"{words} You can change it until the round closes."),
            Moment("Closes", round_.closes_at),
            *told,
        ),
        actions=(Action("answer", "Change my answer", round_.id),),
    )


def stale_message(round_: str, stored: str, text: str) -> Message:
    """Return what is said when another window saved something else in between: both texts."""
    words = "Nothing was saved: your answer was changed somewhere else meanwhile."
    return Message.saying(
        words,
        Line("This is what is stored:"),
        Prose(stored),
        Line("And this is what you wrote just now:"),
        Prose(text),
        actions=(Action("answer", "Answer again", round_, primary=True),),
    )


def given_back_message(words: str, text: str) -> Message:
    """Return why a reply was not taken, with its text, so that nothing that was typed is lost."""
    return Message.saying(words, Line("This is what you wrote:"), Prose(text))
