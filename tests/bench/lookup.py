"""How fast and how well a question is found, beside rapidfuzz over all questions."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Sequence
from statistics import median
from time import perf_counter
from typing import NamedTuple

from rapidfuzz import fuzz, process

from bot.core.lookup import LookupIndex
from tests.shared import SHARED

QUESTIONS = 10_000
BASELINE_QUERIES = 60
KINDS = ("typo", "drop", "reorder", "para")


class Asked(NamedTuple):
    """One query of the measuring data: what was typed, and the rows that count as right."""

    kind: str
    text: str
    right: frozenset[int]


class Measured(NamedTuple):
    """What one way of searching took for a query (seconds), and whether it found the right row."""

    seconds: float
    right: bool


def bench_lookup() -> list[dict[str, object]]:
    """Return rows of name, ours, baseline, unit, ratio and size; a greater ratio is better.

    Both ways are measured in turn, query by query, so that whatever else the machine does falls
    on both. The shared data is measured where it lies beside the checkout, else generated
    questions.
    """
    questions, queries = shared_data() if SHARED else generated_data()
    chosen = [query for query in queries if query.kind in KINDS]
    chosen = chosen[:: max(1, len(chosen) // BASELINE_QUERIES)][:BASELINE_QUERIES]
    index = LookupIndex.build((str(row), text) for row, text in enumerate(questions))

    def ours(text: str) -> int:
        hits = index.search(text)
        return int(hits[0].key) if hits else -1

    def baseline(text: str) -> int:
        return process.extract(text, questions, scorer=fuzz.WRatio, limit=5)[0][2]

    pairs = [(_measured(ours, query), _measured(baseline, query)) for query in chosen]
    return [
        _row("lookup, median of a query", "ms", pairs, median_ms),
        _row("lookup, right question first", "share", pairs, share_right),
    ]


def median_ms(found: Sequence[Measured]) -> float:
    """Return the median time in milliseconds."""
    return 1000 * median(each.seconds for each in found)


def share_right(found: Sequence[Measured]) -> float:
    """Return the share of queries whose right question came first."""
    return sum(each.right for each in found) / len(found)


def shared_data(size: int = QUESTIONS) -> tuple[list[str], list[Asked]]:
    """Return `size` questions of the shared data, all right ones among them, and the queries."""
    assert SHARED is not None
    folder = SHARED / "lookup"
    with gzip.open(folder / "questions.txt.gz", "rt", encoding="utf-8") as lines:
        questions = lines.read().splitlines()
    with (folder / "queries.jsonl").open(encoding="utf-8") as lines:
        queries = [json.loads(line) for line in lines]
    kept = {row: None for query in queries for row in query["answers"]}
    kept |= dict.fromkeys(range(len(questions)))
    rows = sorted(list(kept)[:size])
    place = {row: at for at, row in enumerate(rows)}
    asked = [
        Asked(query["kind"], query["query"], frozenset(place[row] for row in query["answers"]))
        for query in queries
    ]
    return [questions[row] for row in rows], asked


def generated_data(size: int = QUESTIONS) -> tuple[list[str], list[Asked]]:
    """Return questions made of syllables, and each hundredth of them with a letter missing."""
    questions = [f"What does {_name(n)} do to {_name(7 * n + 3)} in the {_name(n // 9)}?"
                 for n in range(size)]  # fmt: skip
    queries = [
        Asked("typo", text[:12] + text[13:], frozenset({row}))
        for row, text in enumerate(questions)
        if row % 100 == 0
    ]
    return questions, queries


def _name(number: int) -> str:
    syllables = ("ba", "ke", "lim", "dor", "su", "ran", "ti", "vel", "mo", "pas")
    return "".join(syllables[int(digit)] for digit in str(number))


def _measured(search: Callable[[str], int], query: Asked) -> Measured:
    start = perf_counter()
    found = search(query.text)
    return Measured(perf_counter() - start, found in query.right)


def _row(
    name: str,
    unit: str,
    pairs: Sequence[tuple[Measured, Measured]],
    figure: Callable[[Sequence[Measured]], float],
) -> dict[str, object]:
    ours, baseline = (figure(found) for found in zip(*pairs, strict=True))
    ratio = baseline / ours if unit == "ms" else ours / baseline
    return {
        "name": name,
        "ours": round(ours, 3),
        "baseline": round(baseline, 3),
        "unit": unit,
        "ratio": round(ratio, 2),
        "size": QUESTIONS,
    }
