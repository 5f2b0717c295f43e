"""Posts of a forum that list questions with their answers, as a wiki post of a course does.

The thread is no question with its answers then: what others say below is about the list.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.importing.containers.pages import POSTS, THREAD_NAME, outermost
from bot.importing.questions import Look, look

_FEWEST, _MOSTLY = 3, 0.6  # questions, and the share with something below them
_POSTS = (*POSTS, ".crawler-post .post")
_MARKED = re.compile(r"[ \t]*(?:>[ \t]*)?(?:#{1,6}|\d{1,3}[.)]|[-*+]|\*\*)[ \t]*(?P<text>\S.*)")
_REMARKS = "## Comments"  # a title that ends the last answer above it


def listing_posts(tree: LexborHTMLParser, write: Callable[[LexborNode], str]) -> str:
    """Return a thread whose first post lists questions as Markdown, "" for any other page."""
    for selector in _POSTS:
        posts = outermost(tree.css(selector))
        if len(posts) < 2 or not _lists(first := write(posts[0])):  # noqa: PLR2004  # others below
            continue
        texts = [write(post) for post in posts[1:]]
        more = [text for text in texts if _lists(text)]
        remarks = [text for text in texts if text not in more]
        title = tree.css_first(THREAD_NAME)
        named = f"# {' '.join(title.text().split())}" if title is not None else ""
        below = [_REMARKS, *map(_quoted, remarks)] if remarks else []
        return "\n\n".join(filter(None, [named, first, *more, *below]))
    return ""


def _lists(text: str) -> bool:
    """Whether several lines of a post with a mark of their own ask, with text below most of them.

    A post that only asks is answered by those below it.
    """
    asks = [_asks(line) for line in text.split("\n") if line.strip()]
    asked = sum(asks)
    answered = sum(1 for here, below in pairwise([*asks, True]) if here and not below)
    return asked >= _FEWEST and answered >= _MOSTLY * asked


def _asks(line: str) -> bool:
    found = _MARKED.match(line)
    return found is not None and look(found["text"].strip("* ")) >= Look.STUDY


def _quoted(text: str) -> str:
    # What is asked in a remark is none of the list.
    return "\n".join(f"> {line}" for line in text.split("\n"))
