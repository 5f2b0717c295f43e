"""Jupyter notebooks: Markdown cells as they are, code in fences."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

import nbformat
import nbformat.reader
from nbformat.reader import NotJSONError

from bot.importing.containers.reading import TextContainer, Unreadable

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
    return "\n\n".join(filter(None, (_cell(cell, language) for cell in cells)))


def _cell(cell: Mapping[str, object], language: str) -> str:
    source = _joined(cell.get("source", "")).strip("\n")
    kind = cell.get("cell_type")
    if kind == "markdown":
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
