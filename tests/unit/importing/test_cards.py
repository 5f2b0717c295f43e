from __future__ import annotations

import pytest

from bot.errors import NoQuestions
from tests.unit.importing.reading import pairs, parse

CARDS = [("What is rye?", "A grain"), ("poolish", "a wet dough"), ("Why bake?", "For taste"),
         ("Who bakes?", "I, you and they")]  # fmt: skip


@pytest.mark.parametrize("separator", ["\t", "::", ";", " :: "])
def test_a_line_is_a_card_with_two_sides(separator: str) -> None:
    assert pairs("\n".join(separator.join(card) for card in CARDS)) == CARDS


def test_quoted_cells_and_a_header_are_read_as_in_a_spreadsheet() -> None:
    text = 'Question,Answer\n"What is rye, really?","A grain, dark"\nWhy bake?,Taste\nWho?,I\n'
    assert pairs(text) == [
        ("What is rye, really?", "A grain, dark"),
        ("Why bake?", "Taste"),
        ("Who?", "I"),
    ]


def test_a_table_of_data_holds_no_cards() -> None:
    with pytest.raises(NoQuestions):
        parse("loaf\t3.50\nroll\t0.80\ncake\t12\npie\t7\n")


def test_semicolons_within_answers_make_no_cards() -> None:
    text = "1. What is rye?\n\nA grain; dark.\n\n2. Why bake?\n\nTaste; warmth.\n"
    assert parse(text).format == "numbered"


def test_three_cells_with_commas_between_are_data() -> None:
    rows = "What is rye?,grain,3\nWhat is salt?,mineral,4\nWhat is oil?,fat,5\n"
    with pytest.raises(NoQuestions):
        parse(rows)


def test_commas_within_questions_make_no_cards() -> None:
    rows = ["Name one rye, would you?", "Explain the salt, will you?", "Define heat, can you?"]
    assert [question for question, _ in pairs("\n\n".join(rows))] == rows
    rows = ["What is rye, salt, and oil?", "Who, when all sleep, bakes?", "Why, or how, is it so?"]
    assert [question for question, _ in pairs("\n\n".join(rows))] == rows
