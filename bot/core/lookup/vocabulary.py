"""The words of all questions and answers as the look-up sees them, as numbers, with stems."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from rapidfuzz import fuzz, process

from bot.core.lookup.folding import is_root, is_unspaced
from bot.core.lookup.postings import Floats, Ints, Postings, Rows, pack
from bot.core.lookup.stems import stem_of

_TEXTS_AT_ONCE = 500  # a millisecond: nobody else in the process runs meanwhile
_SPACE, _LINE_END = ord(" "), ord("\n")
_SIGN_BITS = 13  # three folded code points and a document number fit into one int64
_SIGN_MASK = (1 << _SIGN_BITS) - 1

# A swapped pair of letters leaves a short word hardly a 3-gram, so those have pairs of letters.
_SHORT, _LONG = 8, 6  # letters; words between have both
_SHARED_GRAMS = 0.3  # of a word's grams, in one that is worth comparing
_COMPARED = 150
_COMPLETIONS = 24
ROOT_OF_WORD = 0.95  # likeness of `물` to `물은`
PART_OF_WORD, PART_LETTERS = 0.8, 5  # likeness of `Höhle` to `Höhlenbildung`
_COMPOUNDING = frozenset(
    ("danish", "dutch", "estonian", "finnish", "german", "hungarian", "norwegian", "swedish")
)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words and stems, numbered from 0 in the order in which they first occur.

    Question `q` consists of the words `text[starts[q]:starts[q + 1]]`; `stem_of[w]` is the stem of
    the word `w`, and `rarity[s]` the inverse document frequency of the stem `s` in the questions.
    Words and stems that only the answers say are numbered after those. What a single question says
    has the rarity `greatest_rarity`. `stems` also has other spellings, such as `koeln` for `köln`.
    """

    language: str
    numbers: dict[str, int]
    words: tuple[str, ...]
    text: Rows
    starts: Ints
    stems: dict[str, int]
    stem_of: Ints
    rarity: Floats
    greatest_rarity: float
    grams: Postings

    @property
    def nbytes(self) -> int:
        """How many bytes the arrays take, without the words themselves."""
        arrays = (self.text, self.starts, self.stem_of, self.rarity)
        return sum(array.nbytes for array in arrays) + self.grams.nbytes

    @property
    def has_compounds(self) -> bool:
        """Tell whether the language writes several words as one."""
        return self.language in _COMPOUNDING

    def stem_number(self, word: str) -> int:
        """Return the number of the word's stem, -1 for one that does not occur."""
        number = self.numbers.get(word)
        if number is not None:
            return int(self.stem_of[number])
        return self.stems.get(stem_of(word, self.language), -1)

    def frequency(self, stem: str) -> int:
        """Return how many questions say the stem."""
        number = self.stems.get(stem, -1)
        if not 0 <= number < len(self.rarity):
            return 0
        return round(math.exp(self.greatest_rarity - float(self.rarity[number])))

    def word_counts(self, rows: Ints) -> Ints:
        """Return how many words the questions have."""
        return self.starts[rows + 1] - self.starts[rows]

    def words_in(self, rows: Ints) -> Rows:
        """Return the numbers of the words of all these questions, one question after another."""
        bounds = zip(self.starts[rows].tolist(), self.starts[rows + 1].tolist(), strict=True)
        return np.concatenate([self.text[first:end] for first, end in bounds])

    def similar(self, word: str, least: float) -> list[tuple[int, float]]:
        """Return words with at least this likeness to one, 0 to 1, as numbers, the likest first."""
        keys = word_grams([word])[0]
        shared = self._sharing(self.grams.find(keys))
        enough = max(1.0, _SHARED_GRAMS * len(np.unique(keys)))
        found = np.flatnonzero(shared >= enough)
        if len(found) > _COMPARED:
            found = found[np.argsort(-shared[found], kind="stable")[:_COMPARED]]
        others = [self.words[number] for number in found.tolist()]
        if is_unspaced(word):
            part = ROOT_OF_WORD if is_root(word) else PART_OF_WORD
            pairs = [(at, part) for at, other in zip(found.tolist(), others, strict=True)
                     if word in other and word != other]  # fmt: skip
            return pairs[:_COMPLETIONS]
        return _likest(word, others, found, least)

    def completions(self, beginning: str) -> list[int]:
        """Return words that go on from a beginning of two letters or more, as numbers."""
        term = self.grams.term(int(_beginnings([beginning])[0]))
        numbers = self.grams.rows_of(term).tolist()
        return [each for each in numbers if self.words[each].startswith(beginning)]

    def _sharing(self, terms: Ints) -> Ints:
        """Return how many of the grams each word has."""
        rows = [self.grams.rows_of(term) for term in terms.tolist()]
        return np.bincount(
            np.concatenate([np.empty(0, dtype=np.int32), *rows]), minlength=len(self.words)
        )


def _likest(
    word: str, others: Sequence[str], numbers: Ints, least: float
) -> list[tuple[int, float]]:
    """Return the others that are like the word or have it as a part, the likest first."""
    found = process.extract(word, others, scorer=fuzz.ratio, limit=None, score_cutoff=100 * least)
    alike = {int(numbers[at]): ratio / 100 for _, ratio, at in found}
    if len(word) >= PART_LETTERS:
        for number, other in zip(numbers.tolist(), others, strict=True):
            if other.startswith(word) or other.endswith(word):
                alike.setdefault(number, PART_OF_WORD)
    return list(alike.items())


