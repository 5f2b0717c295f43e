"""How well and how fast questions are found in decks of four sizes, beside what else is used.

`python -m tests.bench.lookup_quality [SIZE ...]` prints a table, `make bench` that of the largest.
Times are of the thread's own processor, so that others on the machine do not fall on them.
"""

from __future__ import annotations

import sqlite3
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from statistics import median, quantiles
from time import process_time, thread_time
from typing import Any

import tantivy
from rapidfuzz import fuzz, process
from rich.table import Table

from bot.core.lookup import Fit, LookupIndex
from tests.bench.lookup import Asked, shared_data, shared_nonsense
from tests.bench.tables import print_wide

SIZES = (30, 1_000, 10_000, 100_000)
KINDS = ("typo", "drop", "reorder", "para", "prefix")
NONSENSE = ("mash", "chat", "foreign")
LISTED = 5  # among so many a beginning has to find its question
BASELINE_QUERIES = 100  # of each way: the slowest take half a second for one
_SMALL_DECKS = 10  # of thirty questions, for there are few queries for one

Search = Callable[[str, int], Sequence[int]]
Row = dict[str, str]


def measure(size: int, seeds: Sequence[int]) -> Row:
    """Return what our index finds, refuses and takes, of decks with these seeds together."""
    right, asked, silly = Counter[str](), Counter[str](), Counter[str]()
    lines, refused, unsure, times = Counter[str](), 0, 0, list[float]()
    for seed in seeds:
        questions, queries = shared_data(size, seed)
        start = process_time()
        index = LookupIndex.build((str(row), text) for row, text in enumerate(questions))
        built = process_time() - start
        for query in queries:
            start = thread_time()
            hits = index.search(query.text, LISTED)
            times.append(thread_time() - start)
            asked[query.kind] += 1
            right[query.kind] += _is_right(query, [int(hit.key) for hit in hits])
            refused += not hits
            unsure += bool(hits) and hits[0].fit is not Fit.SURE
        for line in shared_nonsense():
            hits = index.search(line.text, LISTED)
            lines[line.kind] += 1
            silly[line.kind] += bool(hits) and hits[0].fit is Fit.SURE
    start = thread_time()
    index.changed([("0", "What is asked in place of the first question?", "Something else")])
    changed = thread_time() - start
    return {
        "way": "ours",
        "questions": f"{size:,}",
        **{kind: _share(right[kind], asked[kind]) for kind in KINDS},
        **{f"{kind} answered": _share(silly[kind], lines[kind]) for kind in NONSENSE},
        "refused": _share(refused, asked.total()),
        "unsure": _share(unsure, asked.total()),
        **_took(times),
        "build, s": f"{built:.2f}",
        "MB": f"{index.nbytes / 1e6:.0f}",
        "changed, ms": f"{1000 * changed:.1f}",
    }


def measure_others(size: int) -> Iterable[Row]:
    """Yield the same of what people use, as far as it can be said of it."""
    questions, queries = shared_data(size)
    some = queries[:: max(1, len(queries) // BASELINE_QUERIES)]
    for name, make, chosen in (
        ("WRatio", lambda texts: _fuzzy(texts, fuzz.WRatio), some),
        ("token_set_ratio", lambda texts: _fuzzy(texts, fuzz.token_set_ratio), some),
        ("FTS5", _fts5, queries),
        ("tantivy", _tantivy, queries),
    ):
        start = process_time()
        search = make(questions)
        built = process_time() - start
        right, asked, times = Counter[str](), Counter[str](), list[float]()
        for query in chosen:
            start = process_time()
            found = search(query.text, LISTED)
            times.append(process_time() - start)
            asked[query.kind] += 1
            right[query.kind] += _is_right(query, found)
        yield {
            "way": name,
            "questions": f"{size:,}",
            **{kind: _share(right[kind], asked[kind]) for kind in KINDS},
            **_took(times),
            "build, s": f"{built:.2f}",
        }


def _is_right(query: Asked, found: Sequence[int]) -> bool:
    return not query.right.isdisjoint(found[: LISTED if query.kind == "prefix" else 1])


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else ""


def _took(times: Sequence[float]) -> Row:
    return {
        "p50, ms": f"{1e3 * median(times):.2f}",
        "p99": f"{1e3 * quantiles(times, n=100)[-1]:.2f}",
    }


def _fuzzy(questions: Sequence[str], scorer: Any) -> Search:
    def search(query: str, limit: int) -> list[int]:
        return [row for _, _, row in process.extract(query, questions, scorer=scorer, limit=limit)]

    return search


def _fts5(questions: Sequence[str]) -> Search:
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE questions USING fts5(text, prefix='2 3')")
    database.executemany("INSERT INTO questions VALUES (?)", ((each,) for each in questions))

    def search(query: str, limit: int) -> list[int]:
        words = " OR ".join(f'"{word}"*' for word in _alphanumeric(query))
        statement = "SELECT rowid - 1 FROM questions WHERE text MATCH ? ORDER BY rank LIMIT ?"
        return [row for (row,) in database.execute(statement, (words, limit))] if words else []

    return search


def _tantivy(questions: Sequence[str]) -> Search:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("row", stored=True)
    builder.add_text_field("text", tokenizer_name="en_stem")
    index = tantivy.Index(builder.build())
    writer = index.writer(heap_size=128_000_000, num_threads=1)
    for row, text in enumerate(questions):
        writer.add_document(tantivy.Document(row=row, text=text))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def search(query: str, limit: int) -> list[int]:
        words = " ".join(_alphanumeric(query))
        if not words:
            return []
        found = searcher.search(index.parse_query(words, ["text"]), limit)
        return [searcher.doc(address)["row"][0] for _, address in found.hits]

    return search


def _alphanumeric(query: str) -> list[str]:
    return "".join(sign if sign.isalnum() else " " for sign in query.lower()).split()


def quality_table(sizes: Sequence[int] = SIZES) -> Table:
    """Measure ours in decks of these sizes, and what others use in the largest."""
    rows = list[Row]()
    for size in sizes:
        rows.append(measure(size, range(_SMALL_DECKS if size < len(KINDS) * LISTED * 10 else 1)))
        rows += measure_others(size) if size == max(sizes) else ()
    table = Table(*rows[0], title="Finding a question")
    for row in rows:
        table.add_row(*(row.get(column, "") for column in rows[0]))
    return table


if __name__ == "__main__":
    print_wide(quality_table([int(each) for each in sys.argv[1:]] or SIZES))
