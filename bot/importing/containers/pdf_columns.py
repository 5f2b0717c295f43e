"""In which order a page of a PDF is read: column by column, across what spans them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from bot.importing.lines import joined

_COUNTED = re.compile(r"(\d{1,3})[.)][ \t]+\S")
_LEAST_GAP = 0.02  # of the page's width, between columns
_LEAST_SIDE = 0.25  # of the lines, in each column
_STEPS, _SEARCHED = 100, range(28, 73)  # places on a page's width in which a gap may be
_MOST_CROSSING = 0.1  # of the lines
_LEAST_PAIRED = 0.3  # of the rows have lines of both
_FEWEST_LINES, _MOSTLY = 3, 0.7  # of a short column; of its lines
_STEP, _LEAST_SET = 6.0, 20  # points, characters
_MOST_SPLITS = 2  # a page has four columns at most
_EDGE, _FAR = 0.09, 1.5  # of the page's height; of a line's, to the text
_FOLIO = re.compile(
    r"[-–—•|\[ ]{0,3}(?:page |seite |p\. ?|s\. ?)?\d{1,4}(?: ?(?:/|of|von) ?\d{1,4})?"
    r"[-–—•|\] ]{0,3}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text on one line: its box in points, y from the foot of the page upwards."""

    left: float
    bottom: float
    right: float
    top: float
    text: str


def without_folio(pieces: Sequence[Piece], height: float) -> list[Piece]:
    """Return a page's pieces without the number that stands alone at its foot or head."""
    rows = _rows(pieces)
    kept = list(pieces)
    for row, other in ((rows[-1:], rows[-2:-1]), (rows[:1], rows[1:2])):
        if not row or not other or len(row[0]) != 1 or not _FOLIO.fullmatch(row[0][0].text):
            continue
        folio, near = row[0][0], other[0][0]
        apart = max(near.bottom - folio.top, folio.bottom - near.top)
        edge = min(folio.bottom, height - folio.top)
        if edge < _EDGE * height and apart > _FAR * (folio.top - folio.bottom):
            kept.remove(folio)
    return kept


def lines_of(pieces: Sequence[Piece], depth: int = 0) -> list[str]:
    """Return a page's lines in reading order: what spans its columns parts them."""
    rows = _rows(pieces)
    gap = _gutter(rows) if depth < _MOST_SPLITS else None
    if gap is None:
        return _spaced(_unwrapped(rows) if depth else rows)
    lines: list[str] = []
    for spans, band in groupby(rows, key=lambda row: _spans(row, gap)):
        part = list(band)
        inside = [piece for row in part for piece in row]
        left = [piece for piece in inside if (piece.left + piece.right) / 2 < gap]
        right = [piece for piece in inside if (piece.left + piece.right) / 2 >= gap]
        if spans:
            lines += ["", *_spaced(part), ""]
        else:
            lines += [*lines_of(left, depth + 1), *lines_of(right, depth + 1)]
    return lines


def _spans(row: Sequence[Piece], gap: float) -> bool:
    return any(piece.left < gap < piece.right for piece in row)


def _unwrapped(rows: Sequence[Sequence[Piece]]) -> list[Sequence[Piece]]:
    """Return the lines of a narrow column, a sentence that goes on in the next one made whole.

    It does where that begins with a small letter, and its first word had no room on the line.
    """
    if max((len(_line(row)) for row in rows), default=_NARROW) >= _NARROW:
        return list(rows)
    edge = max(row[-1].right for row in rows)
    whole: list[Sequence[Piece]] = []
    right = 0.0
    for row in rows:
        text = _line(row)
        word = text.split(" ", 1)[0]
        room = edge - right - _width(row, len(word) + 1)
        if whole and text[:1].islower() and room < 0 and not _begins_item(text):
            above = whole[-1][0]
            said = joined(_line(whole[-1]), text)
            whole[-1] = [replace(above, bottom=row[0].bottom, text=said)]
        else:
            whole.append(row)
        right = row[-1].right
    return whole


_NARROW = 50  # characters
_ITEM = re.compile(r"(?:[a-z]|[ivx]{1,4})[.)][ \t]")


def _begins_item(text: str) -> bool:
    return _ITEM.match(text) is not None


def _width(row: Sequence[Piece], letters: int) -> float:
    """Return about how wide so many letters are on a line."""
    text = sum(len(piece.text) for piece in row)
    return letters * sum(piece.right - piece.left for piece in row) / max(1, text)


