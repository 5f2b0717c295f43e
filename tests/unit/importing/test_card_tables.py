from __future__ import annotations

from bot.core.documents import Lines, Status
from tests.unit.importing.reading import pairs, parse

TABLE = """# Bread

| No. | Question | Answer |
|:---:|----------|--------|
| 1 | What is rye? | A grain |
| 2 | Name two salts. | sea, rock |
| 3 | What does `a \\| b` bake? | a or b |
| 4 | Why bake? |  |
| 5 | Explain proofing. | TODO |

That was all.
"""


def test_a_row_is_a_question_with_the_answer_behind_it() -> None:
    assert pairs(TABLE) == [
        ("What is rye?", "A grain"),
        ("Name two salts.", "sea, rock"),
        ("What does `a | b` bake?", "a or b"),
        ("Why bake?", ""),
        ("Explain proofing.", "TODO"),
    ]


def test_a_row_has_its_line_and_status() -> None:
    document = parse(TABLE)
    assert (document.format, document.title) == ("table", "Bread")
    assert document.items[0].lines == document.items[0].answers[0].lines == Lines(5, 5)
    assert [item.status for item in document.items[3:]] == [Status.EMPTY, Status.PLACEHOLDER]


def test_a_table_in_an_answer_stays_there() -> None:
    table = "| flour | ash |\n|---|---|\n| rye | 997 |\n| wheat | 550 |"
    text = f"1. What is ash?\n\n{table}\n\n2. Why bake?\n\nTaste.\n"
    assert pairs(text) == [("What is ash?", table), ("Why bake?", "Taste.")]


def test_breaks_in_a_cell_are_lines_of_its_answer() -> None:
    text = "| Question | Answer |\n|---|---|\n| Name two flours. | rye<br>oat <br/> wheat |\n"
    assert pairs(text) == [("Name two flours.", "rye\noat\nwheat")]


def test_a_first_row_of_abbreviated_names_is_the_head_of_a_pages_table() -> None:
    rows = [("No.", "Question", "Model answer"), ("1", "What is rye?", "A grain"),
            ("2", "Why bake?", "Taste"), ("3", "Name a salt.", "rock")]  # fmt: skip
    cells = ("".join(f"<td>{cell}</td>" for cell in row) for row in rows)
    table = "".join(f"<tr>{row}</tr>" for row in cells)
    assert pairs(f"<html><body><table>{table}</table></body></html>") == [
        row[1:] for row in rows[1:]
    ]


def test_a_column_that_its_head_calls_questions_has_them_whatever_its_cells_say() -> None:
    text = (
        "| Cue / Question | Notes |\n|---|---|\n| What is rye? | a grain |\n"
        "| Where? | in fields |\n| Equation | flour + water |\n"
        "| Crust: what colour? | brown |\n\n**Summary:** bread\n"
    )
    assert pairs(text)[2:] == [("Equation", "flour + water"), ("Crust: what colour?", "brown")]
