"""Worksheets with solutions: tasks counted by section, code that is given, folds that answer."""

from __future__ import annotations

from tests.unit.importing.reading import pairs

SHEET = """\
# Bread, sheet 3

### 3.1 What are the parts of every recipe?

<details><summary>Solution</summary>

1. Flour
2. Water

</details>

### 3.2 Below is a recipe. Which step is missing?

```python
def bake(dough):
    return oven(dough)
```

<details><summary>Solution</summary>

The dough has to rise first.

</details>

### Writing

### 3.3 Write a function that weighs flour.

<details><summary>Solution</summary>

```python
def weigh(flour):
    return scales(flour)
```

</details>
"""


def test_what_is_given_is_asked_about_and_what_is_folded_answers() -> None:
    asked = dict(pairs(SHEET))

    (given,) = (question for question in asked if question.startswith("Below is a recipe"))
    assert given.endswith("def bake(dough):\n    return oven(dough)\n```")
    assert asked[given] == "The dough has to rise first."


def test_numbers_of_tasks_are_taken_off_and_a_section_among_them_asks_nothing() -> None:
    questions = [question.partition("\n")[0] for question, _ in pairs(SHEET)]

    assert questions == [
        "What are the parts of every recipe?",
        "Below is a recipe. Which step is missing?",
        "Write a function that weighs flour.",
    ]
