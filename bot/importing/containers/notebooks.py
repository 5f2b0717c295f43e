"""Jupyter notebooks: Markdown cells as they are, code in fences."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence

import nbformat
import nbformat.reader
from nbformat.reader import NotJSONError

from bot.importing.containers.reading import TextContainer, Unreadable
from bot.importing.questions import Look, look

_TRAILS = re.compile(r"^[ \t]*#[ \t]*(?:your (?:code|answer)|todo).*$", re.IGNORECASE)


def _recognise(text: str, _name: str) -> str:
    if text.lstrip()[:1] != "{" or '"nbformat"' not in text:
        return ""
    return "cells of a notebook" if '"cells"' in text or '"worksheets"' in text else ""


def _read(text: str) -> str:
    try:
        # Not `nbformat.reads`: a notebook that lacks what its schema wants can be read as well.
        notebook = nbformat.convert(nbformat.reader.reads(text), 4)  # type: ignore[no-untyped-call]  # it has no types
    except (NotJSONError, nbformat.ValidationError, RecursionError, ValueError, KeyError,
            AttributeError, TypeError) as error:  # fmt: skip
        return _leniently(text, error)
    return _cells(notebook.cells, str(notebook.metadata.get("language_info", {}).get("name", "")))


def _leniently(text: str, error: Exception) -> str:
    """Read the cells of a notebook that is not quite one, as tools write them."""
    try:
        notebook = json.loads(text)
        cells = notebook["cells"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Unreadable("it is no whole notebook") from error
    if not isinstance(cells, list):
        raise Unreadable("it has no list of cells") from error
    return _cells([cell for cell in cells if isinstance(cell, dict)], "")


def _cells(cells: Sequence[Mapping[str, object]], language: str) -> str:
    if _asks_in_comments(cells):
        return "\n\n".join(filter(None, _commented_cells(cells, language)))
    return "\n\n".join(filter(None, (_cell(cell, language) for cell in cells)))


def _commented_cells(cells: Sequence[Mapping[str, object]], language: str) -> Iterator[str]:
    """Yield the cells, code below a comment that asks or is numbered as a question's answer."""
    number = 0
    for cell in cells:
        source = _joined(cell.get("source", "")).strip("\n")
        asked, code = _commented(source) if cell.get("cell_type") == "code" else ("", "")
        bare = _NUMBER.sub("", asked)
        if not bare or (look(bare) is Look.NONE and bare == asked):
            yield _cell(cell, language)
            continue
        number += 1
        yield f"### {number}. {bare}"
        yield f"```{language}\n{code.strip()}\n```" if _says_something(code) else ""


_FEWEST_COMMENTED, _MOSTLY = 3, 0.6
_COMMENT = re.compile(r"(?:#|//|%)+[ \t]*(?P<text>\S.*)$")


def _asks_in_comments(cells: Sequence[Mapping[str, object]]) -> bool:
    """Whether most cells of code begin with a comment that asks what the code answers."""
    coded = [_joined(each.get("source", "")) for each in cells if each.get("cell_type") == "code"]
    written = [source for source in coded if source.strip()]
    comments = [_commented(source)[0] for source in written]
    looks = [look(_NUMBER.sub("", text)) for text in comments]
    numbered = sum(1 for text in comments if _NUMBER.match(text)) if any(looks) else 0
    asked = max(numbered, sum(1 for each in looks if each >= Look.TASK))
    written_up = any(
        look(line) >= Look.STUDY
        for each in cells
        if each.get("cell_type") == "markdown"
        for line in _joined(each.get("source", "")).split("\n")
    )
    return asked >= _FEWEST_COMMENTED and asked >= _MOSTLY * len(written) and not written_up


def _commented(source: str) -> tuple[str, str]:
    """Return the comment on the first line, "" for none, and the code below."""
    first, _, rest = source.strip("\n").partition("\n")
    found = _COMMENT.match(first.strip())
    return (found["text"].strip(), rest) if found else ("", source)


_NUMBER = re.compile(r"(?:[QqEe]\w{0,9}[ ]?)?\d{1,3}[.):][ \t]*")


def _cell(cell: Mapping[str, object], language: str) -> str:
    source = _joined(cell.get("source", "")).strip("\n")
    kind = cell.get("cell_type")
    if kind == "markdown" or (kind == "raw" and look(source.strip()) >= Look.STUDY):
        return source.strip()
    if kind != "code":
        return f"```\n{source}\n```" if source.strip() else ""
    # What code printed is left out: whoever runs it sees that again.
    return f"```{language}\n{source.strip()}\n```" if _says_something(source) else ""


def _says_something(source: str) -> bool:
    """Whether code is more than the comment that asks for it."""
    return any(line.strip() and not _TRAILS.match(line) for line in source.split("\n"))


def _joined(value: object) -> str:
    if isinstance(value, list):
        return "".join(part for part in value if isinstance(part, str))
    return value if isinstance(value, str) else ""


NOTEBOOK = TextContainer("Jupyter notebook", _recognise, _read)
