"""Three classes of answers by graded ones of others: `python -m tests.corpus.measure_peers`.

That is how the published figures for unseen answers were made (SemEval-2013 Task 7, Beetle: 0.73
at best): answers of the same questions are known with their grades. Here a fifth of each question's
answers is judged by the other four, from what the reference tells, and besides from the likeness to
the nearest answers of each grade. A room has as much where members say which answers are right.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from statistics import mean
from typing import Any, NamedTuple

import numpy as np
from rich.console import Console

from bot.core.comparison import key_points
from bot.core.comparison.texts import Floats
from bot.core.similarity import likeness
from tests.corpus.measure_comparison import CLASSES, folder_of_data, measured

_FOLDS = 5
_NEAREST = 3


class _Judged(NamedTuple):
    fold: int
    label: str
    alone: list[float]
    beside: list[float]


def main() -> None:
    """Print the accuracy with the reference alone, and with graded answers beside it."""
    rows = [row for asked in _questions(folder_of_data()) for row in _answers(asked)]
    tell = Console(highlight=False, soft_wrap=True).print
    tell(f"reference alone: {_accuracy(rows, [row.alone for row in rows]):.3f}")
    both = [row.alone + row.beside for row in rows]
    tell(f"and other students' graded answers: {_accuracy(rows, both):.3f}")


def _questions(folder: Path) -> list[dict[str, Any]]:
    with gzip.open(folder / "graded_3way.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [each for each in map(json.loads, lines) if each["set"] == "beetle"]


def _answers(asked: dict[str, Any]) -> Iterator[_Judged]:
    references = [each["text"] for each in asked["references"]]
    points = {each: key_points(each, asked["question"]) for each in references}
    chance = Random(asked["id"])  # noqa: S311  # no secret
    folds = [chance.randrange(_FOLDS) for _ in asked["answers"]]
    for fold, answer in zip(folds, asked["answers"], strict=True):
        known = [each for at, each in zip(folds, asked["answers"], strict=True) if at != fold]
        alone = measured(asked, answer, references, points)["features"]
        yield _Judged(fold, answer["label"], alone, _beside(asked["question"], answer, known))


def _beside(question: str, answer: dict[str, str], known: Sequence[dict[str, str]]) -> list[float]:
    """Return for each grade the likeness to the nearest answer, its square, and that to three."""
    alike = dict[str, list[float]]()
    for other in known:
        both = (answer["text"], other["text"])
        each = mean((likeness(*both, question), likeness(*reversed(both), question)))
        alike.setdefault(other["label"], []).append(each)
    nearest = [sorted(alike.get(each, [0.0]))[-_NEAREST:] for each in CLASSES]
    return [value for each in nearest for value in (each[-1], each[-1] ** 2, mean(each))]


def _accuracy(rows: Sequence[_Judged], features: Sequence[Sequence[float]]) -> float:
    given, folds = np.array(features), np.array([row.fold for row in rows])
    wanted: Floats = np.array(
        [[row.label == each for each in CLASSES] for row in rows], dtype=float
    )
    right = 0
    for fold in range(_FOLDS):
        kept = folds == fold
        weights, *_ = np.linalg.lstsq(given[~kept], wanted[~kept], rcond=None)
        right += int(((given[kept] @ weights).argmax(1) == wanted[kept].argmax(1)).sum())
    return right / len(rows)


if __name__ == "__main__":
    main()
