"""The text of PDF files: column by column, without running heads and page numbers."""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2

from bot.importing.containers.reading import Unreadable

MAX_PAGES = 2_000
MAX_CHARACTERS = 10_000_000

# PDFium keeps its state for the whole process.
_ONE_AT_A_TIME = threading.Lock()
_NUMBER = re.compile(r"\d+")
_COUNTED = re.compile(r"(\d{1,3})[.)][ \t]+\S")
_WORD = re.compile(r"\S+")
_FIRST_PLANE = 0xFFFF
_COLUMN_GAP = 1.2  # of a letter's height, more than between words
_MARGIN_LINES = 3  # at the top and the foot of a page
_LONGEST_HEAD = 120
_FEWEST_PAGES = 2
_LEAST_GAP = 0.02  # of the page's width, between columns
_LEAST_SIDE = 0.25  # of the lines, in each column


_Box = tuple[float, float, float, float]
"""Left, bottom, right and top of a character, in points from the foot of the page."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A run of text on one line: its box in points, y from the foot of the page upwards."""

    left: float
    bottom: float
    right: float
    top: float
    text: str


def read_pdf(data: bytes) -> str:
    """Return a PDF's text, a page break as a blank line. Raises Unreadable."""
    with _ONE_AT_A_TIME:
        pages = _pages(data)
    if not any(line.strip() for page in pages for line in page):
        raise Unreadable(
            "it holds no text: its pages are pictures; have them recognised as text first"
        )
    return _joined(_without_margins(pages))


def _pages(data: bytes) -> list[list[str]]:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        raise Unreadable(
            "it is locked with a password; save it without one"
            if locked
            else "it is a broken PDF; download or save it again"
        ) from error
    try:
        if len(document) > MAX_PAGES:
            raise Unreadable(
                f"it has {len(document):,} pages, and {MAX_PAGES:,} are the most; split it"
            )
        return _texts(document)
    except pypdfium2.PdfiumError as error:
        raise Unreadable("one of its pages is broken; save it again, or as text") from error
    finally:
        document.close()


def _texts(document: pypdfium2.PdfDocument) -> list[list[str]]:
    pages, total = [], 0
    for page in document:
        text = page.get_textpage()
        width = page.get_width()
        pieces = _pieces(text)
        total += sum(len(piece.text) for piece in pieces)
        if total > MAX_CHARACTERS:
            raise Unreadable(
                f"it holds more than {MAX_CHARACTERS // 10**6} million characters; split it"
            )
        pages.append(_lines(pieces, width))
        text.close()
        page.close()
    return pages


def _pieces(text: pypdfium2.PdfTextPage) -> list[_Piece]:
    """Return a page's lines, each cut where it leaves more room than between words."""
    characters = text.get_text_range()
    # Characters beyond the first plane are two of PDFium's, one of Python's.
    wide = any(ord(each) > _FIRST_PLANE for each in characters)
    pieces: list[_Piece] = []
    begin = 0
    for line in re.split(r"(\r?\n)", characters):
        end = begin + (sum(1 + (ord(each) > _FIRST_PLANE) for each in line) if wide else len(line))
        if line.strip():
            pieces += _cut_pieces(text, line, begin) if end - begin == len(line) else []
        begin = end
    return pieces


def _cut_pieces(text: pypdfium2.PdfTextPage, line: str, begin: int) -> Iterator[_Piece]:
    run: list[tuple[re.Match[str], _Box, _Box]] = []
    for word in _WORD.finditer(line):
        first = text.get_charbox(begin + word.start())
        last = text.get_charbox(begin + word.end() - 1)
        if run and first[0] - run[-1][2][2] > _COLUMN_GAP * max(first[3] - first[1], 6.0):
            yield _piece(line, run)
            run = []
        run.append((word, first, last))
    if run:
        yield _piece(line, run)


def _piece(line: str, run: Sequence[tuple[re.Match[str], _Box, _Box]]) -> _Piece:
    boxes = [box for _, first, last in run for box in (first, last)]
    words = line[run[0][0].start() : run[-1][0].end()]
    return _Piece(
        left=boxes[0][0],
        bottom=min(box[1] for box in boxes),
        right=boxes[-1][2],
        top=max(box[3] for box in boxes),
        text=_mended(words),
    )


def _mended(words: str) -> str:
    """Return text as it was typed: ligatures apart, a soft hyphen as the one it shows."""
    for ligature, letters in (("ﬁ", "fi"), ("ﬂ", "fl"), ("ﬀ", "ff"), ("ﬃ", "ffi"), ("ﬄ", "ffl")):
        words = words.replace(ligature, letters)
    return words.replace("\u00ad", "-").replace("\ufffe", "-").replace("\t", " ")


def _lines(pieces: Sequence[_Piece], width: float) -> list[str]:
    """Return a page's lines in reading order: across what spans it, then column by column."""
    rows = _rows(pieces)
    gap = _gutter(rows, width)
    if gap is None:
        return _spaced(rows)
    above, below = _outside(rows, gap)
    inside = [piece for row in rows[above : len(rows) - below] for piece in row]
    left = [piece for piece in inside if (piece.left + piece.right) / 2 < gap]
    right = [piece for piece in inside if (piece.left + piece.right) / 2 >= gap]
    foot = rows[len(rows) - below :] if below else []
    return [*_spaced(rows[:above]), *_spaced(_rows(left)), *_spaced(_rows(right)), *_spaced(foot)]


