"""Questions that a hard line break cuts in two."""

from __future__ import annotations

import re

from bot.importing.lines import Line
from bot.importing.questions import CLOSERS, LONGEST_QUESTION, Look, asks, look
from bot.importing.vocabulary import INSTRUCTIONS, QUESTION_WORDS

_SHORTEST_WRAP = 40  # a line is not wrapped before it is about this long
# A word cut at the end of a line; after a digit or a dash there is no such word.
_BROKEN_WORD = re.compile(r"[^\W\d_]{2}-$")


def _is_prose(line: Line, quote: int) -> bool:
    """Whether a line has no mark of its own; as many quote marks as the line above are none."""
    if not line.marked:
        return True
    starts = line.heading or line.bullet or line.label or line.number is not None or line.fenced
    return not starts and not line.is_rule and 0 < quote == line.quote


def _asks_on(line: Line) -> bool:
    """Whether a line that begins with a name or a number is the end of a question."""
    if not asks(line.text):
        return False
    first = line.text.split(None, 1)[0].lower()
    return line.look is Look.NONE or (
        len(line.text) < _SHORTEST_WRAP and first not in QUESTION_WORDS | INSTRUCTIONS
    )


def joined(text: str, following: str) -> str:
    """Return a line with its continuation, a word that was hyphenated at the break made whole."""
    if _BROKEN_WORD.search(text) and following[:1].islower():
        return text[:-1] + following
    return f"{text} {following}"


def wraps_on(text: str, following: Line, *, joins_questions: bool = False, quote: int = 0) -> bool:
    """Whether the question `text` goes on in the next line, as hard-wrapped prose does.

    With `joins_questions` a second whole question does so as well. `quote` counts the quote
    marks before the question: a quoted question goes on in lines quoted as deep.
    """
    if following.blank or not following.text or not _is_prose(following, quote):
        return False
    # Bold that has ended ends what it enclosed.
    if len(text) + len(following.text) >= LONGEST_QUESTION or text.endswith(("**", "__")):
        return False
    if text.rstrip(CLOSERS).endswith((".", "?", "!", ":")):
        both = joins_questions and following.look is Look.QUESTION
        return both and look(text) is Look.QUESTION
    if following.text[:1].islower():
        return len(text) >= _SHORTEST_WRAP or _BROKEN_WORD.search(text) is not None
    return len(text) >= _SHORTEST_WRAP and _asks_on(following)
