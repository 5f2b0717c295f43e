# ruff: noqa: RUF001  # signs and words of other scripts are what it is about
"""A document as lines with their marks read: quote, heading, bullet, number, label, emphasis.

Every layout is read from these marks. A line inside fenced code has none: nothing there is ever
a question.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.importing.fences import fenced_lines
from bot.importing.labels import (
    LETTERS,
    POINTS,
    QUESTION,
    active_initials,
    may_open,
    read_label,
    without_points,
)
from bot.importing.languages import every
from bot.importing.questions import (
    CLOSERS,
    LONGEST_QUESTION,
    Look,
    asks,
    look,
    may_be_question,
    split_question,
)
from bot.importing.vocabulary import INSTRUCTIONS, QUESTION_WORDS

_CODE = 4  # columns by which code is indented, where `#` is a comment
LONGEST_TITLE = 40
NESTED = 2  # columns by which the parts of a list item stand further in

_RULE = re.compile(r"[ \t]{0,3}(?:-[ \t]?){3,200}$|[ \t]{0,3}(?:\*[ \t]?){3,200}$"
                   r"|[ \t]{0,3}(?:_[ \t]?){3,200}$|[ \t]{0,3}={3,200}[ \t]*$")  # fmt: skip
_QUOTE = re.compile(r"(?:>[ \t]{0,8}){1,10}")
_HEADING = re.compile(r"(#{1,6}|={2,6}(?=[ \t]+[^\s=]))[ \t]{1,20}")
_WIKI_CLOSE = re.compile(r"[ \t]={2,6}$")
# A line below a title, of one sign and about as long: reStructuredText has it with many signs.
_UNDERLINE = re.compile(r"(?P<sign>[=\-~^\"'#*+.:_])(?P=sign){2,200}[ \t]*$")
_UNDERLINES = frozenset("=-~^\"'#*+.:_")
_LEAST_UNDERLINED = 0.7
_LONGEST_UNDERLINED = 200
# A colon opens the definition in a definition list.
# An arrow of two signs points at an answer as the sign of an arrow does.
_BULLET = re.compile(
    r"(?:([-*+•‣◦▪●○■·–:]|[-=]{1,2}>)[ \t]{1,20}|([-=]{1,2}>)$)(?:\[[ xX]\][ \t]+)?"
)
# A sign before a line is a bullet as well, and digits in boxes are numbers.
_SIGN = re.compile(
    r"(?P<sign>[\u2190-\u21ff\u2300-\u23ff\u25a0-\u25ff\u2600-\u27bf\u2900-\u297f\u2b00-\u2bff"
    r"\U0001f300-\U0001faff])\ufe0f?[ \t]{1,8}(?=\S)"
    r"|(?P<boxed>(?:[0-9]\ufe0f?\u20e3){1,4}|\U0001f51f)[.):]?[ \t]{0,8}(?=\S)"
    r"|(?P<circled>[\u2460-\u2473])[.):、．]?[ \t\u3000]{0,8}(?=\S)"
)
_BEFORE_CIRCLED = 0x245F  # the sign before a 1 in a circle
_HIGHLIGHT = re.compile(r"==(?=[^\s=])(?P<text>.{1,1500}?)(?<=[^\s=])==$")
_OPENING_EMPHASIS = re.compile(r"(\*{1,3}|_{1,3})(?=[^\s*_])")
_OPENING_TAG = re.compile(
    r"(?:</?(?:a|span|strong|b|p|font|i|em|u|mark|h(?P<level>[1-6]))\b[^<>]{0,300}>"
    r"[ \t]{0,8}){1,8}",
    re.IGNORECASE,
)
_CLOSING_TAGS = re.compile(
    r"(?:[ \t]{0,8}(?:</(?:a|span|strong|b|p|font|i|em|u|mark|h[1-6])>|<br ?/?>)){1,8}$",
    re.IGNORECASE,
)
_LONGEST_LABEL = 40
# `2nd question: ...`, `3a questão: ...`
_ASKED = "|".join(
    sorted((word for word in every("question") | every("task") if word.isalpha()), reverse=True)
)
_ORDINAL = re.compile(
    r"(?:[(（]|(?P<hash>#))?(?P<number>\d{1,5})"
    r"(?P<close>\\?[.)）．、。]|[/°ºª-](?=[ \t])"
    rf"|(?:st|nd|rd|th|er|re|e|ère|ème|a|o)(?=[ ](?:{_ASKED})[*_]{{0,3}}[ ]?[:：])"
    r"|[ \t]?[:：](?=[ \t]|[^\x00-\x7f])|(?(hash)(?=[ \t])|(?!))"
    r"|[ \t][-–](?=[ \t]))(?:(?<=[.)])[-–—](?=[ \tA-Z¿¡*_]))?[*_]{0,3}"
    r"(?=[ \t]|$|[A-Z\"“‘'`*<¿¡]|[^\x00-\x7f]|(?<=[、．）])[a-z]|(?<=[.)])[a-z]{2,20}[ ])"
    r"[ \t\u3000]{0,20}"
)
# Behind such an ordinal a word that counts needs no number of its own: `3a tarea: ...`.
_COUNTS_ALONE = frozenset("° º ª st nd rd th er re e ère ème a o".split())  # noqa: SIM905  # signs
_DIGITS = "0123456789"
_MARK_LETTERS = LETTERS
_TRIVIA = ("#Q", "^")  # before questions and answers, as OpenTriviaQA has it

_ENDED = (".", "?", "!", ":", "。", "？", "！", "：", "؟", "।")
_ENDED_SENTENCE = (".", "。", "！", "।", ";")
_SHORTEST_WRAP = 40  # a line is not wrapped before it is about this long
_OPENINGS = QUESTION_WORDS | INSTRUCTIONS
_NARROWEST = 20  # in the columns of a page
# An option below a stem that breaks off is no continuation of it.
_BEHIND_OPTION = frozenset({") ", ". "})
_OPTION = re.compile(r"[(\[][A-Ja-j][)\]][ \t]")
# A word cut at the end of a line; after a digit or a dash there is no such word.
_BROKEN_WORD = re.compile(r"[^\W\d_]{2}-$")


# Nobody changes one but who reads the lines: to freeze it would take a third of the time of an
# import. Every layout asks the same of each line, which is worked out once and kept.
@dataclass(eq=False, slots=True)
class SourceLine:
    """One line: its text after the marks, and the marks. `index` counts from 0.

    `emphasis` is the run of `*` or `_` that opens the text; `label` is a kind of `labels`, or "";
    `quote` counts the `>` marks; `heading` is the level, 0 for none. `blank` says that nothing is
    written on it (a lone `>` and a page number are blank too), `marked` that it starts something by
    a mark of its own.
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
    blank: bool = field(init=False)
    marked: bool = field(init=False)
    shape: str | None = field(init=False, default=None)
    part: int | None = field(init=False, default=None)  # of which `sections` says it is the title
    known_look: Look | None = field(init=False, default=None)
    known_split: tuple[str, str] | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.blank = self.is_boilerplate or not (
            self.fenced or self.is_rule or self.raw.strip(" \t>")
        )
        self.marked = bool(
            self.heading or self.bullet or self.label or self.quote
            or self.number is not None or self.fenced or self.is_rule
        )  # fmt: skip

    @property
    def look(self) -> Look:
        """How much the whole text reads like one thing asked."""
        if self.known_look is None:
            self.known_look = look(self.text)
        return self.known_look

    @property
    def is_question(self) -> bool:
        """Whether the whole text is a question with its mark: a look that spares most the rest."""
        return may_be_question(self.text) and self.look is Look.QUESTION

    @property
    def split(self) -> tuple[str, str]:
        """The question with which the text begins, "" for none, and what follows it."""
        if self.known_split is None:
            self.known_split = split_question(self.text)
        return self.known_split


