"""What the comparison finds, in one run: `python -m tests.corpus.measure_comparison`.

Prints, for the data beside this repository, and for ticks by the words alone and with the extra
`semantic`: the correlation of the likeness with grades, alone and
with peers; precision and recall of ticks on labelled key points and on arguments (KPA 2021); how
differences mark contradictory answers (SemEval-2013 Task 7), how many of these pass for finding the
reference's points, and the accuracy of three classes from what the comparison says, with the
questions in ten parts of which each is judged by the other nine.
"""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import correlation
from typing import Any

import numpy as np
from rich.console import Console

from bot.core.comparison import WORDS_ALONE, KeyPoint, Meaning, key_points, touches
from bot.core.comparison.texts import Texts, read
from bot.core.comparison.touching import PointReader
from bot.core.lexicon import ENGLISH
from bot.core.similarity import likeness
from bot.semantics import StaticEmbedding
from tests.shared import SHARED

_PARTS = 10
CLASSES = ("correct", "contradictory", "incorrect")
Rows = list[dict[str, Any]]


def main() -> None:
    """Print every measure."""
    folder = folder_of_data()
    tell = Console(highlight=False, soft_wrap=True).print
    tell(f"likeness and grade: {graded(folder):.3f}")
    for by, meaning in (("words alone", WORDS_ALONE), ("semantic", StaticEmbedding())):
        figures = labelled(folder, meaning)
        tell("key points, {}: precision {:.3f}, found {:.3f}".format(by, *figures))
        figures = arguments(folder, meaning)
        tell("arguments, dev, {}: precision {:.3f}, found {:.3f}".format(by, *figures))
    for name in ("beetle", "sciEntsBank"):
        told = " ".join(f"{what} {value:.3f}" for what, value in three_way(folder, name).items())
        tell(f"{name}: {told}")


def graded(folder: Path) -> float:
    """Return Pearson's correlation of the likeness with the grade."""
    with (folder / "graded_answers.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    alike = [likeness(row["answer"], row["reference"], row["question"]) for row in rows]
    return correlation([float(row["grade"]) for row in rows], alike)


def labelled(folder: Path, meaning: Meaning) -> tuple[float, float]:
    """Return precision and recall of ticks on the labelled pairs that are no copies."""
    lines = (folder / "key_points.jsonl").read_text("utf-8").splitlines()
    rows = [row for row in map(json.loads, lines) if not row["copy_of_reference"]]
    ticks = [
        _ticked(row["reply"], key_points(row["point"], row["question"]), meaning) for row in rows
    ]
    return _precision_and_recall([row["label"] == "yes" for row in rows], ticks)


def arguments(folder: Path, meaning: Meaning) -> tuple[float, float]:
    """Return precision and recall of ticks on the development part of KPA 2021."""
    with gzip.open(folder / "key_point_arguments.csv.gz", "rt", encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row["part"] == "dev"]
    ticks = [
        _ticked(row["argument"], key_points(row["key_point"], row["topic"]), meaning)
        for row in rows
    ]
    return _precision_and_recall([row["label"] == "1" for row in rows], ticks)


def three_way(folder: Path, name: str) -> dict[str, float]:
    """Return how contradictory answers of one set are told from the others."""
    rows = list(_answers(folder, name))
    contradictory = [row["label"] == "contradictory" for row in rows]
    marked = [bool(row["differs"]) for row in rows]
    precision, recall = _precision_and_recall(contradictory, marked)
    passing = [row["found"] for row, wrong in zip(rows, contradictory, strict=True) if wrong]
    judged = _judged(rows)
    right = [row["label"] == CLASSES[judged[at]] for at, row in enumerate(rows)]
    return {
        "precision": precision,
        "recall": recall,
        "F1": 2 * precision * recall / (precision + recall),
        "contradictory shown as found": sum(passing) / len(passing),
        "accuracy of three": sum(right) / len(right),
    }


def _answers(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    """Yield each answer beside the reference that it is most like."""
    with gzip.open(folder / "graded_3way.jsonl.gz", "rt", encoding="utf-8") as lines:
        questions = [each for each in map(json.loads, lines) if each["set"] == name]
    for asked in questions:
        references = [each["text"] for each in asked["references"]]
        points = {each: key_points(each, asked["question"]) for each in references}
        for answer in asked["answers"]:
            yield measured(asked, answer, references, points)


def measured(
    asked: dict[str, Any],
    answer: dict[str, str],
    references: Sequence[str],
    points: dict[str, tuple[KeyPoint, ...]],
) -> dict[str, Any]:
    """Return what the comparison says of an answer beside the reference that it is most like."""
    question, text = asked["question"], answer["text"]
    alike = {each: likeness(text, each, question) for each in references}
    nearest = max(alike, key=lambda each: alike[each])
    found = touches(text, points[nearest])
    first = touches(text, points[references[0]])
    differs = any(touch.differs for touch in found)
    coverage = sum(touch.coverage for touch in found) / max(1, len(found))
    back = likeness(nearest, text, question)
    length = float(np.log1p(len(text.split())))
    square = alike[nearest] ** 2
    return {
        "question": asked["id"],
        "label": answer["label"],
        "differs": differs,
        "found": bool(first) and all(touch.touched for touch in first),
        "features": [1.0, alike[nearest], square, back, coverage, float(differs), length],
    }


def _judged(rows: Rows) -> list[int]:
    """Return the class of each answer by a regression on the other questions' answers."""
    features = np.array([row["features"] for row in rows])
    wanted = np.array([[row["label"] == each for each in CLASSES] for row in rows], dtype=float)
    questions = sorted({row["question"] for row in rows})
    judged = np.zeros(len(rows), dtype=int)
    for part in range(_PARTS):
        kept = set(questions[part::_PARTS])
        inside = np.array([row["question"] in kept for row in rows])
        weights, *_ = np.linalg.lstsq(features[~inside], wanted[~inside], rcond=None)
        judged[inside] = (features[inside] @ weights).argmax(axis=1)
    return [int(each) for each in judged]


def _ticked(text: str, points: tuple[KeyPoint, ...], meaning: Meaning) -> bool:
    reader = PointReader(points, ENGLISH, meaning)
    return any(touch.touched for touch in reader.touches(Texts([read(text)], ENGLISH), [text])[0])


def _precision_and_recall(wanted: Sequence[bool], told: Sequence[bool]) -> tuple[float, float]:
    right = sum(a and b for a, b in zip(wanted, told, strict=True))
    return right / max(1, sum(told)), right / sum(wanted)


def folder_of_data() -> Path:
    """Return where the data is. Raises `SystemExit` where it is not."""
    if SHARED is None:
        raise SystemExit("There is no folder `shared` beside this repository.")
    return SHARED / "comparison"


if __name__ == "__main__":
    main()
