"""A segment as named parts of bytes: what is worked out once, and taken up again after a restart.

Only what was worked out is in the parts. Keys and texts of the questions are not: whoever takes the
parts up has them, and shows by the `stamp` that they are those that were indexed.
"""

from __future__ import annotations

import math
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import Stemmer

from bot.core.lookup.postings import Postings
from bot.core.lookup.vocabulary import Vocabulary

_PIECE = 2**18  # bytes that become lines at a time
RULES = 2  # one more whenever the same questions are indexed to something else

Parts = Mapping[str, memoryview]

_POSTINGS: dict[str, type[np.generic]] = {
    "keys": np.int64, "starts": np.int64, "rows": np.int32, "idf": np.float32,
    "lengths": np.float32,
}  # fmt: skip
_VOCABULARY: dict[str, type[np.generic]] = {
    "text": np.int32,
    "starts": np.int64,
    "stem_of": np.int64,
}


class Indexed(NamedTuple):
    """What is worked out of questions: `order` are their rows by their spellings."""

    spellings: tuple[str, ...]
    vocabulary: Vocabulary
    stems: Postings
    answers: Postings
    order: npt.NDArray[np.int64]


def stamp(entries: Iterable[Sequence[str]], language: str) -> bytes:
    """Return what tells these entries, as they are indexed here, from all others.

    Also the stemmer, Python's letters and the machine's order of bytes are told apart.
    """
    made_by = (RULES, language, Stemmer.version(), unicodedata.unidata_version, sys.byteorder)
    told = blake2b(repr(made_by).encode(), digest_size=32)
    for entry in entries:
        texts = [text.encode("utf-8", "surrogatepass") for text in entry]
        told.update(f"\n{len(texts)}".encode())
        for text in texts:
            told.update(b"%d:" % len(text))
            told.update(text)
    return told.digest()


def laid_out(indexed: Indexed) -> Parts:
    """Return what was worked out as parts of bytes."""
    vocabulary = indexed.vocabulary
    numbers = np.fromiter(vocabulary.stems.values(), np.int64, len(vocabulary.stems))
    arrays: dict[str, npt.NDArray[Any]] = {"order": indexed.order, "stem_numbers": numbers}
    arrays |= {f"vocabulary.{name}": getattr(vocabulary, name) for name in _VOCABULARY}
    for prefix, postings in _postings(indexed).items():
        arrays |= {f"{prefix}.{name}": getattr(postings, name) for name in _POSTINGS}
    lists = {
        "spellings": indexed.spellings, "words": vocabulary.words, "stems": vocabulary.stems
    }  # fmt: skip
    parts = {name: memoryview(array.tobytes()) for name, array in arrays.items()}
    return parts | {name: memoryview(_written(texts)) for name, texts in lists.items()}


def taken_up(parts: Parts, language: str) -> Indexed:
    """Return what `laid_out` made the parts of; arrays stay where the bytes are."""
    stems, answers, grams = (
        _taken_postings(parts, prefix) for prefix in ("in_questions", "in_answers", "grams")
    )
    words, spellings = _lines(parts["words"]), _lines(parts["spellings"])
    numbers = _array(parts["stem_numbers"], np.int64).tolist()
    vocabulary = Vocabulary(
        language=language,
        numbers={word: number for number, word in enumerate(words)},
        words=words,
        stems=dict(zip(_lines(parts["stems"]), numbers, strict=True)),
        rarity=stems.idf,
        greatest_rarity=math.log(len(spellings) + 1),
        grams=grams,
        **{name: _array(parts[f"vocabulary.{name}"], kind) for name, kind in _VOCABULARY.items()},
    )
    return Indexed(spellings, vocabulary, stems, answers, _array(parts["order"], np.int64))


def _postings(indexed: Indexed) -> dict[str, Postings]:
    return {
        "in_questions": indexed.stems,
        "in_answers": indexed.answers,
        "grams": indexed.vocabulary.grams,
    }


def _taken_postings(parts: Parts, prefix: str) -> Postings:
    return Postings(
        **{name: _array(parts[f"{prefix}.{name}"], kind) for name, kind in _POSTINGS.items()}
    )


def _array(part: memoryview, kind: type[np.generic]) -> npt.NDArray[Any]:
    return np.frombuffer(part, dtype=kind) if len(part) else np.empty(0, dtype=kind)


def _written(texts: Iterable[str]) -> bytes:
    """Return texts without a line's end in them, one a line."""
    return "".join(f"{text}\n" for text in texts).encode("utf-8", "surrogatepass")


def _lines(part: memoryview) -> tuple[str, ...]:
    """Return the texts that were `_written`; piece by piece, so that others run meanwhile."""
    content, lines, at = bytes(part), list[str](), 0
    while at < len(content):
        end = content.rfind(b"\n", at, at + _PIECE) + 1 or content.index(b"\n", at) + 1
        lines += content[at:end].decode("utf-8", "surrogatepass").split("\n")[:-1]
        at = end
    return tuple(lines)
