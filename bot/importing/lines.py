"""A document as lines with their marks read: quote, heading, bullet, number, label, emphasis.

Every layout is read from these marks. A line inside fenced code has none: nothing there is ever
a question.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.importing.questions import CLOSERS, LONGEST_QUESTION, Look, asks, look, split_question
from bot.importing.vocabulary import INSTRUCTIONS, QUESTION_WORDS

NESTED = 2  # columns by which the parts of a list item stand further in

_FENCE = re.compile(r"[ \t>]{0,40}(`{3,}|~{3,})([^`]*)$")
# Code may begin behind a bullet, a number or an answer's label.
_MARKED_FENCE = re.compile(
    r"[ \t>]{0,40}(?:[-*+]|\d{1,3}[.)]|[*_]{0,2}a(?:nswer)?[ \t]?\d{0,3}[*_]{0,2}:[*_]{0,2})"
    r"[ \t]{1,8}"
    r"(`{3,}|~{3,})([^`]*)$",
    re.IGNORECASE,
)
_RULE = re.compile(r"[ \t]{0,3}(?:-[ \t]?){3,200}$|[ \t]{0,3}(?:\*[ \t]?){3,200}$"
                   r"|[ \t]{0,3}(?:_[ \t]?){3,200}$|[ \t]{0,3}={3,200}[ \t]*$")  # fmt: skip
_QUOTE = re.compile(r"(?:>[ \t]{0,8}){1,10}")
_HEADING = re.compile(r"(#{1,6})[ \t]{1,20}")
# A colon opens the definition in a definition list.
_BULLET = re.compile(r"([-*+•‣◦:])[ \t]{1,20}(?:\[[ xX]\][ \t]+)?")
_OPENING_EMPHASIS = re.compile(r"(\*{1,3}|_{1,3})(?=[^\s*_])")
_LABEL = re.compile(
    r"(?P<kind>questions?|ques|q|answers?|ans|a)"
    r"[ \t]{0,3}[#.]?[ \t]{0,3}(?P<number>\d{0,3})"
    r"(?P<close>\*{0,2}[ \t]{0,3}[:.)\-–—][ \t]{0,3}\*{0,2})(?=[ \t]|$|[A-Z\"“‘'`*])[ \t]{0,20}",
    re.IGNORECASE,
)
_LONGEST_LABEL = 40
_LABEL_LETTERS = "QqAa"  # no other letter opens a mark
_BARE_LABEL = re.compile(r"(?:question|q)[ \t]{0,3}#?[ \t]{0,3}(\d{1,3})[:.)]?", re.IGNORECASE)
_ORDINAL = re.compile(
    r"\(?(?P<number>\d{1,3})(?P<close>\\?[.)]|[ \t]?:(?=[ \t])|[ \t]-(?=[ \t]))\*{0,3}"
    r"(?=[ \t]|$|[A-Z\"“‘'`*])[ \t]{0,20}"
)

_SHORTEST_WRAP = 40  # a line is not wrapped before it is about this long
# A word cut at the end of a line; after a digit or a dash there is no such word.
_BROKEN_WORD = re.compile(r"[^\W\d_]{2}-$")


@dataclass(frozen=True)  # without slots: cached_property keeps what every layout asks of a line
class SourceLine:
    """One line: its text after the marks, and the marks. `index` counts from 0.

    `emphasis` is the run of `*` or `_` that opens the text; `label` is "q", "a" or "";
    `quote` counts the `>` marks; `heading` is the level, 0 for none.
    """

    index: int
    raw: str
    text: str = ""
    indent: int = 0
    quote: int = 0
    heading: int = 0
    bullet: str = ""
    number: int | None = None
    delimiter: str = ""
    label: str = ""
    emphasis: str = ""
    fenced: bool = False
    is_rule: bool = False
    is_boilerplate: bool = False

    @cached_property
    def blank(self) -> bool:
        """Whether nothing is written on the line; a lone `>` and a page number are blank too."""
        if self.is_boilerplate:
            return True
        return not self.fenced and not self.is_rule and not self.raw.strip(" \t>")

    @cached_property
    def marked(self) -> bool:
        """Whether the line starts something by a mark of its own."""
        return bool(
            self.heading or self.bullet or self.label or self.quote
            or self.number is not None or self.fenced or self.is_rule
        )  # fmt: skip

    @cached_property
    def look(self) -> Look:
        """How much the whole text reads like one thing asked."""
        return look(self.text)

    @cached_property
    def split(self) -> tuple[str, str]:
        """The question with which the text begins, "" for none, and what follows it."""
        return split_question(self.text)


def starts_paragraph(lines: Sequence[SourceLine], line: SourceLine) -> bool:
    """Whether a line is the first one, or follows a blank line or a marked one."""
    above = lines[line.index - 1] if line.index else None
    return above is None or above.blank or above.marked


def normalise(text: str) -> str:
    """Return the text with every line ending a single line feed and no byte order mark."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def read_lines(text: str) -> list[SourceLine]:
    """Return the lines of a normalised text, marks read, fenced code set apart.

    A fence that is never closed is a slip of the author's, not code to the end of the document.
    """
    lines: list[SourceLine] = []
    fence, opened = "", 0
    for index, raw in enumerate(text.split("\n")):
        plain = _fence_mark(_FENCE, raw)
        mark = plain or _fence_mark(_MARKED_FENCE, raw)
        lines.append(
            SourceLine(index, raw, raw.strip(), fenced=True)
            if fence or plain
            else read_line(index, raw)
        )
        opened = opened if fence else index
        fence = _fence_after(fence, mark)
    if fence:
        lines[opened:] = [read_line(line.index, line.raw) for line in lines[opened:]]
    return lines


