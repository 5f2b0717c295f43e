"""Boxes before tasks are told from those before options by what stands around them."""

from __future__ import annotations

import pytest

from bot.errors import NoQuestions
from tests.unit.importing.reading import pairs, parse

ASKED = [("What is rye?", "A grain."), ("Why bake?", ""), ("Name a flour.", "Wheat.\n\nAnd rye.")]
DONE = [
    ("Bake a loaf of rye", "```sh\nbake rye\n```"),
    ("Grind the grain", ""),
    ("Sell the loaf", "`sell 1`"),
]


def boxes(tasks: list[tuple[str, str]], indent: str) -> str:
    parts = []
    for task, answer in tasks:
        below = "\n".join(f"{indent}{line}" if line else "" for line in answer.split("\n"))
        parts.append(f"- [{'x' if answer else ' '}] {task}\n\n{below}\n\n" if answer else
                     f"- [ ] {task}\n\n")  # fmt: skip
    return "".join(parts)


@pytest.mark.parametrize("tasks", [ASKED, DONE])
@pytest.mark.parametrize("opening", ["# Bread\n\n", "", "Notes of the week.\n\n"])
def test_a_box_above_an_answer_is_before_a_task(tasks: list[tuple[str, str]], opening: str) -> None:
    assert pairs(opening + boxes(tasks, "  ")) == tasks


def test_answers_to_tasks_that_ask_may_stand_at_the_margin() -> None:
    assert pairs("# Bread\n\n" + boxes(ASKED, "")) == ASKED


def test_boxes_in_a_row_below_a_question_are_options() -> None:
    options = "- [ ] rye\n\n  ```\n  a\n  ```\n\n- [x] oat\n\n  ```\n  b\n  ```\n\n"
    text = f"### 1. What asks?\n\n{options}### 2. Which asks?\n\n{options}"
    assert all("- rye" in question for question, _ in pairs(text))


def test_a_project_s_list_of_things_to_do_is_no_quiz() -> None:
    with pytest.raises(NoQuestions):
        parse("# Bakery\n\n- [x] Add an oven\n- [ ] Fix doors\n  and windows\n- [ ] Open\n")