def counted_anew(lines: Sequence[SourceLine]) -> list[SourceLine]:
    """Return a part of a document as one of its own, with all that is known of its lines."""
    return [_copied(line, index) for index, line in enumerate(lines)]


def _copied(line: SourceLine, index: int) -> SourceLine:
    # Field by field: to copy a record by its fields' names takes five times as long.
    other = _plain(index, line.raw, line.text, line.indent)
    other.quote, other.heading, other.bullet = line.quote, line.heading, line.bullet
    other.number, other.delimiter = line.number, line.delimiter
    other.label, other.emphasis, other.fenced = line.label, line.emphasis, line.fenced
    other.is_rule, other.is_boilerplate = line.is_rule, line.is_boilerplate
    other.blank, other.marked, other.shape, other.part = (
        line.blank,
        line.marked,
        line.shape,
        line.part,
    )
    other.known_look, other.known_split = line.known_look, line.known_split
    return other


def starts_paragraph(lines: Sequence[SourceLine], line: SourceLine) -> bool:
    """Whether a line is the first one, or follows a blank line or a marked one."""
    above = lines[line.index - 1] if line.index else None
    return above is None or above.blank or above.marked


def normalise(text: str) -> str:
    """Return the text with every line ending a single line feed and no byte order mark."""
    text = text.removeprefix("\ufeff")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\u03ba" in text and ";" in text:  # kappa, which is in the word for "and"
        text = _GREEK_ASKS.sub("\u037e", text)
    return text


