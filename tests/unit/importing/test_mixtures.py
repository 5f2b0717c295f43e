"""Several layouts in one document: all of its questions are found, each part read as it is."""

from __future__ import annotations

import pytest

from bot.importing import read_document
from tests.unit.importing.reading import pairs

NUMBERED = (
    "1. What is a stack?\n\nLast in, first out.\n\n2. What is a heap?\n\nA tree.\n\n"
    "3. What is a list?\n\nA row.\n\n"
)
READ = [
    ("What is a stack?", "Last in, first out."),
    ("What is a heap?", "A tree."),
    ("What is a list?", "A row."),
]
MORE = [("What is a queue?", "First in, first out."), ("What is a graph?", "Nodes and edges.")]
PARTS = {
    "headings": (
        "## Others\n\n### What is a queue?\n\nFirst in, first out.\n\n"
        "### What is a graph?\n\nNodes and edges.\n"
    ),
    "labels": "Q: What is a queue?\nA: First in, first out.\n\n"
    "Q: What is a graph?\nA: Nodes and edges.\n",
    "bullets": "## More questions\n\n- What is a queue?\n\n  First in, first out.\n\n"
    "- What is a graph?\n\n  Nodes and edges.\n",
    "a table": "| Question | Answer |\n|---|---|\n| What is a queue? | First in, first out. |\n"
    "| What is a graph? | Nodes and edges. |\n",
    "folds": "<details>\n<summary>What is a queue?</summary>\nFirst in, first out.\n</details>\n\n"
    "<details>\n<summary>What is a graph?</summary>\n\nNodes and edges.\n</details>\n",
}


@pytest.mark.parametrize("part", PARTS.values(), ids=PARTS)
def test_a_part_in_another_layout_is_read_as_well(part: str) -> None:
    assert pairs(NUMBERED + part) == READ + MORE


def test_a_fold_between_bold_bullets_is_their_sibling() -> None:
    text = (
        "- **What is a stack?**\n\n  Last in, first out.\n\n<details>\n<summary>What is a heap?"
        "</summary>\n\nA tree.\n\n</details>\n\n- **What is a list?**\n\n  A row.\n"
    )
    assert pairs(text) == READ


@pytest.mark.parametrize("above", ["- **What is a stack?**\n    - Last in, first out.\n\n",
                                   "**What is a stack?**\nLast in, first out.\n\n"])  # fmt: skip
def test_what_is_asked_in_bold_above_the_folds_is_their_sibling(above: str) -> None:
    fold = "<details>\n<summary>What is a heap?</summary>\n\nA tree.\n\n</details>\n\n"
    other = fold.replace("heap", "list").replace("tree", "row")
    assert pairs(f"# Chapter 8\n\n{above}{fold}{other}") == [
        *READ[:2],
        ("What is a list?", "A row."),
    ]


def test_what_an_answer_says_around_a_fold_is_no_part_of_its_own() -> None:
    fold = "<details>\n<summary>Why a tree?</summary>\nIt is fast.\n</details>\n\nMore of the list."
    (*_, (question, answer)) = pairs(f"{NUMBERED}{fold}\n")
    assert question == "What is a list?"
    assert "It is fast." in answer
    assert "More of the list." in answer


@pytest.mark.parametrize("title", ["Notes", "References"])
def test_what_notes_ask_below_is_no_part(title: str) -> None:
    text = f"{NUMBERED}## {title}\n\n- Where was this? In a book.\n- Who said it? Nobody.\n"
    assert pairs(text) == READ


def test_a_heading_that_asks_at_the_end_of_what_was_ticked_breaks_nothing() -> None:
    noise = "elium\n- [x] oxygen\n### Q3. Which gas do plants store?\n\nelium\n- [x] none\n"

    read_document("notes.md", noise.encode())
