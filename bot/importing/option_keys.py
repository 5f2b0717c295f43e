# ruff: noqa: RUF001  # signs of other scripts are what it is about
"""Which option is right, as a line below says it: by its letter, its number or its words."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.importing.labels import ANSWER
from bot.importing.languages import every
from bot.importing.lines import SourceLine
from bot.importing.option_marks import CIRCLED, LETTERS, ROMAN
from bot.importing.options import Choice, Option

_MARK = rf"(?:[{LETTERS}](?![^\W_])|[{CIRCLED}]|{ROMAN}(?![^\W_])|\d{{1,2}}(?![^\W_]))"
_KEY_LABELS = every("answer") | every("short_answer") | every("correct")
_KEY_WORDS = "|".join(sorted(map(re.escape, _KEY_LABELS), key=len, reverse=True))
_KEY = re.compile(
    rf"[ \t>#*_\-]{{0,12}}(?:the[ ])?(?:{_KEY_WORDS})(?:\b|(?<=[^\x00-\x7f]))"
    r"[\s*_:：=\-–.(（]{0,8}(?:(?:is|are|option|est|ist|es|è|é|choice)\b[\s:：*_(（]{0,6}){0,2}"
    rf"(?P<letters>[(（]?{_MARK}[)）]?(?:[ ,;&/+、]{{1,4}}(?:(?:and|und|et|y|e|и|or)[ ])?"
    rf"[(（]?{_MARK}[)）]?){{0,8}})(?P<rest>.*)",
    re.IGNORECASE,
)
_KEY_LETTERS = frozenset(
    letter for word in ("the", *_KEY_LABELS) for letter in (word[0], word[0].upper())
)
# `Correct Answer: AC`: letters in their order, and nothing else.
_GLUED = re.compile(
    rf"[ \t>#*_\-]{{0,12}}(?:{_KEY_WORDS})[*_]{{0,3}}[ ]?[:：][\s*_]{{0,6}}"
    r"(?=[A-J]{2,8}\W{0,4}$)(?P<letters>A?B?C?D?E?F?G?H?I?J?)\W{0,4}$",
    re.IGNORECASE,
)
_LETTER = re.compile(rf"(?<![^\W_]){_MARK}")
_LONE_KEY = re.compile(
    rf"[ \t>*_]{{0,8}}[(（]?(?P<letters>{_MARK}(?:[ ,]{{1,3}}{_MARK}){{0,8}})"
    r"(?:[.)）:：]?[*_ \t]{0,4}$"
    r"|[*_]{0,3}(?:[.)）:：]|[ ][-–—=])[*_]{0,3}[ \t]{1,4}(?P<rest>\S.*))"
)


_LONGEST_KEY = 80


@dataclass(frozen=True, slots=True)
class Key:
    """The letters of what is right, and what follows them on their line."""

    letters: tuple[str, ...]
    rest: str


def read_key(line: SourceLine, *, lone: bool = False) -> Key | None:
    """Return the key on a line: `ANSWER: B`, `**Answer:** A, C`; `lone` takes `B` by itself."""
    if line.fenced or not line.text:
        return None
    if not lone and line.raw.lstrip(" \t>#*_-")[:1] not in _KEY_LETTERS:
        return None
    found = _KEY.match(line.raw.strip()) if len(line.raw) < 1_500 else None  # noqa: PLR2004  # a line
    if found is None and (glued := _GLUED.match(line.raw.strip()[:_LONGEST_KEY])):
        letters = glued["letters"]
        return Key(tuple(letters), "") if letters.isupper() else None
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


def _letters(text: str) -> tuple[str, ...]:
    return tuple(found[0] for found in _LETTER.finditer(text))


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