# Greek asks with the sign that parts sentences elsewhere. It has one of its own that looks alike.
_GREEK_ASKS = re.compile(
    r"(?<=[\u0370-\u03ff\u1f00-\u1fff»\")\]]);(?=[ \t*_]*(?:\n|$|<|[ ][\u0391-\u03a9]))"
)


def read_lines(text: str) -> list[SourceLine]:
    """Return the lines of a normalised text, marks read, fenced code set apart."""
    raws = text.split("\n")
    underlined = _underlined(raws)
    below = {at + 1 for at in underlined}
    fenced = frozenset[int]()
    if "```" in text or "~~~" in text:
        fenced = fenced_lines([("" if at in below else raw) for at, raw in enumerate(raws)])
    initials = active_initials(text)
    lines = [
        SourceLine(index, raw, raw.strip(), fenced=True)
        if index in fenced
        else read_line(index, raw, initials)
        for index, raw in enumerate(raws)
    ]
    for at, level in underlined.items():
        if not lines[at].fenced and not lines[at].heading:
            lines[at].heading, lines[at].marked = level, True
            lines[at + 1] = SourceLine(at + 1, raws[at + 1], is_boilerplate=True)
    _join_lone_labels(lines)
    return lines


def _join_lone_labels(lines: list[SourceLine]) -> None:
    """Give a question's label that stands alone above its text to the text: `[Question]`."""
    for line in lines[:-1]:
        if line.label != QUESTION or line.text or line.number is not None or line.heading:
            continue
        following = lines[line.index + 1]
        if following.text and not following.marked:
            following.label, following.marked = QUESTION, True
            lines[line.index] = SourceLine(line.index, line.raw, is_boilerplate=True)


def _underlined(raws: Sequence[str]) -> dict[int, int]:
    """Return the indexes of titles with a line of signs below, and their levels.

    A level is told by its sign, in the order in which they come; Markdown's two have their own.
    """
    levels: dict[str, int] = {}
    found: dict[int, int] = {}
    for at, raw in enumerate(raws):
        if raw[:1] not in _UNDERLINES or at == 0 or (sign := _UNDERLINE.match(raw)) is None:
            continue
        title, above = raws[at - 1].rstrip(), raws[at - 2] if at > 1 else ""
        if not title or title[0].isspace() or (above.strip() and not _is_line(above)):
            continue
        if len(title) > _LONGEST_UNDERLINED or not any(map(str.isalnum, title)):
            continue
        least = 4 if raw[0] == "~" else 3  # three of them are a fence
        if len(raw.rstrip()) < max(least, _LEAST_UNDERLINED * len(title)):
            continue
        levels.setdefault(sign["sign"], len(levels) + 1)
        found[at - 1] = min(6, levels[sign["sign"]])
    return found


def _is_line(raw: str) -> bool:
    """Whether a line of signs stands above a title as well, or parts what is above from it."""
    return raw[:1] != "~" and _UNDERLINE.match(raw) is not None


def read_line(index: int, raw: str, initials: Mapping[str, str] | None = None) -> SourceLine:
    """Return one line with its marks taken off the text, outermost first."""
    stripped = (raw.expandtabs(4) if "\t" in raw[:LONGEST_QUESTION] else raw).rstrip()
    text = stripped.lstrip()
    indent = len(stripped) - len(text)
    if not text:
        return _plain(index, raw, "", 0)
    first = text[0]
    if first.isalpha():
        if not initials and not _may_be_marked(text):
            return _plain(index, raw, text, indent)
    elif first in "-*_=" and len(stripped) < LONGEST_QUESTION and _RULE.match(stripped):
        return SourceLine(index, raw, text, indent, is_rule=True)
    elif first == "#" and indent >= _CODE:
        return SourceLine(index, raw, text, indent)
    return _Marks(text, initials or {}).line(index, raw, indent)


