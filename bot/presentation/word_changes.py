"""A reply word by word beside another text."""

from __future__ import annotations

from bot.core.read_models import Beside, WordByWord
from bot.core.text import plain
from bot.core.view import Action, Heading, Line, Message, WordChanges
from bot.errors import NotFound
from bot.presentation.pictures import illustrated

WORD_BY_WORD = "Word by word"
BESIDE = {
    Beside.REFERENCE: "the reference",
    Beside.SECOND: "my second answer",
    Beside.BEFORE: "my answer of last time",
}
LEGEND = (
    "Struck out: only in your answer. Underlined or bold: only in {beside}. The rest is in both. "
    "Other words may say the same: this compares words alone."
)


def beside_named(name: str) -> Beside | None:
    """Return what a name stands for, None for "" and for what is first. Raises NotFound."""
    if not name:
        return None
    try:
        return Beside(name)
    except ValueError:
        raise NotFound("button", name) from None


def word_by_word_message(found: WordByWord) -> Message:
    """Return the reply beside the text, and what else it can stand beside."""
    beside = BESIDE[found.beside]
    return Message(
        summary=f"{WORD_BY_WORD}: {plain(found.question.text)}",
        blocks=(
            Heading(f"{WORD_BY_WORD}: my answer and {beside}", 3),
            illustrated(found.question.text),
            Line(legend_words(found)),
            WordChanges(found.changes),
        ),
        actions=tuple(
            Action("words", f"Beside {BESIDE[each]}", found.round.id, each.value)
            for each in found.there
            if each is not found.beside
        ),
    )


def legend_words(found: WordByWord) -> str:
    """Return what the marks say."""
    beside = BESIDE[found.beside].replace("my", "your")
    return LEGEND.format(beside=beside)
