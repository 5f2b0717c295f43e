"""Whether a question is one that was withdrawn, asked in other words: told without its words. Pure.

A sketch is one bit of each of 128 least hashes over the question's words (MinHash: Broder, 1997;
of one bit: Li and König, 2010). Two sketches share as many bits as their questions share words, and
a word moves too few of them to be read from it.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

_BITS = 128
# Of the words of both, those that both have. One word more beside four leaves 0.8, one other word
# among five 0.67, which is another question more often than not.
_SAME = 0.75


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is known of a question without its words: `bits` of them, and a hash of what it `wants`.

    Whether it asks why or how, for the first or the second, is told apart exactly.
    """

    bits: int
    wants: str

    @classmethod
    def of(cls, question: str, language: str) -> Sketch:
        """Sketch a question's Markdown."""
        subject, wants = _read(question, language)
        told = hashlib.sha256("\n".join(sorted(wants)).encode()).hexdigest()[:8]
        return cls(_least_bits(subject), told)

    @classmethod
    def read(cls, text: str) -> Sketch:
        """Return the sketch that was written as `str` of it."""
        bits, _, wants = text.partition(".")
        return cls(int(bits, 16), wants)

    def __str__(self) -> str:
        return f"{self.bits:032x}.{self.wants}"

    def likeness(self, other: Sketch) -> float:
        """Return which share of their words two questions have in common, about; 0 to 1."""
        if self.wants != other.wants:
            return 0.0
        return max(0.0, 1 - 2 * (self.bits ^ other.bits).bit_count() / _BITS)


def asked_again(
    withdrawn: Mapping[str, Sketch],
    asked: Collection[str],
    questions: Sequence[str],
    language: str,
) -> dict[str, str]:
    """Return which of the words `asked` ask what was withdrawn, by the keys of the latter.

    What one of the deck's `questions` asks at least as well is that question.
    """
    sketches = {text: Sketch.of(text, language) for text in asked} if withdrawn else {}
    found = {}
    for key, sketch in withdrawn.items():
        alike = [(sketch.likeness(each), text) for text, each in sketches.items()]
        best, text = max(alike, default=(0.0, ""))
        if best >= _SAME and best > _best_shared(text, questions, language):
            found[key] = text
    return found


def _best_shared(text: str, questions: Iterable[str], language: str) -> float:
    mine, _ = _read(text, language)
    return max((_shared(mine, _read(each, language)[0]) for each in questions), default=0.0)


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / (len(one | other) or 1)


def _read(question: str, language: str) -> tuple[frozenset[str], frozenset[str]]:
    # Loaded here: it brings numpy, and who only speaks of plans need not wait for that.
    from bot.core.alignment.wording import Wording  # noqa: PLC0415

    wording = Wording.of(question, language)
    return wording.subject or frozenset(wording.stems), wording.wants


def _least_bits(words: Iterable[str]) -> int:
    least = list(map(min, zip(*map(_hashes, words), strict=True)))
    return int("".join(str(each & 1) for each in least) or "0", 2)


@lru_cache(maxsize=4_096)
def _hashes(word: str) -> array[int]:
    # Four bytes each, so that two words seldom tie.
    return array("I", hashlib.shake_128(word.encode()).digest(4 * _BITS))
