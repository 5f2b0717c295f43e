# ruff: noqa: RUF001, RUF002  # signs and words of other scripts are what it is about
"""Labels before a text, in any language: `Question 3:`, `**Antwort:**`, `問1`, `Correct answer -`.

A label is a word of the table in `languages`, perhaps a number, and a colon or what stands for one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.importing.languages import LANGUAGES, every

QUESTION, ANSWER, OWN, HINT, EXPLANATION, OFFER = "q", "a", "o", "h", "e", "c"

# Where a word is in two fields the later one counts.
_KINDS = {
    **dict.fromkeys(every("task"), "t"),
    **dict.fromkeys(every("explanation"), EXPLANATION),
    **dict.fromkeys(every("offer"), OFFER),
    **dict.fromkeys(every("hint"), HINT),
    **dict.fromkeys(every("short_question"), QUESTION),
    **dict.fromkeys(every("answer") | every("short_answer") | every("correct"), ANSWER),
    **dict.fromkeys(every("own"), OWN),
    **dict.fromkeys(every("question"), QUESTION),
    "q": QUESTION,
    "a": ANSWER,
}
# The first letters of all labels: a line that begins with no such letter is spared the search.
LETTERS = frozenset(
    letter for word in _KINDS for letter in (word[0], word[0].upper())
) | frozenset("第[【<「")  # fmt: skip
# ... and what labels of ASCII begin with, the whole word where it has fewer letters.
_LONGEST_BEGINNING = 3
_BEGINNINGS = frozenset(word[:_LONGEST_BEGINNING] for word in _KINDS)
_ALWAYS = frozenset("qa")  # initials that need no others beside them
_FEWEST = 2  # lines with each of two initials that make labels of them

_LABEL = re.compile(
    r"(?P<word>[^\W\d_]"
    r"(?:[^\W\d_]|['’][^\W\d_]|[ ](?=[^\W\d_])|[\u0300-\u036f\u0900-\u097f\u0e31-\u0e4e]){0,29})"
    r"[*_]{0,3}(?:[ \t\u00a0]{0,3}[#.№]?[ \t\u00a0]{0,3}(?P<number>\d{1,5})"
    r"(?P<part>(?:\.\d{1,3}){1,2}(?!\d))?)?"
    r"(?P<close>[*_]{0,3}[ \t\u00a0\u202f]{0,3}(?:\.?[:：]|[.．)）、\-–—]|(?=[ \t　]|$)))"
    r"(?P<rest>.*)",
    re.DOTALL,
)
_COLONS = ":："
# `Ans) ...`, `Answer. ...`, `Que. ...`: a dot or a bracket behind such a word, as nothing else
# has it.
_WORDS_WITH_DOTS = sorted(
    {
        word
        for word in every("answer") | every("short_answer") | every("short_question")
        if len(word) > 2 and " " not in word  # noqa: PLR2004
    },
    key=len,
)
_DOTTED = re.compile(
    rf"(?P<word>{'|'.join(map(re.escape, reversed(_WORDS_WITH_DOTS)))})"
    r"[*_]{0,3}[ ]?[.)）\-–—][*_]{0,3}(?:\s|$)(?!\d{1,5}[*_]{0,3}[:：])",
    re.IGNORECASE,
)
# `第3题`, `问题3`, `問３`: the number may touch the word, and the text the number.
_COUNTED = re.compile(
    r"(?:第[ ]?(?P<nth>\d{1,5})[ ]?[题題問问]|(?P<word>問題|問|设问|設問|问题|题目|题|문제|문|問題)"
    r"[ ]?(?P<number>\d{1,5}))[*_]{0,3}[ \t　]{0,3}[:：.．、)）]?[*_]{0,3}"
)
# `[Answer]`, `【答案】`: as in dumps of exams and in Chinese books.
_BRACKETS = "[【<「"
_BRACKETED = re.compile(
    r"[\[【<「][ ]?(?P<word>[^\W\d_](?:[^\W\d_]|[ ](?=[^\W\d_])){0,29})"
    r"[ ]?#?(?P<number>\d{0,4})[ ]?[\]】>」](?!\()[:：]?"
)
# What a question of an exam counts: `(5 points)`, behind its number, behind its text or alone.
_COUNTED_POINTS = (
    r"[(\[](?:total:?[ ])?\d{1,3}(?:[.,]\d)?[ ]?(?:points?|pts?\.?|marks?|mks?\.?|punkte?|p\.?"
    r"|pkt\.?|puntos?|pontos?|punti|punten|poäng|баллов|балла|балл|分|点|점|puan)[)\]]"
)
# ... `(1,0)` where nothing but a number's fraction says that it counts.
POINTS = re.compile(
    rf"(?:{_COUNTED_POINTS}|[(\[]\d{{1,2}}[.,]\d{{1,2}}[)\]])" + r"[:.]?[ \t]{0,8}", re.IGNORECASE
)
_LAST_POINTS = re.compile(
    rf"(?:^|[ \t]{{1,8}})(?P<open>[*_]{{0,3}}){_COUNTED_POINTS}(?P<close>[*_]{{0,3}})$",
    re.IGNORECASE,
)
_FURTHEST_POINTS = 40  # characters from the end of a text
_NUMBER_WORDS = (" no", " nr", " number", " num", " #")
_TOLD_NUMBER = re.compile(r"(\d{1,5})(?:[.):]|(?=\s|$))[*_]{0,3}[ \t]{0,4}")
_LONGEST = 40
_DIGIT = re.compile(r"\d")
# What may stand between a label and its text without a space.
_GLUED = re.compile(r"[A-Z\"“‘'`*¿¡\[(]|[^\x00-\x7f]")


@dataclass(frozen=True, slots=True)
class Label:
    """A label, its number if any, and the text behind it."""

    kind: str
    number: int | None
    rest: str
    colon: bool


def without_points(text: str) -> str:
    """Return a text without the points that it ends in, "" where it is nothing else."""
    if text[-1:] not in _ENDS_OF_POINTS:
        return text
    found = _LAST_POINTS.search(text, max(0, len(text) - _FURTHEST_POINTS))
    if found is None:
        return text
    # What closes here what was opened before the points stays.
    return text[: found.start()] + ("" if found["open"] else found["close"])


_ENDS_OF_POINTS = frozenset(")]*_")


def may_open(text: str) -> bool:
    """Whether a label may open a text that begins with a letter: a look that spares most of them.

    Letters that are labels only here are not among those that it knows.
    """
    begin = text[:_LONGEST_BEGINNING]
    if not begin.isascii():
        return begin[0] in LETTERS
    begin = begin.lower()
    if begin in _BEGINNINGS:
        return True
    short = begin[:1] if not begin[1:2].isalpha() else begin[:2]
    return short in _BEGINNINGS and not begin[len(short) : len(short) + 1].isalpha()


def read_label(
    text: str,
    initials: Mapping[str, str] | None = None,
    *,
    alone: bool = False,
    counted: bool = False,
) -> Label | None:
    """Return the label that opens a text.

    `initials` are further letters that are labels here, by what `active_initials` found. `alone`
    says that the text is set apart (a heading, bold), where a number needs no colon behind it, and
    `counted` that an ordinal stands before it: `3rd task: ...`.
    """
    if not text:
        return None
    head = text[:_LONGEST]
    if dotted := _dotted(head, initials or {}):
        kind, number, at = dotted
        return Label(kind, number, text[at:].lstrip(" \t　\u00a0"), colon=False)
    if head[0] in _BRACKETS:
        return _bracketed(text, head)
    if _BARE_KEY in (initials or ()) and (bare := _BARE_INITIAL.match(head)):
        number = int(bare["number"]) if bare["number"] else None
        kind = QUESTION if bare["letter"] == "Q" else ANSWER
        return Label(kind, number, text[bare.end() :].lstrip(" \t\u3000\u00a0"), colon=False)
    if _BARE_WORD_KEY in (initials or ()) and (word := _BARE_WORD.match(head)):
        kind = _KINDS.get(word["word"].casefold(), "")
        if kind in (QUESTION, ANSWER):
            return Label(kind, None, text[word.end() :].lstrip(" \t\u3000\u00a0"), colon=False)
    return _with_colon(text, head, initials or {}, alone=alone, counted=counted)


def _bracketed(text: str, head: str) -> Label | None:
    found = _BRACKETED.match(head)
    kind = _kind(found, {}) if found else ""
    if not found or not kind:
        return None
    number = int(found["number"]) if found["number"] else None
    rest = text[found.end() :].lstrip(" \t　\u00a0")
    return Label(QUESTION if kind == "t" else kind, number, rest, colon=True)


def _with_colon(
    text: str, head: str, initials: Mapping[str, str], *, alone: bool, counted: bool
) -> Label | None:
    if ":" not in head and "：" not in head and not _DIGIT.search(head):
        return None
    nth = None if text[0].isascii() else _COUNTED.match(text)
    if nth:
        number = nth["nth"] or nth["number"]
        return Label(QUESTION, int(number), text[nth.end() :].lstrip(" \t　*_"), colon=False)
    found = _LABEL.match(text)
    if found is None:
        return None
    kind = _kind(found, initials, counted=counted)
    if not kind or not _closes(found, kind, alone=alone):
        return None
    rest = _unemphasised(found["rest"])
    rest = POINTS.sub("", rest, count=1) if rest[:1] in ("(", "[") and found["number"] else rest
    colon = _closing(found) in {*_COLONS}
    number = found["part"].rpartition(".")[2] if found["part"] else found["number"]
    if not number and found["word"].casefold().endswith(_NUMBER_WORDS):
        told = _TOLD_NUMBER.match(rest)  # `QUESTION NO: 12`
        number, rest = (told[1], rest[told.end() :]) if told else (None, rest)
    number = int(number) if number else None
    return Label(QUESTION if kind == "t" else kind, number, rest, colon)


def _dotted(head: str, initials: Mapping[str, str]) -> tuple[str, int | None, int] | None:
    """Return kind, number and end of a label without a colon; `A.` is one where `Q1.` asks."""
    if head[:1].isupper() and (found := _DOTTED.match(head)):
        return _KINDS[found["word"].casefold()], None, found.end()
    initial = _DOTTED_INITIAL.match(head) if not _DOTTED_KEYS.isdisjoint(initials) else None
    kind = initials.get(f"{initial['letter'].casefold()}.") if initial else None
    if initial is None or kind is None:
        return None
    return kind, int(initial["number"]) if initial["number"] else None, initial.end()


_DOTTED_KEYS = frozenset({"a.", "r.", "q."})


def _kind(found: re.Match[str], initials: Mapping[str, str], *, counted: bool = False) -> str:
    word = " ".join(found["word"].casefold().replace("’", "'").split())
    kind = _KINDS.get(word) or initials.get(word, "")
    return "" if kind == "t" and not found["number"] and not counted else kind


def _closes(found: re.Match[str], kind: str, *, alone: bool) -> bool:
    """Whether what stands behind the word makes it a label.

    "A. Smith", "Q-values" and "A4 - a format" are text: without a colon only numbered questions
    are labelled.
    """
    close, rest = _closing(found), found["rest"]
    if rest[:1].strip(" \t*_") and not _GLUED.match(rest):
        return False
    if close and close in _COLONS:
        return True
    if kind not in (QUESTION, "t") or not found["number"]:
        return False
    if rest.lstrip(" *_")[:1] in ("(", "[") and POINTS.match(rest.lstrip(" *_")):
        return True
    return bool(close) or not rest.strip(" *_") or (alone and len(found["word"]) > 1)


def _closing(found: re.Match[str]) -> str:
    """Return the sign behind a label; the colon of one that is cut short (`Resp.:`) is one."""
    close = found["close"].strip("*_ \t\u00a0\u202f")
    return close.removeprefix(".") or close


_CLOSING_EMPHASIS = re.compile(r"\A(?:\*{1,3}|_{1,3})(?=\s|$)")


def _unemphasised(rest: str) -> str:
    return _CLOSING_EMPHASIS.sub("", rest).lstrip(" \t　\u00a0")


_INITIAL = re.compile(
    r"[ \t>#*_\-]{0,12}((?:[^\W\d_]|[\u0900-\u097f]){1,4})\d{0,3}[ \t\u00a0]?[*_]{0,3}[:：]"
)
_FURTHEST = 30  # characters of a line in which the colon behind an initial stands
_COLON = re.compile("[:：]")
_PAIRS: Sequence[tuple[str, str]] = tuple(
    (first, second) for first, second in (each.words("initials") for each in LANGUAGES.values())
)


def active_initials(text: str) -> dict[str, str]:
    """Return the letters that open questions and answers in turn here: `P:` and `R:`, `В:` `О:`."""
    speakers = _Speakers()
    counts = Counter(_initials(text, speakers))
    active = {"#Q": QUESTION, "^": ANSWER} if "#Q " in text and "\n^ " in text else {}
    for question, answer in _PAIRS:
        fewer, more = sorted((counts[question], counts[answer]))
        if fewer >= _FEWEST and more <= 2 * fewer and not {question, answer} <= _ALWAYS:
            active |= {question: QUESTION, answer: ANSWER}
    active |= speakers.parts()
    for letter in _lone_answers(text, counts, active):
        active[letter] = ANSWER
    for letter, asking in _dotted_pairs(text):
        active |= {f"{letter}.": ANSWER} | ({"q.": QUESTION} if asking else {})
    if _are_bare(text):
        active[_BARE_KEY] = ANSWER
    if _are_bare_words(text):
        active[_BARE_WORD_KEY] = ANSWER
    return active if "q." in active or not _is_dotted_alone(text) else {**active, "q.": QUESTION}


# `Q| ...`, `**A3** ...`: a bar, or bold that ends, is all that stands behind such an initial.
_BARE_KEY = "a|"
_BARE_INITIAL = re.compile(
    r"(?P<letter>[QA])[ ]?(?P<number>\d{0,4})(?:[ ]?\|[*_]{0,3}|[*_]{2,3})(?:[ \t]|$)"
)
_BARE_LINE = re.compile(
    r"\n[ \t>#\-]{0,8}(?P<letter>[QA])[ ]?\d{0,4}[ ]?\|[ \t]"
    r"|\n[ \t>#\-]{0,8}(?P<mark>\*\*|__)(?P<bold>[QA])[ ]?\d{0,4}[ ]?(?:\|[ ]?)?(?P=mark)[ \t]"
)


def _are_bare(text: str) -> bool:
    """Whether such initials open questions and answers here, about as many of each."""
    if "A" not in text or "Q" not in text:
        return False
    counts = Counter(each["letter"] or each["bold"] for each in _BARE_LINE.finditer(f"\n{text}"))
    fewer, more = sorted((counts["Q"], counts["A"]))
    return fewer >= _FEWEST and more <= 2 * fewer


# `**Answer** It is brown.`: a word in bold, and no colon.
_BARE_WORD_KEY = "answer|"
_BARE_WORD = re.compile(r"(?P<word>[^\W\d_]{1,20})[*_]{2,3}[ \t\u3000]")
_BARE_WORD_LINE = re.compile(
    r"\n[ \t>#\-]{0,8}(?P<mark>\*\*|__)(?P<word>[^\W\d_]{1,20})(?P=mark)[ \t\u3000]"
)


def _are_bare_words(text: str) -> bool:
    """Whether a word for an answer opens several lines, in bold alone."""
    if "**" not in text and "__" not in text:
        return False
    words = Counter(found["word"].casefold() for found in _BARE_WORD_LINE.finditer(f"\n{text}"))
    return sum(words[each] for each in words if _KINDS.get(each) == ANSWER) >= _FEWEST_LONE


_DOTTED_Q = re.compile(
    r"\n[ \t]{0,12}(?:#{1,6}[ \t]+[*_]{0,3}Q[ ]?\d{0,4}[.)\-]|[*_]{0,3}Q[ ]?\d{0,4}[.)])"
    r"[*_]{0,3}[ \t]"
)


def _is_dotted_alone(text: str) -> bool:
    """Whether `Q.` opens several lines: `## Q. What is a thread?`; options seldom go that far."""
    return "Q" in text and len(_DOTTED_Q.findall(f"\n{text}")) >= _FEWEST_LONE


class _Speakers:
    """Who says what in a text, by the names before colons: `Teacher: ...`, `**Guest:** ...`."""

    def __init__(self) -> None:
        self.said: Counter[str] = Counter()
        self.asked: Counter[str] = Counter()

    def hear(self, text: str, begin: int, colon: int) -> None:
        """Count what a line says from a name on, and whether it asks."""
        name = text[begin:colon].strip(" \t>#*_-").casefold()
        if len(name) < _SHORTEST_NAME or name in _KINDS or not name.replace(" ", "").isalpha():
            return
        end = text.find("\n", colon)
        end = end if end >= 0 else len(text)
        self.said[name] += 1
        line = text[max(colon, end - _TAIL) : end]
        self.asked[name] += line.rstrip(" \t*_\"'”»)").endswith(("?", "？", "؟"))

    def parts(self) -> dict[str, str]:
        """Return the two who speak in turn, one asking and one answering, as labels."""
        often = self.said.most_common(3)
        if len(often) < 2 or often[1][1] < _FEWEST_LINES:  # noqa: PLR2004  # two speak
            return {}
        third = often[2][1] if len(often) > 2 else 0  # noqa: PLR2004
        (one, said), (other, answered) = sorted(
            often[:2], key=lambda each: -self.asked[each[0]] / each[1]
        )
        asks = self.asked[one] >= _MOSTLY_ASKS * said
        tells = self.asked[other] <= _SELDOM_ASKS * answered
        in_turn = (
            abs(said - answered) <= max(said, answered) / 2 and third < min(said, answered) / 2
        )
        return {one: QUESTION, other: ANSWER} if asks and tells and in_turn else {}


_FEWEST_LINES, _TAIL = 4, 40
_SHORTEST_NAME = 1
_MOSTLY_ASKS, _SELDOM_ASKS = 0.6, 0.25


def _initials(text: str, speakers: _Speakers) -> Iterator[str]:
    """Yield what may be an initial at the beginning of a line, from the colon behind it."""
    for at in _colons(text):
        begin = text.rfind("\n", max(0, at - _FURTHEST), at) + 1
        if not begin and at > _FURTHEST:
            continue
        found = _INITIAL.match(text, begin)
        if found and found.end() == at + 1:
            yield found[1].casefold()
        if begin < at:
            speakers.hear(text, begin, at)


def _colons(text: str) -> Iterator[int]:
    """Yield the places of all colons; to look for one sign is many times faster than a pattern."""
    if "：" in text:
        yield from (found.start() for found in _COLON.finditer(text))
        return
    at = text.find(":")
    while at >= 0:
        yield at
        at = text.find(":", at + 1)


_LONE = frozenset(second for _, second in _PAIRS) - _ALWAYS
_FEWEST_LONE = 3


def _lone_answers(text: str, counts: Counter[str], active: Mapping[str, str]) -> list[str]:
    """Return the letters that open answers below questions without a letter: `R: ...`."""
    found = []
    for letter in _LONE - active.keys():
        before = counts[chr(ord(letter) - 1)] if len(letter) == 1 else 0
        # Behind an `A` and a `B` a `C` is an option.
        if counts[letter] < max(_FEWEST_LONE, 2 * before):
            continue
        opening = re.compile(
            rf"(?P<above>[^\n]{{0,3}})\n[ \t]*\n?[ \t>*_-]{{0,12}}{letter}[*_]{{0,3}}[:：]",
            re.IGNORECASE,
        )
        above = [each["above"].rstrip(" \t*_") for each in opening.finditer(text)]
        asked = sum(1 for each in above if each.endswith(("?", "？", "؟", ".", ":")))
        if asked >= _MOSTLY_LONE * counts[letter]:
            found.append(letter)
    return found


_MOSTLY_LONE = 0.8
_DOTTED_INITIAL = re.compile(
    r"(?P<letter>[QAR])[ ]?(?P<number>\d{0,4})(?:[.)]-?|-)[*_]{0,3}(?:[ \t]|$)"
)
# The end of the line above comes first: it is what the search looks for.
_DOTTED_LINE = re.compile(
    r"\n[ \t>#*_\-]{0,8}(?P<letter>[QABR])[ ]?\d{0,4}(?:[.)]-?|-)[*_]{0,3}[ \t]"
)


def _dotted_pairs(text: str) -> list[tuple[str, bool]]:
    """Return the letter that opens answers, `A.` or `R.`, and whether `Q.` opens questions.

    Where there is a `B.`, or where answers do not stand below what ends, letters are options.
    """
    counts: Counter[str] = Counter()
    below: Counter[str] = Counter()
    text = f"\n{text}"
    for found in _DOTTED_LINE.finditer(text):
        counts[found["letter"]] += 1
        above = text[max(0, found.start() - 11) : found.start()].rstrip().rstrip("*_)")
        below[found["letter"]] += above.endswith(("?", "？", "؟", "."))
    return [
        (letter.casefold(), counts["Q"] > 0)
        for letter in "AR"
        if counts[letter] >= _FEWEST and not counts["B"]
        if (counts["Q"] and counts[letter] <= 1.2 * counts["Q"])
        or (letter == "R" and below[letter] >= 0.8 * counts[letter])
    ]


def is_title_of(text: str, field: str) -> bool:
    """Whether a short text is one of a field's titles, marks and a colon aside."""
    title = as_title(text)
    return len(title) <= _LONGEST and title in _titles(field)


def as_title(text: str) -> str:
    """Return a text as titles are compared: no marks, a single case."""
    return " ".join(text.strip("*_#:： \t.()[]【】").casefold().replace("’", "'").split())


_TITLES: dict[str, frozenset[str]] = {}


def _titles(field: str) -> frozenset[str]:
    if field not in _TITLES:
        _TITLES[field] = every(field)
    return _TITLES[field]
