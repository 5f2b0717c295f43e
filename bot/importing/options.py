# ruff: noqa: RUF001  # signs of other scripts are what it is about
"""Options of a multiple choice, read off an item's lines: what is offered, and what is right.

Options are lines in a row with boxes (`- [x] oxygen`) or with letters that count up (`B) oxygen`).
What stands above them belongs to the question, what stands below them is the key (`ANSWER: B`) and
the explanation.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.importing.languages import every
from bot.importing.lines import SourceLine
from bot.importing.option_marks import (
    CIRCLED,
    LETTERS,
    MOST,
    ROMAN,
    SPACED,
    counts_on,
    following,
    is_counted_in_roman,
    lists_points,
    same_mark,
    stands_for,
    tells_option,
)

_FEWEST = 2
_BOX = re.compile(
    r"[ \t>]{0,20}(?:(?:[-*+•]|\d{1,2}[.)])[ \t]{0,8})?"
    r"(?:\[(?P<tick>[ xX✓✔]?)\]|\((?P<dot>[ xX✓✔•●*])\))"
    r"[ \t]{0,8}(?P<text>\S.*)"
)
_LETTERED = re.compile(
    r"[ \t>]{0,20}(?:[-*+•][ \t]{1,8})?(?P<bold>[*_]{2,3})?(?:"
    rf"[(（\[]?(?P<letter>[{LETTERS}]|{ROMAN})(?:[.)）\]．、]|[ \t]?[:：]"
    rf"|(?<=[{SPACED}])(?=[ \t\u3000]))"
    r"|(?P<number>\d{1,2})[)）](?!\))|[(（](?P<enclosed>\d{1,2})[)）]"
    rf"|(?P<circled>[{CIRCLED}])[.)）:：、．]?)"
    r"(?P<end>[*_]{2,3})?"
    r"(?=[ \t]|[^\x00-\x7f]|(?<=[^\x00-\x7f])\w|[A-Z0-9`\"'(<\-$]|$)"
    r"[ \t\u3000]{0,8}(?P<text>.*)"
)
_HAS_BOX = re.compile(r"\[|\([ xX✓✔•●*]\)")
_LETTER_BEHIND_BOX = re.compile(r"(?P<letter>[A-Ja-j])[.):][ \t]{1,4}(?P<text>\S.*)")
# A cheap test that spares most lines the reading.
_MAY_BEGIN = re.compile(
    r"[ \t>*_\-+•✓✔✅☑❌❎✗✘\ufe0f]{0,24}"
    rf"(?:[(（\[]?[{LETTERS}ivxIVX\d][ivxIVX\d]{{0,3}}[.)）\]．、:：*_ \t\u3000]|[{CIRCLED}]"
    r"|\d{0,2}[.)]?[ \t]*[\[(])"
)
_BOLD = re.compile(r"(?P<mark>\*\*|__|==)(?P<text>[^\n]{1,500}?)(?P=mark)[.,;]?")
_BARE = re.compile(r"[ \t]{0,20}(?P<letter>[A-H])[ \t](?P<text>\S.*)")
_SAID_RIGHT = "|".join(
    sorted({"right", "answer", "true", *map(re.escape, every("correct"))}, key=len, reverse=True)
)
_RIGHT = re.compile(
    r"[ \t]{0,4}(?:✓|✔\ufe0f?|✅|☑\ufe0f?|(?:<-{1,3}|←)(?:[ ]?(?:correct|right|answer))?"
    rf"|[*_]{{0,3}}[(\[](?:{_SAID_RIGHT})[)\]][*_]{{0,3}})[ \t]{{0,4}}$",
    re.IGNORECASE,
)
_ENDS_RIGHT = frozenset("✓✔\ufe0f✅☑)]-←*_")
_RIGHT_BEFORE = re.compile(
    r"[ \t>]{0,20}(?:[-*+•][ \t]{1,8})?(?:✓|✔\ufe0f?|✅|☑\ufe0f?|\*(?=[A-Ja-j][.)]))[ \t]{0,4}"
)
_WRONG = r"(?:❌|❎|✗|✘|✖\ufe0f?)"
_WRONG_BEFORE = re.compile(rf"[ \t>]{{0,20}}(?:[-*+•][ \t]{{1,8}})?{_WRONG}[ \t]{{0,4}}")
_WRONG_BEHIND = re.compile(rf"[ \t]{{0,4}}{_WRONG}[ \t]{{0,4}}$")
_WRONG_SIGNS = frozenset("❌❎✗✘✖")


@dataclass(frozen=True, slots=True)
class Option:
    """One option: its letter as written, "" behind a box; `first` to `end` are its lines."""

    letter: str
    text: str
    is_right: bool
    first: int
    end: int
    is_bold: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """The options of an item; `first` to `end` are the places of their lines in its body."""

    options: tuple[Option, ...]
    first: int
    end: int

    @property
    def boxed(self) -> bool:
        return not self.options[0].letter

    @property
    def tells(self) -> bool:
        """Whether what counts the options hardly counts anything else."""
        return tells_option(self.options[0].letter)

    def by_letter(self, letters: Sequence[str]) -> list[Option]:
        """Return the options with these marks, in order; none where one is missing."""
        roman = is_counted_in_roman(self.options[0].letter)
        found: dict[int, Option] = {}
        for letter in letters:
            named = (each for each in self.options
                     if each.letter and same_mark(each.letter, letter, roman=roman))  # fmt: skip
            one = next(named, None)
            if one is None:
                return []
            found[self.options.index(one)] = one
        return [found[at] for at in sorted(found)]

    def right(self) -> list[Option]:
        """Return the options that are marked as right themselves."""
        return [one for one in self.options if one.is_right]

    def standing_out(self) -> list[Option]:
        """Return the options that are bold where others are not."""
        bold = [one for one in self.options if one.is_bold]
        return bold if 2 * len(bold) <= len(self.options) else []


def read_choice(lines: Sequence[SourceLine], *, bare: bool = False) -> Choice | None:
    """Return the first run of options among an item's lines; `bare` reads `A text` as one too.

    Numbers count options as well, which is the document's to decide.
    """
    for at, line in enumerate(lines):
        if line.fenced or line.blank or _is_prose(line):
            continue
        if choice := run_of_options(lines, at, bare=bare, counted=True):
            return choice
    return None


def run_of_options(
    lines: Sequence[SourceLine], first: int, *, bare: bool = False, counted: bool = False
) -> Choice | None:
    """Return the options of which the first is on a line, None where there are none.

    `counted` are those that numbers count, as they do the points of a list.
    """
    options: list[Option] = []
    at = first
    while at < len(lines):
        option = _option(lines, at, len(options), bare=bare)
        if option is None or (options and not _are_of_a_kind(options[0], option)):
            break
        if not counted and lists_points(option.letter) and not options:
            return None
        options += _parted(option, is_first=not options)
        at = option.end
        while at < len(lines) and lines[at].blank:
            at += 1
    if len(options) < _FEWEST and not (options and not options[0].letter):
        return None
    return Choice(tuple(options), first, options[-1].end)


def _are_of_a_kind(first: Option, other: Option) -> bool:
    """Whether two options are counted alike: behind a letter a number begins something else."""
    return bool(first.letter) == bool(other.letter) and (
        first.letter.isdecimal() == other.letter.isdecimal()
    )


_WITHIN = re.compile(r"(?:^|(?<=[\s?.:,;]))[(\[]?(?P<letter>[A-Ja-j])[.)\]][ \t]{1,8}(?=[^\s)])")
_FIRST_WITHIN = re.compile(r"[Aa][.)\]][ \t]")
_FEWEST_WITHIN = 3  # options in a sentence: "a) and b)" refers to them
_LONGEST_WITHIN = 2_000


def options_within(text: str) -> tuple[str, tuple[Option, ...]] | None:
    """Return what stands above options on its own line, and these: `Force is (a) 1 (b) 2 (c) 3`."""
    if not _FIRST_WITHIN.search(text, 0, _LONGEST_WITHIN):
        return None
    places = _in_order(text, "A")
    if len(places) < _FEWEST_WITHIN or not (stem := text[: places[0].start()].strip()):
        return None
    return stem, tuple(_between(text, places, 0))


def _parted(option: Option, *, is_first: bool) -> list[Option]:
    """Return the options of a line that has several: `A. Mars  B. Venus`, `① Mars ② Venus`."""
    if not option.letter or option.end != option.first + 1:
        return [option]
    if not _LATIN.fullmatch(option.letter) or (is_first and is_counted_in_roman(option.letter)):
        return _parted_by_marks(option)
    if option.letter in "Jj":
        return [option]
    places = _in_order(option.text, chr(ord(option.letter.upper()) + 1))
    if not places or not (text := option.text[: places[0].start()].strip()):
        return [option]
    return [replace(option, text=text), *_between(option.text, places, option.first)]


_LATIN = re.compile("[A-Ja-j]")


def _parted_by_marks(option: Option) -> list[Option]:
    """Return the options of a line whose marks are no Latin letters, each after a space."""
    parts = [option]
    while mark := following(parts[-1].letter):
        closed = "" if mark in CIRCLED else r"(?:[.)）．、:：]|(?=[ \t\u3000]))"
        found = re.search(
            rf"[ \t\u3000]{{1,40}}[(（]?{mark}{closed}[ \t\u3000]{{0,8}}(?=\S)", parts[-1].text
        )
        if found is None or len(parts) >= MOST:
            break
        text, rest = parts[-1].text[: found.start()].strip(), parts[-1].text[found.end() :].strip()
        parts[-1:] = [replace(parts[-1], text=text), replace(option, letter=mark, text=rest)]
    return parts if all(part.text for part in parts) else [option]


def _in_order(text: str, first: str) -> list[re.Match[str]]:
    """Return the marks in a line whose letters count up from one."""
    if not _holds_mark(text, first):
        return []
    places: list[re.Match[str]] = []
    wanted = first
    for found in _WITHIN.finditer(text, 0, _LONGEST_WITHIN):
        if found["letter"].upper() == wanted:
            places.append(found)
            wanted = chr(ord(wanted) + 1)
    return places


def _holds_mark(text: str, letter: str) -> bool:
    """Whether `b)`, `B.` or the like stands somewhere: a look that spares most the search."""
    marks = (each + end for each in (letter, letter.lower()) for end in ".)]")
    return any(mark in text for mark in marks)


def _between(text: str, places: Sequence[re.Match[str]], at: int) -> list[Option]:
    ends = [place.start() for place in places[1:]] + [len(text)]
    return [
        Option(place["letter"], text[place.end() : end].strip(" \t;,"), False, at, at + 1)
        for place, end in zip(places, ends, strict=True)
    ]


def _option(lines: Sequence[SourceLine], at: int, nth: int, *, bare: bool) -> Option | None:
    line = lines[at]
    if _is_prose(line):
        return None
    if line.fenced or line.heading or not _MAY_BEGIN.match(line.raw):
        return None
    raw = line.raw.rstrip()
    stripped, right = _without_verdict(raw)
    found = _BOX.match(stripped) if _HAS_BOX.search(stripped, 0, 40) else None
    if found:
        return _boxed(lines, at, nth, found, right is True)
    found = _LETTERED.match(stripped) or (_BARE.match(stripped) if bare else None)
    letter = _mark_of(found) if found else ""
    if found is None or nth >= MOST or not stands_for(letter, nth):
        return None
    end = _option_end(lines, at)
    text = _text(found["text"], lines, at, end)
    bold = bool(found.groupdict().get("bold")) and not found["end"]
    if plain := _BOLD.fullmatch(text):
        bold, text = True, plain["text"]
    return Option(letter, text, right is True, at, end, bold)


def _mark_of(found: re.Match[str]) -> str:
    """Return what counts an option, without what encloses it."""
    named = found.groupdict()
    return next(filter(None, (named.get(each) for each in _MARK_GROUPS)), "")


_MARK_GROUPS = ("letter", "number", "enclosed", "circled")


def _without_verdict(raw: str) -> tuple[str, bool | None]:
    """Return a line without the mark that says whether it is right, None where it has none."""
    if not raw.isascii() and not _WRONG_SIGNS.isdisjoint(raw):
        wrong = _WRONG_BEFORE.match(raw)
        behind = None if wrong else _WRONG_BEHIND.search(raw)
        if wrong or behind:
            return (
                raw[wrong.end() :] if wrong else raw[: behind.start()] if behind else raw
            ), False
    ticked = _RIGHT_BEFORE.match(raw)
    stripped = raw[ticked.end() :] if ticked else raw
    said = _RIGHT.search(stripped) if stripped[-1:] in _ENDS_RIGHT else None
    return (stripped[: said.start()] if said else stripped), True if ticked or said else None


_POINT = re.compile(r"[ \t>]{0,20}(?:[-*+•]|\d{1,2}[.)])[ \t]{1,8}(?=\S)")
_MOST_POINTS = 10


def read_points(lines: Sequence[SourceLine]) -> Choice | None:
    """Return the points below a question as options that have neither letters nor boxes.

    They are options only where a mark or bold type sets the right ones apart in most items of a
    document, which is its to decide.
    """
    at = next((at for at, line in enumerate(lines) if not line.blank), len(lines))
    first, options = at, list[Option]()
    while at < len(lines) and (option := _point(lines[at], at)) is not None:
        options.append(option)
        at += 1
        while at < len(lines) and lines[at].blank:
            at += 1
    if not _FEWEST <= len(options) <= _MOST_POINTS:
        return None
    return Choice(tuple(options), first, options[-1].end)


def _point(line: SourceLine, at: int) -> Option | None:
    if line.fenced or line.heading or not line.text:
        return None
    point = _POINT.match(line.raw)
    bare = line.raw[point.end() :] if point else line.raw
    text, right = _without_verdict(bare.rstrip())
    if not (point or right is not None) or not text.strip():
        return None
    bold = _BOLD.fullmatch(text.strip())
    return Option("", bold["text"] if bold else text.strip(), right is True, at, at + 1, bool(bold))


def _boxed(
    lines: Sequence[SourceLine], at: int, nth: int, found: re.Match[str], right: bool
) -> Option:
    """Return the option behind a box, its letter too where it has one that a key may name."""
    end = _option_end(lines, at)
    right = right or bool((found["tick"] or found["dot"] or "").strip())
    lettered = _LETTER_BEHIND_BOX.match(found["text"])
    if lettered and stands_for(lettered["letter"], nth):
        return Option(lettered["letter"], _text(lettered["text"], lines, at, end), right, at, end)
    return Option("", _text(found["text"], lines, at, end), right, at, end)


_BEGIN_ROMAN = frozenset({"ii", "iv", "vi"})


def _is_prose(line: SourceLine) -> bool:
    """Whether a line begins with a word and no mark: a quick look that spares most the reading."""
    if line.marked or line.emphasis:
        return False
    begin = line.text[:2]
    return len(begin) > 1 and begin.isalpha() and begin.casefold() not in _BEGIN_ROMAN


def _option_end(lines: Sequence[SourceLine], at: int) -> int:
    """Return the place after an option's lines: what is indented under it or in a fence."""
    end = at + 1
    while end < len(lines):
        line = lines[end]
        if line.fenced:
            end += 1
        elif line.blank:
            # Code below a blank line is an option's own where more options follow.
            below = end + 1
            own = _more_options(lines, below) or len(lines[at].text.strip("*_.) ")) <= 1
            if below < len(lines) and lines[below].fenced and own:
                end = below
                continue
            break
        elif (
            line.indent > lines[at].indent + 1 and not line.label and not _marks_option(line)
        ) or (not line.marked and not _marks_option(line) and _goes_on(lines, at, end)):
            end += 1
        else:
            break
    return end


