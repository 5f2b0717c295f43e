from __future__ import annotations

import pytest

from tests.unit.importing.reading import pairs, parse

NOTES = """Bread for bakers, lesson 3

What is a poolish? A wet preferment.

Give an example of a crust that fails in the oven. A thin one, or a burnt one.

What is salt for? When is it added? It is for taste. Late.

What are the steps?

  1. Defined goal: what do I bake?

Where is it baked?The oven is where.

How is it kept?

temperature=20, in a bag.

What is a loop? A loop is written like this:

class Loop(Dough):
def __init__(self): self.dough = None

Who asked? My friend. Why did she? She was hungry.
"""


def test_the_first_sentences_are_the_question_and_the_rest_is_the_answer() -> None:
    code = "class Loop(Dough):\ndef __init__(self): self.dough = None"
    assert pairs(NOTES) == [
        ("What is a poolish?", "A wet preferment."),
        ("Give an example of a crust that fails in the oven.", "A thin one, or a burnt one."),
        ("What is salt for? When is it added?", "It is for taste. Late."),
        ("What are the steps?", "1. Defined goal: what do I bake?"),
        ("Where is it baked?", "The oven is where."),
        ("How is it kept?", "temperature=20, in a bag."),
        ("What is a loop?", f"A loop is written like this:\n\n{code}"),
        ("Who asked?", "My friend. Why did she? She was hungry."),
    ]
    assert parse(NOTES).title == "Bread for bakers, lesson 3"


@pytest.mark.parametrize("mark", ["{}", "- {}", "* {}"])
def test_lines_without_blank_lines_between_are_read_too(mark: str) -> None:
    rows = ["What is rye? A grain.", "Why bake? For taste.", "Where is it hot? In the oven."]
    assert pairs("\n".join(mark.format(row) for row in rows)) == [
        ("What is rye?", "A grain."),
        ("Why bake?", "For taste."),
        ("Where is it hot?", "In the oven."),
    ]


def test_an_instruction_behind_a_question_is_its_answer_unless_it_asks_for_more() -> None:
    text = "What is rye for? Use it in dark bread\n\nWhat is oil? Provide an example. Olive oil.\n"
    assert pairs(text) == [
        ("What is rye for?", "Use it in dark bread"),
        ("What is oil? Provide an example.", "Olive oil."),
    ]


def test_true_or_false_poses_the_statement_behind_it() -> None:
    text = (
        "What is rye? A grain.\n\nTrue or false: salt slows yeast. Why? True, it dries it.\n\n"
        "True or false: an oven is cold. False.\n\nTrue/False: flour rots. No.\n\n"
        "True or false? Bread is old. True.\n"
    )
    assert pairs(text)[1:] == [
        ("True or false: salt slows yeast. Why?", "True, it dries it."),
        ("True or false: an oven is cold.", "False."),
        ("True/False: flour rots.", "No."),
        ("True or false? Bread is old.", "True."),
    ]


def test_a_request_that_would_leave_the_question_unanswered_is_the_answer() -> None:
    text = (
        "What is rye? A grain.\n\nWhat do you do first? Find a small oven.\n\n"
        "What is salt? Explain.\n\nWhy bake? Taste.\n"
    )
    assert pairs(text)[1:3] == [
        ("What do you do first?", "Find a small oven."),
        ("What is salt? Explain.", ""),
    ]


def test_an_answer_may_begin_without_a_full_stop_before_it() -> None:
    text = "What is rye? A grain.\n\nDescribe how to shape a loaf In short, fold it twice.\n"
    assert pairs(text)[1] == ("Describe how to shape a loaf", "In short, fold it twice.")


def test_a_paragraph_about_what_was_just_named_goes_on() -> None:
    text = (
        "What is rye? A grain.\n\nIt is dark. Do you like it? I do.\n\n"
        "Why bake? For taste.\n\nWho bakes? I do.\n"
    )
    assert pairs(text)[0] == ("What is rye?", "A grain.\n\nIt is dark. Do you like it? I do.")


def test_a_reference_behind_an_instruction_is_the_answer() -> None:
    text = "What is rye? A grain.\n\nDraw an oven with a route. See page 3 of the book.\n"
    assert pairs(text)[1] == ("Draw an oven with a route.", "See page 3 of the book.")


@pytest.mark.parametrize("sign", ["--", "-", "–", "=>"])
def test_a_sign_that_stands_before_the_answers_is_none_of_them(sign: str) -> None:
    asked = [("What is rye?", "A grain."), ("What is malt?", "Grain that sprouted."),
             ("Why is dough kneaded?", "To make gluten.")]  # fmt: skip

    assert pairs("\n".join(f"{q} {sign} {a}" for q, a in asked)) == asked
