"""What people said to each other, as chats export it: stamps taken off, names kept as labels.

`12/03/2023, 18:01 - Ann: ...` (WhatsApp), `[18:01, 12/03/2023] Ann: ...`, and a line of its own
above each message: `ann  [6:02 PM]` (Slack), `[03-Dec-22 08:10 PM] ann#1234` (Discord),
`Ann, [03.05.2023 10:20]` (Telegram).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.importing.labels import QUESTION, read_label

_DATE = r"\d{1,4}[./\-](?:\d{1,2}|[A-Z][a-z]{2})[./\-]\d{2,4}"
_TIME = r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:[ \u202f]?[APap]\.?[Mm]\.?)?"
_STAMP = rf"(?:{_DATE},?[ ]{{1,2}}{_TIME}|{_TIME},?[ ]{{1,2}}{_DATE}|{_TIME})"
_NAME = r"(?P<name>[^\W\d_][^:\n\[\]]{0,38}?)"
_SAID = re.compile(rf"\[?{_STAMP}\]?[ ]{{1,2}}(?:[-–][ ])?{_NAME}:[ ](?P<text>\S.*)$")
_ABOVE = re.compile(
    rf"(?:\[{_STAMP}\][ ]{{1,2}}{_NAME}(?:#\d{{4}})?|(?P<first>[^\W\d_][^:\n\[\]]{{0,38}}?),?"
    rf"[ ]{{1,3}}\[{_STAMP}\]|(?P<plain>[^\W\d_][^:\n\[\]]{{0,38}}?)[ ]{{2,3}}{_TIME})[ \t]*$"
)
_FEWEST, _FEWEST_LABELLED = 4, 3  # messages
_HEAD = 4_000  # characters in which the first of them stands
_MAY_BE = re.compile(rf"^\[?{_STAMP}|\[{_STAMP}\]|[ ]{{2}}{_TIME}[ \t]*$", re.MULTILINE)


def without_stamps(text: str) -> str:
    """Return a chat with `name: ` before each message on its line; other texts as they are."""
    head = text[:_HEAD].split("\n")
    stamped = (line for line in head if line[:1].isdecimal() or "[" in line or "  " in line)
    if not any(map(_MAY_BE.search, stamped)):
        return text
    lines, said, name = text.split("\n"), dict[int, tuple[str, str]](), ""
    for at, line in enumerate(lines):
        if found := _SAID.match(line):
            said[at], name = (found["name"], found["text"]), ""
        elif found := _ABOVE.match(line):
            lines[at], name = "", found["name"] or found["first"] or found["plain"]
        elif name and line.strip():
            said[at], name = (name, line), ""
    named = not _are_labelled(message for _, message in said.values())
    for at, (name, message) in said.items():
        lines[at] = f"{name}: {message}" if named else message
    return "\n".join(lines) if len(said) >= _FEWEST else text


def _are_labelled(messages: Iterable[str]) -> bool:
    """Whether questions have labels of their own: who asks and who answers tells nothing more."""
    labels = (read_label(message) for message in messages if message[:1].isalpha())
    return sum(1 for label in labels if label and label.kind == QUESTION) >= _FEWEST_LABELLED
