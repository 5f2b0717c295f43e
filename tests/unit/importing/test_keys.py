from __future__ import annotations

import pytest

from bot.core.documents import Lines
from tests.unit.importing.reading import pairs, parse

ASKED = "# Test\n\n1. What is rye?\n2. Why bake?\n3. Who bakes?\n\n"
READ = [("What is rye?", "A grain"), ("Why bake?", "Taste"), ("Who bakes?", "I do")]


@pytest.mark.parametrize(
    "key",
    [
        "## Answers\n\n1. A grain\n2. Taste\n3. I do\n",
        "Answers:\n\n1) A grain\n2) Taste\n3) I do\n",
        "**Answer key**\n\n1. A grain\n\n2. Taste\n\n3. I do\n",
        "---\n\n# Lösungen\n\n1. A grain\n2. Taste\n3. I do\n",
        "## 答案\n\n1、A grain\n2、Taste\n3、I do\n",
        "### Solutions\n\n#### 1.\nA grain\n\n#### 2.\nTaste\n\n#### 3.\nI do\n",
        "## Answers\n\nAnswer 1: A grain\n\nAnswer 2: Taste\n\nAnswer 3: I do\n",
        "## Answers\n\n| no | answer |\n|---|---|\n| 1 | A grain |\n| 2 | Taste |\n| 3 | I do |\n",
    ],
)
def test_a_key_at_the_end_is_joined_by_number(key: str) -> None:
    assert pairs(ASKED + key) == READ


def test_the_lines_of_a_key_are_no_lost_ones() -> None:
    document = parse(ASKED + "## Answers\n\n1. A grain\n2. Taste\n3. I do\n")
    assert [each.lines for each in document.skipped] == [Lines(1, 1), Lines(7, 7)]
    assert document.items[1].answers[0].lines == Lines(10, 10)


@pytest.mark.parametrize(
    "key", ["1. B\n2. A\n", "1-B, 2-A\n", "1: b  2: a\n", "1. B) late\n2. A\n"]
)
def test_letters_of_a_key_are_those_of_the_options(key: str) -> None:
    asked = "1. When is it?\n   A. early\n   B. late\n2. Who bakes?\n   A. I\n   B. you\n\n"
    text = f"{asked}## Answer key\n\n{key}"
    assert pairs(text) == [
        ("When is it?\n\n- A: early\n- B: late", "late"),
        ("Who bakes?\n\n- A: I\n- B: you", "I"),
    ]


def test_every_part_may_have_its_key() -> None:
    part = "1. What is rye?\n2. Why bake?\n\n### Answers\n\n1. {}\n2. {}\n\n"
    text = "## Part 1\n\n" + part.format("a", "b") + "## Part 2\n\n" + part.format("c", "d")
    assert [answer for _, answer in pairs(text)] == ["a", "b", "c", "d"]


def test_a_title_above_other_numbers_is_no_key() -> None:
    text = (
        "1. What is rye?\n\nA grain.\n\n2. Why bake?\n\nTaste.\n\n## Answers\n\n7. x\n8. y\n9. z\n"
    )
    assert pairs(text) == [("What is rye?", "A grain."), ("Why bake?", "Taste.")]


STEMS = (
    "1. A heap is a\na) tree\nb) row\n\n2. A stack is a\na) tree\nb) row\n\n"
    "3. A list is a\na) row\nb) tree\n\n"
)


@pytest.mark.parametrize(
    "key",
    [
        "Answers: 1-a, 2-b, 3-a\n",
        "**Answers**\n\n| 1 | 2 | 3 |\n|---|---|---|\n| a | b | a |\n",
        "## Answer key\n\n| No. | 1 | 2 | 3 |\n|---|---|---|---|\n| Answer | a | b | a |\n",
        "## Key\n\nNo. | Answer\n--- | ---\n1 | a\n2 | b\n3 | a\n",
    ],
)
def test_a_key_may_be_a_line_or_a_table_and_its_questions_break_off(key: str) -> None:
    assert [answer for _, answer in pairs(STEMS + key)] == ["tree", "row", "row"]


def test_letters_without_a_mark_are_options_where_a_key_names_them() -> None:
    text = (
        "1) What is a heap?\n   A A row\n   B A tree\n2) What is a list?\n   A A row\n   B A tree\n"
    )
    assert pairs(f"{text}\nANSWERS\n1) B\n2) A\n") == [
        ("What is a heap?\n\n- A: A row\n- B: A tree", "A tree"),
        ("What is a list?\n\n- A: A row\n- B: A tree", "A row"),
    ]


@pytest.mark.parametrize("form", ["{n}. ", "\u2460"])
def test_stems_that_ask_nothing_are_asked_where_a_key_has_their_numbers(form: str) -> None:
    rows = [("The grain in black bread", "rye"), ("Why salt", "taste"), ("Salt is a spice", "no")]
    mark = [form.format(n=n) if "{" in form else chr(ord(form) + n - 1) for n in (1, 2, 3)]
    stems = "".join(f"{each}{q}\n" for each, (q, _) in zip(mark, rows, strict=True))
    key = "".join(f"{each}{a}\n" for each, (_, a) in zip(mark, rows, strict=True))
    assert pairs(f"Bread test\n\n{stems}\nAnswers\n\n{key}") == rows
