"""Cards in rows: CSV and its relatives, spreadsheets, and what Quizlet, Kahoot and Quizizz export.

A row of headings says what its columns hold; without one the first column is the front, or the
one in which most cells ask.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from bot.core.documents import Lines
from bot.core.formats import CSV_HEAD, cell_text
from bot.core.ids import question_id
from bot.importing.containers.choices import chosen
from bot.importing.containers.fields import Field, field_named
from bot.importing.containers.html import markdown_of
from bot.importing.containers.reading import (
    Card,
    TextContainer,
    alternatives,
    left_out,
)
from bot.importing.containers.rows import Row, continued, rows_of
from bot.importing.questions import Look, look

_DELIMITERS = ("\t", ";", ",", "|")
_HEAD_ROWS = 25  # above which a template's instructions may stand
_LEAST_EVEN = 0.9  # of the rows that have as many cells as most
_FEWEST_ROWS = 3
_NAMED = (".csv", ".tsv", ".tab")
_MARKDOWN = re.compile(r"^\s*\|?[ \t]*:?-{2,}:?[ \t]*\|", re.MULTILINE)
_MARKDOWN_HEAD = re.compile(r"\(markdown\)$", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,6}[.)]?")
_FILLS = re.compile(
    r"\bfill|blank|\b(?:short|type)[ _-]?answer|\btext[ _-]?(?:entry|input)|lücke|freitext|complet"
    r"|rellenar|preench|lacun|заполн|boşluk|填空|記述|빈칸",
    re.IGNORECASE,
)
_LISTED = re.compile(r"[|\n]|;[ \n]?")


def _recognise(text: str, name: str) -> str:
    named = name.lower().endswith(_NAMED)
    delimiter = _delimiter(text, named=named)
    if not delimiter or (not named and _is_data(text, delimiter)):
        return ""
    called = {"\t": "tabs", ";": "semicolons", ",": "commas", "|": "bars"}[delimiter]
    return f"columns between {called}"


def _delimiter(text: str, *, named: bool) -> str:
    """Return what divides the columns, "" where the text has none.

    In a text that its name calls no table, a tab divides by itself; anything else does when a row
    of headings says so.
    """
    head = text[:20_000]
    if head.startswith(",".join(CSV_HEAD)):
        return ","
    if len(text) > len(head):
        head = head.rpartition("\n")[0] or head
    best, width = "", 1
    for delimiter in _DELIMITERS:
        if delimiter not in head or (delimiter == "|" and _MARKDOWN.search(head)):
            continue
        # Without a name or tabs a row of headings decides alone.
        most = None if named or delimiter == "\t" else _HEAD_ROWS
        if most and not _may_head(head, delimiter):
            continue
        rows = [cells for _, cells in _rows(islice(rows_of(head, delimiter), most), delimiter)]
        columns = _columns(rows) if rows else None
        if columns is not None and Field.QUESTION in columns.fields.values():
            return delimiter
        even = _usual_width(rows)
        sure = delimiter == "\t" and len(rows) >= _FEWEST_ROWS
        if (named or sure) and even > width:
            best, width = delimiter, even
            if delimiter == "\t":
                break
    return best


def _may_head(head: str, delimiter: str) -> bool:
    """Whether a row of headings may stand in a text: a look that spares most its quotes.

    Where cells are quoted one may hold several lines.
    """
    if any(f"{above}{quote}" in f"\n{head}" for above in (delimiter, "\n") for quote in "\"'"):
        return True
    written = (line for line in head.split("\n") if line.strip())
    return any(
        field_named(cell) is Field.QUESTION
        for line in islice(written, _HEAD_ROWS)
        if delimiter in line
        for cell in line.split(delimiter)
        if len(cell) < 120  # noqa: PLR2004  # as in a row of headings
    )


def _rows(rows: Iterable[Row], delimiter: str) -> list[Row]:
    """Return rows, those between tabs with the lines that go on in them."""
    return continued(list(rows)) if delimiter == "\t" else list(rows)


def _is_data(text: str, delimiter: str) -> bool:
    """Whether rows hold numbers for names, and no meanings."""
    cards = [
        each
        for each in table_cards(_rows(rows_of(text, delimiter), delimiter))
        if not each.left_out
    ]
    worded = sum(1 for card in cards if any(map(str.isalpha, card.answer)))
    asking = sum(1 for card in cards if look(card.question) is not Look.NONE)
    return 2 * max(worded, asking) < len(cards)


def _usual_width(rows: Sequence[Sequence[str]]) -> int:
    """Return how many cells nearly all rows have, 0 where they differ."""
    if not rows:
        return 0
    usual, times = Counter(map(len, rows)).most_common(1)[0]
    return usual if times >= _LEAST_EVEN * len(rows) else 0


@dataclass(frozen=True, slots=True)
class Columns:
    """What the columns hold, and the row behind the headings; their field of each index.

    Those in `markdown` hold no HTML, whatever looks like it.
    """

    fields: dict[int, Field]
    begin: int
    markdown: frozenset[int] = frozenset()

    def text(self, row: Sequence[str], at: int) -> str:
        """Return what a cell says, as Markdown."""
        cell = cell_text(row[at])
        return cell if at in self.markdown else markdown_of(cell)

    def of(self, field: Field) -> list[int]:
        return [at for at, each in self.fields.items() if each is field]


def _columns(rows: Sequence[Sequence[str]]) -> Columns | None:
    """Return what the row of headings says, None where there is none."""
    for at, row in enumerate(rows[:_HEAD_ROWS]):
        fields = {place: field for place, cell in enumerate(row)
                  if cell and len(cell) < 120 and (field := field_named(cell))}  # fmt: skip  # noqa: PLR2004
        held = set(fields.values())
        if Field.QUESTION in held and len(held) > 1 and 2 * len(fields) >= sum(map(bool, row)):
            kept = {place for place, cell in enumerate(row) if _MARKDOWN_HEAD.search(cell)}
            return Columns(_with_letters(fields, row), at + 1, frozenset(kept))
    return None


def _with_letters(fields: dict[int, Field], row: Sequence[str]) -> dict[int, Field]:
    """Return the fields, A among B, C and D an option and not an answer."""
    names = {cell.strip().casefold(): at for at, cell in enumerate(row)}
    if {"a", "b"} <= names.keys():
        return {**fields, names["a"]: Field.OPTION}
    return fields


def _read(text: str) -> Iterator[Card]:
    # The text was recognised, or somebody says that it is a table.
    delimiter = _delimiter(text, named=True)
    if delimiter:
        yield from table_cards(_rows(rows_of(text, delimiter), delimiter))


def table_cards(rows: Sequence[Row], section: str = "") -> Iterator[Card]:
    """Yield the cards of a table's rows, in order."""
    cells = [row for _, row in rows]
    columns = _columns(cells)
    if columns is None:
        columns = _guessed(cells)
    for lines, _ in rows[: columns.begin]:
        yield left_out(lines, "heading")
    for lines, row in rows[columns.begin :]:
        yield _card(lines, row, columns, section) or left_out(lines, "no question")


