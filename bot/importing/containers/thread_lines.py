# signs of pages are what it is about
"""What each line of a thread is, as it was copied from a forum's page: text, or what frames it.

Pages of Stack Exchange ("Asked 3 years ago", "2 Answers", votes, cards of users, comments) in the
languages that it has sites in, Reddit, Discourse, Quora, phpBB and others that sign each post.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from bot.importing.containers.thread_marks import (
    ACCEPTED,
    ANSWER_HEAD,
    ANSWERERS,
    ASKED_AGO,
    BUTTONS,
    BY,
    CARD,
    COMMENT,
    COMMENTED,
    COUNT,
    COUNTED,
    ENDS,
    FRAMES,
    HEADS,
    HOLDS_ACCEPTED,
    JUDGED,
    LONE_NAME,
    LONE_WHEN,
    NAME_WITHIN,
    PHOTO,
    PHRASES,
    QUESTION_BY,
    SEVERAL,
    SIGNED,
    SIGNED_ABROAD,
    VOTES,
)

_LONGEST = 160  # of a line that is no text


class Kind(Enum):
    """What a line of a thread is."""

    BLANK = auto()
    TEXT = auto()
    FRAME = auto()  # buttons, counts and links of the page
    VOTES = auto()
    ACCEPTED = auto()
    ASKED = auto()  # "Asked 3 years ago"
    COUNT = auto()  # "2 Answers", above them
    SIGNED = auto()  # "answered Mar 3 at 10:11", above or below a post
    HEAD = auto()  # "ann · 3 yr. ago", above a post
    CARD = auto()  # what a user is worth
    COMMENT = auto()
    END = auto()  # what the page has below its thread


@dataclass(frozen=True, slots=True)
class ThreadLine:
    """A line from 1; `name` is whose post it signs or heads, `verb` what they did."""

    number: int
    raw: str
    kind: Kind
    name: str = ""
    verb: str = ""
    accepts: bool = False


_DECORATION = " \t*_>"
_RULE = re.compile(r"[-=_*]{3,200}")
_RULED = re.compile(r"[-=]{2,20}[ ](?P<title>\S.{0,40}?)[ ][-=]{2,20}")


def read_thread_lines(raws: Sequence[str]) -> list[ThreadLine]:
    """Return what each line is; code in fences is text, a name above a lone date is its head."""
    lines: list[ThreadLine] = []
    fenced = False
    for number, raw in enumerate(raws, 1):
        fence = raw.lstrip().startswith(("```", "~~~"))
        if fenced or fence:
            lines.append(ThreadLine(number, raw, Kind.TEXT))
            fenced = fenced != fence
            continue
        lines.append(_read(number, raw))
    return _headed(lines)


def _read(number: int, raw: str) -> ThreadLine:
    text = raw.replace("**", "").strip(_DECORATION)
    if not text:
        return ThreadLine(number, raw, Kind.BLANK)
    if raw.startswith(("    ", "\t")) and text.casefold() not in FRAMES:
        return ThreadLine(number, raw, Kind.TEXT)
    if len(text) > _LONGEST:
        comment = raw[:1] != "#" and COMMENT.fullmatch(text)
        return ThreadLine(number, raw, Kind.COMMENT if comment else Kind.TEXT)
    if ruled := _RULED.fullmatch(text):
        text = ruled["title"]
    kind = Kind.FRAME if _RULE.fullmatch(raw.strip()) else _kind(text)
    if kind is not Kind.TEXT:
        return ThreadLine(number, raw, kind, accepts=kind is Kind.ACCEPTED)
    return _signed(number, raw, text)


def _kind(text: str) -> Kind:
    for kind, pattern in _BY_PATTERN:
        if pattern.fullmatch(text):
            return kind
    folded = text.casefold()
    if folded in FRAMES or _are_buttons(folded):
        return Kind.FRAME
    return Kind.TEXT


def _are_buttons(folded: str) -> bool:
    for phrase in PHRASES:
        folded = folded.replace(phrase, "share")
    parts = [part for part in SEVERAL.split(folded) if part]
    return bool(parts) and all(part in BUTTONS or part.isdecimal() for part in parts)


_BY_PATTERN = (
    (Kind.VOTES, VOTES), (Kind.ACCEPTED, ACCEPTED), (Kind.ASKED, ASKED_AGO),
    (Kind.COUNT, COUNT), (Kind.END, ENDS), (Kind.CARD, CARD), (Kind.FRAME, COUNTED),
    (Kind.COMMENT, COMMENTED),
)  # fmt: skip


def _signed(number: int, raw: str, text: str) -> ThreadLine:
    """Return a line with the name that it signs or heads, a comment, or text."""
    accepts = bool(HOLDS_ACCEPTED.search(text))
    bare = text.lstrip("# ")
    if signed := _signature(bare):
        return ThreadLine(number, raw, Kind.SIGNED, *signed, accepts)
    if head := _head_of(bare):
        return ThreadLine(number, raw, Kind.HEAD, *head, accepts)
    if text[:1] != "#" and COMMENT.fullmatch(text):
        return ThreadLine(number, raw, Kind.COMMENT)
    return ThreadLine(number, raw, Kind.TEXT)


def _signature(bare: str) -> tuple[str, str] | None:
    """Return who signs a post and what they did, None for a line that signs none."""
    if found := SIGNED_ABROAD.fullmatch(bare):
        verb = next((key for key, said in found.groupdict().items() if said), "edited")
        return "", verb
    if found := QUESTION_BY.fullmatch(bare):
        return found["name"], "asked"
    if found := SIGNED.fullmatch(bare):
        by = BY.search(bare)
        return by["name"] if by else "", found["verb"].casefold()
    if JUDGED.search(bare) and ANSWER_HEAD.fullmatch(bare):
        within = NAME_WITHIN.search(bare)
        return within["name"] if within else "?", "answered"
    return None


def _head_of(bare: str) -> tuple[str, str] | None:
    """Return who wrote what stands below a line and what they did, None for another line."""
    if LONE_WHEN.fullmatch(bare):
        return None  # the name stands beside it
    for pattern in ANSWERERS:
        if found := pattern.fullmatch(bare):
            return _named(found["name"]), "answered"
    for pattern in HEADS:
        if found := pattern.fullmatch(bare):
            return _named(found["name"]), (found.groupdict().get("verb") or "").casefold()
    return None


def _headed(lines: list[ThreadLine]) -> list[ThreadLine]:
    """Make one head of a name and the age or date that stands alone below it."""
    for at, line in enumerate(lines):
        if line.kind is Kind.CARD and (found := PHOTO.fullmatch(line.raw.strip(_DECORATION))):
            _head_below(lines, at, found["name"])
        if line.kind is not Kind.TEXT or not LONE_WHEN.fullmatch(line.raw.strip(_DECORATION)):
            continue
        place = _name_beside(lines, at)
        if place is not None:
            name = lines[place].raw.strip(_DECORATION)
            lines[place] = ThreadLine(lines[place].number, lines[place].raw, Kind.FRAME)
            lines[at] = ThreadLine(line.number, line.raw, Kind.HEAD, name)
    return lines


_CREDENTIALS = 7  # lines from a user's picture to the post's age


def _head_below(lines: list[ThreadLine], at: int, name: str) -> None:
    """Make one head of a user's picture, name, what they are, and the age of their post."""
    for place in range(at + 1, min(len(lines), at + 1 + _CREDENTIALS)):
        line = lines[place]
        if line.kind is Kind.TEXT and LONE_WHEN.fullmatch(line.raw.strip(_DECORATION)):
            for each in range(at, place):
                lines[each] = ThreadLine(lines[each].number, lines[each].raw, Kind.FRAME)
            lines[place] = ThreadLine(line.number, line.raw, Kind.HEAD, name, "answered")
            return


_NEAR = 3  # lines, dots and blank ones among them


def _named(text: str) -> str:
    return text.removeprefix("/").removeprefix("u/")


def _name_beside(lines: Sequence[ThreadLine], at: int) -> int | None:
    """Return where the name of a lone date stands: above it, or below it where a group is above."""
    for place in range(at - 1, max(-1, at - 1 - _NEAR), -1):
        text = lines[place].raw.strip(_DECORATION)
        if text.startswith("r/"):
            below = next((each for each in range(at + 1, min(len(lines), at + 3))
                          if lines[each].kind is not Kind.BLANK), at)  # fmt: skip
            return below if " " not in lines[below].raw.strip() else None
        if lines[place].kind is Kind.TEXT:
            return place if LONE_NAME.fullmatch(text) else None
        if lines[place].kind not in (Kind.BLANK, Kind.FRAME):
            return None
    return None
