"""Slack's mrkdwn, for the two places that have nothing better: a notification and a mention.

Everything else is `rich_text`, in which nothing that people write is ever parsed.
"""

from __future__ import annotations

import re

_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_EVERYBODY = ("channel", "here")
_GROUP = re.compile(r"S[A-Z0-9]{2,}")
_PERSON = re.compile(r"[UW][A-Z0-9]{2,}")


def escape(text: str) -> str:
    """Return a text in which no mention, link or date is found.

    https://docs.slack.dev/messaging/formatting-message-text#escaping
    """
    return text.translate(_ENTITIES)


def mention(who: str) -> str:
    """Return what calls a user group or a person by their id, or the `channel`, or who is `here`.

    Raises ValueError for anything else.
    """
    if who in _EVERYBODY:
        return f"<!{who}>"
    if _GROUP.fullmatch(who):
        return f"<!subteam^{who}>"
    if _PERSON.fullmatch(who):
        return f"<@{who}>"
    raise ValueError(f"{who!r} is nobody that Slack could mention")
