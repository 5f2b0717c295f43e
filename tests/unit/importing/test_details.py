from __future__ import annotations

from bot.core.documents import Lines
from tests.unit.importing.reading import pairs, parse

FOLDED = """## Bread

<details>
<summary>What is <code>rye</code>? Who eats it?</summary><br><b>

A grain.<br>
It is **dark**.
</b></details>

##### Salt

<details>
<summary>Explain salt</summary>

1) sea
2) rock

</details>
"""


def test_a_summary_is_a_question_and_what_it_folds_the_answer() -> None:
    assert pairs(FOLDED) == [
        ("What is `rye`? Who eats it?", "A grain.\nIt is **dark**."),
        ("Explain salt", "1) sea\n2) rock"),
    ]


def test_a_fold_has_its_lines_and_section() -> None:
    document = parse(FOLDED)
    assert [item.lines for item in document.items] == [Lines(3, 8), Lines(12, 18)]
    assert [item.section for item in document.items] == ["", "Salt"]


def test_folds_inside_an_answer_belong_to_it() -> None:
    text = (
        "<details><summary>What is rye?</summary>\n"
        "a <details><summary>Why?</summary>b</details>\n</details>\n"
    )
    assert pairs(text) == [("What is rye?", "a <details><summary>Why?</summary>b</details>")]


def test_folds_on_one_line_are_all_read() -> None:
    fold = "<details><summary>What is {0}?</summary>It is {0}.</details>"
    text = fold.format("rye") + fold.format("salt")
    assert pairs(text) == [("What is rye?", "It is rye."), ("What is salt?", "It is salt.")]


def test_a_fold_that_is_never_closed_ends_with_the_document() -> None:
    assert pairs("<details>\n<summary>What is rye?</summary>\na grain\n") == [
        ("What is rye?", "a grain")
    ]


def test_a_tag_that_markdown_shows_as_written_swallows_nothing_of_a_question() -> None:
    folded = "<details><summary>Is <code>a<script>b</code> <i>safe</i>?</summary>No.</details>\n"
    assert pairs(folded)[0] == ("Is `a<script>b` safe?", "No.")
