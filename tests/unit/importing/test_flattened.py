from __future__ import annotations

from bot.core.documents import Lines, Status
from tests.unit.importing.reading import pairs, parse

PAGE = """Bread page
Bread page
-
What is a
poolish
?- a wet preferment
- it rests
-
Does the
Mixer
need thekneading_hook
for rye?- yes
-
The types:
- spiral
-
Knead the dough by hand for ten minutes and describe it.
- TODO
-
Why bake?
-
What is
rye
?
- a grain
- Compare two flours from your kitchen in a small table.
- Which would you buy?"""


def test_questions_are_joined_over_the_lines_that_inline_code_broke() -> None:
    assert pairs(PAGE) == [
        ("What is a poolish?", "- a wet preferment\n- it rests"),
        ("Does the Mixer need the kneading_hook for rye?", "- yes\n- The types:\n- spiral"),
        ("Knead the dough by hand for ten minutes and describe it.", "TODO"),
        ("Why bake?", ""),
        ("What is rye?", "a grain"),
        ("Compare two flours from your kitchen in a small table.", ""),
        ("Which would you buy?", ""),
    ]


def test_the_parts_have_their_lines_and_statuses() -> None:
    document = parse(PAGE)
    assert document.format == "flattened"
    assert document.items[0].lines == Lines(3, 7)
    assert document.items[0].answers[0].lines == Lines(6, 7)
    assert document.items[2].status is Status.PLACEHOLDER
    assert [(one.lines, one.reason) for one in document.skipped] == [(Lines(1, 2), "title")]


def test_a_nested_item_laid_out_like_a_question_stays_in_the_answer() -> None:
    page = (
        "-\nWhat is rye?\n-\nit is grown in the north\n- dark\n-\n"
        "it is grown in the north\n-\nWhy?\n-\nWhat is salt?\n- taste"
    )
    assert pairs(page)[0] == (
        "What is rye?",
        "- it is grown in the north\n- dark\n- it is grown in the north\n- Why?",
    )


def test_a_word_that_is_code_by_itself_is_not_taken_apart() -> None:
    page = (
        "-\nWhat does\ntoString\nreturn?- text\n-\nWhat is rye?\n- grain\n-\nWhat is salt?\n- taste"
    )
    assert pairs(page)[0] == ("What does toString return?", "text")


def test_points_of_the_last_answer_are_no_questions() -> None:
    page = (
        "-\nWhat is rye?\n- grain\n-\nWhat is salt?\n- taste\n-\nName two steps.\n"
        "- Define goals\n- Build ovens"
    )
    assert pairs(page)[-1] == ("Name two steps.", "- Define goals\n- Build ovens")


def test_tasks_at_the_end_are_told_by_their_full_stops() -> None:
    page = (
        "-\nWhat is rye?\n- grain\n-\nWhat is salt?\n- taste\n-\nWhy bake?\n- warmth\n"
        "- Find three other flours, and bake with each of them.\nShare this:\nReply\n"
    )
    assert pairs(page)[-2:] == [
        ("Why bake?", "warmth"),
        ("Find three other flours, and bake with each of them.", ""),
    ]
