"""Lists and objects as programs write them: JavaScript, TypeScript, Python.

Only what stands as data is read: texts, numbers, lists, objects, and the arguments of a call such
as `new Question("...", [...])`. Everything else is passed over and stands for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, TypeAlias

from bot.importing.containers.reading import MAX_DEPTH

Data: TypeAlias = Any
"""A text, a number, a truth value, a list, a mapping, or None for what is no data."""

_SPACE = re.compile(r"(?:\s+|//[^\n]*|#[^\n]*)+")
_TEXT = re.compile(
    r'"""(?P<long>(?:[^"\\]|\\.|"(?!""))*)"""|"(?P<double>(?:[^"\\\n]|\\.)*)"'
    r"|'(?P<single>(?:[^'\\\n]|\\.)*)'|`(?P<template>(?:[^`\\]|\\.)*)`",
    re.DOTALL,
)
# Python reads no whole number of thousands of digits, nor does anybody write one.
_NUMBER = re.compile(r"-?[0-9]{1,300}(?:\.[0-9]{1,300})?(?![\w.])")
_NAME = re.compile(r"(?:new\s+)?[A-Za-z_$][\w$.]*")
_CONSTANTS = {"true": True, "false": False, "True": True, "False": False}
_ESCAPE = re.compile(r"\\(?:u\{?([0-9a-fA-F]{4,5})\}?|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
_PLAIN_ESCAPES = {"n": "\n", "t": "\t", "r": "", "\n": ""}
_CLOSING = {"[": "]", "{": "}", "(": ")"}
# What data is given to: `= [`, `export default {`, `return [`, `parse([`, `: [` of a list's type.
_BEGINNING = re.compile(r"(?:=|\bdefault\b|\breturn\b|\()\s*(?=[\[{])")


class _Broken(Exception):
    """A list or object that does not end; `at` is how far it was read."""

    def __init__(self, at: int) -> None:
        super().__init__(at)
        self.at = at


def data_in(text: str) -> Iterator[Data]:
    """Yield each list and object that is given to a name, in order. Linear in the text."""
    at = 0
    while found := _BEGINNING.search(text, at):
        try:
            value, at = _value(text, found.end(), 0)
        except _Broken as error:
            at = max(error.at, found.end() + 1)
            continue
        yield value


def _skip(text: str, at: int) -> int:
    while True:
        if found := _SPACE.match(text, at):
            at = found.end()
        if not text.startswith("/*", at):
            return at
        end = text.find("*/", at)
        at = end + 2 if end >= 0 else len(text)


def _value(text: str, at: int, depth: int) -> tuple[Data, int]:
    """Return the value at a place, and where what follows it begins. Raises _Broken."""
    if depth > MAX_DEPTH:
        raise _Broken(at)
    at = _skip(text, at)
    value, end = _data(text, at, depth)
    end = _skip(text, end)
    while isinstance(value, str) and text.startswith("+", end):
        more, end = _data(text, _skip(text, end + 1), depth)
        value, end = value + more if isinstance(more, str) else value, _skip(text, end)
    if end >= len(text) or text[end] in ",;]})" or (depth == 0 and end > at):
        return value, end
    return None, _past(text, end)


def _data(text: str, at: int, depth: int) -> tuple[Data, int]:
    begin = text[at : at + 1]
    if begin == "{":
        return _mapping(text, at + 1, depth)
    if begin in ("[", "("):
        return _listed(text, at + 1, depth, _CLOSING[begin])
    if found := _TEXT.match(text, at):
        return _unescaped(found[found.lastgroup or 0]), found.end()
    if found := _NUMBER.match(text, at):
        return (float(found[0]) if "." in found[0] else int(found[0])), found.end()
    found = _NAME.match(text, at)
    return _named(text, found, depth) if found else (None, at)


def _named(text: str, name: re.Match[str], depth: int) -> tuple[Data, int]:
    """Return what a name stands for: a truth value, a call's arguments, else nothing known."""
    end = _skip(text, name.end())
    if text.startswith("(", end):
        return _listed(text, end + 1, depth, ")")
    return _CONSTANTS.get(name[0]), end


def _listed(text: str, at: int, depth: int, closing: str) -> tuple[list[Data], int]:
    values: list[Data] = []
    while True:
        at = _skip(text, at)
        if at >= len(text):
            raise _Broken(at)
        if text[at] == closing:
            return values, at + 1
        if text[at] in ",;]})":
            if text[at] != ",":
                raise _Broken(at)
            at += 1
            continue
        value, at = _value(text, at, depth + 1)
        values.append(value)


def _mapping(text: str, at: int, depth: int) -> tuple[dict[str, Data], int]:
    values: dict[str, Data] = {}
    while True:
        at = _skip(text, at)
        if at >= len(text):
            raise _Broken(at)
        if text[at] == "}":
            return values, at + 1
        if text[at] in ",;":
            at += 1
            continue
        found = _TEXT.match(text, at) or _NAME.match(text, at) or _NUMBER.match(text, at)
        end = _skip(text, found.end()) if found else at
        if found is None or not text.startswith(":", end):
            # A short name, a function, what is spread: no value of its own.
            at = _past(text, max(end, at))
            if at < len(text) and text[at] in "])":
                raise _Broken(at)
            continue
        values[_unescaped(found[found.lastgroup or 0])], at = _value(text, end + 1, depth + 1)


def _past(text: str, at: int) -> int:
    """Return where an expression ends: at the next comma or bracket that closes what is around."""
    open_ = 0
    while at < len(text):
        at = _skip(text, at)
        sign = text[at : at + 1]
        if found := _TEXT.match(text, at):
            at = found.end()
            continue
        if sign in ("(", "[", "{"):
            open_ += 1
        elif sign in (")", "]", "}"):
            if not open_:
                return at
            open_ -= 1
        elif sign in (",", ";") and not open_:
            return at
        at += 1
    return at


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(_escaped, text) if "\\" in text else text


def _escaped(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    if code:
        number = int(code, 16)
        is_half = 0xD800 <= number <= 0xDFFF  # noqa: PLR2004  # of a character in two
        return "" if is_half else chr(number)
    return _PLAIN_ESCAPES.get(found[3], found[3])
