"""How fast and how well a question is found and suggested, beside rapidfuzz over all questions."""

from __future__ import annotations

import asyncio
import gzip
import json
import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter, process_time
from typing import NamedTuple

from rapidfuzz import fuzz, process

from bot.core.lookup import LookupIndex, stamp
from bot.core.models import Deck, DeckId, Member, Question, QuestionId
from bot.services.context import Context
from bot.services.groups import LOCAL_WORKSPACE
from bot.services.services import Services
from bot.storage.engine import make_engine
from bot.storage.index_files import IndexFiles
from bot.storage.migrations import migrate
from bot.storage.transaction import Store
from tests.fakes.members import see_all
from tests.shared import SHARED

QUESTIONS = 10_000
BASELINE_QUERIES = 60
KINDS = ("typo", "drop", "reorder", "para")
TYPED_QUESTIONS = 100_000
TYPED_QUERIES = 20  # the baseline takes half a second for each
TYPED_KINDS = ("prefix",)
SUGGESTIONS = 25


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
    return [*_bench_search(), _bench_restart(), *asyncio.run(_bench_suggestions())]


def _bench_search() -> list[dict[str, object]]:
    questions, queries = _data(QUESTIONS)
    chosen = _some(queries, KINDS, BASELINE_QUERIES)
    index = LookupIndex.build((str(row), text) for row, text in enumerate(questions))

    def ours(text: str) -> int:
        hits = index.search(text)
        return int(hits[0].key) if hits else -1

    def baseline(text: str) -> int:
        return process.extract(text, questions, scorer=fuzz.WRatio, limit=5)[0][2]

    pairs = [(_measured(ours, query), _measured(baseline, query)) for query in chosen]
    return [
        _row("lookup, median of a query", "ms", QUESTIONS, pairs, median_ms),
        _row("lookup, right question first", "share", QUESTIONS, pairs, share_right),
    ]


def _bench_restart() -> dict[str, object]:
    """Measure what a restart does for its first look-up, beside indexing every question anew.

    In seconds of the processor: what is read is in the system's memory already.
    """
    entries = [(str(row), text, "") for row, text in enumerate(_data(TYPED_QUESTIONS)[0])]
    started = process_time()
    built = LookupIndex.build(entries)
    anew = process_time() - started
    parts = built.laid_out()
    assert parts is not None
    with tempfile.TemporaryDirectory(dir="build") as folder:
        files = IndexFiles(Path(folder))
        files.keep(LOCAL_WORKSPACE, stamp(entries, "english"), parts)
        started = process_time()
        kept = files.take(LOCAL_WORKSPACE, stamp(entries, "english"))
        assert kept is not None
        LookupIndex.taken_up(entries, "english", kept)
        ours = process_time() - started
    return {
        "name": "the index of a restart, from its file", "ours": ours, "baseline": anew,
        "unit": "s", "ratio": anew / ours, "size": TYPED_QUESTIONS,
    }  # fmt: skip


async def _bench_suggestions() -> list[dict[str, object]]:
    """Measure the whole service: the database is asked what is open, and one question is."""
    questions, queries = _data(TYPED_QUESTIONS)
    with tempfile.TemporaryDirectory(dir="build") as folder:
        engine = make_engine(f"sqlite+aiosqlite:///{Path(folder) / 'bench.db'}")
        await migrate(engine)
        services, reader = await _study_group(Store(engine), questions)
        try:
            typed = _some(queries, TYPED_KINDS, TYPED_QUERIES)
            pairs = [await _suggested(services, reader, questions, query) for query in typed]
        finally:
            await engine.dispose()
    name = "suggestions while typing, "
    return [
        _row(f"{name}median", "ms", TYPED_QUESTIONS, pairs, median_ms),
        _row(f"{name}slowest", "ms", TYPED_QUESTIONS, pairs, slowest_ms),
        _row(f"{name}right one listed", "share", TYPED_QUESTIONS, pairs, share_right),
    ]