def _guessed(rows: Sequence[Sequence[str]]) -> Columns:
    """Return the columns of a table without headings: numbers aside, front, back."""
    width = max(map(len, rows), default=0)
    sample = rows[:200]
    numbered = width > 2 and all(_NUMBER.fullmatch(row[0]) for row in sample if row and row[0])  # noqa: PLR2004
    first = 1 if numbered else 0
    asking = [
        sum(1 for row in sample if at < len(row) and look(row[at]) is not Look.NONE)
        for at in range(width)
    ]
    front = max(range(first, width), key=lambda at: (2 * asking[at] > len(sample), -at), default=0)
    others = [at for at in range(first, width) if at != front]
    fields = dict.fromkeys(others, Field.EXPLANATION) | {front: Field.QUESTION}
    if _last_is_key(sample, others):
        fields |= dict.fromkeys(others[:-1], Field.OPTION) | {others[-1]: Field.CORRECT}
    elif others:
        fields[others[0]] = Field.ANSWER
        fields |= {
            at: Field.ASIDE
            for at in others[1:]
            if _says_little([row[at] for row in sample if at < len(row)])
        }
    return Columns(fields, 0)


def _last_is_key(rows: Sequence[Sequence[str]], columns: Sequence[int]) -> bool:
    """Whether the last column names one of the three or more before it, in nearly every row."""
    if len(columns) < 4 or len(rows) < 2:  # noqa: PLR2004
        return False
    hits = 0
    for row in rows:
        options = [row[at] for at in columns[:-1] if at < len(row) and row[at]]
        key = row[columns[-1]] if columns[-1] < len(row) else ""
        hits += bool(key) and all(text in options for text in chosen(options, key))
    return hits >= _LEAST_EVEN * len(rows)


def _says_little(cells: Sequence[str]) -> bool:
    """Whether a column repeats itself, as tags and levels do."""
    kept = [cell for cell in cells if cell]
    return len(kept) <= 2 or 2 * len(set(kept)) <= len(kept)  # noqa: PLR2004


def _card(lines: Lines, row: Sequence[str], columns: Columns, section: str) -> Card | None:
    def held(field: Field) -> list[str]:
        return [columns.text(row, at) for at in columns.of(field) if at < len(row) and row[at]]

    question = "\n".join(held(Field.QUESTION)[:1])
    if not question:
        return None
    options = [*held(Field.OPTION), *_listed(held(Field.OPTIONS))]
    answers, keys, wrong = held(Field.ANSWER), held(Field.CORRECT), held(Field.WRONG)
    if _is_filled_in(held(Field.KIND), options, [*answers, *keys]):
        answers, keys, options = answers or options, [], []
    if wrong and not options:
        answers = answers or keys
        options = sorted([*answers, *wrong], key=str.casefold)
    elif keys and not options and len(answers) > 1:
        options, answers = answers, []
    texts = answers if answers and not (keys and options) else []
    for key in keys if not texts else []:
        texts = [*texts, *chosen(options, key)]
    if options and answers and not keys:
        texts = [text for answer in answers for text in chosen(options, answer)]
    answer = "\n\n".join(filter(None, [alternatives(texts), *held(Field.EXPLANATION)]))
    topic = "".join(held(Field.SECTION)[:1])
    id_ = question_id("".join(held(Field.ID)[:1]))
    return Card(question, answer, lines, tuple(options), topic or section, id_)


def _listed(cells: Sequence[str]) -> list[str]:
    """Return the options of cells that hold all of them."""
    return [part.strip() for cell in cells for part in _LISTED.split(cell) if part.strip()]


def _is_filled_in(kinds: Sequence[str], options: Sequence[str], named: Sequence[str]) -> bool:
    """Whether options are what a gap takes: their row says so, or there is one and `named` none."""
    if not options:
        return False
    return (len(options) == 1 and not named) or any(_FILLS.search(kind) for kind in kinds)


TABLE = TextContainer("table", _recognise, _read)