def build_vocabulary(
    questions: Sequence[str],
    answers: Sequence[str],
    language: str,
    others: Mapping[str, str],
    around: Vocabulary | None = None,
) -> tuple[Vocabulary, Postings, Postings]:
    """Return the vocabulary, the questions' posting lists of stems and the answers' ones.

    The first two arguments are `spelled` texts of the same length, or there are no answers at all;
    `others` has other spellings of their words. How rare a word is depends
    on the questions of `around`, too.
    """
    numbers = _Numbers()
    text, starts = _numbered(questions, numbers)
    answer_text, answer_starts = _numbered(answers, numbers)
    if not answers:
        answer_starts = np.zeros_like(starts)
    words, stems = tuple(numbers), dict[str, int]()
    stem_numbers = _stem_numbers(words, stems, language)
    in_questions = _postings(stem_numbers[text], starts)
    in_answers = _postings(stem_numbers[answer_text], answer_starts)
    for other, word in others.items():
        stems.setdefault(stem_of(other, language), int(stem_numbers[numbers[word]]))
    rarity, greatest = in_questions.idf, math.log(len(questions) + 1)
    if around is not None:
        greatest = math.log(len(questions) + len(around.starts))
        rarity = _rarity_among(list(stems)[: len(rarity)], in_questions, around, greatest)
    grams = _word_index(words)
    vocabulary = Vocabulary(
        language, dict(numbers), words, text, starts, stems, stem_numbers, rarity, greatest, grams
    )
    return vocabulary, in_questions, in_answers


def _rarity_among(
    stems: Sequence[str], postings: Postings, around: Vocabulary, greatest: float
) -> Floats:
    """Return the rarity of stems in the questions that hold `postings` and in those around."""
    counts = np.diff(postings.starts) + np.array([around.frequency(stem) for stem in stems])
    return np.asarray(greatest - np.log(counts), dtype=np.float32)


class _Numbers(dict[str, int]):
    """Numbers words in the order in which they are met."""

    def __missing__(self, word: str) -> int:
        self[word] = number = len(self)
        return number


def _numbered(texts: Sequence[str], numbers: _Numbers) -> tuple[Rows, Ints]:
    """Return the texts as word numbers in a row, new ones added, and where each text starts."""
    rows = [np.empty(0, dtype=np.int32)]
    counts = [np.zeros(1, dtype=np.int64)]
    for first in range(0, len(texts), _TEXTS_AT_ONCE):
        lists = [text.split() for text in texts[first : first + _TEXTS_AT_ONCE]]
        met = map(numbers.__getitem__, chain.from_iterable(lists))
        rows.append(np.fromiter(met, dtype=np.int32))
        counts.append(np.fromiter(map(len, lists), dtype=np.int64, count=len(lists)))
    return np.concatenate(rows), np.cumsum(np.concatenate(counts))


def _stem_numbers(words: Iterable[str], stems: dict[str, int], language: str) -> Ints:
    """Return the words' stems as numbers, new ones added to `stems`."""
    found = array("q")
    for word in words:
        found.append(stems.setdefault(stem_of(word, language), len(stems)))
    return np.array(found, dtype=np.int64)


def _postings(terms: Ints, starts: Ints) -> Postings:
    size = len(starts) - 1
    rows = np.repeat(np.arange(size, dtype=np.int64), np.diff(starts))
    return Postings.build(pack(terms, rows), size)


def _word_index(words: Sequence[str]) -> Postings:
    """Return which words have which grams."""
    keys, rows = word_grams(words)
    return Postings.build(pack(keys, rows), len(words))


def word_grams(words: Sequence[str]) -> tuple[Ints, Ints]:
    """Return pairs of letters of short words, 3-grams of long ones, and the beginnings of all.

    A space stands at each end. Each gram comes with the place of its word.
    """
    short = [at for at, word in enumerate(words) if len(word) <= _SHORT]
    long = [at for at, word in enumerate(words) if len(word) >= _LONG]
    pairs, of_short = _grams([words[at] for at in short], 2)
    triples, of_long = _grams([words[at] for at in long], 3)
    rows = [
        np.array(short, dtype=np.int64)[of_short],
        np.array(long, dtype=np.int64)[of_long],
        np.arange(len(words)),
    ]
    return np.concatenate([pairs, triples, _beginnings(words)]), np.concatenate(rows)


def _beginnings(words: Sequence[str]) -> Ints:
    """Return the 3-gram of the space and the first two letters of each word."""
    keys = [
        _SPACE << 2 * _SIGN_BITS
        | (ord(word[0]) & _SIGN_MASK) << _SIGN_BITS
        | (ord(word[1]) & _SIGN_MASK if len(word) > 1 else 0)
        for word in words
    ]
    return np.array(keys, dtype=np.int64)


def _grams(words: Sequence[str], size: int) -> tuple[Ints, Ints]:
    """Return all grams of two or three signs, a space at each end, with the places of their words.

    Code points are folded to 13 bits each: rare scripts may collide, which costs a comparison at
    most, for words are compared letter by letter afterwards.
    """
    lines = "".join(f" {word} \n" for word in words)
    signs = np.frombuffer(lines.encode("utf-32-le"), dtype="<u4").astype(np.int64)
    inside = np.ones(max(len(signs) - size + 1, 0), dtype=np.bool_)
    keys = np.zeros(len(inside), dtype=np.int64)
    for at in range(size):
        part = signs[at : at + len(inside)]
        inside &= part != _LINE_END
        keys = keys << _SIGN_BITS | part & _SIGN_MASK
    rows = np.cumsum(signs == _LINE_END)[: len(inside)]
    return keys[inside], rows[inside]
