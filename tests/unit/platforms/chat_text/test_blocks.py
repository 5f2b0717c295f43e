"""Blocks as pieces."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given

from bot.core.view import Card, CardKind, Heading, Line, Moment, Point, Prose
from bot.platforms.chat_text.blocks import Unit, card_unit, pieces_of, title, unit_of
from bot.platforms.chat_text.pieces import Fence, Gap, Piece, Words
from bot.presentation.prose import parse
from bot.presentation.sanitize import FIRST_STRONG_ISOLATE, POP_ISOLATE
from tests.unit.platforms.chat_text.plain import Plain
from tests.unit.platforms.hostile import texts
from tests.unit.platforms.messages import POINTS

PLAIN = Plain()


def pieces_in(markdown: str) -> tuple[Piece, ...]:
    return pieces_of(parse(markdown), PLAIN)


def lines(unit: Unit) -> list[str]:
    return [PLAIN.text(piece) for piece in unit.pieces]


@given(texts)
def test_no_piece_is_without_something_to_see(text: str) -> None:
    for piece in pieces_in(text):
        assert isinstance(piece, Fence) or PLAIN.text(piece).strip()


def test_pieces_know_the_list_and_the_quote_that_they_stand_in() -> None:
    pieces = pieces_in("a\n\n3. b\n   > c\n4. d\n   - e\n\n> ```\n> f\n> ```")
    assert [(each.spot.depth, each.spot.number, each.spot.quoted) for each in pieces] == [
        (-1, None, False),
        (0, 3, False),
        (0, 3, True),
        (0, 4, False),
        (1, None, False),
        (-1, None, True),
    ]


@pytest.mark.parametrize(
    ("markdown", "gap"),
    [
        ("a\n\nb", Gap.PARAGRAPH),
        ("# a\n\nb", Gap.LINE),
        ("a\n\n- b", Gap.LINE),
        ("- a\n\n  b", Gap.ITEM),
        ("> a\n>\n> b", Gap.QUOTED),
        ("a\n\n> b", Gap.PARAGRAPH),
    ],
)
def test_what_keeps_pieces_apart_tells_of_what_they_are(markdown: str, gap: Gap) -> None:
    first, second = pieces_in(markdown)
    assert (first.gap, second.gap) in [(Gap.PARAGRAPH, gap), (Gap.ITEM, gap)]


def test_a_table_is_aligned_code_and_a_rule_a_line_of_dashes() -> None:
    table, rule = pieces_in("| a | b |\n|---|---|\n| 1 | 2 |\n\n---")
    assert isinstance(table, Fence)
    assert table.lines[0] == "a  b"
    assert PLAIN.text(rule) == "———"


def test_a_card_reads_from_whose_it_is_to_what_it_touches() -> None:
    card = Card(CardKind.REPLY, "Ann", "a\nb", POINTS, ("Bo", "Cy"), True, "A guess.", "ann.md")
    assert lines(card_unit(card, PLAIN, labelled=True)) == [
        "Ann · you · reply",
        "ann.md",
        "also: Bo, Cy",
        "A guess.",
        "a\nb",
        "✓ found: Gluten relaxes.",
    ]
    assert lines(card_unit(card, PLAIN, (), labelled=False))[-1] == "a\nb"


def test_a_passage_that_differs_stands_beside_the_point_that_it_differs_from() -> None:
    points = (Point("Dough *stretches*.", touched=False, differs="Dough shrinks."),)
    card = Card(CardKind.REPLY, "Ann", "Dough shrinks.", points)
    assert lines(card_unit(card, PLAIN, labelled=True))[-2:] == [
        "≠ differs from the reference here: Dough shrinks.",
        "the reference: Dough stretches.",
    ]


def test_what_is_read_from_right_to_left_turns_nothing_else_around() -> None:
    card = Card(CardKind.EARLIER, "שלום", "a", source="مرحبا")
    name, source, _ = lines(card_unit(card, PLAIN, labelled=True))
    assert name == f"{FIRST_STRONG_ISOLATE}שלום{POP_ISOLATE} · earlier reader"
    assert source == f"{FIRST_STRONG_ISOLATE}مرحبا{POP_ISOLATE}"


@pytest.mark.parametrize("nothing", ["", " ", "\u200b", "\u202e"])
def test_what_nobody_sees_makes_no_piece(nothing: str) -> None:
    for block in (Heading(nothing), Line(nothing), Prose(nothing)):
        assert unit_of(block, PLAIN).pieces == ()
    assert title(nothing, PLAIN) == ()
    card = Card(CardKind.REPLY, nothing, nothing, remark=nothing, source=nothing)
    assert lines(card_unit(card, PLAIN, labelled=True)) == ["No text."]


def test_a_moment_without_a_label_is_a_time_alone() -> None:
    (piece,) = unit_of(Moment(" ", datetime(2026, 3, 2, 9, tzinfo=UTC)), PLAIN).pieces
    assert isinstance(piece, Words)
    assert [run.at for run in piece.runs] == [1772442000]