def _rows(pieces: Sequence[_Piece]) -> list[list[_Piece]]:
    """Return the pieces line by line from the top, each line from the left."""
    rows: list[list[_Piece]] = []
    for piece in sorted(pieces, key=lambda each: (-(each.top + each.bottom) / 2, each.left)):
        middle = (piece.top + piece.bottom) / 2
        if rows and rows[-1][0].bottom <= middle <= rows[-1][0].top:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [sorted(row, key=lambda piece: piece.left) for row in rows]


def _gutter(rows: Sequence[Sequence[_Piece]], width: float) -> float | None:
    """Return where the gap between two columns is, None for a page of one.

    It is a strip near the middle that hardly any line crosses, with much text on both sides.
    """
    pieces = [piece for row in rows for piece in row]
    if len(pieces) < 10 or width <= 0:  # noqa: PLR2004
        return None
    best, fewest = None, len(pieces)
    for step in range(35, 66):
        x = width * step / 100
        near = width * _LEAST_GAP / 2
        crossing = sum(1 for piece in pieces if piece.left < x + near and piece.right > x - near)
        if crossing < fewest:
            best, fewest = x, crossing
    if best is None or fewest > 0.1 * len(pieces):
        return None
    sides = (
        sum(1 for piece in pieces if piece.right <= best),
        sum(1 for piece in pieces if piece.left >= best),
    )
    paired = sum(1 for row in rows if row[0].right <= best <= row[-1].left)
    if min(sides) < _LEAST_SIDE * len(pieces) or paired < 0.3 * len(rows):
        return None
    # Columns are set in lines; a table's or a list's cells are short, an exam's options too.
    lengths = sorted(len(piece.text) for piece in pieces)
    return best if lengths[len(lengths) // 2] >= 15 or _counts_on(pieces, best) else None  # noqa: PLR2004


def _counts_on(pieces: Sequence[_Piece], gap: float) -> bool:
    """Whether lines are numbered on both sides of a gap, those on the right further on."""
    sides: tuple[list[int], list[int]] = ([], [])
    for piece in pieces:
        if found := _COUNTED.match(piece.text):
            sides[piece.left >= gap].append(int(found[1]))
    left, right = sides
    return len(left) > 1 and len(right) > 1 and max(left) < max(right) <= max(left) + len(right)


def _outside(rows: Sequence[Sequence[_Piece]], gap: float) -> tuple[int, int]:
    """Return how many lines at the top and at the foot go across the gap."""
    across = [any(piece.left < gap < piece.right for piece in row) for row in rows]
    above = next((at for at, crosses in enumerate(across) if not crosses), len(rows))
    below = next((at for at, crosses in enumerate(reversed(across)) if not crosses), 0)
    return above, min(below, len(rows) - above)


def _spaced(rows: Sequence[Sequence[_Piece]]) -> list[str]:
    """Return the lines, with a blank one where the page leaves more room than between most."""
    texts = [_line(row) for row in rows]
    steps = [above[0].bottom - below[0].top for above, below in pairwise(rows)]
    heights = sorted(row[0].top - row[0].bottom for row in rows) or [0.0]
    usual = sorted(steps)[len(steps) // 2] if steps else 0.0
    spaced = texts[:1]
    for step, text in zip(steps, texts[1:], strict=True):
        if step > usual + 0.6 * heights[len(heights) // 2]:
            spaced.append("")
        spaced.append(text)
    return spaced


def _line(row: Sequence[_Piece]) -> str:
    text = ""
    right = row[0].left
    for piece in row:
        space = piece.left - right > 0.15 * (piece.top - piece.bottom) and not text.endswith(" ")
        text += (" " if text and space else "") + piece.text
        right = piece.right
    return " ".join(text.split())


def _without_margins(pages: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return the pages without lines that most of them have at the top or foot."""
    shapes: Counter[str] = Counter()
    for page in pages:
        shapes.update({_shape(line) for line in _edges(page)})
    repeated = {shape for shape, times in shapes.items()
                if times >= max(_FEWEST_PAGES, 0.5 * len(pages)) and shape}  # fmt: skip
    return [_cut(page, repeated) for page in pages]


def _edges(page: Sequence[str]) -> list[str]:
    lines = [line for line in page if line.strip()]
    return [*lines[:_MARGIN_LINES], *lines[-_MARGIN_LINES:]]


def _shape(line: str) -> str:
    """Return a line without its numbers, "" for one that says something, as a sentence does."""
    text = line.strip()
    if len(text) > _LONGEST_HEAD or text.endswith((".", "?", "!", ":")):
        return ""
    return _NUMBER.sub("#", text)


def _cut(page: Sequence[str], repeated: set[str]) -> list[str]:
    lines = list(page)
    for step in (1, -1):
        for _ in range(_MARGIN_LINES):
            edge = 0 if step == 1 else -1
            while lines and not lines[edge].strip():
                lines.pop(edge)
            if lines and _shape(lines[edge]) in repeated:
                lines.pop(edge)
    return lines


def _joined(pages: Sequence[Sequence[str]]) -> str:
    """Return the pages as one text; a sentence that goes on over the break goes on."""
    text: list[str] = []
    for page in pages:
        if text and page and text[-1].strip() and not _goes_on(text[-1], page[0]):
            text.append("")
        text += page
    return "\n".join(text)


def _goes_on(above: str, below: str) -> bool:
    return above.rstrip()[-1:] not in (".", "?", "!", ":") and below[:1].islower()
