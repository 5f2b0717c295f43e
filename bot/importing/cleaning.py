"""A question's clean text: what is left when emphasis, escapes and tags are taken off."""

from __future__ import annotations

import html
import re

_CODE_TAG = re.compile(r"</?(?:code|tt|kbd)\b[^<>]{0,200}>", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:b|i|u|p|br|em|strong|span|div|a|font|h[1-6]|sub|sup|summary)\b[^<>]{0,300}>",
    re.IGNORECASE,
)
# Read from left to right: an escape gives its character, a name such as __init__ stays, marks go.
_MARK = re.compile(
    r"\\(?P<escaped>[\\`*_{}\[\]()#+\-.!$<>@~|])|(?P<name>\b__\w{1,40}__\b)|\*\*\*?"
    r"|(?<![^\W_])__?(?=[^\s_])|(?<=[^\s_])__?(?![^\W_])|(?<!\w)\*(?=[^\s*])|(?<=[^\s*])\*(?!\w)"
)
_MARKS = re.compile(r"[\\`*_<&#]")
_LEFT_OVER = re.compile(r"\s{1,20}#{1,6}$")


def clean_question(text: str) -> str:
    """Return a question as plain inline Markdown: no emphasis, escapes or tags; code kept."""
    if not _MARKS.search(text):
        return " ".join(text.split())
    text = html.unescape(_TAG.sub("", _CODE_TAG.sub("`", text)))
    pieces = text.split("`")
    # Every second piece is code, where marks are characters.
    pieces[::2] = [_without_emphasis(piece) for piece in pieces[::2]]
    return _LEFT_OVER.sub("", " ".join("`".join(pieces).split()))


def _without_emphasis(text: str) -> str:
    return _MARK.sub(lambda found: found["escaped"] or found["name"] or "", text)
