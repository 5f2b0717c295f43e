"""Limits on what people type, told in characters, and on what they upload."""

from __future__ import annotations

import unicodedata

from bot.errors import TextEmpty, TextTooLong

MAX_REPLY = 8_000
MAX_NAME = 60
MAX_WORKSPACE_NAME = 200
MAX_TITLE = 200
MAX_QUERY = 500
MAX_QUESTION = 8_000
MAX_ANSWER = 100_000
MAX_SECTION = 200
MAX_FILE_NAME = 500
MAX_AUTHOR = 200
MAX_DOCUMENT_BYTES = 10 * 1024 * 1024
# Of a few letters each: to read a line costs time and half a thousand bytes, whatever is on it.
MAX_DOCUMENT_LINES = 60_000
SHORTEST_MEAN_LINE = 40  # characters: so many more lines may a large document have

# Nothing is to be seen of these either, though Unicode has them as letters, marks and symbols:
# Default_Ignorable_Code_Point outside of Cf, and the Braille cell without a dot.
_BLANK = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0"
    + "".join(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
)
_UNSEEN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})


def checked_text(text: str, field: str, limit: int) -> str:
    """Return multi-line text with uniform line ends. Raises TextEmpty and TextTooLong."""
    text = storable(text).replace("\r\n", "\n").replace("\r", "\n").strip()
    if not _says_something(text):
        raise TextEmpty(field)
    if len(text) > limit:
        raise TextTooLong(field, len(text), limit)
    return text


def checked_line(text: str, field: str, limit: int) -> str:
    """Return text on one line without control characters. Raises TextEmpty and TextTooLong."""
    normal = unicodedata.normalize("NFC", storable(text))
    spaced = (" " if char.isspace() else char for char in normal)
    shown = (char for char in spaced if unicodedata.category(char) not in ("Cc", "Cf", "Co"))
    line = " ".join("".join(shown).split())
    if not _says_something(line):
        raise TextEmpty(field)
    if len(line) > limit:
        raise TextTooLong(field, len(line), limit)
    return line


def one_line(text: str, field: str, limit: int) -> str:
    """Return the text as `checked_line` has it, or "" for none. Raises TextTooLong."""
    return checked_line(text, field, limit) if _says_something(text) else ""


def storable(text: str) -> str:
    """Return the text without what no database takes."""
    # JSON can hold half a surrogate pair, which has no UTF-8; PostgreSQL takes no NUL.
    return text.encode("utf-8", "ignore").decode("utf-8").replace("\x00", "")


def _says_something(text: str) -> bool:
    # Zero-width and bidirectional marks (category Cf) alone would look like nothing at all.
    return any(unicodedata.category(char) not in _UNSEEN and char not in _BLANK for char in text)
