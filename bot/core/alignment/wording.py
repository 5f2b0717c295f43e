"""How alike two questions are worded, and whether they still ask the same.

Two questions that share nine words of ten may be as different as can be: the tenth is the subject.
So words weigh by their inverse document frequency over all questions (Sparck Jones 1972), and a
word that each side has for itself counts more against a match than a word that one side adds.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from bot.core.alignment.asking import asked_for, names_in
from bot.core.text import STOP_WORDS, plain, stem

_TOKEN = re.compile(r"\d+(?:[.,]\d+)+|[^\W_]+(?:'[^\W_]+)?(?:_[^\W_]+)*|[+#@=<>×÷%^&|~$*]+")
# Without `one`, which is a pronoun as often as a number.
_NUMBERS = {
    "two": "2",
    "three": "3",
    "four": "4",
    "five": "5",
    "six": "6",
    "seven": "7",
    "eight": "8",
    "nine": "9",
    "ten": "10",
}
# Verbs that only ask, and interrogatives: they say how to answer, not about what.
_ASKING = frozenset(
    {"consider", "define", "describe", "discuss", "explain", "give", "how", "list", "mention"}
    | {"name", "not", "provide", "state", "tell", "what", "what's", "when", "where", "which"}
    | {"who", "whom", "why", "write"}
)
# What binds and is not among the stop words: "rather than" says what "instead of" does.
_BINDING = frozenset({"anybody", "anyone", "even", "instead", "rather", "somebody", "someone"})
_ASKING_WEIGHT = 0.12
_FUNCTION_WEIGHT = 0.03
# What weighs against a match: words that both sides have for themselves, words that one side adds.
# With less for the first, questions of one list were taken for each other; with more, reworded
# questions were no longer found (both tried on real lists).
_SUBSTITUTED = 1.75
_ADDED = 0.55
_MISSPELT = 0.85  # how far a word in another spelling counts as the same
_REORDERED = 0.98  # the most that two questions in different words can reach
_HEAD = 4
_SHORTEST_MISSPELT = 5
_LONG_WORD = 9


@dataclass(frozen=True, slots=True)
class Wording:
    """A question as stems in order. Equal `stems` mean the same question, typography aside."""

    stems: tuple[str, ...]
    subject: frozenset[str]  # without the words that only ask or bind
    wants: frozenset[str] = frozenset()  # as `asking` reads them
    lead: Wording | None = None  # a question above options or code, where there are any

    @classmethod
    def of(cls, question: str, language: str = "english") -> Wording:
        """Read a question's Markdown."""
        return _wording(question, language)

    def index_keys(self) -> Iterator[str]:
        """Return what an index files the question under: its stems, and the long ones' heads.

        A misspelt word keeps its first letters more often than not.
        """
        for word in sorted(self.subject):
            yield word
            if len(word) > _HEAD:
                yield f"{word[:_HEAD]}…"


# Readers of one chapter ask the same, and what stands on the list is read for each of them.
@lru_cache(maxsize=2_048)
def _wording(question: str, language: str) -> Wording:
    text = plain(question)
    tokens = _tokens(text)
    found = [_NUMBERS.get(token, token) for token in tokens] or [text.casefold()]
    lead = _lead(question)
    # Function words stay as they are, so that their stems still tell what they are.
    bare = [token for token in found if not _is_function_word(token)]
    stems = {token: stem(token, language) for token in bare}
    return Wording(
        tuple(stems.get(token, token) for token in found),
        frozenset(stems.values()),
        asked_for(tokens, language) | names_in(text),
        _wording(lead, language) if lead else None,
    )


def _lead(question: str) -> str:
    """Return what stands above a question's options, code or further lines, "" for one piece."""
    first, _, more = question.strip().partition("\n")
    return first if more.strip() and any(map(str.isalpha, first)) else ""


def _tokens(text: str) -> list[str]:
    """Return the words and operators, case-folded but for names that look like function words.

    `A record`, `OR gate`, `IT`: capitals amid small letters make a name of them.
    """
    found: list[str] = _TOKEN.findall(text)
    if text.isupper():
        return [token.casefold() for token in found]
    return found[:1] and [found[0].casefold(), *map(_folded_unless_a_name, found[1:])]


def _folded_unless_a_name(word: str) -> str:
    folded = word.casefold()
    is_name = word.isupper() and word != "I" and _is_function_word(folded)
    return word if is_name else folded


def _is_function_word(token: str) -> bool:
    return token in STOP_WORDS or token in _ASKING or token in _BINDING


