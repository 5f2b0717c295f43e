"""Real notes of many readers, parsed and scored against labels made by hand.

The last test writes the questions and answers of every document in all the other layouts: what a
layout means must not depend on who wrote it.
"""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from bot.core.documents import ParsedDocument
from bot.importing import parse_document
from tests.shared import SHARED, needs_shared

pytestmark = needs_shared

PERFECT = ("00", "01", "02", "03")
HELD_OUT = ("07", "08", "13", "19", "21", "23")
ANSWERS_ONLY = "04"


def corpus() -> Path:
    assert SHARED is not None
    return SHARED / "corpus"


@lru_cache(maxsize=1)
def scorer() -> Any:
    specification = importlib.util.spec_from_file_location("score", corpus() / "score.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    sys.path.insert(0, str(corpus()))  # score.py imports its neighbour
    try:
        specification.loader.exec_module(module)
    finally:
        sys.path.remove(str(corpus()))
    # It takes each question's words anew for each other question, and changes none of them.
    vars(module)["qtokens"] = lru_cache(maxsize=10_000)(vars(module)["qtokens"])
    return module


@lru_cache(maxsize=32)
def parsed(number: str) -> ParsedDocument:
    (path,) = (corpus() / "documents").glob(f"{number}_*")
    return parse_document(path.name, path.read_text(encoding="utf-8"))


def labels(number: str) -> dict[str, Any]:
    (path,) = (corpus() / "labels").glob(f"{number}_*")
    return json.loads(path.read_text(encoding="utf-8"))  # type: ignore[no-any-return]  # an object


def prediction(document: ParsedDocument) -> list[dict[str, Any]]:
    """Return a document's items as `score.py` reads them."""
    return [
        {
            "question": item.question,
            "answers": [answer.text for answer in item.answers],
            "status": item.status.value,
        }
        for item in document.items
    ]


def score(number: str) -> dict[str, Any]:
    return scorer().score(prediction(parsed(number)), labels(number))  # type: ignore[no-any-return]  # untyped script


@pytest.mark.parametrize("number", PERFECT + HELD_OUT)
def test_every_question_answer_and_status_of_a_readers_notes_is_found(number: str) -> None:
    result = score(number)
    assert (result["question_precision"], result["question_recall"]) == (1.0, 1.0), result
    assert (result["boundary_accuracy"], result["status_accuracy"]) == (1.0, 1.0), result
    assert result["length_within_15pct"] == 1.0, result
    assert result["clean_questions"] == 1.0, result
    assert not result["trap_hits"]
    assert result["order_kept"]


def test_answers_without_questions_are_found_one_by_one() -> None:
    items, expected = parsed(ANSWERS_ONLY).items, labels(ANSWERS_ONLY)["questions"]
    assert len(items) == len(expected)
    check = scorer()
    for item, label in zip(items, expected, strict=True):
        (answer,) = item.answers
        assert [answer.lines.first, answer.lines.last] == label["lines"]
        assert check.start_ok(answer.text, [label["answer_start"]])
        assert check.end_ok(answer.text, [label["answer_end"]])
        assert item.status.value == label["status"] or label.get("ambiguous_status")


def quoted(answer: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in answer.split("\n"))


def indented(answer: str) -> str:
    return "\n".join(f"   {line}" if line.strip() else line for line in answer.split("\n"))


LAYOUTS: dict[str, Callable[[int, str, str], str]] = {
    "numbered": lambda n, q, a: f"{n}. {q}\n\n{a}\n\n",
    "numbered by a bracket": lambda n, q, a: f"{n}) {q}\n{a}\n\n",
    "numbered without a dot": lambda n, q, a: f"{n} {q}\n\n{a}\n\n",
    "all numbered one": lambda n, q, a: f"1. {q}\n\n{indented(a)}\n\n",
    "numbered labels": lambda n, q, a: f"Q{n}: {q}\nA: {a}\n\n",
    "labels": lambda n, q, a: f"Q: {q}\nA: {a}\n\n",
    "numbered bold": lambda n, q, a: f"**{n}. {q}**\n\n{a}\n\n",
    "bold": lambda n, q, a: f"**{q}**\n\n{a}\n\n",
    "headings": lambda n, q, a: f"### {q}\n\n{a}\n\n",
    "numbered headings": lambda n, q, a: f"### {n}. {q}\n{a}\n\n",
    "quoted answers": lambda n, q, a: f"{q}\n{quoted(a)}\n\n",
    "numbered, quoted answers": lambda n, q, a: f"{n}. {q}\n{quoted(a)}\n\n",
    "quoted questions": lambda n, q, a: f"> {q}\n\n{a}\n\n",
    "rules": lambda n, q, a: f"---\n{n}. {q}\n---\n{a}\n\n",
    "folds": lambda n, q, a: f"<details>\n<summary>{q}</summary>\n\n{a}\n</details>\n\n",
}
# One of the held-out documents is HTML whose questions are no sentences; the others are notes.
RETOLD = (*PERFECT, "07", "08", "13", "19", "21")


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("number", RETOLD)
def test_notes_retold_in_another_layout_are_the_same_notes(number: str, layout: str) -> None:
    items = parsed(number).items
    rows = [(item.question, item.answers[0].text if item.answers else "") for item in items]
    text = "# Notes on a chapter\n\n" + "".join(
        LAYOUTS[layout](at, *row) for at, row in enumerate(rows, 1)
    )
    again = [
        (item.question, item.answers[0].text if item.answers else "")
        for item in parse_document("retold.md", text).items
    ]
    assert [(q, words(a)) for q, a in again] == [(q, words(a)) for q, a in rows]


def words(answer: str) -> list[str]:
    return re.findall(r"\w+", answer)
