"""What Obsidian puts into notes for itself: `^id` behind a line that is linked to, and queries.

Both are left out before lines are read, and each line keeps its place.
"""

from __future__ import annotations

import re

_FEWEST = 2
# A letter is in it: `x ^2` is a formula.
_ANCHOR = re.compile(r"[ \t]\^(?=[\w-]{0,40}[A-Za-z])[\w-]{1,40}[ \t]*$", re.MULTILINE)
_QUERIES = ("dataview", "dataviewjs", "query", "tasks")
_QUERY = re.compile(
    rf"^```(?:{'|'.join(_QUERIES)})[ \t]*\n(?:(?!```).*\n){{0,60}}```[ \t]*$", re.MULTILINE
)


def without_anchors(text: str) -> str:
    """Return a text without the anchors of its lines and the blocks that query other notes."""
    if " ^" in text and len(_ANCHOR.findall(text)) >= _FEWEST:
        text = _ANCHOR.sub("", text)
    if any(f"```{word}" in text for word in _QUERIES):
        text = _QUERY.sub(lambda found: "\n" * found[0].count("\n"), text)
    return text
