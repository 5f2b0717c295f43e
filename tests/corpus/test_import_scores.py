"""The command on five people's notes of one chapter, scored against labels made by hand."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.corpus.test_parsing_scores import corpus, scorer
from tests.shared import needs_shared

pytestmark = needs_shared

QUESTIONS = 31


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What `roundtable import --json` prints of the five documents."""
    files = [str(path) for path in sorted((corpus() / "documents").glob("0[0-4]_*"))]
    data = tmp_path_factory.mktemp("data") / "none"
    done = subprocess.run(
        [sys.executable, "-m", "bot", "import", *files, "--dry-run", "--json"],
        env=os.environ | {"ROUNDTABLE_DATA": str(data)},
        capture_output=True,
        text=True,
        check=True,
    )
    loaded: dict[str, Any] = json.loads(done.stdout)
    return loaded


def _placed(result: dict[str, Any]) -> dict[tuple[str, int], str]:
    return {
        (answer["file"], answer["item"]): question["question"]
        for question in result["deck"]["questions"]
        for answer in question["answers"]
    }


def _scores(result: dict[str, Any]) -> Iterator[dict[str, Any]]:
    placed = _placed(result)
    for document in result["documents"]:
        items = [
            item | {"canonical_question": placed.get((document["file"], number))}
            for number, item in enumerate(document["items"])
        ]
        name = Path(document["file"]).stem
        labels = (corpus() / "labels" / f"{name}.expected.json").read_text(encoding="utf-8")
        yield scorer().score(items, json.loads(labels))


def test_every_document_is_read_and_placed_as_a_careful_reader_would(
    result: dict[str, Any],
) -> None:
    for scores in _scores(result):
        assert scores["question_precision"] == 1.0, scores
        assert scores["question_recall"] == 1.0, scores
        assert scores["boundary_accuracy"] >= 0.95, scores
        assert scores["status_accuracy"] >= 0.95, scores
        assert scores["alignment_accuracy"] >= 0.97, scores


@pytest.mark.filterwarnings(
    "ignore:unclosed file:ResourceWarning"
)  # score.py leaves its labels open
def test_all_five_make_one_deck(result: dict[str, Any]) -> None:
    assert len(result["deck"]["questions"]) == QUESTIONS
    members: dict[str, list[dict[str, str]]] = {}
    items = {document["file"]: document["items"] for document in result["documents"]}
    for (file, number), question in _placed(result).items():
        text = items[file][number]["question"]
        members.setdefault(question, []).append({"doc": Path(file).name, "question": text})
    scores = scorer().align([{"members": each} for each in members.values()])
    assert scores["pair_precision"] >= 0.99
    assert scores["pair_recall"] >= 0.97
    assert scores["members_not_recognised"] == 0


def test_what_is_doubtful_is_listed(result: dict[str, Any]) -> None:
    placings = [
        answer["confidence"]
        for question in result["deck"]["questions"]
        for answer in question["answers"]
    ]
    listed = [warning for warning in result["warnings"] if warning["kind"] == "doubtful"]
    assert listed
    assert sorted(each["confidence"] for each in listed) == pytest.approx(
        sorted(placings)[: len(listed)], abs=0.001
    )


def test_a_question_that_the_reference_leaves_open_has_others_to_stand_in(
    result: dict[str, Any],
) -> None:
    status = {
        (document["file"], number): item["status"]
        for document in result["documents"]
        for number, item in enumerate(document["items"])
    }
    gaps = {each["question"] for each in result["warnings"] if each["kind"] == "noreference"}
    stand_ins = [
        [status[answer["file"], answer["item"]] == "answered" for answer in question["answers"]]
        for question in result["deck"]["questions"]
        if question["question"] in gaps
    ]
    assert any(any(others) for others in stand_ins)
