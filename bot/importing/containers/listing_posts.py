"""Posts of a forum that list questions with their answers, as a wiki post of a course does.

The thread is no question with its answers then: what others say below is about the list.
"""

from __future__ import annotations

from collections.abc import Callable

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.importing.containers.listings import lists_marked_questions
from bot.importing.containers.pages import POSTS, THREAD_NAME, outermost

_POSTS = (*POSTS, ".crawler-post .post")
_REMARKS = "## Comments"  # a title that ends the last answer above it


def listing_posts(tree: LexborHTMLParser, write: Callable[[LexborNode], str]) -> str:
    """Return a thread whose first post lists questions as Markdown, "" for any other page."""
    for selector in _POSTS:
        posts = outermost(tree.css(selector))
        first = write(posts[0]) if len(posts) > 1 else ""
        if not lists_marked_questions(first):
            continue
        texts = [write(post) for post in posts[1:]]
        more = [text for text in texts if lists_marked_questions(text)]
        remarks = [text for text in texts if text not in more]
        title = tree.css_first(THREAD_NAME)
        named = f"# {' '.join(title.text().split())}" if title is not None else ""
        below = [_REMARKS, *map(_quoted, remarks)] if remarks else []
        return "\n\n".join(filter(None, [named, first, *more, *below]))
    return ""


def _quoted(text: str) -> str:
    # What is asked in a remark is none of the list.
    return "\n".join(f"> {line}" for line in text.split("\n"))
