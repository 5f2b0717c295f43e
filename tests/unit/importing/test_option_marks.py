# ruff: noqa: RUF001  # signs of other scripts are what it is about
"""Options that other alphabets, numbers and signs in circles count."""

from __future__ import annotations

import pytest

from tests.unit.importing.reading import pairs

ASKED = [
    ("What is rye?", ("a grain", "a rock", "a fish"), 0),
    ("What makes dough rise?", ("salt", "yeast", "air"), 1),
    ("Which one is a mineral?", ("rye", "malt", "salt"), 2),
]
MARKS = (
    "① ② ③", "⑴ ⑵ ⑶", "❶ ❷ ❸", "ⓐ ⓑ ⓒ", "Ⓐ Ⓑ Ⓒ", "(i) (ii) (iii)", "i. ii. iii.", "I. II. III.",
    "1) 2) 3)", "(1) (2) (3)", "А) Б) В)", "ア イ ウ", "ア. イ. ウ.", "가 나 다", "가. 나. 다.",
    "(가) (나) (다)", "㉠ ㉡ ㉢", "甲、 乙、 丙、", "α) β) γ)", "Ａ． Ｂ． Ｃ．", "(क) (ख) (ग)",
    "أ) ب) ج)", "ก. ข. ค.",
)  # fmt: skip


def document(marks: list[str], form: str, key: str = "") -> str:
    text = ""
    for number, (question, options, right) in enumerate(ASKED, 1):
        offered = form.join(f"{mark} {option}" for mark, option in zip(marks, options, strict=True))
        text += f"{number}. {question}\n{offered}\n"
        text += f"{key}{marks[right].strip('().、．')}\n\n" if key else "\n"
    return text


def plain(question: str) -> tuple[str, list[str]]:
    """Return a question, and its options without their marks."""
    asked, _, offered = question.partition("\n\n- ")
    return asked, [each.split(" ", 1)[1] for each in offered.split("\n- ") if " " in each]


@pytest.mark.parametrize("marks", MARKS)
@pytest.mark.parametrize("form", ["\n", "\n\n", "   "], ids=["lines", "loose", "one line"])
def test_marks_of_every_kind_count_options_of_the_question(marks: str, form: str) -> None:
    found = pairs(document(marks.split(), form))
    asked = [(question, list(options)) for question, options, _ in ASKED]
    assert [plain(question) for question, _ in found] == asked
    assert [answer for _, answer in found] == ["", "", ""]


@pytest.mark.parametrize("marks", MARKS)
@pytest.mark.parametrize("indent", ["", "   "])
def test_a_key_names_the_right_one_by_its_mark(marks: str, indent: str) -> None:
    text = document(marks.split(), f"\n{indent}", key="Answer: ")
    found = pairs(text.replace("?\n", f"?\n{indent}"))
    assert [answer for _, answer in found] == ["a grain", "yeast", "salt"]


@pytest.mark.parametrize("key", ["1. ①\n2. ②\n3. ③", "1 ①, 2 ②, 3 ③", "1-① 2-② 3-③"])
def test_a_key_at_the_end_names_them_too(key: str) -> None:
    text = document(["①", "②", "③"], "\n")
    assert [answer for _, answer in pairs(f"{text}Answers\n\n{key}\n")] == [
        "a grain",
        "yeast",
        "salt",
    ]


@pytest.mark.parametrize("marks", ["① ② ③", "1) 2) 3)", "(1) (2) (3)", "i. ii. iii."])
def test_points_of_an_answer_stay_its_points(marks: str) -> None:
    first, second, third = marks.split()
    text = (
        f"1. How is bread made?\n{first} Mix it.\n{second} Knead it.\n{third} Bake it.\n\n"
        f"2. What is rye?\nA grain.\n\n3. Why does dough rise?\n{first} Yeast eats.\n"
        f"{second} Gas stays in the dough.\n"
    )
    assert [question for question, _ in pairs(text)] == [
        "How is bread made?", "What is rye?", "Why does dough rise?",
    ]  # fmt: skip
    assert pairs(text)[0][1].split("\n")[2] == f"{third} Bake it."


@pytest.mark.parametrize("marks", ["① ② ③", "a) b) c)", "1) 2) 3)", "i. ii. iii."])
@pytest.mark.parametrize("asked", ["Name grains of the {}.", "What are the three parts of {}?"])
def test_lists_that_are_asked_for_are_answers_and_no_options(marks: str, asked: str) -> None:
    points = "\n".join(f"{mark} {word}" for mark, word in zip(marks.split(), "xyz", strict=True))
    text = "".join(
        f"{at}. {asked.format(where)}\n{points}\n\n"
        for at, where in enumerate(("field", "garden", "hill", "valley"), 1)
    )
    assert [answer for _, answer in pairs(text)] == [points] * 4
