"""Documents and anchors as alignment sees them: words, weighed over everything that is there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.core.alignment.models import Anchor
from bot.core.alignment.vectors import Vector, WordWeights
from bot.core.alignment.wording import Wording
from bot.core.documents import ParsedDocument, ParsedItem, Status
from bot.core.text import terms


@dataclass(frozen=True, slots=True)
class Entrant:
    """A document's item on its way to a question.

    `is_whole` tells whether its question can be shown; else `asked` may still hold the words of a
    fragment. `asked` and `answered` are unit vectors, empty without words.
    """

    document: int
    item: int
    text: str
    is_whole: bool
    wording: Wording
    asked: Vector
    answered: Vector
    status: Status
    section: str
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """An anchor on its way to the list."""

    anchor: Anchor
    wording: Wording
    asked: Vector
    answered: tuple[Vector, ...]


class Reader:
    """Reads everything that takes part in one alignment; words weigh by how rare they are in it."""

    def __init__(
        self, documents: Sequence[ParsedDocument], anchors: Sequence[Anchor], language: str
    ) -> None:
        self._language = language
        self._documents = documents
        self._anchors = anchors
        self._terms: dict[str, Counter[str]] = {}
        self._vectors: dict[str, Vector] = {}
        self._weights = WordWeights(list(filter(None, map(self._read, self._texts()))))

    def papers(self) -> list[list[Entrant]]:
        """Return the items of every document."""
        return [
            [self._entrant(number, at, item) for at, item in enumerate(document.items)]
            for number, document in enumerate(self._documents)
        ]

    def listed(self) -> list[Listed]:
        """Return the anchors."""
        return [
            Listed(
                anchor,
                Wording.of(anchor.text, self._language),
                self._vector(anchor.text),
                tuple(self._vector(answer) for answer in anchor.answers),
            )
            for anchor in self._anchors
        ]

    def _texts(self) -> Iterator[str]:
        for document in self._documents:
            for item in document.items:
                yield from (item.question, _answers(item))
        for anchor in self._anchors:
            yield from (anchor.text, *anchor.answers)

    def _read(self, text: str) -> Counter[str]:
        if text not in self._terms:
            self._terms[text] = Counter(terms(text, self._language))
        return self._terms[text]

    def _vector(self, text: str) -> Vector:
        if text not in self._vectors:
            self._vectors[text] = self._weights.vector(self._read(text))
        return self._vectors[text]

    def _entrant(self, document: int, at: int, item: ParsedItem) -> Entrant:
        return Entrant(
            document=document,
            item=at,
            text=item.question,
            is_whole=bool(item.question.strip()) and not item.is_fragment,
            wording=Wording.of(item.question, self._language),
            asked=self._vector(item.question),
            answered=self._vector(_answers(item)),
            status=item.status,
            section=item.section,
            number=item.number,
        )


def _answers(item: ParsedItem) -> str:
    return "\n".join(answer.text for answer in item.answers)
