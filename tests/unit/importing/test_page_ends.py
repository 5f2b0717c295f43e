"""What a page or its author puts below an answer: parts, sources, dates, links to more."""

from __future__ import annotations

import pytest

from tests.unit.importing.reading import pairs

ROWS = "".join(f"**{n}. What is step {n}?**\n\nIt helps.\n\n" for n in range(1, 6))
PLAIN = "".join(f"{n}. What is step {n}?\n\nIt helps.\n\n" for n in range(1, 6))


@pytest.mark.parametrize(
    "end",
    [
        "*Last edited 2024-03-10. [Edit on GitHub](https://github.com/ann/bread/edit/main/rye.md)*",
        "Reprinted with permission. All rights reserved.",
        "You may also like: Rolls | Cakes | What is a crust?",
        "Sources: Baker (1999), chapter 3",
        "********** ALL THE BEST **********",
        "Next meeting: 21 November, chapter 3",
        "**Quellen:** das Backbuch",
    ],
)
def test_the_last_answer_ends_above_what_is_the_page_s(end: str) -> None:
    assert pairs(f"{ROWS}{end}\n")[-1] == ("What is step 5?", "It helps.")


def test_sources_that_every_answer_names_are_part_of_it() -> None:
    books = ("the rye book", "a baker", "her notes", "the mill", "the wheat book")
    text = "".join(
        f"{n}. What is {n}?\n\nIt is.\n\nSource: {book}\n\n" for n, book in enumerate(books, 1)
    )
    assert pairs(text)[-1] == ("What is 5?", "It is.\n\nSource: the wheat book")


@pytest.mark.parametrize(
    "part", ["Part B. Short answers (5 points)", "Chapter 4", "Section 2: Rolls"]
)
def test_a_part_s_title_below_an_answer_ends_it(part: str) -> None:
    text = f"{PLAIN}{part}\n\n6. Why bake?\n\nTaste.\n"
    assert pairs(text)[4:] == [("What is step 5?", "It helps."), ("Why bake?", "Taste.")]


def test_a_sentence_about_a_part_ends_no_answer() -> None:
    text = f"{PLAIN}Part 2 of the dough rests\n\n6. Why bake?\n\nTaste.\n"
    assert pairs(text)[4][1] == "It helps.\n\nPart 2 of the dough rests"


def test_a_number_between_dashes_is_the_page_s() -> None:
    text = PLAIN.replace("5. What", "                 - 1 -\n\n5. What")
    assert pairs(text)[3] == ("What is step 4?", "It helps.")


@pytest.mark.parametrize("score", ["Score: 9/11 (3 and 7 were wrong)", "My score: 9 out of 11"])
def test_a_score_below_the_last_answer_is_no_part_of_it(score: str) -> None:
    assert pairs(f"{PLAIN}{score}\n")[-1] == ("What is step 5?", "It helps.")


@pytest.mark.parametrize("title", ["#### Note", "### Example", "#### Beispiel"])
@pytest.mark.parametrize("form", ["1. {}", "**{}**", "## {}"])
def test_a_deep_heading_that_names_a_part_of_an_answer_stays_in_it(title: str, form: str) -> None:
    asked = [form.format(each) for each in ("What is rye?", "Why salt?", "Why bake?", "Who eats?")]
    first, *rest = (f"{each}\n\nIt is so.\n\n" for each in asked)
    text = f"# Bread\n\n{first}{title}\n\nBlack bread.\n\n{''.join(rest)}"
    whole = f"It is so.\n\n{title}\n\nBlack bread."
    assert pairs(text)[0] == ("What is rye?", whole)
    assert len(pairs(text)) == 4


def test_a_line_in_italics_below_all_answers_is_the_author_s() -> None:
    assert pairs(f"{PLAIN}*Kim bakes in Bern.*\n")[-1] == ("What is step 5?", "It helps.")
    often = PLAIN.replace("It helps.", "It helps.\n\n*Or not.*")
    assert pairs(often)[-1] == ("What is step 5?", "It helps.\n\n*Or not.*")


def test_what_a_page_says_above_its_questions_and_again_below_is_no_answer() -> None:
    head = "Sign up\nKim Lee\n·\nFollow\n342\n\n"
    foot = "Rye\nBread\n342\n\nKim Lee\nWritten by Kim Lee\nFollow\n"
    assert pairs(f"{head}{PLAIN}{foot}")[-1] == ("What is step 5?", "It helps.")


def test_a_fold_around_several_questions_is_part_of_none_of_them() -> None:
    parts = ("**1. What is rye?**\n\nGrain.\n\n**2. Why salt?**\n\nTaste.",
             "**3. Why bake?**\n\n<details>\n<summary>Solution</summary>\n\nHeat.\n\n</details>",
             "**4. Who eats?**\n\nAll.")  # fmt: skip
    text = "\n\n".join(
        f"<details>\n<summary><b>Part</b></summary>\n\n{part}\n\n</details>" for part in parts
    )
    assert [answer for _, answer in pairs(text)] == ["Grain.", "Taste.", "Heat.", "All."]


def test_what_obsidian_keeps_for_itself_is_no_part_of_questions_and_answers() -> None:
    rows = "".join(f"- What is {each}? ^q-{each}\n\t- It is {each}.\n" for each in ("rye", "salt"))
    query = "\n```dataview\nLIST FROM #bread\n```\n"
    text = f"{rows}- Name a use of bran ^q-bran\n\t- Feed: x ^2\n{query}"
    assert pairs(text) == [
        ("What is rye?", "It is rye."),
        ("What is salt?", "It is salt."),
        ("Name a use of bran", "Feed: x ^2"),
    ]
