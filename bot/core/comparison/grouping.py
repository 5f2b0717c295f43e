"""Texts that say the same in the same words, but for case, punctuation, spaces and typos.

Grouping is cautious: two texts that differ in a word that might be meant stay apart, for a group
is shown as one text. `x for dependent, y for independent` and `x is independent, y dependent` are
two. The cost grows with the number of texts: only texts with the same skeleton (the same short
words, and long words with the same first letters in the same places) are looked at in pairs, and
those of a single word only where they are a letter apart.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain, zip_longest

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.core.comparison.texts import Reading
from bot.core.text import TOKEN, plain, tokens
from bot.core.vocabulary import may_hold_a_typo

WORDS_A_TYPO = 4  # one typo is forgiven in this many words, and one in a shorter text
SWAP_LETTERS = 7  # below, a swap may make another word: `trial` and `trail`, `casual` and `causal`
REPLACED_FROM = 3  # the letters before may be a prefix that is meant: `micro`, `macro`
WORDS_AROUND = 3  # that must agree before a replaced letter is taken for a typo

MINUS_SIGN = 0x2212

# Signs of mathematics are no punctuation: `x < y` is not `x > y`. They are spelled out as words.
_SIGN_NAMES = {
    code: f" {unicodedata.name(chr(code))} "
    for code in range(0x3000)
    if unicodedata.category(chr(code)) == "Sm" or chr(code) in "*%^"
}
_MINUS = re.compile(r"(?<![\w.,)\]])-(?=[.,]?\d)")  # elsewhere it is a hyphen or a dash
_SIGN = re.compile(f"[{re.escape(''.join(map(chr, _SIGN_NAMES)))}]|{_MINUS.pattern}")
_KEPT_SPACE = re.compile(r"(?<=\d) (?=\d)")
_SPACE_TO_DROP = re.compile(r"(?<!\d) | (?!\d)")

Words = tuple[str, ...]


def alike_groups(
    texts: Sequence[str], right: Iterable[str] = (), readings: Sequence[Reading] = ()
) -> tuple[tuple[int, ...], ...]:
    """Return groups of indexes of near-identical texts: a partition, by first index ascending.

    Words of the `right` texts (the question, the references) are spelled as they are meant: two
    of them are never each other's typo. Texts that were read already are not read again.
    """
    same: dict[str, list[int]] = defaultdict(list)
    spelled: dict[str, Words] = {}
    for index, (text, reading) in enumerate(zip_longest(texts, readings)):
        words = _words(text, reading)
        key = _compact(words) or plain(text)
        same[key].append(index)
        # Of texts that differ in their spaces only, one stands for all, whatever their order.
        spelled[key] = max(spelled.get(key, words), words, key=lambda each: (len(each), each))
    known = frozenset(word for text in right for word in tokens(text))
    merged = _merged({key: (spelled[key], len(same[key])) for key in same}, known)
    groups = (sorted(index for key in keys for index in same[key]) for keys in merged)
    return tuple(sorted(map(tuple, groups)))


def _words(text: str, reading: Reading | None) -> Words:
    """Return a text's words, numbers and named signs, without apostrophes."""
    if reading is None:
        words = _signed_words(plain(text))
    else:
        pieces = zip(reading.pieces, reading.words, strict=True)
        words = chain.from_iterable(
            known if _SIGN.search(piece) is None else _signed_words(piece)
            for piece, known in pieces
        )
    joined = " ".join(words)
    return tuple(joined.replace("'", "").split(" ")) if joined else ()


def _signed_words(readable: str) -> Iterable[str]:
    signed = _MINUS.sub(_SIGN_NAMES[MINUS_SIGN], readable).translate(_SIGN_NAMES)
    return TOKEN.findall(signed.casefold())


def _compact(words: Words) -> str:
    """Return the words without spaces, but between digits: `data set` is `dataset`."""
    spaced = " ".join(words)
    if _KEPT_SPACE.search(spaced) is None:
        return spaced.replace(" ", "")
    return _SPACE_TO_DROP.sub("", spaced)


def _merged(counted: Mapping[str, tuple[Words, int]], known: Collection[str]) -> list[list[str]]:
    """Return the keys in groups of which each is, but for typos, what its first key is.

    The most frequent spelling leads; the order is that of the texts themselves, never theirs in
    the input.
    """
    blocks: dict[Words, list[list[str]]] = defaultdict(list)
    single = _SingleWords()
    for key in sorted(counted, key=lambda each: (-counted[each][1], each)):
        words = counted[key][0]
        groups = blocks[_skeleton(words)]
        leaders = (counted[group[0]][0] for group in groups)
        near = single.near(words[0]) if len(words) == 1 else _near(words, list(leaders))
        for at in near:
            if _same_but_for_typos(words, counted[groups[at][0]][0], known):
                groups[at].append(key)
                break
        else:
            if len(words) == 1:
                single.add(words[0], len(groups))
            groups.append([key])
    return [group for groups in blocks.values() for group in groups]


class _SingleWords:
    """The leaders of one word, found by what is left of a word without one of its letters.

    Two words that are a slip apart (a letter missing, wrong, too many, or two swapped) have such a
    rest in common, so that a reply of one word is held against few others, however many there are.
    """

    def __init__(self) -> None:
        self._by_rest: dict[str, list[tuple[str, int]]] = defaultdict(list)

    def add(self, word: str, at: int) -> None:
        """Take up a leader, and its place among those of its skeleton."""
        for rest in _rests(word):
            self._by_rest[rest].append((_skeleton((word,))[0], at))

    def near(self, word: str) -> list[int]:
        """Return the places of leaders with the word's skeleton that may be a slip away."""
        (skeleton,) = _skeleton((word,))
        found = (each for rest in _rests(word) for each in self._by_rest.get(rest, ()))
        return sorted({at for other, at in found if other == skeleton})


def _rests(word: str) -> set[str]:
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def _skeleton(words: Words) -> Words:
    return tuple(map(_outline, words))


@lru_cache(maxsize=65_536)
def _outline(word: str) -> str:
    return f"{word[0]}…" if may_hold_a_typo(word) else word


def _near(words: Words, leaders: Sequence[Words]) -> list[int]:
    """Return which leaders are few enough letters away, the nearest first."""
    if not words:
        return []
    allowed = max(1, len(words) // WORDS_A_TYPO)
    texts = [" ".join(leader) for leader in leaders]
    near = process.extract(
        " ".join(words), texts, scorer=OSA.distance, score_cutoff=allowed, limit=None
    )
    return [at for _, _, at in near]


def _same_but_for_typos(ours: Words, theirs: Words, known: Collection[str]) -> bool:
    pairs = [pair for pair in zip(ours, theirs, strict=True) if pair[0] != pair[1]]
    around = len(ours) - len(pairs)
    return all(_is_typo(a, b, around) and not (a in known and b in known) for a, b in pairs)


def _is_typo(word: str, other: str, words_around: int) -> bool:
    """Tell whether one word is the other with one slip of the hand, on the cautious side."""
    if OSA.distance(word, other, score_cutoff=1) != 1:
        return False
    if len(word) != len(other):
        return True  # a letter missing or too many
    if len(word) < SWAP_LETTERS:
        return False
    swapped = sorted(word) == sorted(other)
    same_beginning = word[:REPLACED_FROM] == other[:REPLACED_FROM]
    return swapped or (same_beginning and words_around >= WORDS_AROUND)
