"""The words of all questions as the look-up sees them, as numbers, with stems and 3-grams."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from bot.core.lookup.postings import Floats, Ints, Postings, Rows, pack
from bot.core.text import stem, words

# Scripts written without spaces (Thai, Lao, Khmer, kana, Han): each sign counts as a word.
_UNSPACED = re.compile("([\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff])")
_INSIDE_WORD = str.maketrans("'_", "  ")
_SPACE, _LINE_END = ord(" "), ord("\n")
_SIGN_BITS = 13  # three folded code points and a document number fit into one int64
_SIGN_MASK = (1 << _SIGN_BITS) - 1


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words and stems, numbered from 0 in the order in which they first occur.

    Question `q` consists of the words `text[starts[q]:starts[q + 1]]`; `stem_of[w]` is the stem of
    the word `w`, and `rarity[s]` the inverse document frequency of the stem `s` in the questions.
    Stems that only the answers say are numbered after those; `words` are the questions' alone.
    What a single question says has the rarity `greatest_rarity`.
    """

    language: str
    words: list[str]
    text: Rows
    starts: Ints
    stems: dict[str, int]
    stem_of: Ints
    rarity: Floats
    greatest_rarity: float

    @property
    def nbytes(self) -> int:
        """How many bytes the arrays take, without the words themselves."""
        arrays = (self.text, self.starts, self.stem_of, self.rarity)
        return sum(array.nbytes for array in arrays)

    def stem_number(self, word: str) -> int:
        """Return the number of the word's stem, -1 for one that does not occur."""
        return self.stems.get(stem(word, self.language), -1)

    def word_counts(self, rows: Ints) -> Ints:
        """Return how many words the questions have."""
        return self.starts[rows + 1] - self.starts[rows]

    def words_in(self, rows: Ints) -> Rows:
        """Return the numbers of the words of all these questions, one question after another."""
        bounds = zip(self.starts[rows].tolist(), self.starts[rows + 1].tolist(), strict=True)
        return np.concatenate([self.text[first:end] for first, end in bounds])


def build_vocabulary(
    questions: Sequence[str], answers: Sequence[str], language: str
) -> tuple[Vocabulary, Postings, Postings]:
    """Return the vocabulary, the questions' posting lists of stems and the answers' ones.

    Both arguments are `spelled` texts of the same length, answers empty where there are none.
    """
    words, text, starts = _numbered(questions)
    stems: dict[str, int] = {}
    stem_of = _stem_numbers(words, stems, language)
    in_questions = _postings(stem_of[text], starts)
    said, answer_text, answer_starts = _numbered(answers)
    in_answers = _postings(_stem_numbers(said, stems, language)[answer_text], answer_starts)
    rarity, greatest = in_questions.idf, math.log(len(questions) + 1)
    vocabulary = Vocabulary(language, words, text, starts, stems, stem_of, rarity, greatest)
    return vocabulary, in_questions, in_answers


def _numbered(texts: Sequence[str]) -> tuple[list[str], Rows, Ints]:
    """Return the distinct words, the texts as word numbers in a row, and where each text starts."""
    numbers: dict[str, int] = {}
    flat: list[int] = []
    starts = [0]
    for text in texts:
        flat.extend(numbers.setdefault(word, len(numbers)) for word in text.split())
        starts.append(len(flat))
    return list(numbers), np.array(flat, dtype=np.int32), np.array(starts, dtype=np.int64)


def _stem_numbers(words: Iterable[str], stems: dict[str, int], language: str) -> Ints:
    """Return the words' stems as numbers, new ones added to `stems`."""
    found = [stems.setdefault(stem(word, language), len(stems)) for word in words]
    return np.array(found, dtype=np.int64)


def _postings(terms: Ints, starts: Ints) -> Postings:
    size = len(starts) - 1
    rows = np.repeat(np.arange(size, dtype=np.int64), np.diff(starts))
    return Postings.build(pack(terms, rows), size)


def spelled(text: str) -> str:
    """Return the text's words joined by single spaces; `Bayes' rule` is `bayes rule`."""
    joined = " ".join(words(text)).translate(_INSIDE_WORD)
    return " ".join(_UNSPACED.sub(r" \1 ", joined).split())


def gram_keys(spellings: Sequence[str]) -> tuple[Ints, Ints]:
    """Return every 3-gram within a word, a space at each end, with the row of its spelling.

    Code points are folded to 13 bits each: rare scripts may collide, which costs a candidate at
    most, for candidates are compared word by word afterwards.
    """
    lines = "".join(f" {spelling} \n" for spelling in spellings)
    signs = np.frombuffer(lines.encode("utf-32-le"), dtype="<u4").astype(np.int64)
    first, middle, last = signs[:-2], signs[1:-1], signs[2:]
    inside = (middle != _SPACE) & (middle != _LINE_END) & (last != _LINE_END)
    inside &= first != _LINE_END
    rows = np.cumsum(signs == _LINE_END)[:-2]
    folded = signs & _SIGN_MASK
    keys = (folded[:-2] << 2 * _SIGN_BITS) | (folded[1:-1] << _SIGN_BITS) | folded[2:]
    return keys[inside], rows[inside]
