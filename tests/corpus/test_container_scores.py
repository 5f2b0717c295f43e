"""Documents that are not written as notes, scored against labels made by hand.

`kinds/` are small inputs of our own, the others are what people published.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.importing import read_document
from tests.corpus.test_parsing_scores import corpus, labels, prediction, scorer
from tests.shared import needs_shared

pytestmark = needs_shared

DOCUMENTS = ("18", "25", "26", "28", "29", "48", "49", "50", "51", "52", "53")
KINDS = (
    "k10_logseq.md", "k11_org.org", "k12.html", "k12b.html", "k13.tex", "k14.ipynb",
    "k15_yaml.yaml", "k16_opentdb.json", "k17.gift", "k18_moodle.xml", "k19_term_def.md",
    "k20_cornell_table.md", "k6_obsidian_cc.md", "k6_obsidian_q.md", "k6_obsidian_terms.md",
    "k7_anki_headers.txt", "k7_anki_terms.tsv", "k9_statement_aiken.txt",
)  # fmt: skip


@pytest.mark.parametrize("number", DOCUMENTS)
def test_every_question_of_a_container_is_found_with_its_answer(number: str):
    (path,) = [each for each in corpus().glob(f"*/{number}_*") if each.parent.name != "labels"]
    result = scorer().score(prediction(read_document(path.name, path.read_bytes())), labels(number))
    assert (result["question_precision"], result["question_recall"]) == (1.0, 1.0), result
    assert (result["boundary_accuracy"], result["status_accuracy"]) == (1.0, 1.0), result
    assert result["clean_questions"] == 1.0
    assert not result["trap_hits"]


@pytest.mark.parametrize("name", KINDS)
def test_a_small_input_of_each_kind_says_what_a_careful_reader_finds(name: str):
    path = corpus() / "kinds" / name
    expected = json.loads(path.with_suffix(".expected.json").read_text("utf-8"))
    found = prediction(read_document(name, path.read_bytes()))
    assert len(found) == len(expected)
    for item, label in zip(found, expected, strict=True):
        assert _norm(item["question"]) in _alike(label, "question")
        assert _norm("\n".join(item["answers"])) in _alike(label, "answer")
        assert item["status"] == label["status"]


def _alike(label: dict[str, Any], field: str) -> set[str]:
    return {_norm(label[field]), *map(_norm, label.get(f"{field}_alt", []))}


def _norm(text: str) -> str:
    return str(scorer().norm(text))