def _fence_mark(pattern: re.Pattern[str], raw: str) -> str:
    found = pattern.match(raw) if "```" in raw or "~~~" in raw else None
    return found[1] if found else ""


def _fence_after(fence: str, mark: str) -> str:
    """Return the fence that is open after a line with this mark, "" for none."""
    if not fence:
        return mark
    return "" if mark.startswith(fence) else fence


def read_line(index: int, raw: str) -> SourceLine:
    """Return one line with its marks taken off the text, outermost first."""
    stripped = (raw.expandtabs(4) if "\t" in raw[:LONGEST_QUESTION] else raw).rstrip()
    text = stripped.lstrip()
    indent = len(stripped) - len(text)
    if not text or (text[0].isalpha() and text[0] not in _LABEL_LETTERS):
        return SourceLine(index, raw, text, indent)
    if text[0] in "-*_=" and len(stripped) < LONGEST_QUESTION and _RULE.match(stripped):
        return SourceLine(index, raw, text, indent, is_rule=True)
    marks = _Marks(text)
    return SourceLine(
        index, raw, marks.rest.strip(), indent, marks.quote, marks.heading, marks.bullet,
        marks.number, marks.delimiter, marks.label, marks.emphasis,
    )  # fmt: skip


class _Marks:
    """The marks before a line's text, read one after the other until none is left."""

    def __init__(self, rest: str) -> None:
        self.rest = rest
        self.quote = self.heading = 0
        self.bullet = self.delimiter = self.label = self.emphasis = ""
        self.number: int | None = None
        # A line has few marks; the bound keeps a line of nothing but marks linear.
        for _ in range(8):
            if not (
                self._take_quote() or self._take_heading() or self._take_bullet()
                or self._take_ordinal() or self._take_label() or self._take_bare_label()
                or self._take_emphasis()
            ):  # fmt: skip
                break

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.match(self.rest)
        if found:
            self.rest = self.rest[found.end() :]
        return found

    def _take_quote(self) -> bool:
        if self.number is not None or not (found := self._take(_QUOTE)):
            return False
        self.quote += found[0].count(">")
        return True

    def _take_heading(self) -> bool:
        if self.heading or not (found := self._take(_HEADING)):
            return False
        self.heading = len(found[1])
        return True

    def _take_bullet(self) -> bool:
        if self.bullet or self.number is not None or not (found := self._take(_BULLET)):
            return False
        self.bullet = found[1]
        return True

    def _take_ordinal(self) -> bool:
        if self.number is not None or self.label or not (found := self._take(_ORDINAL)):
            return False
        self.number, self.delimiter = int(found["number"]), found["close"].strip("\\ ")
        return True

    def _take_label(self) -> bool:
        found = None if self.label else _LABEL.match(self.rest)
        if not found:
            return False
        # "A. Smith", "Q-values" and "A4 - a format" are text: only numbered questions are
        # labelled without a colon.
        is_answer = found["kind"][0].lower() == "a"
        if ":" not in found["close"] and (is_answer or not found["number"]):
            return False
        self.rest = self.rest[found.end() :]
        self.label = "a" if is_answer else "q"
        if found["number"] and self.label == "q":
            self.number, self.delimiter = int(found["number"]), "q"
        return True

    def _take_bare_label(self) -> bool:
        """Read `Question 3`, alone on its line, as the number of a question below."""
        if self.label or len(self.rest) > _LONGEST_LABEL:
            return False
        found = _BARE_LABEL.fullmatch(self.rest.rstrip("*_ "))
        if not found:
            return False
        self.label, self.number, self.delimiter, self.rest = "q", int(found[1]), "q", ""
        return True

    def _take_emphasis(self) -> bool:
        if self.emphasis or not (found := self._take(_OPENING_EMPHASIS)):
            return False
        self.emphasis = found[1]
        return True


def _is_prose(line: SourceLine, quote: int) -> bool:
    """Whether a line has no mark of its own; as many quote marks as the line above are none."""
    if not line.marked:
        return True
    starts = line.heading or line.bullet or line.label or line.number is not None or line.fenced
    return not starts and not line.is_rule and 0 < quote == line.quote


def _asks_on(line: SourceLine) -> bool:
    """Whether a line that begins with a name or a number is the end of a question."""
    if not asks(line.text):
        return False
    first = line.text.split(None, 1)[0].lower()
    return line.look is Look.NONE or (
        len(line.text) < _SHORTEST_WRAP and first not in QUESTION_WORDS | INSTRUCTIONS
    )


def joined(text: str, following: str) -> str:
    """Return a line with its continuation, a word that was hyphenated at the break made whole."""
    if _BROKEN_WORD.search(text) and following[:1].islower():
        return text[:-1] + following
    return f"{text} {following}"


def wraps_on(
    text: str, following: SourceLine, *, joins_questions: bool = False, quote: int = 0
) -> bool:
    """Whether the question `text` goes on in the next line, as hard-wrapped prose does.

    With `joins_questions` a second whole question does so as well. `quote` counts the quote
    marks before the question: a quoted question goes on in lines quoted as deep.
    """
    if following.blank or not following.text or not _is_prose(following, quote):
        return False
    # Bold that has ended ends what it enclosed.
    if len(text) + len(following.text) >= LONGEST_QUESTION or text.endswith(("**", "__")):
        return False
    if text.rstrip(CLOSERS).endswith((".", "?", "!", ":")):
        both = joins_questions and following.look is Look.QUESTION
        return both and look(text) is Look.QUESTION
    if following.text[:1].islower():
        return len(text) >= _SHORTEST_WRAP or _BROKEN_WORD.search(text) is not None
    return len(text) >= _SHORTEST_WRAP and _asks_on(following)
