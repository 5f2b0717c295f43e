"""Where a text says what was looked for: a passage of it, with the words marked."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from bot.core.lookup.folding import spelled
from bot.core.lookup.stems import stem_of
from bot.core.text import plain

_WORD = re.compile(r"\S+")
_BEFORE, _AFTER = 8, 14  # words of the passage around the first one that is marked
_ALIKE = 78.0  # `ratio` of words of which one has a typo


@dataclass(frozen=True, slots=True)
class Said:
    """A piece of plain text, on one line; `marked` where it is what was looked for."""

    text: str
    marked: bool = False


def passage(texts: Iterable[str], words: Collection[str], language: str) -> tuple[Said, ...]:
    """Return where the texts (Markdown) first say the most of the words, which are `spelled`.

    Empty where none is said.
    """
    stems = [stem_of(word, language) for word in words]
    best: tuple[int, list[str], list[bool]] = (0, [], [])
    for text in texts:
        pieces = _WORD.findall(plain(text))
        marks = [_says(piece, words, stems, language) for piece in pieces]
        if any(marks):
            first = max(marks.index(True) - _BEFORE, 0)
            end = marks.index(True) + _AFTER
            found = sum(marks[first:end])
            if found > best[0]:
                cut = [*(["…"] if first else []), *pieces[first:end]]
                cut += ["…"] if end < len(pieces) else []
                best = found, cut, [*([False] if first else []), *marks[first:end], False]
    return tuple(_joined(best[1], best[2]))


def _says(piece: str, words: Collection[str], stems: Sequence[str], language: str) -> bool:
    for own in spelled(piece).split():
        if own in words or stem_of(own, language) in stems:
            return True
        if any(fuzz.ratio(own, word, score_cutoff=_ALIKE) for word in words):
            return True
    return False


def _joined(pieces: Sequence[str], marks: Sequence[bool]) -> Iterable[Said]:
    """Yield neighbouring pieces that are marked alike as one."""
    run: list[str] = []
    for place, piece in enumerate(pieces):
        run.append(piece)
        if place + 1 == len(pieces) or marks[place + 1] != marks[place]:
            yield Said(" ".join(run), marks[place])
            run = []
