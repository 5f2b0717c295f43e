"""The likeness follows how people grade."""

from __future__ import annotations

import csv
from statistics import correlation

import pytest

from bot.core.comparison import key_points, touches
from bot.core.similarity import likeness, weighed
from tests.shared import SHARED, needs_shared

pytestmark = needs_shared


@pytest.fixture(scope="module")
def graded() -> list[dict[str, str]]:
    assert SHARED is not None
    path = SHARED / "comparison" / "graded_answers.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_the_likeness_follows_the_grade(graded: list[dict[str, str]]) -> None:
    grades = [float(row["grade"]) for row in graded]
    likenesses = [likeness(row["answer"], row["reference"], row["question"]) for row in graded]
    assert correlation(grades, likenesses) >= 0.55  # measured: 0.60


def test_further_good_answers_help_the_likeness(graded: list[dict[str, str]]) -> None:
    grades, alone, helped = [], [], []
    for row in graded:
        good = [
            other["answer"]
            for other in graded
            if other["question_id"] == row["question_id"]
            and other["grade"] == "5"
            and other["answer"] != row["answer"]
        ]
        references = [row["reference"], *good[:3]]
        likenesses = [likeness(row["answer"], each, row["question"]) for each in references]
        grades.append(float(row["grade"]))
        alone.append(likenesses[0])
        helped.append(weighed(likenesses, [1.0] * len(likenesses)))
    assert correlation(grades, helped) > correlation(grades, alone)


def test_good_answers_touch_more_of_the_reference_than_poor_ones(
    graded: list[dict[str, str]],
) -> None:
    def share(rows: list[dict[str, str]]) -> float:
        found = [
            touch.touched
            for row in rows
            for touch in touches(row["answer"], key_points(row["reference"], row["question"]))
        ]
        return sum(found) / len(found)

    good = share([row for row in graded if float(row["grade"]) == 5])
    poor = share([row for row in graded if float(row["grade"]) <= 3])
    assert good > 4 * poor  # measured: 0.59 and 0.06
