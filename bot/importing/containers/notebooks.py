"""Jupyter notebooks: Markdown cells as they are, code in fences."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import unquote

import nbformat
import nbformat.reader
from nbformat.reader import NotJSONError

from bot.importing.albums import Album, decoded
from bot.importing.containers.reading import TextContainer, Unreadable
from bot.importing.placeholders import is_placeholder
from bot.importing.questions import Look, look
from bot.importing.strange_bytes import STRANGE_BYTES

_TRAILS = re.compile(
    r"^[ \t]*#[ \t]*(?:(?:(?:write|type|enter|put|add) )?your (?:code|answer|solution)|todo).*$",
    re.IGNORECASE,
)
_ATTACHED = re.compile(r"attachment:(?P<name>[^\s()<>\"']{1,300})")
_PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")


def _recognise(text: str, _name: str) -> str:
    if text.lstrip()[:1] != "{" or '"nbformat"' not in text:
        return ""
    return "cells of a notebook" if '"cells"' in text or '"worksheets"' in text else ""


def _read(text: str) -> str:
    return _read_pictures(text, Album())


def _read_pictures(text: str, album: Album) -> str:
    try:
        # Not `nbformat.reads`: a notebook that lacks what its schema wants can be read as well.
        notebook = nbformat.convert(nbformat.reader.reads(text), 4)  # type: ignore[no-untyped-call]  # it has no types
        language = str(notebook.metadata.get("language_info", {}).get("name", ""))
    except (NotJSONError, nbformat.ValidationError, *STRANGE_BYTES) as error:
        return _leniently(text, album, error)
    return _cells(notebook.cells, language, album)


def _leniently(text: str, album: Album, error: Exception) -> str:
    """Read the cells of a notebook that is not quite one, as tools write them."""
    try:
        notebook = json.loads(text)
        cells = notebook["cells"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Unreadable("it is no whole notebook; save it again in Jupyter") from error
    if not isinstance(cells, list):
        raise Unreadable("it has no list of cells; save it again in Jupyter") from error
    return _cells([cell for cell in cells if isinstance(cell, dict)], "", album)


def _cells(cells: Sequence[Mapping[str, object]], language: str, album: Album) -> str:
    if _asks_in_comments(cells):
        return "\n\n".join(filter(None, _commented_cells(cells, language, album)))
    texts = [_cell(cell, language, album) for cell in cells]
    kept = (text or _left_open(cells, texts, at) for at, text in enumerate(texts))
    return "\n\n".join(filter(None, kept))


def _left_open(cells: Sequence[Mapping[str, object]], texts: Sequence[str], at: int) -> str:
    """Return a cell of code that only stands for one, "" where a cell beside it has the code."""
    source = _joined(cells[at].get("source", "")).strip()
    beside = [texts[place] for place in (at - 1, at + 1) if 0 <= place < len(texts)]
    if not is_placeholder(source) or any(text.startswith("```") for text in beside):
        return ""
    return f"```\n{source}\n```"


def _commented_cells(
    cells: Sequence[Mapping[str, object]], language: str, album: Album
) -> Iterator[str]:
    """Yield the cells, code below a comment that asks or is numbered as a question's answer."""
    number = 0
    for cell in cells:
        source = _joined(cell.get("source", "")).strip("\n")
        asked, code = _commented(source) if cell.get("cell_type") == "code" else ("", "")
        bare = _NUMBER.sub("", asked)
        if not bare or (look(bare) is Look.NONE and bare == asked):
            yield _cell(cell, language, album)
            continue
        number += 1
        yield f"### {number}. {bare}"
        yield f"```{language}\n{code.strip()}\n```" if _says_something(code) else ""
        yield from _drawn(cell.get("outputs"), album)


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


def _cell(cell: Mapping[str, object], language: str, album: Album) -> str:
    source = _joined(cell.get("source", "")).strip("\n")
    kind = cell.get("cell_type")
    if kind == "markdown" or (kind == "raw" and look(source.strip()) >= Look.STUDY):
        return _with_attachments(source.strip(), cell.get("attachments"), album)
    if kind != "code":
        return f"```\n{source}\n```" if source.strip() else ""
    code = f"```{language}\n{source.strip()}\n```" if _says_something(source) else ""
    # What code printed is left out: whoever runs it sees that again. What it drew is shown.
    return "\n\n".join(filter(None, (code, *_drawn(cell.get("outputs"), album))))


def _with_attachments(source: str, attached: object, album: Album) -> str:
    """Return a cell with addresses in place of the names of the pictures attached to it."""
    if not isinstance(attached, dict) or "attachment:" not in source:
        return source
    addresses = {
        str(name): album.put(data, str(name))
        for name, bundle in attached.items()
        if (data := _picture_in(bundle)) is not None
    }
    return _ATTACHED.sub(lambda found: addresses.get(unquote(found["name"]), found[0]), source)


def _drawn(outputs: object, album: Album) -> Iterator[str]:
    """Yield the pictures that a cell's code drew."""
    for output in outputs if isinstance(outputs, list) else ():
        bundle = output.get("data") if isinstance(output, dict) else None
        if (data := _picture_in(bundle)) is not None:
            yield f"![output]({album.put(data)})"


def _picture_in(bundle: object) -> bytes | None:
    """Return the picture of a bundle of one thing in several formats, None without one."""
    if not isinstance(bundle, dict):
        return None
    texts = (_joined(bundle.get(kind, "")) for kind in _PICTURES)
    return next((decoded(text) for text in texts if text), None)


def _says_something(source: str) -> bool:
    """Whether code is more than the comment that asks for it."""
    return any(line.strip() and not _TRAILS.match(line) for line in source.split("\n"))


def _joined(value: object) -> str:
    if isinstance(value, list):
        return "".join(part for part in value if isinstance(part, str))
    return value if isinstance(value, str) else ""


NOTEBOOK = TextContainer("Jupyter notebook", _recognise, _read, _read_pictures)
