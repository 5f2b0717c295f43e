"""Questions folded in HTML: `<details><summary>question</summary> answer </details>`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from selectolax.lexbor import LexborHTMLParser

from bot.importing.assembly import ItemDraft
from bot.importing.folds import is_answer_title
from bot.importing.lines import SourceLine

_TAG = re.compile(r"<(/?)(details|summary)\b[^<>]{0,300}>", re.IGNORECASE)
# Bold around the whole answer and line breaks place the answer; other tags belong to it.
_WRAPPERS = ("<br>", "<br/>", "<br />", "<b>", "</b>", "<p>", "</p>", "<div>", "</div>",
             "<blockquote>", "</blockquote>")  # fmt: skip
_OPENING_DIV = re.compile(r"<div\b[^<>]{1,200}>", re.IGNORECASE)
_BREAK = re.compile(r"<br ?/?>[ \t]{0,4}$", re.IGNORECASE | re.MULTILINE)
# What follows these is no text for HTML; Markdown shows them as they are written, as GitHub's
# does: https://github.github.com/gfm/#disallowed-raw-html-extension-
_SHOWN_AS_WRITTEN = re.compile(
    r"<(?=/?(?:title|textarea|style|xmp|iframe|noembed|noframes|script|plaintext)\b)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Place:
    """A position in the document: line index and column."""

    line: int
    column: int


@dataclass(slots=True)
class _Fold:
    """One outermost `<details>`: where its parts begin and end, None until that was seen.

    Text outside the tags on the first and the last line belongs to the answer: the item has
    these lines, and nothing on them may get lost.
    """

    before: _Place
    opening: _Place
    opened: _Place
    summary: _Place | None = None
    question: _Place | None = None
    question_end: _Place | None = None
    answer: _Place | None = None
    closing: _Place | None = None
    closed: _Place | None = None
    after: _Place | None = None


def find(lines: Sequence[SourceLine]) -> list[ItemDraft]:
    """Return the outermost folds of a document as drafts, in order."""
    drafts = [draft for fold in _folds(lines) if (draft := _draft(lines, fold)) is not None]
    return [*drafts[:-1], *(_with_code_below(lines, draft) for draft in drafts[-1:])]


def _with_code_below(lines: Sequence[SourceLine], last: ItemDraft) -> ItemDraft:
    """Return the last fold with the code right below it, which no other fold can be about."""
    end = last.end
    while end < len(lines) and (lines[end].fenced or lines[end].blank):
        end += 1
    code = "\n".join(line.raw for line in lines[last.end : end]).strip("\n")
    if not code or "<details" in code:
        return last
    return replace(last, end=end, answer=f"{last.answer}\n\n{code}".strip())


def _folds(lines: Sequence[SourceLine]) -> list[_Fold]:
    folds: list[_Fold] = []
    depth = 0
    for line in lines:
        if line.fenced or "<" not in line.raw:
            continue
        for tag in _TAG.finditer(line.raw):
            closing, kind = bool(tag[1]), tag[2].lower()
            begin, end = _Place(line.index, tag.start()), _Place(line.index, tag.end())
            if kind == "details":
                depth = _step(folds, depth, begin, end, closing=closing, width=len(line.raw))
            elif depth == 1:
                _read_summary(folds[-1], closing, begin, end)
    if depth:
        end = _Place(len(lines) - 1, len(lines[-1].raw))
        folds[-1].closing = folds[-1].closed = folds[-1].after = end
    return folds


def _step(
    folds: list[_Fold], depth: int, begin: _Place, end: _Place, *, closing: bool, width: int
) -> int:
    """Open or close a fold at a `details` tag on a line of this width; return the new depth."""
    if closing:
        if depth == 1:
            after = _Place(end.line, width)
            folds[-1].closing, folds[-1].closed, folds[-1].after = begin, end, after
        return max(0, depth - 1)
    if depth == 0:
        before = _Place(begin.line, 0)
        if folds and folds[-1].after and folds[-1].after.line == begin.line:
            before = folds[-1].after = begin
        folds.append(_Fold(before, begin, end))
    return depth + 1


def _read_summary(fold: _Fold, closing: bool, begin: _Place, end: _Place) -> None:
    if not closing and fold.question is None:
        fold.summary, fold.question = begin, end
    elif closing and fold.question and fold.answer is None:
        fold.question_end, fold.answer = begin, end


def _draft(lines: Sequence[SourceLine], fold: _Fold) -> ItemDraft | None:
    if not (fold.summary and fold.question and fold.question_end and fold.answer):
        return None
    if not (fold.closing and fold.closed and fold.after):
        return None
    question = _readable(_between(lines, fold.question, fold.question_end))
    before = _between(lines, fold.before, fold.opening)
    pieces = (
        "" if not any(map(str.isalnum, before)) else before,  # a list's bullet
        _between(lines, fold.opened, fold.summary),
        _between(lines, fold.answer, fold.closing),
        _between(lines, fold.closed, fold.after),
    )
    answer = "\n".join(filter(None, (_unwrapped(_BREAK.sub("", piece)) for piece in pieces)))
    if not question.strip() or is_answer_title(question):
        return None
    body = min(fold.answer.line, fold.closed.line) + 1
    return ItemDraft(question, fold.opening.line, body, fold.closed.line + 1, answer=answer)


def _unwrapped(text: str) -> str:
    """Take the wrapping tags off both ends."""
    text = _without_div(text.strip())
    while found := next((tag for tag in _WRAPPERS if text[: len(tag)].lower() == tag), ""):
        text = text[len(found) :].lstrip()
    while found := next((tag for tag in _WRAPPERS if text[-len(tag) :].lower() == tag), ""):
        text = text[: -len(found)].rstrip()
    return text


def _without_div(text: str) -> str:
    """Take off a `<div>` with attributes that holds all of the text, or its beginning."""
    found = _OPENING_DIV.match(text)
    return text[found.end() :].strip() if found else text


def _between(lines: Sequence[SourceLine], begin: _Place, end: _Place) -> str:
    if begin.line == end.line:
        return lines[begin.line].raw[begin.column : end.column]
    middle = [lines[at].raw for at in range(begin.line + 1, end.line)]
    return "\n".join(
        [lines[begin.line].raw[begin.column :], *middle, lines[end.line].raw[: end.column]]
    )


def _readable(fragment: str) -> str:
    """Return a summary's text, its code in backticks."""
    tree = LexborHTMLParser(f"<body>{_SHOWN_AS_WRITTEN.sub('&lt;', fragment)}</body>")
    for code in tree.css("code"):
        code.replace_with(f"`{code.text()}`")
    return tree.body.text() if tree.body else ""