def _may_be_marked(text: str) -> bool:
    """Whether a text that begins with a letter may have a label, or closing tags behind it."""
    return may_open(text) or (text[-1] == ">" and text[0] in _MARK_LETTERS)


def _plain(index: int, raw: str, text: str, indent: int) -> SourceLine:
    """Return a line without marks, as most are: what is asked of it is known beforehand."""
    line = SourceLine.__new__(SourceLine)
    line.index, line.raw, line.text, line.indent = index, raw, text, indent
    line.quote = line.heading = 0
    line.bullet = line.delimiter = line.label = line.emphasis = ""
    line.number = line.shape = line.known_look = line.known_split = None
    line.part = None if 0 < len(text) <= LONGEST_TITLE else 0
    line.fenced = line.is_rule = line.is_boilerplate = line.marked = line.blank = False
    if not text:
        line.blank, line.known_look, line.known_split = not raw.strip(" \t"), Look.NONE, ("", "")
    return line


class _Marks:
    """The marks before a line's text, read one after the other until none is left."""

    __slots__ = ("_initials", "bullet", "delimiter", "emphasis", "heading", "label", "number",
                 "quote", "rest")  # fmt: skip

    def __init__(self, rest: str, initials: Mapping[str, str]) -> None:
        self.rest = rest
        self.quote = self.heading = 0
        self.bullet = self.delimiter = self.label = self.emphasis = ""
        self.number: int | None = None
        self._initials = initials
        # A line has few marks; the bound keeps a line of nothing but marks linear.
        for _ in range(8):
            first = self.rest[:1]
            if first in _TAKERS:
                takers = _TAKERS[first]
            else:
                takers = _BEFORE_LETTERS if first.isalpha() else _BEFORE_SIGNS
            for take in takers:
                if take(self):
                    break
            else:
                break
        if self.rest.endswith(">") and len(self.rest) < LONGEST_QUESTION:
            self.rest = _CLOSING_TAGS.sub("", self.rest)

    def line(self, index: int, raw: str, indent: int) -> SourceLine:
        """Return the line of which these are the marks."""
        text = self.rest.strip()
        if self.number is not None or self.label == QUESTION or self.heading or self.emphasis:
            text = without_points(_without_break(text))
        if self.label == QUESTION and self.heading and _NOTE_ALONE.fullmatch(text):
            text = ""  # `### Exercise 2 (hard)` has its text below
        line = _plain(index, raw, text, indent)
        line.quote, line.heading, line.bullet = self.quote, self.heading, self.bullet
        line.number, line.delimiter = self.number, self.delimiter
        line.label, line.emphasis = self.label, self.emphasis
        line.marked = bool(
            self.heading or self.bullet or self.label or self.quote or self.number is not None
        )
        line.blank = not raw.strip(" \t>")
        return line

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.match(self.rest)
        if found:
            self.rest = self.rest[found.end() :]
        return found

    def take_quote(self) -> bool:
        if self.number is not None or not (found := self._take(_QUOTE)):
            return False
        self.quote += found[0].count(">")
        return True

    def take_heading(self) -> bool:
        if self.heading or self.label or (self.rest[:1] == "=" and self.bullet):
            return False
        if self.rest[:1] == "=" and self.rest.endswith(_ENDED_SENTENCE):
            return False
        if not (found := self._take(_HEADING)):
            return False
        self.heading = len(found[1])
        if found[1][0] == "=":
            self.rest = _WIKI_CLOSE.sub("", self.rest)
        return True

    def take_bullet(self) -> bool:
        if self.bullet or self.number is not None or not (found := self._take(_BULLET)):
            return False
        self.bullet = found[1] or found[2]
        return True

    def take_ordinal(self) -> bool:
        if self.number is not None or self.label or not (found := self._take(_ORDINAL)):
            return False
        self.number, self.delimiter = int(found["number"]), found["close"].strip("\\ ")
        return True

    def take_label(self) -> bool:
        if self.label:
            return False
        mark, _, rest = self.rest.partition(" ")
        if mark in _TRIVIA and mark in self._initials:
            self.label, self.rest = self._initials[mark], rest.lstrip()
            return True
        first = self.rest[:1]
        if first not in _MARK_LETTERS and not self._initials:
            return False
        if not self._initials and first.isalpha() and not may_open(self.rest):
            return False
        alone = bool(self.heading or len(self.emphasis) > 1)
        counted = self.delimiter in _COUNTS_ALONE
        found = read_label(self.rest, self._initials, alone=alone, counted=counted)
        if found is None:
            return False
        self.label, self.rest = found.kind, found.rest
        if found.number is not None and self.label == "q":
            self.number, self.delimiter = found.number, "q"
        return True

    def take_emphasis(self) -> bool:
        if self.emphasis or not (found := self._take(_OPENING_EMPHASIS)):
            return False
        self.emphasis = found[1]
        return True

    def take_points(self) -> bool:
        """Take off what a question of an exam counts: `(5 points)` behind its number."""
        counted = self.number is not None or self.label == QUESTION
        return counted and self.rest[:1] in "([" and self._take(POINTS) is not None

    def take_highlight(self) -> bool:
        found = _HIGHLIGHT.match(self.rest) if self.rest[:2] == "==" else None
        if found:
            self.rest = found["text"]
        return found is not None

    def take_sign(self) -> bool:
        """Take a pictogram before the text as a bullet, digits in boxes as a number."""
        if self.number is not None or (self.rest[:1].isascii() and "\u20e3" not in self.rest[:3]):
            return False
        found = _SIGN.match(self.rest)
        if found is None or (found["sign"] and self.bullet):
            return False
        self.rest = self.rest[found.end() :]
        if found["circled"]:
            self.number, self.delimiter = ord(found["circled"]) - _BEFORE_CIRCLED, "box"
        elif found["boxed"]:
            digits = "".join(filter(str.isascii, found["boxed"]))
            self.number, self.delimiter = int(digits or 10), "box"
        else:
            self.bullet = found["sign"]
        return True

    def take_tag(self) -> bool:
        found = self._take(_OPENING_TAG) if self.rest[:1] == "<" else None
        if found is None:
            return False
        if found["level"]:
            self.heading = self.heading or int(found["level"])
        return True


