# ruff: noqa: RUF001  # letters of other scripts are what it is about
"""What a question wants to know of its subject: why, how or when it is, or is not, or its name.

"What is mulch?" and "What is another name for mulch?" share all but words that weigh little, and
so do a question and its negation. What tells them apart is listed here, not weighed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from bot.core.lexicon import ENGLISH, NEGATIONS, NUMBER_WORDS, UNNEGATING, opposite_sides

_NOT = "not"
_REASON = frozenset(["reason"])  # which asks why
_NO_NUMBER = frozenset(["one"])  # a pronoun as often
_KINDS = {
    "why": "why",
    "how": "how",
    "when": "when",
    "where": "where",
    "who": "who whom whose",
    "what": "what what's which name list define give state",
}
# A word that means another thing in another of these languages, such as `wie`, is in none.
_KINDS_ELSEWHERE = {
    "why": "warum weshalb wieso pourquoi waarom perché почему зачем чому neden niçin",
    "how": "comment cómo hoe как як nasıl",
    "when": "wann quand cuándo quando wanneer когда коли",
    "where": "wo où dónde onde dove waar где де nerede",
    "who": "quién quiénes quem кто хто",
    "what": "was welche welcher welches quel quelle qué cuál qual quais quale wat welk что какой"
    " какая какие hangi",
}
_KIND_OF = {word: kind for kind, words in _KINDS.items() for word in words.split()}
_KIND_OF_ELSEWHERE = {
    word: kind for kind, words in _KINDS_ELSEWHERE.items() for word in words.split()
}
_ALSO_NOT = frozenset(
    [
        "nicht",
        "kein",
        "keine",
        "keinen",
        "pas",
        "ne",
        "no",
        "nunca",
        "não",
        "non",
        "niet",
        "geen",
        "не",
        "ні",
        "değil",
    ]
)
# What is asked about the subject where the subject alone could be asked for.
_ABOUT = {
    "name": r"\b(?:(?:an)?other|alternative|different|second) (?:name|word|term)s?\b"
    r"|\bsynonyms?\b|\b(?:also|otherwise|else) (?:called|known)\b|\bstands? for\b|\bcalled\b"
    r"|\babbreviat\w+|\bacronym\b",
    "use": r"\bused? for\b|\bpurpose\b|\buseful\b|\bbenefits?\b|\badvantages?\b|\bimportant\b",
    "against": r"\bdis?advantages?\b|\bdrawbacks?\b|\blimitations?\b|\bdownsides?\b",
    "opposite": r"\b(?:opposite|antonym|inverse|contrary)\b",
    "difference": r"\bdiffer(?:s|ent|ence|ences)?\b|\bversus\b|\bvs\b|\bcompared?\b"
    r"|\bdistinction\b",
    "examples": r"\bexamples?\b|\binstances?\b",
    "kinds": r"\b(?:kinds?|types?|sorts?) of\b",
}
_ABOUT_READ = {about: re.compile(pattern) for about, pattern in _ABOUT.items()}
_MIXED = re.compile(r"\b[^\W\d_]*[a-z][^\W\d_]*[A-Z]\w*\b")
_QUANTITIES = frozenset(["many", "much", "often", "long", "far", "old", "big", "large"])


def asked_for(words: Sequence[str], language: str) -> frozenset[str]:
    """Return what a question wants: marks that `contradictions` read.

    Its words are case-folded, but for names that look like function words (`A record`, `IT`).
    """
    tokens = [word.casefold() for word in words]
    text = " ".join(tokens)
    marks = {about for about, pattern in _ABOUT_READ.items() if pattern.search(text)}
    marks.update(_kinds(tokens, _KIND_OF if language == ENGLISH else _KIND_OF_ELSEWHERE))
    if sum(_negations(tokens, language)) % 2:
        marks.add(_NOT)
    marks.update(_sides(tokens) if language == ENGLISH else ())
    marks.update(f"#{NUMBER_WORDS.get(token, token)}" for token in tokens if _is_number(token))
    marks.update(f"={word}" for word, token in zip(words, tokens, strict=True) if word != token)
    return frozenset(marks)


def names_in(text: str) -> frozenset[str]:
    """Return marks of names in mixed case, such as `DataLoader`."""
    return frozenset(f"~{name}" for name in _MIXED.findall(text))


def contradictions(one: frozenset[str], other: frozenset[str]) -> int:
    """Return in how many ways two questions about one subject ask for something else."""
    kinds, others = one & _KINDS.keys(), other & _KINDS.keys()
    found = int(bool(kinds) and bool(others) and not kinds & others)
    found += int((_NOT in one) != (_NOT in other))
    found += sum(1 for about in _ABOUT if (about in one) != (about in other))
    found += int(any(mark[0] == "=" for mark in one ^ other))
    found += _other_number(one - other, other - one)
    return found + _opposed(one, other) + _recounted(one, other)


def _kinds(tokens: Sequence[str], kinds: Mapping[str, str]) -> Iterator[str]:
    for at, token in enumerate(tokens):
        kind = kinds.get(token)
        following = tokens[at + 1] if at + 1 < len(tokens) else ""
        if kind == "how" and following in _QUANTITIES:
            yield "what"
        elif kind:
            yield kind
        elif token in _REASON:
            yield "why"


def _negations(tokens: Sequence[str], language: str) -> Iterator[bool]:
    words = NEGATIONS if language == ENGLISH else _ALSO_NOT
    for token, following in zip(tokens, [*tokens[1:], ""], strict=False):
        yield token in words and following not in UNNEGATING


def _sides(tokens: Iterable[str]) -> Iterator[str]:
    for token in tokens:
        for axis, side in _axes().get(token, ()):
            yield f"{'+' if side > 0 else '-'}{axis}"


@lru_cache(maxsize=1)
def _axes() -> dict[str, tuple[tuple[int, int], ...]]:
    return dict(opposite_sides())


def _opposed(one: frozenset[str], other: frozenset[str]) -> int:
    """Count the axes of which each question names a side of its own: first and last."""
    mine = {mark for mark in one - other if mark[0] in "+-"}
    yours = {mark[1:]: mark[0] for mark in other - one if mark[0] in "+-"}
    return sum(1 for mark in mine if yours.get(mark[1:], mark[0]) != mark[0])


def _other_number(mine: frozenset[str], yours: frozenset[str]) -> int:
    """Whether a name has an s more than another, which makes it another name."""
    mixed = {mark for mark in mine if mark[0] == "~"}
    return int(any(f"{mark}s" in yours or mark.removesuffix("s") in yours for mark in mixed))


def _recounted(one: frozenset[str], other: frozenset[str]) -> int:
    """Whether each question has a number that the other has not."""
    mine, yours = one - other, other - one
    return int(any(mark[0] == "#" for mark in mine) and any(mark[0] == "#" for mark in yours))


def _is_number(token: str) -> bool:
    return token.isdecimal() or (token in NUMBER_WORDS and token not in _NO_NUMBER)
