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

from bot.importing.labels import ANSWER
from bot.importing.languages import every
from bot.importing.lines import SourceLine

_FEWEST = 2
_LETTERS = "ABCDEFGHIJ"
# The first letters of other alphabets, as exams count options by them; small ones count the points
# of an answer as well.
_OTHERS = "АБВГДЕабвгдеアイウエオאבגדהأبجده"
_AS_LATIN = str.maketrans(_OTHERS, "ABCDEFabcdef" + 3 * "abcde")
_BOX = re.compile(
    r"[ \t>]{0,20}(?:(?:[-*+•]|\d{1,2}[.)])[ \t]{0,8})?"
    r"(?:\[(?P<tick>[ xX✓✔]?)\]|\((?P<dot>[ xX✓✔•●*])\))"
    r"[ \t]{0,8}(?P<text>\S.*)"
)
_LETTERED = re.compile(
    r"[ \t>]{0,20}(?:[-*+•][ \t]{1,8})?(?P<bold>[*_]{2,3})?[(（\[]?"
    r"(?P<letter>[A-Ja-j" + _OTHERS + r"])"
    r"(?:[.)）\]．、]|[ \t]?[:：]|(?<=[アイウエオ])(?=[ \t\u3000]))(?P<end>[*_]{2,3})?"
    r"(?=[ \t]|[^\x00-\x7f]|[A-Z0-9`\"'(<\-$]|$)"
    r"[ \t]{0,8}(?P<text>.*)"
)
_HAS_BOX = re.compile(r"\[|\([ xX✓✔•●*]\)")
_LETTER_BEHIND_BOX = re.compile(r"(?P<letter>[A-Ja-j])[.):][ \t]{1,4}(?P<text>\S.*)")
# A cheap test that spares most lines the reading.
_MAY_BEGIN = re.compile(
    r"[ \t>*_\-+•✓✔✅☑❌❎✗✘\ufe0f]{0,24}"
    r"(?:[(（\[]?[A-Ja-j" + _OTHERS + r"][.)）\]．、:：*_ \t\u3000]|\d{0,2}[.)]?[ \t]*[\[(])"
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
_KEY_LABELS = every("answer") | every("short_answer") | every("correct")
_KEY_WORDS = "|".join(sorted(map(re.escape, _KEY_LABELS), key=len, reverse=True))
_KEY = re.compile(
    rf"[ \t>#*_\-]{{0,12}}(?:the[ ])?(?:{_KEY_WORDS})(?:\b|(?<=[^\x00-\x7f]))"
    r"[\s*_:：=\-–.(（]{0,8}(?:(?:is|are|option|est|ist|es|è|é|choice)\b[\s:：*_(（]{0,6}){0,2}"
    rf"(?P<letters>[(（]?[A-Ja-j{_OTHERS}][)）]?(?:[ ,;&/+、]{{1,4}}(?:(?:and|und|et|y|e|и|or)[ ])?"
    rf"[(（]?[A-Ja-j{_OTHERS}][)）]?(?![^\W_])){{0,8}})"
    r"(?![^\W_])(?P<rest>.*)",
    re.IGNORECASE,
)
_KEY_LETTERS = frozenset(
    letter for word in ("the", *_KEY_LABELS) for letter in (word[0], word[0].upper())
)
_LETTER = re.compile(rf"(?<![^\W_])[A-J{_OTHERS}](?![^\W_])", re.IGNORECASE)
_LONE_KEY = re.compile(
    r"[ \t>*_]{0,8}[(（]?(?P<letters>[A-Ja-j](?:[ ,]{1,3}[A-Ja-j](?![^\W_])){0,8})"
    r"(?:[.)）:：]?[*_ \t]{0,4}$|[.)）:：][*_]{0,3}[ \t]{1,4}(?P<rest>\S.*))"
)


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
    def capital(self) -> bool:
        return self.options[0].letter.isupper()

    def by_letter(self, letters: str) -> list[Option]:
        """Return the options with these letters, in order; none where one is missing."""
        wanted = set(_latin(letters))
        found = [one for one in self.options if one.letter and _latin(one.letter) in wanted]
        return found if len(found) == len(wanted) else []

    def right(self) -> list[Option]:
        """Return the options that are marked as right themselves."""
        return [one for one in self.options if one.is_right]

    def standing_out(self) -> list[Option]:
        """Return the options that are bold where others are not."""
        bold = [one for one in self.options if one.is_bold]
        return bold if 2 * len(bold) <= len(self.options) else []


def _latin(letters: str) -> str:
    """Return the capital Latin letters that stand in the places of these in their alphabets."""
    return letters.translate(_AS_LATIN).upper()


def _counts_on(letter: str, following: str) -> bool:
    return ord(_latin(following)) == ord(_latin(letter)) + 1


def read_choice(lines: Sequence[SourceLine], *, bare: bool = False) -> Choice | None:
    """Return the first run of options among an item's lines; `bare` reads `A text` as one too."""
    for at, line in enumerate(lines):
        if line.fenced or line.blank or _is_prose(line):
            continue
        if choice := run_of_options(lines, at, bare=bare):
            return choice
    return None


def run_of_options(lines: Sequence[SourceLine], first: int, *, bare: bool = False) -> Choice | None:
    """Return the options of which the first is on a line, None where there are none."""
    options: list[Option] = []
    at = first
    while at < len(lines):
        option = _option(lines, at, len(options), bare=bare)
        if option is None or (options and bool(option.letter) != bool(options[0].letter)):
            break
        options += _parted(option)
        at = option.end
        while at < len(lines) and lines[at].blank:
            at += 1
    if len(options) < _FEWEST and not (options and not options[0].letter):
        return None
    return Choice(tuple(options), first, options[-1].end)


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


def _parted(option: Option) -> list[Option]:
    """Return the options of a line that has several: `A. Mars  B. Venus`."""
    if not option.letter or option.end != option.first + 1 or _latin(option.letter) == "J":
        return [option]
    following = chr(ord(_latin(option.letter)) + 1)
    places = _in_order(option.text, following)
    if not places or not (text := option.text[: places[0].start()].strip()):
        return [option]
    return [replace(option, text=text), *_between(option.text, places, option.first)]


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
    if found is None or nth >= len(_LETTERS):
        return None
    letter = found["letter"]
    if _latin(letter) != _LETTERS[nth]:
        return None
    end = _option_end(lines, at)
    text = _text(found["text"], lines, at, end)
    bold = bool(found.groupdict().get("bold")) and not found["end"]
    if plain := _BOLD.fullmatch(text):
        bold, text = True, plain["text"]
    return Option(letter, text, right is True, at, end, bold)


def _without_verdict(raw: str) -> tuple[str, bool | None]:
    """Return a line without the mark that says whether it is right, None where it has none."""
    if not _WRONG_SIGNS.isdisjoint(raw):
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
    lettered = _LETTER_BEHIND_BOX.match(found["text"]) if nth < len(_LETTERS) else None
    if lettered and lettered["letter"].upper() == _LETTERS[nth]:
        return Option(lettered["letter"], _text(lettered["text"], lines, at, end), right, at, end)
    return Option("", _text(found["text"], lines, at, end), right, at, end)


def _is_prose(line: SourceLine) -> bool:
    """Whether a line begins with a word and no mark: a quick look that spares most the reading."""
    if line.marked or line.emphasis:
        return False
    begin = line.text[:2]
    return len(begin) > 1 and begin.isalpha()


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
            if below < len(lines) and lines[below].fenced and _more_options(lines, below):
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
    following = _LETTERED.match(lines[below].raw)
    return following is not None and _counts_on(option["letter"], following["letter"])


def _more_options(lines: Sequence[SourceLine], at: int) -> bool:
    while at < len(lines) and (lines[at].fenced or lines[at].blank):
        at += 1
    return at < len(lines) and _marks_option(lines[at])


def _marks_option(line: SourceLine) -> bool:
    found = _LETTERED.match(line.raw)
    # Only the letters behind the first go on with a run.
    return bool(_BOX.match(line.raw)) or bool(found and _latin(found["letter"]) != "A")


def _text(first: str, lines: Sequence[SourceLine], at: int, end: int) -> str:
    text = first.strip()
    for mark in ("**", "__"):
        if text.endswith(mark) and text.count(mark) == 1:
            text = text.removesuffix(mark)
    rest = [
        line.raw.strip() if not line.fenced else line.raw.rstrip() for line in lines[at + 1 : end]
    ]
    return "\n".join([text, *rest]).strip()


@dataclass(frozen=True, slots=True)
class Key:
    """The letters of what is right, and what follows them on their line."""

    letters: str
    rest: str


def read_key(line: SourceLine, *, lone: bool = False) -> Key | None:
    """Return the key on a line: `ANSWER: B`, `**Answer:** A, C`; `lone` takes `B` by itself."""
    if line.fenced or not line.text:
        return None
    if not lone and line.raw.lstrip(" \t>#*_-")[:1] not in _KEY_LETTERS:
        return None
    found = _KEY.match(line.raw.strip()) if len(line.raw) < 1_500 else None  # noqa: PLR2004  # a line
    if found is None and lone:
        found = _LONE_KEY.match(line.raw.strip())
        return Key(_letters(found["letters"]), (found["rest"] or "").strip()) if found else None
    if found is None or (found["rest"] and not _ends_key(found["letters"], found["rest"])):
        return None
    return Key(_letters(found["letters"]), found["rest"].strip(" \t*_.):：-–—）"))


def _ends_key(letters: str, rest: str) -> bool:
    """Whether a key's letter stands alone: `A` of `Answer: A cell ...` is an article."""
    if letters.endswith((")", "）")):
        return True
    return rest[:1] in ".):：,;*_-–—）] \t" and not (
        rest[:1] in " \t" and rest.strip()[:1].isalpha() and rest.strip()[:1].islower()
    )


def _letters(text: str) -> str:
    return "".join(_latin(found[0]) for found in _LETTER.finditer(text))


def named_by(line: SourceLine, choice: Choice) -> Choice | None:
    """Return the options, those right that a line labelled as the answer repeats in words."""
    said = letters_of(line.text) if line.label == ANSWER and not line.fenced else ""
    named = [one for one in choice.options if said and said in _names_of(one)]
    if not named:
        return None
    options = tuple(replace(one, is_right=one in named) for one in choice.options)
    return replace(choice, options=options)


_LETTER_BEFORE = re.compile(r"[A-Ja-j][.)][ \t]+")


def _names_of(option: Option) -> tuple[str, str]:
    """Return an option's letters, with and without the letter before its text behind a box."""
    return letters_of(option.text), letters_of(_LETTER_BEFORE.sub("", option.text, count=1))


def letters_of(text: str) -> str:
    """Return what of a text tells it from another, whatever marks stand around it."""
    return "".join(filter(str.isalnum, text.casefold()))
