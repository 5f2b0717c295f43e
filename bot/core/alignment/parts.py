# ruff: noqa: RUF001  # question marks of other scripts are what it is about
"""Questions that one document asks at once and another one by one.

"What is mulch, and why is it useful?" is two questions of a list that asks them apart; its answer
answers both. The other way round two items that each ask a part of one question stand on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.core.alignment.asking import contradictions
from bot.core.alignment.reading import Entrant
from bot.core.alignment.roster import Roster
from bot.core.alignment.wording import QuestionWeights, Wording

_ALIKE = 0.85  # likeness at which a part is a question
_SUREST = 0.95
_GUESS = 0.8  # where one part alone is asked elsewhere, it may be another question
_NEAR = 2  # parts of one question stand side by side, or with one item between them
_MOST_PARTS = 6
_ASKING = (
    r"(?:what|why|how|when|where|who|which|explain|describe|define|give|name|list|warum|wie|wann"
    r"|wo|wer|was|welche[rs]?|pourquoi|comment|quand|qué|cómo|cuándo|dónde|por qué|cuál(?:es)?)"
)
_BETWEEN = re.compile(
    rf"(?<=[?？؟.!;])[ \t]+|,?[ \t]+(?:and|und|et|y|e|en)[ \t]+(?={_ASKING}\b)", re.IGNORECASE
)
_PRONOUN = re.compile(r"\b(?:it|they|them|this|these|those)\b", re.IGNORECASE)
_ABOUT = re.compile(
    r"\W{0,3}(?:what|who)(?:\s+(?:is|are|was|were)|['’]s)\s+(?:an?\s+|the\s+)?(.{2,80}?)\s*[?.,;]*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Share:
    """An item's place on a question of which it asks a part, or which is a part of it."""

    entrant: int
    entry: int
    confidence: float


def parts_of(question: str) -> tuple[str, ...]:
    """Return the questions that one asks at once, each standing alone; none where it is one.

    A part that says "it" names what the first part is about. "Why?" alone is no part.
    """
    lead = question.strip().partition("\n")[0]
    found: list[str] = []
    for piece in _BETWEEN.split(lead):
        if found and not Wording.of(piece).subject:
            found[-1] = f"{found[-1]} {piece}"
        elif piece.strip():
            found.append(piece.strip())
    if not 1 < len(found) <= _MOST_PARTS:
        return ()
    about = _ABOUT.match(found[0])
    subject = about[1].replace("\\", "") if about else ""
    return (found[0], *(_named(part, subject) for part in found[1:]))


def _named(part: str, subject: str) -> str:
    return _PRONOUN.sub(lambda _: subject, part, count=1) if subject else part


class Sharing:
    """Looks for shares among what matching left, or took in other words."""

    def __init__(
        self,
        entrants: Sequence[Entrant],
        roster: Roster,
        weights: QuestionWeights,
        *,
        settled: Mapping[int, int],
        matched: Mapping[int, int],
        language: str,
    ) -> None:
        self._entrants = entrants
        self._roster = roster
        self._weights = weights
        self._settled = settled
        self._taken = set(settled.values())
        self._matched = matched
        self._language = language
        self._guesses: list[Share] = []

    def shares(self) -> list[Share]:
        """Return the shares.

        `settled` entrants, and questions that they are on, have none; where a single part fits, it
        is a guess that those in `matched` need not.
        """
        merged = [share for number in self._open() for share in self._covered(number)]
        covering = {share.entrant for share in merged}
        covered = {share.entry for share in merged}
        split = [
            share
            for share in self._split()
            if share.entrant not in covering and share.entry not in covered
        ]
        return [*merged, *split, *self._single([*merged, *split])]

    def _single(self, shares: Sequence[Share]) -> Iterator[Share]:
        """Yield the guesses: of one entrant and one question, a part is worded like the other."""
        placed = {share.entrant for share in shares} | self._matched.keys()
        taken = {share.entry for share in shares} | set(self._matched.values())
        guesses = [guess for guess in self._guesses if guess.entrant not in placed]
        for guess in sorted(guesses, key=lambda each: -each.confidence):
            if guess.entrant not in placed and guess.entry not in taken:
                placed.add(guess.entrant)
                taken.add(guess.entry)
                yield guess

    def _open(self) -> Iterator[int]:
        return (n for n in range(len(self._entrants)) if n not in self._settled)

    def _covered(self, number: int) -> list[Share]:
        """Return the questions that an item asks at once, at least two."""
        found: dict[int, float] = {}
        for part in parts_of(self._entrants[number].text):
            wording = Wording.of(part, self._language)
            ranked = [
                (self._alike(wording, known), entry)
                for entry in self._roster.candidates(wording)
                if entry not in self._taken and entry not in found
                for known in self._roster.entries[entry].wordings.values()
            ]
            likeness, entry = max(ranked, default=(0.0, 0))
            if likeness >= _ALIKE:
                found[entry] = likeness
        if len(found) < 2:  # noqa: PLR2004  # several
            self._guesses += [Share(number, e, like * _GUESS) for e, like in found.items()]
            return []
        self._taken.update(found)
        return [Share(number, entry, likeness * _SUREST) for entry, likeness in found.items()]

    def _split(self) -> Iterator[Share]:
        """Yield the items that ask parts of one question between them."""
        asked: dict[int, dict[int, tuple[int, float]]] = {}
        parts: dict[int, list[Wording]] = {}
        for number in self._open():
            wording = self._entrants[number].wording
            for entry in self._roster.candidates(wording):
                if entry in self._taken:
                    continue
                if entry not in parts:
                    texts = parts_of(self._roster.entries[entry].text)
                    parts[entry] = [Wording.of(text, self._language) for text in texts]
                self._note(asked.setdefault(entry, {}), number, wording, parts[entry])
        for entry, found in asked.items():
            numbers = sorted(number for number, _ in found.values())
            if len(numbers) > 1 and all(b - a <= _NEAR for a, b in pairwise(numbers)):
                for number, likeness in found.values():
                    yield Share(number, entry, likeness * _SUREST)
            else:
                self._guesses += [Share(n, entry, like * _GUESS) for n, like in found.values()]

    def _note(
        self,
        found: dict[int, tuple[int, float]],
        number: int,
        wording: Wording,
        parts: Sequence[Wording],
    ) -> None:
        ranked = [(self._alike(wording, part), at) for at, part in enumerate(parts)]
        likeness, at = max(ranked, default=(0.0, 0))
        if likeness >= _ALIKE and likeness > found.get(at, (0, 0.0))[1]:
            found[at] = (number, likeness)

    def _alike(self, one: Wording, other: Wording) -> float:
        if contradictions(one.wants, other.wants):
            return 0.0
        return self._weights.likeness(one, other)
