"""Two texts word by word: what both say in one order, and what only one of them does.

Words are the same but for case and the punctuation around them. Of the ways in which one text can
become the other it is one with the fewest words changed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from rapidfuzz.distance import Indel

from bot.core.text import plain

MOST_WORDS = 4_000
"""Of each text: more nobody reads word by word, and it would take a while."""
# A word with what clings to it; of scripts that put no spaces each sign is one.
_UNSPACED = "\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\s{_UNSPACED}]+")
_AROUND = re.compile(r"^[\W_]+|[\W_]+$")


class ChangeKind(Enum):
    """Which text has the words."""

    BOTH = "both"
    OURS = "ours"
    THEIRS = "theirs"


@dataclass(frozen=True, slots=True)
class WordChange:
    """Words in a row that both texts have, or one of them: as ours has them, where it does."""

    kind: ChangeKind
    text: str


def words_of(markdown: str) -> list[str]:
    """Return the first words of a text as they are read, in order."""
    return [found[0] for found in _WORD.finditer(plain(markdown))][:MOST_WORDS]


def word_changes(ours: str, theirs: str) -> tuple[WordChange, ...]:
    """Return our text word by word beside theirs, in reading order.

    Where words stand in the place of others ours come first.
    """
    mine, other = words_of(ours), words_of(theirs)
    changes: list[WordChange] = []
    for step in Indel.opcodes([_key(word) for word in mine], [_key(word) for word in other]):
        ours_here = mine[step.src_start : step.src_end]
        theirs_here = other[step.dest_start : step.dest_end]
        if step.tag == "equal":
            changes.append(_change(ChangeKind.BOTH, ours_here))
            continue
        if ours_here:
            changes.append(_change(ChangeKind.OURS, ours_here))
        if theirs_here:
            changes.append(_change(ChangeKind.THEIRS, theirs_here))
    return tuple(_joined(changes))


def _key(word: str) -> str:
    return _AROUND.sub("", word.casefold()) or word


def _change(kind: ChangeKind, words: Sequence[str]) -> WordChange:
    return WordChange(kind, " ".join(words))


def _joined(changes: Sequence[WordChange]) -> list[WordChange]:
    """Return them with what only one text has between two that both have in one piece each."""
    joined: list[WordChange] = []
    waiting: dict[ChangeKind, list[str]] = {ChangeKind.OURS: [], ChangeKind.THEIRS: []}

    def flush() -> None:
        joined.extend(_change(kind, texts) for kind, texts in waiting.items() if texts)
        for texts in waiting.values():
            texts.clear()

    for change in changes:
        if change.kind is ChangeKind.BOTH:
            flush()
            joined.append(change)
        else:
            waiting[change.kind].append(change.text)
    flush()
    return joined
