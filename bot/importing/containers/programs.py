"""Questions in a program's source: the lists that quiz apps and flash cards are written with.

`const questions = [{ question: "...", options: [...], answer: 1 }]`, a list of tuples, or of
`new Question(...)`: read as records, as those of JSON are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from bot.importing.containers.literals import Data, data_in
from bot.importing.containers.reading import Card, TextContainer
from bot.importing.containers.records import cards_in

_NAMES = (".js", ".ts", ".jsx", ".tsx", ".mjs", ".cjs", ".mts", ".py")
_BEGINNING = re.compile(
    r"\s*(?:(?:export|const|let|var|import|module\.exports)\b"
    r"|[A-Za-z_]\w{0,40}[ ]?=[ ]?[\[{(]\s)"
)
_MOST_SHORT = 2  # arguments of a question and its answer
_MOST_ARGUMENTS = 4


def _recognise(text: str, name: str) -> str:
    if not name.casefold().endswith(_NAMES) and not _BEGINNING.match(text[:400]):
        return ""
    return "lists as a program has them"


def _read(text: str) -> Iterator[Card] | str:
    cards = cards_in(_records(value) for value in data_in(text))
    first = next(cards, None)
    return "" if first is None else chain((first,), cards)


def _records(value: Data) -> Data:
    """Return a list's tuples and calls as records: a question, its options, its answer."""
    if not isinstance(value, list):
        return value
    return [_record(each) if isinstance(each, list) else each for each in value]


def _record(values: Sequence[Data]) -> Data:
    question, *rest = values or [None]
    if not isinstance(question, str) or not 1 <= len(rest) < _MOST_ARGUMENTS:
        return list(values)
    offered = next((each for each in rest if isinstance(each, list)), None)
    answer = next((each for each in rest if isinstance(each, str | int)), None)
    if answer is None or (offered is None and len(values) > _MOST_SHORT):
        return list(values)
    record = {"question": question, "answer": answer}
    return record if offered is None else record | {"options": offered}


PROGRAM = TextContainer("source code", _recognise, _read)