def _goes_on(lines: Sequence[SourceLine], at: int, end: int) -> bool:
    """Whether a line without a mark is an option's second one: the next option stands below it."""
    option, below = _LETTERED.match(lines[at].raw), end + 1
    if option is None or below >= len(lines) or lines[end].blank:
        return False
    below_it = _LETTERED.match(lines[below].raw)
    return below_it is not None and counts_on(_mark_of(option), _mark_of(below_it))


def _more_options(lines: Sequence[SourceLine], at: int) -> bool:
    while at < len(lines) and (lines[at].fenced or lines[at].blank):
        at += 1
    return at < len(lines) and _marks_option(lines[at])


def _marks_option(line: SourceLine) -> bool:
    found = _LETTERED.match(line.raw)
    # Only the letters behind the first go on with a run.
    return bool(_BOX.match(line.raw)) or bool(found and not stands_for(_mark_of(found), 0))


def _text(first: str, lines: Sequence[SourceLine], at: int, end: int) -> str:
    text = first.strip()
    for mark in ("**", "__"):
        if text.endswith(mark) and text.count(mark) == 1:
            text = text.removesuffix(mark)
    rest = [
        line.raw.strip() if not line.fenced else line.raw.rstrip() for line in lines[at + 1 : end]
    ]
    return "\n".join([text, *rest]).strip()
