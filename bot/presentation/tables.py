"""Tables as lines of characters, for a place that has none but shows code in columns."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from bot.presentation.graphemes import chunks

# A telephone shows about 40 columns of code, a desktop about 80.
_WIDTH = 60
_NARROWEST = 6
_GAP = "  "


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """Return rows of one-line cells, all rows as long, in columns; the first is underlined.

    Cells that are too wide go on in the next line; with very many columns lines get wider.
    """
    widths = _widths(rows)
    lines: list[str] = []
    for number, row in enumerate(rows):
        cells = [list(_wrapped(cell, width)) for cell, width in zip(row, widths, strict=True)]
        lines += [_line(each, widths) for each in zip_longest(*cells, fillvalue="")]
        if number == 0:
            lines.append(_GAP.join("─" * width for width in widths))
    return "\n".join(lines)


def _widths(rows: Sequence[Sequence[str]]) -> list[int]:
    """Return a width for each column: what it needs, the widest ones less when there is no room."""
    widths = [max(1, *map(_columns, column)) for column in zip(*rows, strict=True)]
    room = _WIDTH - len(_GAP) * (len(widths) - 1)
    fair = max(_NARROWEST, room // max(1, len(widths)))
    spare = room - sum(min(width, fair) for width in widths)
    wide = [width for width in widths if width > fair]
    most = fair + max(0, spare) // len(wide) if wide else fair
    return [min(width, most) for width in widths]


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (
        cell + " " * (width - _columns(cell)) for cell, width in zip(cells, widths, strict=True)
    )
    return _GAP.join(padded).rstrip()


def _wrapped(cell: str, width: int) -> Iterator[str]:
    line = ""
    for word in _words(cell, width):
        if line and _columns(line) + 1 + _columns(word) > width:
            yield line
            line = word
        else:
            line = f"{line} {word}" if line else word
    yield line


def _words(cell: str, width: int) -> Iterator[str]:
    for word in cell.split():
        # Half the width in characters, when each takes two columns.
        yield from chunks(word, width if _columns(word) == len(word) else max(1, width // 2))


def _columns(text: str) -> int:
    """Return how many columns the text takes: wide characters two, marks none."""
    if text.isascii():
        return len(text)
    return sum(
        0
        if unicodedata.category(char) in ("Mn", "Me", "Cf")
        else 1 + (unicodedata.east_asian_width(char) in ("W", "F"))
        for char in text
    )
