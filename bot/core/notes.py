"""Our own notes: Markdown in which comments, which no reader sees, say what is what.

    <!-- roundtable notes -->
    # The deck's title

    <!-- section -->
    ## A section, until the next one

    <!-- question 0123456789abcdef0123 -->
    ### What is asked?

    <!-- answer -->
    What somebody answers, over as many lines as it takes.

An `answer` may follow another; a `note` stands in the place of one, to oneself. A line of a text
that looks like such a comment has a backslash before it.
"""

from __future__ import annotations

import re

BEGINNING = "<!-- roundtable notes -->"
MARK = re.compile(r"<!-- (?P<kind>section|question|answer|note)(?: (?P<id>[ -~]{1,300}))? -->")
_LIKE_A_MARK = re.compile(r"^(\\*<!-- (?:roundtable|section|question|answer|note)\b)", re.MULTILINE)
_SHELTERED = re.compile(r"^\\(\\*<!-- (?:roundtable|section|question|answer|note)\b)", re.MULTILINE)


def mark(kind: str, id_: str = "") -> str:
    """Return the comment that begins a section, question, answer or note."""
    return f"<!-- {kind} {id_} -->" if id_ else f"<!-- {kind} -->"


def sheltered_marks(text: str) -> str:
    """Return a text of which no line is taken for a mark."""
    return _LIKE_A_MARK.sub(r"\\\1", text)


def bare_marks(text: str) -> str:
    """Return a text as it was before `sheltered_marks`."""
    return _SHELTERED.sub(r"\1", text)
