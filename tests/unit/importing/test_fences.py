from __future__ import annotations

import pytest

from bot.importing.fences import fenced_lines
from tests.unit.importing.reading import pairs


def code(text: str) -> list[str]:
    raws = text.split("\n")
    return [raws[index] for index in sorted(fenced_lines(raws))]


def test_fences_that_pair_hold_code_whatever_is_in_it() -> None:
    text = "a\n```py\n# What is it?\n\n## part\n```\nb\n~~~\n```\n~~~\nc"
    assert code(text) == ["```py", "# What is it?", "", "## part", "```", "~~~", "```", "~~~"]


def test_a_longer_fence_holds_a_shorter_one() -> None:
    text = "````md\n```py\nx\n```\n````\n## What is rye?"
    assert code(text) == text.split("\n")[:-1]


@pytest.mark.parametrize("stray", ["```", "~~~", "```py"])
def test_a_fence_that_is_left_over_turns_no_text_into_code(stray: str) -> None:
    text = f"""## What is rye?

A grain.

{stray}

## Why bake?

Taste.

```py
x = 1
```

## Who bakes?

I.
"""
    assert [question for question, _ in pairs(text)] == [
        "What is rye?", "Why bake?", "Who bakes?",
    ]  # fmt: skip
    assert pairs(text)[1][1] == "Taste.\n\n```py\nx = 1\n```"


def test_a_block_that_is_never_closed_ends_nothing_else() -> None:
    text = "1. What is rye?\n```py\nx = 1\n\n2. Why bake?\nTaste.\n\n3. Who?\n```py\ny\n```\n"
    assert [question for question, _ in pairs(text)] == ["What is rye?", "Why bake?", "Who?"]


def test_code_may_begin_behind_a_bullet_or_a_label() -> None:
    assert code("- ```\n  x\n  ```\nAntwort: ```\ny\n```") == ["  x", "  ```", "y", "```"]