_NOTE_ALONE = re.compile(r"[(\[][^()\[\]]{1,40}[)\]]")


def _without_break(text: str) -> str:
    """Return a text without the backslash that breaks its line in Markdown."""
    return text[:-1].rstrip() if text[-1:] == "\\" and text[-2:] != "\\\\" else text


_Take = Callable[[_Marks], bool]
_BEFORE_LETTERS: tuple[_Take, ...] = (_Marks.take_label,)
_BEFORE_DIGITS: tuple[_Take, ...] = (_Marks.take_ordinal, _Marks.take_sign)
_BEFORE_SIGNS: tuple[_Take, ...] = (
    _Marks.take_quote, _Marks.take_heading, _Marks.take_bullet, _Marks.take_ordinal,
    _Marks.take_label, _Marks.take_emphasis, _Marks.take_tag, _Marks.take_highlight,
    _Marks.take_sign, _Marks.take_points,
)  # fmt: skip
# Which marks a line may begin with, by its first sign.
_TAKERS: dict[str, tuple[_Take, ...]] = {
    "": (),
    ">": (_Marks.take_quote,),
    "#": (_Marks.take_heading, _Marks.take_ordinal, _Marks.take_label),
    "=": (_Marks.take_heading, _Marks.take_highlight, _Marks.take_bullet),
    "-": (_Marks.take_bullet,),
    "*": (_Marks.take_bullet, _Marks.take_emphasis),
    "_": (_Marks.take_emphasis,),
    **dict.fromkeys(_DIGITS, _BEFORE_DIGITS),
}


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
    return line.look is Look.NONE or (len(line.text) < _SHORTEST_WRAP and first not in _OPENINGS)


def _asks_in_column(text: str, following: SourceLine) -> bool:
    """Whether a question ends on the next line of a narrow column."""
    first = text.split(None, 1)[0].lower() if len(text) >= _NARROWEST else ""
    return first in _OPENINGS and asks(following.text)


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
    if following.text[1:3] in _BEHIND_OPTION or _OPTION.match(following.text):
        return False
    # Bold that has ended ends what it enclosed.
    if len(text) + len(following.text) >= LONGEST_QUESTION or text.endswith(("**", "__")):
        return False
    if text.rstrip(CLOSERS).endswith(_ENDED):
        both = joins_questions and following.is_question and not following.split[1]
        return both and look(text) is Look.QUESTION
    if following.text[:1].islower():
        broken = len(text) >= _SHORTEST_WRAP or _BROKEN_WORD.search(text) is not None
        return broken or _asks_in_column(text, following)
    return len(text) >= _SHORTEST_WRAP and _asks_on(following)
