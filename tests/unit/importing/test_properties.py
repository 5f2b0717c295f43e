"""What holds for every text: nothing lost, nothing twice, the same result again, no hang."""

from __future__ import annotations

import re
from collections import Counter

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.core.documents import ParsedDocument, Status
from bot.errors import DocumentError
from bot.importing import parse_document
from bot.importing.lines import normalise
from tests.profiles import scaled
from tests.unit.importing.soup import WORDS, cards, dashed, documents, folded, tables

anything = st.one_of(documents, folded, dashed, cards, tables, st.text(max_size=300))
marked_up = st.one_of(documents, folded, dashed, cards, tables)


def parsed(text: str) -> ParsedDocument | None:
    try:
        return parse_document("notes.md", text)
    except DocumentError:
        return None


def covered(document: ParsedDocument) -> list[int]:
    places = [item.lines for item in document.items] + [one.lines for one in document.skipped]
    return sorted(line for place in places for line in range(place.first, place.last + 1))


def subjects(text: str) -> Counter[str]:
    return Counter(word for word in re.findall(r"[a-z]+", text) if word in WORDS)


@settings(max_examples=scaled(300))
@given(anything)
def test_every_line_with_text_is_in_one_item_or_skipped_with_a_reason(text: str) -> None:
    document = parsed(text)
    if document is None:
        return
    lines = normalise(text).split("\n")
    places = covered(document)
    assert len(places) == len(set(places))
    written = {at for at, line in enumerate(lines, 1) if line.strip()}
    assert written <= set(places)
    assert all(one.reason for one in document.skipped)


@settings(max_examples=scaled(400))
@given(marked_up)
@example("Q: Why does dough rest?\nTODO: compare the crust\nA: The steam.")  # went with the TODO
@example("| a | b |\n|---|---|\n| | What is dough? | oven | | crumb |")  # more than its head has
@example("What is rye?\nTags: salt\nA: a grain\nWhat is salt?\nA: salt")  # told as a note
@example("What is rye?\tcrumb\nA: a grain\n2) What is rye?\nA: dough")  # no options in a row
@example("1. What is yeast? | oven\nTODO | flour\n> - Why salt?- dough\nA: crumb")
def test_no_word_of_an_items_lines_is_lost_or_doubled(text: str) -> None:
    document = parsed(text)
    if document is None:
        return
    lines = normalise(text).split("\n")
    aside = {at for one in document.skipped for at in range(one.lines.first, one.lines.last + 1)}
    for item in document.items:
        own = (at for at in range(item.lines.first, item.lines.last + 1) if at not in aside)
        written = "\n".join(lines[at - 1] for at in own)
        kept = "\n".join([item.question, *(answer.text for answer in item.answers)])
        assert subjects(kept) == subjects(written), (item, written)


@settings(max_examples=scaled(200))
@given(anything)
@example(f"{'0' * 40}\n0:0?\n0:0?A\n0:0?A")  # a wrapped question covered the next one
def test_items_are_in_order_and_answers_within_them(text: str) -> None:
    document = parsed(text)
    if document is None:
        return
    last = 0
    for item in document.items:
        assert last < item.lines.first <= item.lines.last
        last = item.lines.last
        for answer in item.answers:
            assert item.lines.first <= answer.lines.first <= answer.lines.last <= last


@settings(max_examples=scaled(200))
@given(anything)
def test_a_status_says_whether_there_is_an_answer(text: str) -> None:
    document = parsed(text)
    for item in document.items if document else ():
        assert (item.status is Status.EMPTY) == (not item.answers)
        assert all(answer.text.strip() for answer in item.answers)


@settings(max_examples=scaled(100))
@given(anything)
def test_parsing_twice_gives_the_same(text: str) -> None:
    assert parsed(text) == parsed(text)


@settings(max_examples=scaled(100))
@given(documents)
def test_line_endings_make_no_difference(text: str) -> None:
    assert parsed(text) == parsed(text.replace("\n", "\r\n"))
