"""Forms that a group filled in: a question a column, somebody's answers a row.

So Google's and Microsoft's forms export what came in, with times, addresses and scores beside it.
"""
# ruff: noqa: RUF001  # letters of other alphabets are theirs

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from itertools import chain, count

from bot.core.uploads import Upload
from bot.errors import DocumentError
from bot.importing.containers.archives import MAX_DOCUMENTS
from bot.importing.containers.fields import Field, field_named
from bot.importing.containers.reading import Unreadable, front_text
from bot.importing.containers.rows import rows_of
from bot.importing.containers.spreadsheets import sheets_of
from bot.importing.decoding import decode
from bot.importing.lines import normalise
from bot.importing.questions import Look, look

_DELIMITERS = {".csv": (",", ";"), ".tsv": ("\t",), ".tab": ("\t",)}
_SHEET = ".xlsx"
_FEWEST = 2  # questions
# What stands beside the answers: when and by whom, and how many points.
_BESIDE = re.compile(
    r"time|stamp|date|mail|score|points|\bid\b|zeit|punkt|hora|fecha|data\b|puntu|pontu|heure|note\b"
    r"|время|балл|почт|zaman|puan|时间|時間|日時|分数|点数|スコア|メール|시간|점수|이메일|"
    r"\b(?:group|class|gruppe|klasse|grupo|clase|turma)\b",
    re.IGNORECASE,
)
# It ends the heading: "Name two cheeses." asks for none.
_NAME = re.compile(
    r"(?:name|nombre|nom|nome|naam|who are you|wer bist du|имя|імʼя|imię|isim|isminiz|adınız"
    r"|氏名|名前|姓名|名字|이름|الاسم|اسمك|नाम|họ tên|họ và tên)\W*(?:\([^()]{0,60}\)\W*)?$",
    re.IGNORECASE,
)
_COUNT = re.compile(
    r"^[\W_]*(?:q(?:uestion)?|frage|pregunta)?[ .]?\d{1,3}[.):]+[ ]*", re.IGNORECASE
)
_LONGEST_NAME = 60
_NO_FILE = re.compile(r"[\\/:*?\"<>|\x00-\x1f]+")


def taken_apart(upload: Upload) -> list[Upload]:
    """Return a table of two columns for each who answered; none where a file is no such form.

    They are called as people call themselves there, without that by their place. Addresses, times
    and scores are left out.
    """
    try:
        rows = _rows(upload)
    except (DocumentError, Unreadable):
        return []  # reading it says what is wrong
    columns = _asked(rows)
    if not columns or len(rows) > MAX_DOCUMENTS:
        return []
    names = _names(rows, columns)
    return [
        Upload(f"{upload.name}/{name}.csv", _table(rows[0], row, columns))
        for name, row in zip(names, rows[1:], strict=True)
    ]


def _rows(upload: Upload) -> list[list[str]]:
    """Return the cells of the first sheet, all rows of one width. Raises what reading it does."""
    name = upload.name.lower()
    if name.endswith(_SHEET):
        found = [cells for _, rows in sheets_of(upload.data)[:1] for _, cells in rows]
    else:
        delimiters = next((each for end, each in _DELIMITERS.items() if name.endswith(end)), ())
        text = normalise(decode(upload.name, upload.data)[0]) if delimiters else ""
        head = text.partition("\n")[0]
        delimiter = max(delimiters, key=head.count, default="")
        found = [cells for _, cells in rows_of(text, delimiter)] if delimiter in head else []
    width = max(map(len, found), default=0)
    return [row + [""] * (width - len(row)) for row in found]


def _asked(rows: Sequence[Sequence[str]]) -> list[int]:
    """Return the columns whose heads ask, none where they are not most, or what is below asks."""
    if len(rows) < _FEWEST or any(field_named(cell) is Field.QUESTION for cell in rows[0]):
        return []
    worded = [at for at, cell in enumerate(rows[0]) if cell and not _NAME.search(cell)]
    asked = [at for at in worded if look(_question(rows[0][at])) is not Look.NONE]
    others = [at for at in worded if at not in asked and not _BESIDE.search(rows[0][at])]
    if len(asked) < _FEWEST or len(others) > len(asked):
        return []
    below = [row[at] for row in rows[1:] for at in asked if row[at]]
    asking = sum(1 for cell in below if look(cell) is Look.QUESTION)
    return asked if 2 * asking < len(below) else []


def _names(rows: Sequence[Sequence[str]], asked: Sequence[int]) -> Iterator[str]:
    """Yield what each row's author is called, nobody as another."""
    column = next(
        (at for at, cell in enumerate(rows[0]) if at not in asked and _NAME.search(cell)), None
    )
    taken: set[str] = set()
    for number, row in enumerate(rows[1:], 1):
        given = "" if column is None else _NO_FILE.sub(" ", row[column]).strip(" .")
        name = given[:_LONGEST_NAME] or f"Response {number}"
        again = (f"{name} ({times})" for times in count(2))
        free = next(each for each in chain([name], again) if each.casefold() not in taken)
        taken.add(free.casefold())
        yield free


def _table(head: Sequence[str], row: Sequence[str], columns: Sequence[int]) -> bytes:
    written = io.StringIO()
    table = csv.writer(written)
    table.writerows((_question(head[at]), row[at]) for at in columns)
    return written.getvalue().encode()


def _question(heading: str) -> str:
    return front_text(_COUNT.sub("", heading))
