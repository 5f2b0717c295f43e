"""How well real notes of several readers line up; the measuring data is beside the checkout."""

from __future__ import annotations

import importlib.util
import itertools
import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from rapidfuzz.distance import Indel

from bot.core.alignment import Alignment, Anchor, align
from bot.core.documents import ParsedDocument, ParsedItem, Status
from bot.importing import parse_document, read_document
from tests.shared import SHARED, needs_shared

pytestmark = [
    needs_shared,
    # score.py, which is not ours to change, leaves the closing of its files to the interpreter.
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
]

SEEDS = ("00", "01", "02", "03", "04")
CHAPTER_2 = (*SEEDS, "07", "08", "13")
ANSWERS_ONLY = "04"


def corpus() -> Path:
    assert SHARED is not None
    return SHARED / "corpus"


@cache
def scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("corpus_score", corpus() / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    _hasten(module)
    return module


def _hasten(module: ModuleType) -> None:
    """Let the scorer find the same far sooner: it compares every question with every label.

    What two texts have in common in their order, which rapidfuzz counts, is never less than the
    blocks that difflib finds, so what is too little of that needs no second look. Pairs come again
    with each order of the documents.
    """
    exact = cache(module.ratio)

    def ratio(one: str, other: str) -> float:
        close = Indel.normalized_similarity(one, other, score_cutoff=module.Q_MIN)
        return float(exact(one, other)) if close else 0.0

    module.ratio, module.qtokens = ratio, cache(module.qtokens)


@cache
def parsed(number: str) -> ParsedDocument:
    path = next((corpus() / "documents").glob(f"{number}_*"))
    return parse_document(path.name, path.read_text(encoding="utf-8"))


@cache
def labels(number: str) -> list[dict[str, Any]]:
    path = next((corpus() / "labels").glob(f"{number}_*"))
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["questions"]
    return found


def canonical(chapter: int) -> list[Anchor]:
    path = corpus() / f"canonical_ch{chapter}.json"
    found = json.loads(path.read_text(encoding="utf-8"))["questions"]
    return [Anchor(each["id"], each["question"]) for each in found]


def groups(documents: list[ParsedDocument], alignment: Alignment) -> list[dict[str, Any]]:
    """The alignment as `score.py align` reads it."""
    result = []
    for question in alignment.questions:
        members = [
            {
                "doc": documents[placing.document].name,
                "question": _asked(documents, placing.document, placing.item) or question.text,
            }
            for placing in question.placings
        ]
        result.append({"members": members})
    return result


def _asked(documents: list[ParsedDocument], document: int, item: int) -> str:
    found = documents[document].items[item]
    return "" if found.is_fragment else found.question


def label_of(number: str, item: ParsedItem) -> dict[str, Any] | None:
    """The hand label of an item: the one whose question is most alike, or that shares its lines."""
    qsim, texts = scorer().qsim, scorer().exp_texts
    if item.question and not item.is_fragment:
        ranked = [(max(qsim(t, item.question) for t in texts(e)), e) for e in labels(number)]
        best, label = max(ranked, key=lambda pair: pair[0])
        return label if best >= scorer().Q_MIN else None
    spans = [(e, e["lines"]) for e in labels(number) if e.get("lines")]
    hits = [e for e, (a, b) in spans if a <= item.lines.last and item.lines.first <= b]
    return hits[0] if hits else None


def accuracy(numbers: tuple[str, ...], alignment: Alignment, chapter: int = 2) -> float:
    """The share of labelled items on their canonical question, unsure labels left out."""
    ids = {anchor.text: anchor.id for anchor in canonical(chapter)}
    qsim, sure = scorer().qsim, scorer().Q_MIN
    right = total = 0
    where = {(p.document, p.item): q for q in alignment.questions for p in q.placings}
    for document, number in enumerate(numbers):
        for at, item in enumerate(parsed(number).items):
            label = label_of(number, item)
            if label is None or label.get("alignment_confidence") == "medium":
                continue
            question = where.get((document, at))
            wanted = [text for text, name in ids.items() if name in label["canonical_ids"]]
            total += 1
            right += question is not None and any(qsim(question.text, t) >= sure for t in wanted)
    return right / total


def without_questions(document: ParsedDocument) -> ParsedDocument:
    answered = [item for item in document.items if item.status is not Status.EMPTY]
    return replace(document, items=tuple(replace(item, question="") for item in answered))


def test_the_readers_of_one_chapter_make_one_list_of_its_questions():
    documents = [parsed(number) for number in SEEDS]
    alignment = align(documents)
    score = scorer().align(groups(documents, alignment))
    assert len(alignment.questions) == 31
    assert accuracy(SEEDS, alignment) >= 0.97
    assert score["pair_precision"] >= 0.99
    assert score["pair_recall"] >= 0.97


def test_more_readers_of_another_edition_join_the_same_list():
    documents = [parsed(number) for number in CHAPTER_2]
    alignment = align(documents)
    score = scorer().align(groups(documents, alignment))
    assert len(alignment.questions) == 31
    assert accuracy(CHAPTER_2, alignment) >= 0.97
    assert score["pair_precision"] >= 0.99
    assert score["pair_recall"] >= 0.97


@pytest.mark.parametrize("first", SEEDS)
def test_the_order_of_the_documents_does_not_matter(first):
    numbers = (first, *(number for number in reversed(SEEDS) if number != first))
    alignment = align([parsed(number) for number in numbers])
    assert len(alignment.questions) == 31
    assert accuracy(numbers, alignment) >= 0.97


def test_different_books_on_one_list_do_not_mix():
    paths = sorted(
        [*(corpus() / "documents").iterdir(), *(corpus() / "more").iterdir()], key=lambda p: p.name
    )
    known = [read_document(path.name, path.read_bytes()) for path in paths]
    for documents in (known, list(reversed(known))):
        score = scorer().align(groups(documents, align(documents)))
        assert score["pair_precision"] >= 0.99
        assert score["pair_recall"] >= 0.97


def test_answers_alone_find_the_questions_of_a_deck_that_has_no_answers_yet():
    alignment = align([parsed(ANSWERS_ONLY)], canonical(2))
    assert accuracy((ANSWERS_ONLY,), alignment) >= 0.93
    wrong = accuracy((ANSWERS_ONLY,), alignment) < 1
    assert not wrong or alignment.doubtful()


@pytest.mark.parametrize("number", ["00", "03", "07", "08", "13"])
def test_a_reader_whose_questions_are_lost_is_placed_by_the_answers(number):
    others = [parsed(other) for other in CHAPTER_2 if other != number]
    whole = parsed(number)
    kept = [at for at, item in enumerate(whole.items) if item.status is not Status.EMPTY]
    known = {
        (p.document, p.item): q.text for q in align([*others, whole]).questions for p in q.placings
    }
    found = {
        p.item: q.text
        for q in align([*others, without_questions(whole)]).questions
        for p in q.placings
        if p.document == len(others)
    }
    right = sum(found.get(at) == known[len(others), old] for at, old in enumerate(kept))
    assert right / len(kept) >= 0.95


def test_halves_of_one_list_share_no_question():
    items = parsed("08").items
    halves = [replace(parsed("08"), items=items[start::2]) for start in (0, 1)]
    questions = align(halves).questions
    assert not [q for q in questions if len(q.placings) > 1]
    assert len(questions) == len(list(itertools.chain(*(half.items for half in halves))))
