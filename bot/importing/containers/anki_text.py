"""Anki's notes as text: header lines that begin with #, then fields between separators.

Source: https://docs.ankiweb.net/importing/text-files.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.core.documents import Lines
from bot.importing.containers.anki_fields import field_html
from bot.importing.containers.cloze import cloze_cards, has_cloze
from bot.importing.containers.fields import ASIDE, Field, field_named
from bot.importing.containers.html import markdown_of
from bot.importing.containers.reading import Card, TextContainer
from bot.importing.containers.rows import rows_of
from bot.importing.containers.tables import table_cards

_HEADER = re.compile(
    r"#[ ]?(?P<key>separator|html|tags(?: column)?|columns|notetype(?: column)?|deck(?: column)?|"
    r"guid column|if matches):(?P<value>[^\n]*)",
    re.IGNORECASE,
)
_NAMED = {
    "tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "space": " ", "colon": ":",
}  # fmt: skip


def _recognise(text: str, _name: str) -> str:
    headers = _headers(text)
    return f"header lines such as #{next(iter(headers))}:" if headers else ""


def _headers(text: str) -> dict[str, str]:
    headers: dict[str, str] = {}
    for line in text[:10_000].split("\n"):
        found = _HEADER.match(line)
        if not found:
            break
        headers[found["key"].lower()] = found["value"].rstrip("\r")
    return headers


def _separator(headers: dict[str, str], text: str) -> str:
    value = headers.get("separator", "").strip()
    named = _NAMED.get(value.casefold(), value if len(value) == 1 else "")
    return named or next((each for each in "\t;,|" if each in text), "\t")


def _read(text: str) -> Iterator[Card]:
    headers = _headers(text)
    lines = text.split("\n")
    count = sum(1 for line in lines[: len(headers)] if _HEADER.match(line))
    body = "\n".join(lines[count:])
    aside = {
        int(value) - 1
        for key, value in headers.items()
        if key.endswith("column") and value.strip().isdecimal()
    }
    named = headers.get("columns", "").split(_separator(headers, body))
    aside |= {at for at, name in enumerate(named) if field_named(name) in ASIDE}
    rows = []
    for place, cells in rows_of(body, _separator(headers, body)):
        kept = [field_html(cell) for at, cell in enumerate(cells) if at not in aside]
        rows.append((Lines(place.first + count, place.last + count), kept))
    if any(has_cloze(cells[0]) for _, cells in rows if cells):
        for place, cells in rows:
            if cells and not has_cloze(cells[0]) and cells[0]:
                yield note_card(cells, place)
            elif cells:
                yield from cloze_cards(cells[0], cells[1:], place)
    elif any(field_named(name) is Field.QUESTION for name in named):
        head = [name for at, name in enumerate(named) if at not in aside]
        read = table_cards([(Lines(count, count), head), *rows])
        yield from (card for card in read if card.left_out != "heading")
    else:
        yield from (note_card(cells, place) for place, cells in rows if cells and cells[0])


def note_card(cells: list[str], place: Lines, section: str = "") -> Card:
    """Return a note's first field as the question, the others as the answer."""
    front, *back = map(markdown_of, cells)
    return Card(front, "\n\n".join(filter(None, back)), place, (), section)


ANKI_TEXT = TextContainer("Anki text", _recognise, _read)
