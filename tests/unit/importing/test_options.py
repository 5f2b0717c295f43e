from __future__ import annotations

import re

import pytest

from bot.core.documents import Status
from tests.unit.importing.reading import pairs, parse

BOXES = "- [ ] salt\n- [x] yeast\n- [ ] flour"
RISE = ("What makes dough rise?\n- salt\n- yeast\n- flour", "yeast")


def quiz(options: str, key: str) -> list[tuple[str, str]]:
    text = "".join(f"### {n}. What makes dough rise?\n\n{options}\n\n{key}\n\n" for n in (1, 2))
    return pairs(text)


def bare(question: str) -> str:
    """The question without the letters of its options."""
    return re.sub(r"\n+(?:- [A-C]: |(?=- ))", "\n- ", question).replace("- - ", "- ")


@pytest.mark.parametrize(
    ("options", "key"),
    [
        ("A) salt\nB) yeast\nC) flour", "ANSWER: B"),
        ("A. salt\nB. yeast\nC. flour", "**Answer:** B"),
        ("- A: salt\n- B: yeast\n- C: flour", "**Correct answer: B**"),
        ("(A) salt\n(B) yeast\n(C) flour", "Ans. (B)"),
        ("- **A)** salt\n- **B)** yeast\n- **C)** flour", "The correct answer is B."),
        ("A) salt\n\nB) yeast\n\nC) flour", "Réponse : B"),
        ("A. salt\nB. yeast ✅\nC. flour", ""),
        ("A. salt\nB. yeast (correct)\nC. flour", ""),
        ("A. salt\nB. yeast\nC. flour",
         "<details><summary><b>Show answer</b></summary>\n<p>\n\n#### Answer: B\n</p>\n</details>"),
    ],
)  # fmt: skip
def test_options_belong_to_the_question_and_the_right_one_is_the_answer(
    options: str, key: str
) -> None:
    assert [(bare(question), answer) for question, answer in quiz(options, key)] == [RISE, RISE]


def test_a_ticked_box_is_the_answer_and_what_follows_explains_it() -> None:
    question = "What makes dough rise?\n\n- salt\n- yeast\n- flour"
    assert quiz(BOXES, "It makes gas.")[0] == (question, "yeast\n\nIt makes gas.")


def test_code_above_the_options_belongs_to_the_question() -> None:
    question, answer = quiz(f"```py\nbake()\n```\n\n{BOXES}", "")[1]
    assert question.startswith("What makes dough rise?\n\n```py\nbake()\n```\n\n- salt")
    assert answer == "yeast"


def test_several_right_options_are_all_told() -> None:
    assert (
        quiz("A. salt\nB. yeast\nC. gas", "Answers: B, C")[0][1].replace("- ", "") == "yeast\ngas"
    )


def test_options_without_a_key_are_questions_without_an_answer() -> None:
    text = "".join(f"{n}. What rises?\n\nA. salt\nB. dough\n\n" for n in range(1, 5))
    assert {item.status for item in parse(text).items} == {Status.EMPTY}


def test_points_that_one_is_told_to_choose_from_are_options() -> None:
    text = (
        "1. Which are grains? (Choose TWO)\n   - rye\n   - oat\n   - salt\n"
        "2. Which are salts? (Select all that apply)\n   - sea\n   - rock\n"
    )
    document = parse(text)
    assert {item.status for item in document.items} == {Status.EMPTY}
    assert document.items[1].question.endswith("(Select all that apply)\n\n- sea\n- rock")


def test_lettered_points_are_an_answer_where_no_key_makes_options_of_them() -> None:
    text = (
        "1. What are the steps?\n\nA. Mix\nB. Bake\n\n2. Why bake?\n\nTaste.\n\n"
        "3. Who bakes?\n\nI do.\n\n4. When?\n\nLate.\n"
    )
    assert pairs(text)[0] == ("What are the steps?", "A. Mix\nB. Bake")


def test_an_article_is_no_key() -> None:
    text = "".join(f"## Why {n}?\n\nA. one\nB. two\n\nAnswer: A loaf rises.\n\n" for n in (1, 2))
    assert "A loaf rises." in pairs(text)[0][1]


def test_choices_behind_a_label_belong_to_the_question() -> None:
    text = "".join(
        f"- Question: Which of {n} is rye?\n  - Type: single choice\n  - Choices: a, b, c\n\n"
        for n in (1, 2, 3)
    )
    document = parse(text)
    assert {item.status for item in document.items} == {Status.EMPTY}
    assert document.items[2].question == "Which of 3 is rye?\n\na, b, c"
    assert [each.reason for each in document.skipped] == ["note"] * 3


def test_an_explanation_that_begins_with_the_right_option_says_it_once() -> None:
    rows = "".join(
        f"{n}. What is {n}?\nA) rye\nB) salt\nAnswer: B\nSalt\nIt tastes.\n\n" for n in (1, 2, 3)
    )
    assert [answer for _, answer in pairs(rows)] == ["salt\n\nIt tastes."] * 3
