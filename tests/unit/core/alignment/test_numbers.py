"""Answers in a document of their own, joined with another's questions by number."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.alignment import Alignment, Anchor, align
from bot.core.documents import ParsedDocument
from tests.unit.core.alignment.test_align import ANSWERS, GARDEN, notes, wordless

UNRELATED = ("B", "C", "A", "D", "A", "C", "B")


def _numbered(document: ParsedDocument, first: int = 1, step: int = 1) -> ParsedDocument:
    items = (replace(item, number=first + at * step) for at, item in enumerate(document.items))
    return replace(document, items=tuple(items))


def _joined(alignment: Alignment, document: int) -> dict[int, str]:
    return {
        placing.item: question.text
        for question in alignment.questions
        for placing in question.placings
        if placing.document == document and placing.by_number
    }


SHEET = _numbered(notes("questions", GARDEN, [""] * len(GARDEN)))


@pytest.mark.parametrize("key_first", [False, True])
def test_a_key_in_a_document_of_its_own_is_joined_by_number(key_first):
    key = _numbered(wordless("key", UNRELATED))
    documents = [key, SHEET] if key_first else [SHEET, key]
    assert _joined(align(documents), 0 if key_first else 1) == dict(enumerate(GARDEN))


def test_numbers_that_are_left_out_are_left_out():
    key = _numbered(wordless("key", UNRELATED[:3]), first=2, step=2)
    assert _joined(align([SHEET, key]), 1) == {0: GARDEN[1], 1: GARDEN[3], 2: GARDEN[5]}


def test_a_deck_without_answers_is_counted():
    anchors = [Anchor(str(number), text) for number, text in enumerate(GARDEN)]
    alignment = align([_numbered(wordless("key", UNRELATED))], anchors)
    assert _joined(alignment, 0) == dict(enumerate(GARDEN))


def test_numbers_say_nothing_of_questions_that_are_answered():
    answered = _numbered(notes("a", GARDEN, ANSWERS))
    turned = _numbered(wordless("b", tuple(reversed(ANSWERS))))
    assert _joined(align([answered, turned]), 1) == {}


def test_numbers_that_the_questions_lack_join_nothing():
    key = _numbered(wordless("key", UNRELATED), first=40)
    assert _joined(align([SHEET, key]), 1) == {}


def test_answers_without_numbers_are_joined_by_none():
    assert _joined(align([SHEET, wordless("b", ANSWERS)]), 1) == {}
