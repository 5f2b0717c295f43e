"""What of a deck its files leave out, in words."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.losses import Loss
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


def _loss_words(loss: Loss, many: int) -> str:
    questions, answers = count(many, "question"), count(many, "answer")
    return {
        Loss.RETIRED: f"the retirement of {questions}, which will be asked again",
        Loss.REFERENCE: f"the reference of its own that is set for {questions}",
        Loss.WRONG: f"{answers} marked wrong",
        Loss.DOUBT: f"the doubt about the place of {answers}",
        Loss.SEVERAL: f"several answers of one author to {questions}, which become one",
        Loss.PICTURES: f"{count(many, 'picture')}, except in words",
    }[loss]
