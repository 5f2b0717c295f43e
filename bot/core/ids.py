"""Ids: how one is made of what it is about, and what one may look like that comes from outside.

That is in an address, a form, a button. Ours are hexadecimal digits, or words with dashes; a
message's has those of what it is about, with colons and dots between. Whatever else comes is no id
of anything: no database is asked for it, of which some would refuse the question itself.
"""

from __future__ import annotations

import hashlib
import re
from typing import NewType

from bot.errors import NotFound

PictureId = NewType("PictureId", str)
"""The SHA-256 of a picture as it is kept, in hexadecimal."""

LONGEST = 300
_ID = re.compile(rf"[ -~]{{1,{LONGEST}}}")
_OF_QUESTION = re.compile(r"[0-9a-f]{20}|[0-9a-f]{32}")


def is_id(text: str) -> bool:
    """Say whether it can be an id: of ASCII that can be printed, no more than 300 characters."""
    return _ID.fullmatch(text) is not None


def checked_id(text: str, what: str) -> str:
    """Return the id. Raises NotFound for what can be none; `what` is as there."""
    if not is_id(text):
        raise NotFound(what, "")
    return text


def question_id(text: str) -> str:
    """Return the id that a document says a question has, "" for what is none of ours."""
    return text if _OF_QUESTION.fullmatch(text) else ""


def stable_id(*parts: str) -> str:
    """Return the same id for the same parts."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:20]
