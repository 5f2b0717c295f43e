"""`<details><summary>Answer</summary> ...` inside an item: what is folded is the answer."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from bot.importing.labels import is_title_of
from bot.importing.languages import every
from bot.importing.lines import SourceLine, read_line
from bot.importing.questions import Look, asks, look

_TAG = re.compile(r"</?details\b[^<>]{0,200}>", re.IGNORECASE)
_SUMMARY = re.compile(r"<summary\b[^<>]{0,200}>(?P<title>.{0,300}?)</summary>", re.IGNORECASE)
_SUMMARY_BELOW = re.compile(
    r"<summary\b[^<>]{0,200}>(?P<title>.{0,600}?)</summary>", re.IGNORECASE | re.DOTALL
)
_NEAR = 4  # lines in which a fold has its title
_OPENED = re.compile(r"<summary\b[^<>]{0,200}>(?P<title>.*)$", re.IGNORECASE)
_CLOSED = re.compile(r"^(?P<title>.*?)</summary>", re.IGNORECASE)
_WRAPPER = re.compile(
    r"[ \t]*(?:</?(?:p|b|div|blockquote|br|span)\b[^<>]{0,200}/?>[ \t]*)+$", re.IGNORECASE
)
_INLINE_TAG = re.compile(r"</?[a-z][^<>]{0,200}>", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+", re.UNICODE)
_LONGEST_TITLE, _FEW_WORDS = 60, 3
_SHOWING = frozenset(
    {"show", "reveal", "toggle", "view", "expand", "click", "spoiler", "voir", "afficher", "ver"}
    | {"mostrar", "mostra", "zeigen", "anzeigen", "показать", "показати", "göster", "إظهار"}
    | {"عرض", "הצג", "查看", "显示", "表示", "見る", "보기", "xem", "toon", "bekijk"}
)


def is_answer_title(text: str) -> bool:
    """Whether a fold's title only says that the answer is in it: `Answer`, `Voir la réponse`."""
    title = " ".join(_INLINE_TAG.sub(" ", text).casefold().replace("&nbsp;", " ").split())
    if not title or len(title) > _LONGEST_TITLE or asks(title):
        return False
    # "Please explain hoisting" has the word for an explanation in it.
    if any(word in title for word in _UNSPACED) and look(text.strip()) < Look.STUDY:
        return True
    words = _WORD.findall(title)
    shows = len(words) <= _FEW_WORDS and not _SHOWING.isdisjoint(words)
    return shows or not _TITLES.isdisjoint(words)


_TITLES = frozenset(
    word
    for word in every("answer") | every("correct") | every("explanation")
    if word.isascii() or " " not in word
)
_UNSPACED = tuple(word for word in _TITLES if len(word) > 1 and "\u3040" <= word[0] <= "\ud7af")


def folded_question(lines: Sequence[SourceLine], at: int) -> bool:
    """Whether a fold begins on a line whose title is a whole question, and not `Answer`."""
    if lines[at].raw[:8].lower() != "<details":
        return False
    above = "\n".join(line.raw for line in lines[at : at + _NEAR])
    found = _SUMMARY_BELOW.search(above)
    title = " ".join(_INLINE_TAG.sub(" ", found["title"]).split()) if found else ""
    return look(title) is Look.QUESTION


def has_fold(lines: Sequence[SourceLine]) -> bool:
    """Whether a fold begins on one of the lines."""
    return any("<details" in line.raw.lower() for line in lines if "<" in line.raw)


def unfolded(lines: Sequence[SourceLine], *, labelled: bool = False) -> list[SourceLine]:
    """Return an item's lines without the tags of folds whose title only names the answer.

    Where it is `labelled`, a label stands for the tags: what is above it is asked about.
    """
    if not has_fold(lines):
        return list(lines)
    result: list[SourceLine] = []
    title: list[str] | None = None
    # Beside a hint the answer needs its label, or it would be the hint's.
    titles = (found["title"] for line in lines for found in _SUMMARY.finditer(line.raw))
    hinted = labelled or any(is_title_of(_INLINE_TAG.sub("", each), "hint") for each in titles)
    for line in lines:
        if line.fenced or ("<" not in line.raw and title is None):
            result.append(line)
            continue
        raw, title = _without_fold(line.raw, title, hinted=hinted)
        result.append(_reread(line, raw))
    # A title that never ends is text.
    return result if title is None else list(lines)


def stands_below_code(lines: Sequence[SourceLine]) -> bool:
    """Whether a fold stands below code that is asked about."""
    if not has_fold(lines):
        return False
    above = itertools.takewhile(lambda line: "<details" not in line.raw.lower(), lines)
    return any(line.fenced for line in above)


def _without_fold(
    raw: str, title: list[str] | None, *, hinted: bool
) -> tuple[str, list[str] | None]:
    """Take a fold's tags off a line; `title` gathers a summary that goes over several lines."""
    if title is not None:
        closed = _CLOSED.match(raw)
        if closed is None:
            return "", [*title, raw.strip()]
        whole = " ".join([*title, closed["title"].strip()])
        rest = _TAG.sub("", raw[closed.end() :])
        return _kept(whole, hinted=hinted) + rest, None
    raw = _SUMMARY.sub(lambda found: _kept(found["title"], hinted=hinted), _TAG.sub("", raw))
    opened = _OPENED.search(raw)
    if opened:
        return raw[: opened.start()], [opened["title"].strip()]
    return ("" if _WRAPPER.match(raw) else raw), None


def _kept(title: str, *, hinted: bool) -> str:
    bare = _INLINE_TAG.sub("", title).strip()
    if hinted and is_title_of(bare, "hint"):
        return "**Hint:**"
    if hinted and is_answer_title(title):
        return "**Answer:**"
    return "" if is_answer_title(title) else f"**{bare}**" if bare else ""


def _reread(line: SourceLine, raw: str) -> SourceLine:
    return line if raw == line.raw else replace(read_line(line.index, raw), index=line.index)