class QuestionWeights:
    """Weights of words over a set of questions, and the likeness of two questions under them."""

    def __init__(self, wordings: Iterable[Wording]) -> None:
        distinct = {wording.stems: wording for wording in wordings}
        self._count = len(distinct)
        self._frequency = Counter(word for w in distinct.values() for word in w.subject)
        self._weights: dict[str, float] = {}

    def weight(self, word: str) -> float:
        """Return a word's weight: near 1 for a rare one, a few hundredths for a function word."""
        if word not in self._weights:
            self._weights[word] = self._weigh(word)
        return self._weights[word]

    def _weigh(self, word: str) -> float:
        if word in _ASKING:
            return _ASKING_WEIGHT
        if word in STOP_WORDS or word in _BINDING:
            return _FUNCTION_WEIGHT
        frequency = max(1, self._frequency[word])
        return math.log(1 + self._count / frequency) / math.log(1 + max(1, self._count))

    def likeness(self, one: Wording, other: Wording) -> float:
        """Return how alike two questions are worded, 0 to 1; 1 only for equal stems.

        Who quotes a multiple choice often leaves its options out: then the rest is compared.
        """
        if one.stems == other.stems:
            return 1.0
        if (one.lead is None) != (other.lead is None):
            return _REORDERED * self.likeness(one.lead or one, other.lead or other)
        mine, yours = Counter(one.stems), Counter(other.stems)
        shared = mine & yours
        mine, yours = mine - shared, yours - shared
        common = self._total(shared) + self._pair_misspelt(mine, yours)
        own, others = self._total(mine), self._total(yours)
        against = _SUBSTITUTED * min(own, others) + _ADDED * abs(own - others)
        return _REORDERED * common / (common + against) if common else 0.0

    def shared(self, one: Wording, other: Wording) -> float:
        """Return the weight of the words of the subject that two questions share."""
        return sum(self.weight(word) for word in one.subject & other.subject)

    def substituted(self, one: Wording, other: Wording) -> float:
        """Return the weight of what each question has in the place of the other's words."""
        mine, yours = set(one.subject - other.subject), set(other.subject - one.subject)
        for word in sorted(filter(_is_long, mine)):
            near = (each for each in sorted(yours) if each[0] == word[0] and same_word(word, each))
            twin = next(near, None)
            if twin is not None:
                mine.remove(word)
                yours.remove(twin)
        return min(sum(map(self.weight, mine)), sum(map(self.weight, yours)))

    def length(self, one: Wording, other: Wording) -> float:
        """Return the weight of all words that stand in one of two questions."""
        return self._total(Counter(one.stems) | Counter(other.stems))

    def _total(self, words: Counter[str]) -> float:
        return sum(self.weight(word) * count for word, count in words.items())

    def _pair_misspelt(self, mine: Counter[str], yours: Counter[str]) -> float:
        """Take words that are one word spelt twice out of both sides; return their weight."""
        weight = 0.0
        for word in sorted(filter(_is_long, mine)):
            twin = next((other for other in sorted(yours) if same_word(word, other)), None)
            if twin is not None:
                weight += _MISSPELT * max(self.weight(word), self.weight(twin))
                del mine[word], yours[twin]
        return weight + self._pair_compounds(mine, yours)

    def _pair_compounds(self, mine: Counter[str], yours: Counter[str]) -> float:
        """`data loader` beside `dataloader`: compare what is left with the spaces taken out."""
        left = [word for word in mine if not _is_function_word(word)]
        right = [word for word in yours if not _is_function_word(word)]
        if len(left) == len(right) or not same_word(_joined(left), _joined(right)):
            return 0.0
        weight = _MISSPELT * max(sum(map(self.weight, left)), sum(map(self.weight, right)))
        for word in left:
            del mine[word]
        for word in right:
            del yours[word]
        return weight


def _joined(words: Iterable[str]) -> str:
    return "".join(words).replace("_", "").replace("'", "")


def same_word(one: str, other: str) -> bool:
    """Tell whether two stems are one word, misspelt or inflected.

    The first letter must agree and digits must be equal: `supervised` and `unsupervised`,
    `ipv4` and `ipv6` are a letter or two apart and mean different things.
    """
    if one == other:
        return True
    if one[:1] != other[:1] or not (_is_long(one) and _is_long(other)):
        return False
    if _digits(one) != _digits(other):
        return False
    allowed = 2 if min(len(one), len(other)) >= _LONG_WORD else 1
    return OSA.distance(one, other, score_cutoff=allowed) <= allowed


def _is_long(word: str) -> bool:
    return len(word) >= _SHORTEST_MISSPELT


def _digits(word: str) -> str:
    return "".join(filter(str.isdigit, word))


def asks_for_a_deed(question: str) -> bool:
    """Tell whether the question is a task ("Draw ...") rather than something to answer in words."""
    found = _tokens(plain(question))
    return bool(found) and "?" not in question and not _is_function_word(found[0])
