"""What of a deck its files leave out, in words."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.losses import Loss
from bot.core.replies_along import RepliesAlong
from bot.presentation.humanize import count


def lost_words(lost: Mapping[Loss, int]) -> str:
    """Return what of a deck a format cannot carry, as a sentence; "" for nothing."""
    losses = "; ".join(_loss_words(loss, many) for loss, many in lost.items())
    return f"This format cannot carry: {losses}." if losses else ""


def withheld_words(withheld: int) -> str:
    """Return that the answers to so many questions are not in the files; "" for none."""
    if not withheld:
        return ""
    open_ = "a question that is" if withheld == 1 else f"{withheld} questions that are"
    return f"Left out are the answers to {open_} open and that you have not answered yet."


def along_words(along: RepliesAlong) -> tuple[str, ...]:
    """Return how many members' answers are in a deck's files, and how many are not, and why."""
    words = list[str]()
    if along.answers:
        theirs, who = count(along.answers, "answer"), count(along.members, "member")
        verb = "goes" if along.answers == 1 else "go"
        agreed = "who agreed to that" if along.members == 1 else "who all agreed to that"
        named = "with their name" if along.members == 1 else "with their names"
        words.append(f"With it {verb} {theirs} of {who} of the group, {agreed}, {named}.")
    if along.not_agreed:
        verb = "is" if along.not_agreed == 1 else "are"
        theirs = count(along.not_agreed, "answer")
        words.append(f"Left out {verb} {theirs} of members who have not agreed to that.")
    if along.nameless:
        verb = "is" if along.nameless == 1 else "are"
        theirs = count(along.nameless, "answer")
        words.append(f"Left out {verb} {theirs} that were given where no names are shown.")
    return tuple(words)


def _loss_words(loss: Loss, many: int) -> str:
    questions, answers = count(many, "question"), count(many, "answer")
    return {
        Loss.RETIRED: f"the retirement of {questions}, which will be asked again",
        Loss.REFERENCE: f"the reference of its own that is set for {questions}",
        Loss.WRONG: f"{answers} marked wrong",
        Loss.DOUBT: f"the doubt about the place of {answers}",
        Loss.SEVERAL: f"several answers of one author to {questions}, which become one",
        Loss.PICTURES: f"{count(many, 'picture')}, except in words",
        Loss.SIGNS: f"the control characters in {count(many, 'text')}",
        Loss.VOTES: f"{count(many, 'vote')} for members’ answers",
    }[loss]
