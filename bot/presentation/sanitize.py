"""Characters that nobody sees, taken out of people's texts.

An override of the writing direction turns our own words around, a flood of zero-width characters
fills a message that looks empty, a tower of accents hides the lines above it, and half a surrogate
pair cannot be sent at all. Emoji put together with joiners, selectors or tags stay whole.
"""

from __future__ import annotations

import re

# Unicode Standard Annex 9: embeddings, overrides and isolates. The plain marks are harmless.
_DIRECTIONS = "\u202a-\u202e\u2066-\u2069"
_INVISIBLE = "\u00ad\u034f\u180e\u200b\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb"
_CONTROLS = "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"
_GONE = re.compile(f"[{_DIRECTIONS}{_INVISIBLE}{_CONTROLS}]+")
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_SELECTOR = "\ufe00-\ufe0f"
_JOINER = "\u061c\u200c-\u200f"
# A selector and then a joiner is what emoji are put together with; more of them say nothing.
_FLOOD = re.compile(
    f"(?=[{_SELECTOR}{_JOINER}]{{2}})([{_SELECTOR}]?)([{_JOINER}]?)[{_SELECTOR}{_JOINER}]*"
)
# Tags spell a region behind a black flag, and nothing elsewhere.
_TAGS = re.compile("(\U0001f3f4[\U000e0020-\U000e007e]{1,6}\U000e007f)|[\U000e0000-\U000e007f]+")
_ACCENT = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff"
_TOWER = re.compile(f"([{_ACCENT}]{{4}})[{_ACCENT}]+")
_FILLER = re.compile("[\u115f\u1160\u3164\uffa0]")  # letters that show as nothing
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_PLAIN = re.compile(r"[\t\n -~]*")
FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"


def sanitize(text: str) -> str:
    """Return the text with lines ended by newlines alone, and without what nobody sees."""
    if _PLAIN.fullmatch(text):
        return text
    text = _SURROGATE.sub("\ufffd", _LINE_END.sub("\n", text))
    text = _TAGS.sub(lambda found: found[1] or "", _GONE.sub("", text))
    return _FILLER.sub(" ", _TOWER.sub(r"\1", _FLOOD.sub(r"\1\2", text)))


def sanitize_line(text: str) -> str:
    """Return the text sanitized and on one line, without space around it."""
    return " ".join(sanitize(text).split())


def isolated(text: str) -> str:
    """Return a sanitized text that cannot reorder the words beside it (FSI and PDI around it)."""
    if _RIGHT_TO_LEFT.search(text) is None:
        return text
    return f"{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}"
