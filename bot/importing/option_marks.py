# ruff: noqa: RUF001  # signs of other scripts are what it is about
"""What counts the options of a multiple choice: letters of any alphabet, numbers, signs in circles.

A mark stands for a place, from 0. Some stand for two: `i` is the ninth letter and the first Roman
number, which the marks beside it tell apart.
"""

from __future__ import annotations

from collections.abc import Iterator

MOST = 10
"""Options of a question; what counts further counts something else."""

# The first letters of alphabets as exams count options by them.
_ALPHABETS = (
    "abcdefghij", "ABCDEFGHIJ", "абвгде", "АБВГДЕ", "アイウエオカキクケコ", "אבגדה", "أبجده",
    "가나다라마바사아자차", "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊ",
    "甲乙丙丁戊己庚辛壬癸", "αβγδεζηθικ", "ΑΒΓΔΕΖΗΘΙΚ",
    "ａｂｃｄｅｆｇｈｉｊ", "ＡＢＣＤＥＦＧＨＩＪ", "कखगघङ", "কখগঘঙ", "กขคงจ",
)  # fmt: skip
# Signs that hold a letter or a number, and need nothing behind them.
_LETTERS_IN_CIRCLES = (
    "ⓐⓑⓒⓓⓔⓕⓖⓗⓘⓙ", "ⒶⒷⒸⒹⒺⒻⒼⒽⒾⒿ", "⒜⒝⒞⒟⒠⒡⒢⒣⒤⒥",
    "㉮㉯㉰㉱㉲㉳㉴㉵㉶㉷", "㉠㉡㉢㉣㉤㉥㉦㉧㉨㉩",
)  # fmt: skip
_NUMBERS_IN_CIRCLES = (
    "①②③④⑤⑥⑦⑧⑨⑩", "❶❷❸❹❺❻❼❽❾❿", "➀➁➂➃➄➅➆➇➈➉",
    "➊➋➌➍➎➏➐➑➒➓", "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽", "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑",
)  # fmt: skip
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")

LETTERS = "".join(_ALPHABETS)
"""Signs each of which is a mark where something closes it."""
CIRCLED = "".join((*_LETTERS_IN_CIRCLES, *_NUMBERS_IN_CIRCLES))
"""Signs each of which is a mark by itself."""
SPACED = "アイウエオカキクケコ가나다라마바사아자차ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊ"
"""Letters that need but a space behind them."""
ROMAN = r"(?:[ivx]{1,4}|[IVX]{1,4})"

_PLACES = {sign: at for row in (*_ALPHABETS, *_LETTERS_IN_CIRCLES, *_NUMBERS_IN_CIRCLES)
           for at, sign in enumerate(row)}  # fmt: skip
_ROMAN_PLACES = {each: at for at, each in enumerate(_ROMAN)}
_AS_NUMBERS = frozenset("".join(_NUMBERS_IN_CIRCLES))
# Capitals and such letters are seldom what counts the points of an answer.
_TELLING = frozenset(
    "ABCDEFGHIJАБВГДЕアイウエオカキクケコ甲乙丙丁戊己庚辛壬癸"
    "ΑΒΓΔΕΖΗΘΙΚＡＢＣＤＥＦＧＨＩＪⒶⒷⒸⒹⒺⒻⒼⒽⒾⒿ"
)


def _places(mark: str) -> Iterator[int]:
    """Yield the places that a mark may stand for."""
    if mark in _PLACES:
        yield _PLACES[mark]
    if mark.isdecimal():
        yield int(mark) - 1
    elif mark.casefold() in _ROMAN_PLACES:
        yield _ROMAN_PLACES[mark.casefold()]


def stands_for(mark: str, place: int) -> bool:
    """Whether a mark counts what is in a place."""
    return place in _places(mark)


def counts_on(mark: str, following: str) -> bool:
    """Whether a mark stands for the place behind another one's."""
    return any(place + 1 in _places(following) for place in _places(mark))


def tells_option(mark: str) -> bool:
    """Whether a mark hardly counts anything but options."""
    return mark in _TELLING


def lists_points(mark: str) -> bool:
    """Whether a mark counts the points of any list as well: a number, a Roman one."""
    return mark.isdecimal() or mark.casefold() in _ROMAN_PLACES


def is_counted_in_roman(first: str) -> bool:
    """Whether the mark of a first option begins Roman numbers."""
    return first.casefold() == "i"


def same_mark(mark: str, other: str, *, roman: bool) -> bool:
    """Whether two marks, of one option and of a key that names it, mean the same place.

    A key may name an option by a letter of another alphabet that looks like its own, or without
    its circle; a number is no letter.
    """
    return _meaning(mark, roman=roman) == _meaning(other, roman=roman)


def _meaning(mark: str, *, roman: bool) -> tuple[bool, int]:
    """Return whether a mark is a number, and its place."""
    folded = mark.casefold()
    if (roman or len(mark) > 1) and folded in _ROMAN_PLACES:
        return True, _ROMAN_PLACES[folded]
    if mark.isdecimal():
        return True, int(mark) - 1
    return mark in _AS_NUMBERS, _PLACES.get(mark, -1)


def following(mark: str) -> str:
    """Return the mark behind one in its row, "" where it is the last of them."""
    if mark.isdecimal() and mark.isascii():
        return str(int(mark) + 1)
    for row in (_ROMAN, tuple(each.upper() for each in _ROMAN)):
        if mark in row[:-1] and (len(mark) > 1 or mark.casefold() == "i"):
            return row[row.index(mark) + 1]
    for signs in (*_ALPHABETS, *_LETTERS_IN_CIRCLES, *_NUMBERS_IN_CIRCLES):
        if mark in signs[:-1]:
            return signs[signs.index(mark) + 1]
    return ""
