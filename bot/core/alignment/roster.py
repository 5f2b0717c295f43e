"""The list of questions while it grows: what each is called, and who stands on it already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from heapq import nsmallest

from bot.core.alignment.models import AlignedQuestion, Placing
from bot.core.alignment.reading import Entrant
from bot.core.alignment.vectors import Vector, add, unit
from bot.core.alignment.wording import Wording
from bot.core.documents import Status

_CANDIDATES = 8
_POSTINGS_READ = 2_000


@dataclass(slots=True)
class Entry:
    """One question of the growing list."""

    text: str
    asked: Vector
    anchor: str | None = None
    section: str = ""
    wordings: dict[tuple[str, ...], Wording] = field(default_factory=dict)
    answers: list[Vector] = field(default_factory=list)
    statuses: list[Status] = field(default_factory=list)
    placings: list[Placing] = field(default_factory=list)
    _sum: dict[str, float] = field(default_factory=dict)  # of so many answers
    _summed: int = 0
    _answered: Vector = field(default_factory=dict)

    @property
    def answered(self) -> Vector:
        """The words of all answers as a unit vector, empty without any."""
        if self._summed < len(self.answers):
            add(self.answers[self._summed :], onto=self._sum)
            self._summed = len(self.answers)
            self._answered = unit(self._sum)
        return self._answered

    def add(self, entrant: Entrant, confidence: float, *, by_number: bool = False) -> None:
        """Put a document's item on this question."""
        self.placings.append(Placing(entrant.document, entrant.item, confidence, by_number))
        self.statuses.append(entrant.status)
        self.section = self.section or entrant.section
        if entrant.answered and entrant.status is Status.ANSWERED:
            self.answers.append(entrant.answered)

    def as_question(self) -> AlignedQuestion:
        """Return the finished question, its placings by document."""
        placings = tuple(sorted(self.placings, key=lambda placing: placing.document))
        return AlignedQuestion(self.text, self.anchor, placings, self.section)


class Roster:
    """The questions in order, with an index of their words.

    An entry's number is the order of its coming and never changes; its place in the list does.
    """

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self._order: list[int] = []
        self._by_stems: dict[tuple[str, ...], list[int]] = {}
        self._by_key: dict[str, list[int]] = {}

    @property
    def order(self) -> Sequence[int]:
        """Entry numbers in the order of the list."""
        return self._order

    def questions(self) -> tuple[AlignedQuestion, ...]:
        """Return the finished list."""
        return tuple(self.entries[number].as_question() for number in self._order)

    def places(self) -> list[int]:
        """Return each entry's place in the list, by entry number."""
        result = [0] * len(self._order)
        for place, number in enumerate(self._order):
            result[number] = place
        return result

    def add(self, entry: Entry, wording: Wording) -> int:
        """Take a question in, not yet in the order; return its number."""
        self.entries.append(entry)
        number = len(self.entries) - 1
        self.name(number, wording)
        return number

    def reorder(self, order: Sequence[int]) -> None:
        """Set the order of the list: every entry's number, once."""
        self._order = list(order)

    def name(self, number: int, wording: Wording) -> None:
        """File an entry under one more wording."""
        entry = self.entries[number]
        if wording.stems in entry.wordings:
            return
        entry.wordings[wording.stems] = wording
        self._by_stems.setdefault(wording.stems, []).append(number)
        for key in wording.index_keys():
            self._by_key.setdefault(key, []).append(number)

    def answers(self, number: int) -> Vector:
        """Return the words of all answers to an entry as a unit vector, empty without any."""
        return self.entries[number].answered

    def same(self, wording: Wording) -> Sequence[int]:
        """Return the entries that are worded exactly so."""
        return self._by_stems.get(wording.stems, ())

    def candidates(self, wording: Wording) -> list[int]:
        """Return the entries that share most of the question's rare words."""
        votes: dict[int, float] = {}
        read = 0
        postings = sorted((self._by_key.get(key, []) for key in wording.index_keys()), key=len)
        for entries in postings:
            if read and read + len(entries) > _POSTINGS_READ:
                break
            read += len(entries)
            for number in set(entries):
                votes[number] = votes.get(number, 0.0) + 1 / len(entries)
        return nsmallest(_CANDIDATES, votes, key=lambda number: (-votes[number], number))
