"""Glossaries in Markdown: definition lists, and tables whose head names terms and meanings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.core.documents import Lines
from bot.importing.containers.fields import Field, field_named
from bot.importing.containers.reading import Card, TextContainer
from bot.importing.containers.tables import table_cards
from bot.importing.questions import Look, look

_HEADING = re.compile(r"[ \t]{0,3}#{1,6}[ \t]+(?P<text>\S.*)$")
_FEWEST_ROWS, _LEAST_ROWS = 4, 0.6  # lines of tables, and their share of all
_DEFINED = re.compile(r"[ \t]{0,3}:[ \t]+(\S.*)$")
_RULE = re.compile(r"[ \t]*\|?(?:[ \t]{0,20}:?-{1,100}:?[ \t]{0,20}\|){1,30}[ \t:-]{0,100}$")
_BAR = re.compile(r"(?<!\\)\|")
_BREAK = re.compile(r"[ \t]{0,8}<br ?/?>[ \t]{0,8}", re.IGNORECASE)


_MAY_DEFINE = re.compile(r"\n[ \t]{0,3}:[ \t]")


def _is_terms(text: str, _name: str) -> str:
    if "|" not in text and not _MAY_DEFINE.search(f"\n{text}"):
        return ""
    lines = [line for line in text.split("\n") if line.strip() and not line.startswith("#")]
    defined = sum(1 for line in lines if ":" in line[:5] and _DEFINED.match(line))
    if defined >= 2 and 3 * defined >= len(lines):  # noqa: PLR2004
        return f"{defined} definitions behind a colon"
    rows = sum(1 for line in lines if "|" in line and _BAR.search(line))
    if rows < _FEWEST_ROWS or rows < _LEAST_ROWS * len(lines):
        return ""
    if any(_choices(text.split("\n"))):
        return "a table whose head names options and which is right"
    # Where the fronts ask, the layout of tables reads all of their columns.
    cards = list(_rows(text.split("\n")))
    asking = sum(1 for card in cards if look(card.question) is not Look.NONE)
    return "a table whose head names terms and meanings" if 2 * asking < len(cards) else ""


def _named(cells: list[str]) -> tuple[int, int] | None:
    """Return the places of a table's front and back by their headings, None for others."""
    if len(cells) == 2 and not any(cells):  # noqa: PLR2004  # a page's table without a head
        return 0, 1
    fields = [field_named(cell) for cell in cells]
    if Field.QUESTION not in fields or Field.OPTION in fields or Field.CORRECT in fields:
        return None
    front = fields.index(Field.QUESTION)
    back = next((at for at, field in enumerate(fields) if field is Field.ANSWER), None)
    return (front, back) if back is not None else None


def cells_of(raw: str) -> list[str]:
    """Return the cells of a table's row in Markdown, with the breaks that are written in them."""
    text = raw.strip().removeprefix("|")
    text = text[:-1] if text.endswith("|") and not text.endswith("\\|") else text
    return [_BREAK.sub("\n", cell.replace("\\|", "|")).strip() for cell in _BAR.split(text)]


def _read_terms(text: str) -> Iterator[Card]:
    lines = text.split("\n")
    found = [*_choices(lines)] or [*_definitions(lines), *_rows(lines)]
    yield from sorted(found, key=lambda card: card.lines)


def _choices(lines: list[str]) -> Iterator[Card]:
    """Yield the rows of tables with a column for each option, and one that says which is right."""
    rows: list[tuple[Lines, list[str]]] = []
    for at, line in enumerate([*lines, ""]):
        if at and _RULE.match(line) and "|" in line:
            rows = [(Lines(at, at), cells_of(lines[at - 1]))]
        elif rows and _BAR.search(line):
            rows.append((Lines(at + 1, at + 1), cells_of(line)))
        elif rows:
            if _offers(rows[0][1]):
                yield from table_cards(rows)
            rows = []


def _offers(head: list[str]) -> bool:
    fields = [field_named(cell) for cell in head]
    return {Field.QUESTION, Field.CORRECT} <= {*fields} and fields.count(Field.OPTION) > 1


def _definitions(lines: list[str]) -> Iterator[Card]:
    section, at = "", 0
    while at < len(lines):
        if heading := _HEADING.match(lines[at]):
            section = heading["text"]
        below = at + 1 if at + 1 < len(lines) and lines[at + 1].strip() else at + 2
        term = lines[at].strip()
        if not term or heading or below >= len(lines) or not _DEFINED.match(lines[below]):
            at += 1
            continue
        end = below + 1
        while end < len(lines):
            # A paragraph further in below a blank line is the meaning's as well.
            here = end if lines[end].strip() else end + 1
            if here >= len(lines) or not (
                (here == end and _DEFINED.match(lines[here]))
                or lines[here].startswith(("  ", "\t"))
            ):
                break
            end = here + 1
        meanings = [
            found[1] if (found := _DEFINED.match(line)) else line.removeprefix("  ").rstrip()
            for line in lines[below:end]
        ]
        yield Card(term, "\n".join(meanings), Lines(at + 1, end), (), section)
        at = end


def _rows(lines: list[str]) -> Iterator[Card]:
    section, columns = "", None
    for at, line in enumerate(lines):
        if heading := _HEADING.match(line):
            section = heading["text"]
        if at and _RULE.match(line) and "|" in line:
            columns = _named(cells_of(lines[at - 1]))
        elif not _BAR.search(line):
            columns = None
        elif columns:
            cells = cells_of(line)
            front, back = columns
            if front < len(cells) and cells[front]:
                answer = cells[back] if back < len(cells) else ""
                yield Card(cells[front], answer, Lines(at + 1, at + 1), (), section)


TERMS = TextContainer("terms", _is_terms, _read_terms)
