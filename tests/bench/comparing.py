"""How long a reveal's comparison takes: with a reference that has points, and in groups."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process

from bot.core.comparison import alike_groups, compare, key_points
from bot.semantics import StaticEmbedding

_PACK = Path("content/models-in-production")
_QUESTION = "How do a shadow deployment, a canary release and an A/B test differ?"
_REPLIES = 500
_ONE_WORD_REPLIES = 5_000
_RUNS = 3


def bench_comparing() -> list[dict[str, Any]]:
    """Measure comparisons of short and long replies beside `WRatio`, and grouping.

    And with the extra `semantic` beside the words alone.
    """
    chance = random.Random(1)  # noqa: S311  # no secret
    reference = (_PACK / "reference.md").read_text("utf-8").split("## 9.")[1].split("## 10.")[0]
    assert key_points(reference, _QUESTION)
    words = (_PACK / "amara.md").read_text("utf-8").split()
    rows, meaning = [], StaticEmbedding()
    meaning.evidence(["what it weighs is read"], ["once"], "english")
    for length in (60, 600):
        texts = [_text(words, length, chance) for _ in range(_REPLIES)]
        name = f"a comparison of replies of {length} words, beside"
        alone = _seconds(lambda texts=texts: compare([reference], texts, _QUESTION))
        rivals = _seconds(lambda texts=texts: process.cdist([reference], texts, scorer=fuzz.WRatio))
        meant = _seconds(
            lambda texts=texts: compare([reference], texts, _QUESTION, meaning=meaning)
        )
        rows.append(_row(f"{name} WRatio alone", alone, rivals, _REPLIES))
        rows.append(_row(f"{name} its words alone, with the extra", meant, alone, _REPLIES))
    few, many = (_one_word(size, chance) for size in (_ONE_WORD_REPLIES // 10, _ONE_WORD_REPLIES))
    at_few, at_many = (_seconds(lambda each=each: alike_groups(each)) for each in (few, many))
    name = "one-word replies in groups, beside ten times a tenth of them"
    return [*rows, _row(name, at_many, 10 * at_few, _ONE_WORD_REPLIES)]


def _row(name: str, ours: float, baseline: float, size: int) -> dict[str, Any]:
    ratio = baseline / ours
    return {
        "name": name, "ours": ours, "baseline": baseline, "unit": "s", "ratio": ratio, "size": size
    }  # fmt: skip


def _text(words: Sequence[str], length: int, chance: random.Random) -> str:
    return ". ".join(" ".join(chance.choices(words, k=15)) for _ in range(length // 15))


def _one_word(size: int, chance: random.Random) -> list[str]:
    return ["".join(chance.choices("abcdefghij", k=chance.randint(4, 9))) for _ in range(size)]


def _seconds(act: Callable[[], object]) -> float:
    taken = []
    for _ in range(_RUNS):
        started = time.perf_counter()
        act()
        taken.append(time.perf_counter() - started)
    return min(taken)
