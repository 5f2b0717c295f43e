from __future__ import annotations

import pytest

from bot.errors import NoQuestions
from tests.unit.importing.reading import pairs, parse, questions

ROWS = [("What is rye?", "A grain."), ("Why bake?", "For taste."), ("Who bakes?", "I do.")]


@pytest.mark.parametrize("footer", ["{n}", "Page {n} of 90", "{n} | Bread", "Bread for all\n{n}"])
def test_page_numbers_and_running_headers_are_no_part_of_an_answer(footer: str) -> None:
    text = "\n".join(
        f"{at}. {q}\n\n{a}\n\n{footer.format(n=40 + at)}\n" for at, (q, a) in enumerate(ROWS, 1)
    )
    assert pairs(text) == ROWS
    assert {one.reason for one in parse(text).skipped} == {"page"}


def test_a_page_number_inside_an_answer_is_taken_out_of_it() -> None:
    text = (
        "1. What is rye?\n\nA grain.\n\n7\n\nIt is dark.\n\n"
        "2. Why?\n\nSo.\n\n8\n\n3. Who?\n\nI.\n\n9\n"
    )
    assert pairs(text)[0][1].split() == ["A", "grain.", "It", "is", "dark."]


def test_numbers_that_do_not_count_up_are_answers() -> None:
    text = "1. How many loaves?\n\n3\n\n2. How many rolls?\n\n12\n\n3. How many ovens?\n\n1\n"
    assert [answer for _, answer in pairs(text)] == ["3", "12", "1"]


def test_a_table_of_contents_asks_nothing() -> None:
    contents = (
        "1. Flour ........ 1\n2. What is yeast? ........ 9\n3. Ovens ........ 12\n"
        "4. Who bakes? ...... 20\n"
    )
    with pytest.raises(NoQuestions):
        parse(contents)
    assert questions(contents + "\n1. What is rye?\n\nA grain.\n") == ["What is rye?"]


def test_links_within_the_page_are_neither_questions_nor_answers() -> None:
    asked = ("What is rye?", "Why bake?", "Who bakes?")
    contents = "".join(f"{n}. [{each}](#q{n})\n" for n, each in enumerate(asked, 1))
    text = contents + "".join(
        f"\n### {n}. {each}\n\nSaid.\n\n**[⬆ Back to top](#top)**\n"
        for n, each in enumerate(asked, 1)
    )
    assert pairs(text) == [(each, "Said.") for each in asked]


def test_feet_of_pages_of_which_two_are_left_belong_to_the_pages() -> None:
    text = (
        "1. What is rye?\nA grain.\n\nPage 2 of the book of bread\n\n"
        "2. Why bake?\nFor taste.\n\nPage 5 of the book of bread\n"
    )
    assert [answer for _, answer in pairs(text)] == ["A grain.", "For taste."]


def test_a_sign_for_a_number_is_no_number() -> None:
    feet = ["1. What is a halyard?", "A rope.", "Sheet # 1", "Sheet 1 2", "Sheet 2 #"]
    assert questions("\n\n".join(feet) + "\n") == ["What is a halyard?"]
