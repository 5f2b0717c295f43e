"""What somebody decides about places that were guessed, before an import is stored."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.core.decisions import fingerprint

Item = tuple[int, int]
"""A document and an item in it, both as indexes."""


class Put(StrEnum):
    """Where an item goes whose place was a guess."""

    STAY = "stay"
    MOVE = "move"
    SPLIT = "split"
    MERGE = "merge"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class Placed:
    """What was decided about an item that stood on the question marked `here`.

    `there` is the mark (`mark_of`) of the other question, of MOVE and MERGE; `text` is the question
    of its own, of SPLIT, "" for the one that its document asks.
    """

    put: Put
    here: str
    there: str = ""
    text: str = ""


def mark_of(text: str) -> str:
    """Return what stands for a question of these words in a form, 16 hexadecimal digits."""
    return fingerprint(text)[:16]