def _rows(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Return the pieces line by line from the top, each line from the left."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda each: (-(each.top + each.bottom) / 2, each.left)):
        middle = (piece.top + piece.bottom) / 2
        if rows and rows[-1][0].bottom <= middle <= rows[-1][0].top:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [sorted(row, key=lambda piece: piece.left) for row in rows]


def _gutter(rows: Sequence[Sequence[Piece]]) -> float | None:
    """Return where the gap between two columns is, None for a page of one.

    It is a strip that hardly any line crosses, with much text on both sides.
    """
    pieces = [piece for row in rows for piece in row]
    if len(pieces) < 10:  # noqa: PLR2004
        return None
    best, crossing = _clearest(_between_ends(rows))
    if crossing > _MOST_CROSSING * len(pieces):
        return None
    left = [piece for piece in pieces if piece.right <= best]
    right = [piece for piece in pieces if piece.left >= best]
    if not _are_columns(rows, best, left, right):
        return None
    # Columns are set in lines; a table's or a list's cells are short, an exam's options too.
    lengths = sorted(len(piece.text) for piece in pieces)
    return best if lengths[len(lengths) // 2] >= 15 or _counts_on(pieces, best) else None  # noqa: PLR2004


def _between_ends(rows: Sequence[Sequence[Piece]]) -> list[Piece]:
    """Return a page's pieces without its title and its foot, which say nothing of its columns.

    They are alone on their lines, the first and the last or several of them right across the page.
    """
    most = len(rows) // 3
    width = max(row[-1].right for row in rows) - min(row[0].left for row in rows)
    above = _count_ends(rows[:most], width)
    below = _count_ends(rows[::-1][:most], width)
    return [piece for row in rows[above : len(rows) - below] for piece in row]


_ACROSS = 0.6  # of a page's width


def _count_ends(rows: Sequence[Sequence[Piece]], width: float) -> int:
    """Return how many rows from the first on are alone: across the page, or below such a one."""
    count, above = 0, True
    for row in rows:
        across = row[0].right - row[0].left >= _ACROSS * width
        if len(row) > 1 or not (across or above):
            break
        count, above = count + 1, across
    return count


def _clearest(pieces: Sequence[Piece]) -> tuple[float, int]:
    """Return the middle of the widest strip that fewest lines cross, and how many do."""
    begin, end = min(piece.left for piece in pieces), max(piece.right for piece in pieces)
    near = (end - begin) * _LEAST_GAP / 2
    places = [begin + (end - begin) * step / _STEPS for step in _SEARCHED]
    crossing = [
        sum(1 for piece in pieces if piece.left < x + near and piece.right > x - near)
        for x in places
    ]
    fewest = min(crossing)
    widest: list[float] = []
    for few, run in groupby(zip(places, crossing, strict=True), lambda each: each[1] == fewest):
        strip = [place for place, _ in run]
        if few and len(strip) > len(widest):
            widest = strip
    return widest[len(widest) // 2], fewest


def _are_columns(
    rows: Sequence[Sequence[Piece]], gap: float, left: Sequence[Piece], right: Sequence[Piece]
) -> bool:
    """Whether both sides have much text in the same rows, or the shorter one is set as a column.

    The last column of a text ends where the text does.
    """
    paired = sum(1 for row in rows if row[0].right <= gap <= row[-1].left)
    few, total = min(len(left), len(right)), len(left) + len(right)
    if few >= _LEAST_SIDE * total and paired >= _LEAST_PAIRED * len(rows):
        return True
    short = min(left, right, key=len)
    if len(short) < _FEWEST_LINES or paired < _MOSTLY * len(short):
        return False
    return _is_aligned(left) and _is_aligned(right) and all(map(_is_set, (left, right)))


def _is_aligned(pieces: Sequence[Piece]) -> bool:
    """Whether most lines begin below each other."""
    places = Counter(round(piece.left / _STEP) for piece in pieces)
    return places.most_common(1)[0][1] >= _MOSTLY * len(pieces)


def _is_set(pieces: Sequence[Piece]) -> bool:
    """Whether a side's lines are lines of text."""
    lengths = sorted(len(piece.text) for piece in pieces)
    return lengths[len(lengths) // 2] >= _LEAST_SET


def _counts_on(pieces: Sequence[Piece], gap: float) -> bool:
    """Whether lines are numbered on both sides of a gap, those on the right further on."""
    sides: tuple[list[int], list[int]] = ([], [])
    for piece in pieces:
        if found := _COUNTED.match(piece.text):
            sides[piece.left >= gap].append(int(found[1]))
    left, right = sides
    return len(left) > 1 and len(right) > 1 and max(left) < max(right) <= max(left) + len(right)


def _spaced(rows: Sequence[Sequence[Piece]]) -> list[str]:
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


def _line(row: Sequence[Piece]) -> str:
    text = ""
    right = row[0].left
    for piece in row:
        space = piece.left - right > 0.15 * (piece.top - piece.bottom) and not text.endswith(" ")
        text += (" " if text and space else "") + piece.text
        right = piece.right
    return " ".join(text.split())