async def _study_group(store: Store, questions: list[str]) -> tuple[Services, Member]:
    """Return services with all questions in a deck, the first of them open, and a member."""
    services = Services(Context(store))
    group = (await services.groups.local()).id
    deck = Deck(DeckId("bench"), LOCAL_WORKSPACE, "Bench", datetime.now(UTC))
    async with store.writing() as tx:
        await tx.decks.add(deck)
        await tx.decks.put_questions(
            Question(QuestionId(str(row)), deck.id, row, text) for row, text in enumerate(questions)
        )
    await services.rounds.open_next(group, deck.id)
    secret = await services.members.secret(group)
    member, _ = await services.members.join(secret, "Reader")
    await services.lookup.suggest(
        await see_all(services, group, member), "what", patience=600
    )  # builds the index
    return services, member


async def _suggested(
    services: Services, reader: Member, questions: list[str], query: Asked
) -> tuple[Measured, Measured]:
    start = perf_counter()
    ours = await services.lookup.suggest(
        await see_all(services, reader.group, reader), query.text, SUGGESTIONS
    )
    middle = perf_counter()
    theirs = process.extract(query.text, questions, scorer=fuzz.WRatio, limit=SUGGESTIONS)
    end = perf_counter()
    return (
        Measured(middle - start, any(int(each.id) in query.right for each in ours)),
        Measured(end - middle, any(row in query.right for _, _, row in theirs)),
    )


def _data(size: int) -> tuple[list[str], list[Asked]]:
    return shared_data(size) if SHARED else generated_data(size)


def _some(queries: list[Asked], kinds: Sequence[str], most: int) -> list[Asked]:
    """Return at most so many queries of these kinds, evenly chosen."""
    chosen = [query for query in queries if query.kind in kinds]
    return chosen[:: max(1, len(chosen) // most)][:most]


def median_ms(found: Sequence[Measured]) -> float:
    """Return the median time in milliseconds."""
    return 1000 * median(each.seconds for each in found)


def slowest_ms(found: Sequence[Measured]) -> float:
    """Return the longest time in milliseconds."""
    return 1000 * max(each.seconds for each in found)


def share_right(found: Sequence[Measured]) -> float:
    """Return the share of queries that found their right question."""
    return sum(each.right for each in found) / len(found)


def shared_data(size: int = QUESTIONS, seed: int = 0) -> tuple[list[str], list[Asked]]:
    """Return `size` questions of the shared data and the queries whose right ones are among them.

    Where not all right ones fit in, those of queries of all kinds do, chosen by `seed`.
    """
    assert SHARED is not None
    folder = SHARED / "lookup"
    with gzip.open(folder / "questions.txt.gz", "rt", encoding="utf-8") as lines:
        questions = lines.read().splitlines()
    with (folder / "queries.jsonl").open(encoding="utf-8") as lines:
        queries = [json.loads(line) for line in lines]
    chance = Random(seed)  # noqa: S311  # nothing is secret
    chosen = chance.sample(queries, len(queries)) if size < len(queries) else queries
    kept = {row: None for query in chosen for row in query["answers"]}
    kept |= dict.fromkeys(range(len(questions)))
    rows = sorted(list(kept)[:size])
    place = {row: at for at, row in enumerate(rows)}
    asked = [
        Asked(query["kind"], query["query"], frozenset(place[row] for row in query["answers"]))
        for query in queries
        if place.keys() >= set(query["answers"])
    ]
    return [questions[row] for row in rows], asked


def shared_nonsense() -> list[Asked]:
    """Return lines of the shared data that no question fits."""
    assert SHARED is not None
    with (SHARED / "lookup" / "nonsense.jsonl").open(encoding="utf-8") as lines:
        found = [json.loads(line) for line in lines]
    return [Asked(each["kind"], each["query"], frozenset()) for each in found]


def generated_data(size: int = QUESTIONS) -> tuple[list[str], list[Asked]]:
    """Return questions made of syllables; as queries, some with a letter missing and beginnings."""
    questions = [f"What does {_name(n)} do to {_name(7 * n + 3)} in the {_name(n // 9)}?"
                 for n in range(size)]  # fmt: skip
    queries = [
        Asked(kind, text, frozenset({row}))
        for row in range(0, size, 100)
        for kind, text in (
            ("typo", questions[row][:12] + questions[row][13:]),
            ("prefix", questions[row][: 20 + row % 7]),
        )
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
    size: int,
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
        "size": size,
    }
