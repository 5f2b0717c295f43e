"""What people said to each other, as chats export it: stamps taken off, names kept as labels.

`12/03/2023, 18:01 - Ann: ...` (WhatsApp), `[18:01, 12/03/2023] Ann: ...`, and a line of its own
above each message: `ann  [6:02 PM]` (Slack), `[03-Dec-22 08:10 PM] ann#1234` (Discord),
`Ann, [03.05.2023 10:20]` (Telegram).
"""

from __future__ import annotations

import re

_DATE = r"\d{1,4}[./\-](?:\d{1,2}|[A-Z][a-z]{2})[./\-]\d{2,4}"
_TIME = r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:[ \u202f]?[APap]\.?[Mm]\.?)?"
_STAMP = rf"(?:{_DATE},?[ ]{{1,2}}{_TIME}|{_TIME},?[ ]{{1,2}}{_DATE}|{_TIME})"
_NAME = r"(?P<name>[^\W\d_][^:\n\[\]]{0,38}?)"
_SAID = re.compile(rf"\[?{_STAMP}\]?[ ]{{1,2}}(?:[-–][ ])?{_NAME}:[ ](?P<text>\S.*)$")
_ABOVE = re.compile(
    rf"(?:\[{_STAMP}\][ ]{{1,2}}{_NAME}(?:#\d{{4}})?|(?P<first>[^\W\d_][^:\n\[\]]{{0,38}}?),?"
    rf"[ ]{{1,3}}\[{_STAMP}\])[ \t]*$"
)
_FEWEST = 4  # messages
_HEAD = 4_000  # characters in which the first of them stands
_MAY_BE = re.compile(rf"^\[?{_STAMP}|\[{_STAMP}\]", re.MULTILINE)


def without_stamps(text: str) -> str:
    """Return a chat with `name: ` before each message on its line; other texts as they are."""
    if not _MAY_BE.search(text, 0, _HEAD):
        return text
    lines, count, name = text.split("\n"), 0, ""
    for at, line in enumerate(lines):
        if found := _SAID.match(line):
            lines[at], count, name = f"{found['name']}: {found['text']}", count + 1, ""
        elif found := _ABOVE.match(line):
            lines[at], name = "", found["name"] or found["first"]
        elif name and line.strip():
            lines[at], count, name = f"{name}: {line}", count + 1, ""
    return "\n".join(lines) if count >= _FEWEST else text
