# ruff: noqa: RUF001  # words of other scripts are what it is about
from __future__ import annotations

import pytest

from bot.importing.labels import active_initials, may_open, read_label
from bot.importing.languages import every
from tests.unit.importing.reading import pairs


@pytest.mark.parametrize(
    ("text", "kind", "number", "rest"),
    [
        ("Question 3: Why?", "q", 3, "Why?"),
        ("Q12. Why?", "q", 12, "Why?"),
        ("Frage Nr", None, None, ""),
        ("Problem 1: Why?", "q", 1, "Why?"),
        ("Correct answer: B", "a", None, "B"),
        ("Your answer:", "o", None, ""),
        ("Hint: look", "h", None, "look"),
        ("Réponse : oui", "a", None, "oui"),
        ("問3 なぜ", "q", 3, "なぜ"),
        ("第2题：为什么", "q", 2, "为什么"),
        ("答：是", "a", None, "是"),
    ],
)
def test_a_label_is_a_known_word_and_a_colon_or_a_number(
    text: str, kind: str | None, number: int | None, rest: str
) -> None:
    found = read_label(text)
    assert (found and (found.kind, found.number, found.rest)) == (kind and (kind, number, rest))


@pytest.mark.parametrize(
    "text", ["A. Smith wrote it", "Q-values", "A4 - a format", "Problem: it burns", "Answer me"]
)
def test_a_word_in_a_sentence_is_no_label(text: str) -> None:
    assert read_label(text) is None


def test_a_number_needs_no_colon_where_the_line_is_set_apart() -> None:
    assert read_label("Question 3 was hard") is None
    found = read_label("Question 3 What is rye", alone=True)
    assert found is not None
    assert (found.number, found.rest) == (3, "What is rye")


def test_letters_are_labels_only_where_both_come_in_turn() -> None:
    assert active_initials("P: a\nR: b\nP: c\nR: d\n") == {"p": "q", "r": "a"}
    assert active_initials("C: a\nD: b\nC: c\nD: d\n") == {}
    assert active_initials("P: a\nP: b\nP: c\n") == {}


def test_room_left_for_the_reader_s_answer_is_none() -> None:
    text = (
        "### 1. What is rye?\n\n**Your answer:**\n\n\n**Correct answer:** A grain.\n\n---\n\n"
        "### 2. Why bake?\n\n**Your answer:** for fun\n\n**Correct answer:** Taste.\n"
    )
    assert pairs(text) == [("What is rye?", "A grain."), ("Why bake?", "for fun\n\nTaste.")]


def test_what_stands_above_an_answer_s_label_belongs_to_the_question() -> None:
    code = "```\nbake()\n```"
    text = "".join(f"## {n}. What does it print?\n\n{code}\n\nAnswer: {n}\n\n" for n in (1, 2))
    assert pairs(text)[0] == (f"What does it print?\n\n{code}", "1")


@pytest.mark.parametrize("alone", [True, False])
def test_nothing_has_no_label(*, alone: bool) -> None:
    assert read_label("", alone=alone) is None


@pytest.mark.parametrize("field", ["question", "answer", "task", "hint", "own", "correct", "offer"])
@pytest.mark.parametrize("behind", [":", " 3:", "1:", ":**", " 12."])
def test_what_may_open_a_label_is_told_from_every_word_that_is_one(field: str, behind: str):
    for word in every(field):
        text = f"{word.capitalize()}{behind} rye"
        assert read_label(text) is None or may_open(text), text


def test_a_word_in_bold_without_a_colon_is_a_label_where_several_answers_have_it() -> None:
    rows = [("What is rye?", "A grain."), ("Explain salt.", "It tastes."), ("Why bake?", "Heat.")]
    text = "".join(f"{n}. {q}\n\n**Answer** {a}\n\n" for n, (q, a) in enumerate(rows, 1))
    assert pairs(text) == rows
    assert pairs("1. What is rye?\n\n**Answer** me first.\n\n2. Why bake?\n\nHeat.\n")[0][1] == (
        "**Answer** me first."
    )


@pytest.mark.parametrize(
    "form", ["{n}th question: ", "{n}ª Questão: ", "{n}º exercício: ", "{n}e question : "]
)
def test_an_ordinal_before_a_label_is_its_number(form: str) -> None:
    rows = [("What is rye?", "A grain."), ("Why salt?", "It tastes."), ("Why bake?", "Heat.")]
    text = "".join(f"{form.format(n=n)}{q}\nR: {a}\n\n" for n, (q, a) in enumerate(rows, 1))
    assert pairs(text) == rows
