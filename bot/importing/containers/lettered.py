"""Lettered options with a line that names the right one: Aiken, and exams printed the same way.

A question is what stands above its options, an explanation what stands below the answer's line.
Source of Aiken: https://docs.moodle.org/en/Aiken_format
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.core.documents import Lines
from bot.importing.containers.choices import chosen
from bot.importing.containers.reading import Card, TextContainer

_OPTION = re.compile(
    r"[ \t]{0,12}(?:[-*+][ \t]+)?[*_(]{0,3}([A-Ja-j])[.):][)*_]{0,3}(?=[ \t]|$)[ \t]*(.*)"
)
_KEY = re.compile(
    r"[ \t>*_#-]{0,12}(?:correct[ \t]+|right[ \t]+)?(?:answers?|ans|key|antwort(?:en)?|respuestas?|"
    r"r[ée]ponses?|rispost[ae]|respostas?|ответ|答案|正解)(?:[ \t]*\([^)\n]{0,30}\))?"
    r"(?:[ \t]+is|[ \t]+are)?"
    r"[*_]{0,3}[ \t]*[:\uff1a=-][*_]{0,3}[ \t]*[*_(]{0,3}"
    r"(?P<letters>[A-Ja-j](?:[ \t]*(?:,|;|&|and|/)[ \t]*[A-Ja-j]){0,9}|[A-J]{2,6})"
    r"(?![\w'’]|[ \t]+(?-i:[a-z]))"  # "Answer: A loaf" begins with an article
    r"[).*_]{0,4}(?P<rest>[ \t]*.*)$",
    re.IGNORECASE,
)  # fmt: skip
_LABEL = re.compile(r"[ \t#*_]{0,8}(?:correct[ \t]+)?answers?[ \t*_:]{0,6}$", re.IGNORECASE)
_NUMBER = re.compile(
    r"[ \t]{0,8}(?:#{1,6}[ \t]+)?[*_]{0,3}(?:(?:question|q|frage|pregunta)[ \t]*)?#?"
    r"\(?\d{1,4}(?:[.):]|[ \t]-)[*_]{0,3}[ \t]*(?=\S)",
    re.IGNORECASE,
)
_HEADING = re.compile(r"[ \t]{0,3}#{1,6}[ \t]|[ \t]{0,3}(?:[-=*_][ \t]?){3,}$")
_EXPLAINED = re.compile(
    r"[ \t>*_#]{0,8}(?:explanation|rationale|feedback|reason|why)[*_]{0,3}[ \t]*[:.-]",
    re.IGNORECASE,
)
_FEWEST_OPTIONS = 2
_SHARE = 0.8  # of the questions with options that must have their key


@dataclass(slots=True)
class _Open:
    """A question that is being read, line by line."""

    first: int
    stem: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)
    key: str = ""
    explanation: list[str] = field(default_factory=list)
    last: int = 0


def _recognise(text: str, _name: str) -> str:
    """A document in which options in order of their letters are followed by a key."""
    if "```" in text or "<details" in text:
        return ""
    runs, keyed, at = 0, 0, 0
    for line in text.split("\n"):
        option = _OPTION.match(line)
        if _KEY.match(line):
            keyed += at >= _FEWEST_OPTIONS
            at = 0
        elif option:
            place = _place(option[1])
            at = place + 1 if place in (at, 0) else at
            runs += at == _FEWEST_OPTIONS and place == 1
    return (
        f"{keyed} questions with lettered options and a key"
        if keyed and keyed >= _SHARE * runs
        else ""
    )


def _place(letter: str) -> int:
    return ord(letter.lower()) - ord("a")


def _read(text: str) -> Iterator[Card]:
    for one in _questions(text.split("\n")):
        if len(one.options) >= _FEWEST_OPTIONS and one.stem:
            yield _card(one)


def _questions(lines: list[str]) -> Iterator[_Open]:
    one = _Open(1)
    for number, line in enumerate(lines, 1):
        if _is_next(one, line):
            yield one
            one = _Open(number)
        if not line.strip():
            _blank(one, number)
        else:
            _take(one, line, number)
    yield one


def _is_next(one: _Open, line: str) -> bool:
    """Whether a line begins another question: behind a key, or options begin anew."""
    if not line.strip():
        return False
    if _NUMBER.match(line) and (one.key or one.options) and not _OPTION.match(line):
        return True
    if _HEADING.match(line) and (one.key or one.options) and not _KEY.match(line):
        return not _LABEL.match(line)
    return bool(one.key) and one.explanation[-1:] == [""] and not _EXPLAINED.match(line)


def _blank(one: _Open, number: int) -> None:
    """A blank line ends an explanation, and parts what stands above a question from it."""
    if one.key:
        one.explanation.append("")
    elif not one.options and one.stem:
        one.stem.append("")
    elif not one.stem:
        one.first = number + 1


def _take(one: _Open, line: str, number: int) -> None:
    key, option = _KEY.match(line), _OPTION.match(line)
    if key and one.options and not one.key:
        one.key = key["letters"]
        one.explanation = [key["rest"].strip(" .-–—:")] if key["rest"].strip(" .-–—:") else []
    elif one.key:
        one.explanation.append(line.strip())
    elif option and _place(option[1]) == len(one.options):
        one.options.append(option[2].strip())
    elif one.options:
        if _LABEL.match(line):
            return
        one.options[-1] = f"{one.options[-1]} {line.strip()}".strip()
    else:
        one.stem.append(line)
    one.last = number


def _card(one: _Open) -> Card:
    stem = _stem(one.stem)
    options = tuple(option or "." for option in one.options)
    texts = chosen(options, one.key.upper()) if one.key else []
    if any(not 0 <= _place(letter) < len(options) for letter in re.findall(r"\b[A-J]\b", one.key)):
        texts = []
    answer = texts[0] if len(texts) == 1 else "\n".join(f"- {text}" for text in texts)
    why = _EXPLAINED.sub("", "\n".join(one.explanation).strip(), count=1).strip(" *_")
    if why and why.casefold() != answer.casefold():
        answer = f"{answer}\n\n{why}" if answer else why
    return Card(stem, answer, Lines(one.first, one.last), options)


def _stem(lines: list[str]) -> str:
    """Return the question: the last paragraphs above the options, from its number on."""
    paragraphs = "\n".join(lines).strip("\n").split("\n\n")
    begin = next(
        (at for at in range(len(paragraphs) - 1, -1, -1) if _NUMBER.match(paragraphs[at])), None
    )
    if begin is None:
        kept = [each for each in paragraphs if not _HEADING.match(each)]
        return _plain("\n\n".join(kept[-1:] or paragraphs[-1:]))
    first = _NUMBER.sub("", paragraphs[begin], count=1)
    return _plain("\n\n".join([first, *paragraphs[begin + 1 :]]))


def _plain(stem: str) -> str:
    text = stem.strip()
    wrapped = [line.rstrip() for line in text.split("\n")]
    return "\n".join(wrapped).lstrip("#").strip().removeprefix("**").removesuffix("**")


LETTERED = TextContainer("Aiken", _recognise, _read)
