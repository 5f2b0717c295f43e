from __future__ import annotations

import pytest

from bot.core.documents import Lines, Status
from tests.unit.importing.reading import pairs, parse, questions

THREE = [
    ("What is a poolish?", "A wet preferment."),
    ("Why does dough rise?", "Yeast makes gas."),
    ("Describe the window-pane test.", "Stretch it until light shines through."),
]


@pytest.mark.parametrize(
    "mark",
    [
        "{n}. {q}", "{n}) {q}", "{n}: {q}", "({n}) {q}", "- {n}. {q}", "## {n}. {q}",
        "### {n}) {q}",
        "**{n}. {q}**", "**{n}.** {q}", "Q{n}: {q}", "Q{n}. {q}", "**Q{n}:** {q}", "> {n}) {q}",
        "Question {n}: {q}", "### Question {n}\n{q}", "{n}.\n{q}", "{n}\\. {q}", "1. {q}",
        "{n}.- {q}", "**{n}.-** {q}", "{n})- {q}",
        "---\n{n}. {q}\n---",
    ],
)  # fmt: skip
def test_a_question_is_found_whatever_stands_around_its_number(mark: str) -> None:
    blocks = [f"{mark.format(n=n, q=q)}\n\n{a}\n" for n, (q, a) in enumerate(THREE, 1)]
    assert pairs("# Bread\n\n" + "\n".join(blocks)) == THREE


def test_marks_that_come_and_go_are_one_sequence() -> None:
    text = (
        "1. What is rye?\n- a grain\n- 2. What is salt?\n\nA mineral.\n\n#### 3. What is oil?\nFat."
    )
    assert pairs(text) == [
        ("What is rye?", "a grain"),
        ("What is salt?", "A mineral."),
        ("What is oil?", "Fat."),
    ]


def test_a_list_inside_an_answer_is_not_a_question() -> None:
    text = (
        "1. What are the steps?\n1. Mix\n2. Rest\n3. Bake\n2. Why rest it?\nGluten.\n"
        "3. Why bake?\nTaste."
    )
    assert pairs(text) == [
        ("What are the steps?", "1. Mix\n2. Rest\n3. Bake"),
        ("Why rest it?", "Gluten."),
        ("Why bake?", "Taste."),
    ]


def test_questions_inside_an_answers_list_stay_in_the_answer() -> None:
    opening = "".join(f"{n}. Why is step {n} done?\nIt helps.\n" for n in range(1, 6))
    text = (
        opening
        + "6. What does a baker ask?\n1. Is it wet?\n2. Is it warm?\n7. When is it done?\nLate."
    )
    assert pairs(text)[5:] == [
        ("What does a baker ask?", "1. Is it wet?\n2. Is it warm?"),
        ("When is it done?", "Late."),
    ]


def test_an_answers_list_that_counts_beyond_the_last_question_is_not_one() -> None:
    text = "1. What is rye?\ngrain\n\n2. Name five flours.\n\n" + "".join(
        f"{n}. flour number {n}\n" for n in range(1, 6)
    )
    assert questions(text) == ["What is rye?", "Name five flours."]


def test_numbers_start_again_below_a_title() -> None:
    text = (
        "1. What is rye?\ngrain\n\n2. What is salt?\nmineral\n\n## Further Research\n\n"
        "- 1. Bake a loaf of your own.\n- 2. Ponder the crust.\n"
    )
    document = parse(text)
    assert [(item.number, item.section) for item in document.items] == [
        (1, ""),
        (2, ""),
        (1, "Further Research"),
        (2, "Further Research"),
    ]
    assert [item.status for item in document.items[2:]] == [Status.EMPTY] * 2


def test_chapters_without_titles_are_all_read() -> None:
    chapter = "".join(f"{n}. What happens in step {n}?\n\nIt rises.\n\n" for n in range(1, 8))
    assert len(parse(chapter * 3).items) == 21


def test_an_answer_behind_the_question_mark_is_the_answer() -> None:
    text = (
        "1. What is rye? a grain. It is dark.\n2. What is salt? Why use it?\nTaste.\n"
        "3. Who bakes?\nI."
    )
    assert pairs(text) == [
        ("What is rye?", "a grain. It is dark."),
        ("What is salt? Why use it?", "Taste."),
        ("Who bakes?", "I."),
    ]


def test_a_placeholder_behind_a_task_is_its_answer() -> None:
    document = parse("1. What is rye?\n\nGrain.\n\n- 2. Create a loaf, and sell it. Placeholder\n")
    assert document.items[1].question == "Create a loaf, and sell it."
    assert document.items[1].status is Status.PLACEHOLDER
    assert document.items[1].answers[0].lines == document.items[1].lines == Lines(5, 5)


def test_a_task_may_go_on_in_further_sentences() -> None:
    task = "Start a bread diary, and write in it. For instance, write what you baked today."
    assert questions(f"1. What is rye?\ngrain\n2. {task}\n") == ["What is rye?", task]


def test_a_statement_may_lead_up_to_the_question() -> None:
    text = "1. What is rye?\ngrain\n2. The crumb is open. Why is that so?\nWater.\n"
    assert pairs(text)[1] == ("The crumb is open. Why is that so?", "Water.")


def test_a_wrapped_question_is_one() -> None:
    text = (
        "> 1) What are the downsides of baking bread on stone, instead of in a\n"
        "cast-iron pan or a tin?\n\n- heat\n\n"
        "> 2) What is steam for?\nWhen is it let out?\n\nCrust.\n\n"
        "3. Explain how the temperature of the oven changes the colour of\nthe crust.\n\nMuch.\n"
    )
    assert questions(text) == [
        "What are the downsides of baking bread on stone, instead of in a cast-iron pan or a tin?",
        "What is steam for? When is it let out?",
        "Explain how the temperature of the oven changes the colour of the crust.",
    ]


def test_nothing_in_fenced_code_is_a_question() -> None:
    code = "```python\n# 2. What is this?\nprint('3. Why?')\n```"
    text = (
        f"1. What does the mixer print?\n\n{code}\n\n2. Why?\n\nA: ```\n3. Is it?\n```\n\n"
        f"3. Who is it?\nI."
    )
    assert pairs(text) == [
        ("What does the mixer print?", code),
        ("Why?", "```\n3. Is it?\n```"),
        ("Who is it?", "I."),
    ]


def test_a_fence_that_is_never_closed_hides_nothing() -> None:
    assert len(parse("1. What is rye?\n```\n2. What is salt?\n3. What is oil?\n").items) == 3


def test_tables_images_formulas_and_parts_stay_in_the_answer() -> None:
    answer = "a) ![curve](curve.png)\nb) $$h = \\frac{w}{f}$$\n\n| a | b |\n|---|---|\n| 1 | 2 |"
    text = f"1. What is hydration?\n\n{answer}\n\n2. What is salt?\nTaste.\n"
    assert pairs(text)[0] == ("What is hydration?", answer)


def test_a_wrong_number_between_rules_is_a_question_all_the_same() -> None:
    rows = [(1, "What is rye?"), (2, "What is salt?"), (1, "What is oil?"), (4, "What is milk?")]
    text = "\n".join(f"---\n{n}. {q}\n---\nNA\n" for n, q in rows)
    assert questions(text) == [q for _, q in rows]


def test_a_question_that_lost_its_number_fills_the_gap() -> None:
    text = (
        "1. What is rye?\ngrain\n\n## What is salt?\n\ntaste\n\n### More\n\n3. Why bake?\n"
        "What for?\n\nOf course. Why not?\n\n4. Who eats?\nI\n"
    )
    assert questions(text) == ["What is rye?", "What is salt?", "Why bake? What for?", "Who eats?"]


def test_notes_after_the_last_answer_are_skipped_as_such() -> None:
    document = parse("1. What is rye?\ngrain\n\n2. What is salt?\ntaste\n\nNotes:\n- a book\n")
    assert document.items[-1].lines == Lines(4, 5)
    assert [(one.lines, one.reason) for one in document.skipped] == [(Lines(7, 8), "notes")]


def test_marks_and_escapes_are_cleaned_from_the_question_but_not_its_code() -> None:
    text = (
        "1. **What** is [rye](r.html), item\\_one and `a*b*c`?\ngrain\n"
        "2. What is __init__ for?\nno\n"
    )
    assert questions(text) == [
        "What is [rye](r.html), item_one and `a*b*c`?",
        "What is __init__ for?",
    ]


def test_numbers_without_a_dot_count_when_they_count_up() -> None:
    text = "1 What is rye?\ngrain\n2 Explain salt.\n3 spoons of it\n3 Why bake?\ntaste\n"
    assert pairs(text) == [
        ("What is rye?", "grain"),
        ("Explain salt.", "3 spoons of it"),
        ("Why bake?", "taste"),
    ]


def test_words_with_a_colon_below_a_question_begin_its_answer() -> None:
    opening = "".join(f"{n}. What is step {n}?\n\nIt helps.\n\n" for n in range(1, 3))
    answer = "A look back:\n\n1. what went well?\n2. what did not?\n3. what will change?"
    text = f"{opening}3. What do bakers ask?\n\n{answer}\n\n4. Why bake?\n\nTaste.\n"
    assert pairs(text)[2:] == [("What do bakers ask?", answer), ("Why bake?", "Taste.")]


def test_a_remark_below_the_title_of_more_questions_is_no_answer() -> None:
    text = (
        "1. What is rye?\n\ngrain\n\n## Further Research\n\nEach chapter has these.\n\n"
        "1. Why bake?\n\ntaste\n"
    )
    assert pairs(text) == [("What is rye?", "grain"), ("Why bake?", "taste")]


def test_code_within_the_bold_of_a_question_is_part_of_it() -> None:
    text = "**1. What does this bake, and why? `oven(1)`**\nbread\n\n**2. Why bake?**\ntaste\n"
    assert questions(text)[0] == "What does this bake, and why? `oven(1)`"


def test_an_answer_that_is_one_list_item_loses_its_bullet() -> None:
    text = "1. What is rye?\n   - ```\n     rye()\n     ```\n2. Why bake?\n   - taste\n"
    assert pairs(text)[0][1] == "```\nrye()\n```"


def test_the_sentences_that_lead_up_to_a_question_are_asked_with_it() -> None:
    text = (
        "1) What is rye?\n\ngrain\n\n2) A baker forgets the dough for a day.\n"
        "Then the oven fails.  After a night it is repaired.\nWhat becomes of the bread?\n\n"
        "It is sour.\n\n3) Why bake?\n\ntaste\n"
    )
    asked = (
        "A baker forgets the dough for a day. Then the oven fails. After a night it is repaired."
    )
    assert pairs(text)[1] == (f"{asked} What becomes of the bread?", "It is sour.")


def test_a_question_right_above_its_answer_leaves_that_the_sentences_that_ask() -> None:
    rows = "".join(f"{n}. What is step {n}?\nIt helps.\n\n" for n in range(1, 4))
    text = f"{rows}4. Explain salt.\nIt binds water. Do we need it? Yes, a bit. Or not?\n"
    assert pairs(text)[3] == ("Explain salt.", "It binds water. Do we need it? Yes, a bit. Or not?")


def test_questions_count_anew_behind_words_to_the_reader() -> None:
    text = (
        "1) What is rye?\n\ngrain\n\n2) Why bake?\n\ntaste\n\n"
        "Beside this page lies a recipe.  Bake it and compare your loaf with mine.\n\n"
        "1) Add a spoon of salt and see whether it rises.\n\nyes\n\n"
        "2) Take a cold oven, and bake again.\n\nno\n"
    )
    assert pairs(text) == [
        ("What is rye?", "grain"),
        ("Why bake?", "taste"),
        ("Add a spoon of salt and see whether it rises.", "yes"),
        ("Take a cold oven, and bake again.", "no"),
    ]


def test_steps_within_an_answer_count_no_questions_anew() -> None:
    text = (
        "1) What is rye?\n\ngrain\n\n2) How is bread made?\n\nYou do this in two steps.\n\n"
        "1) Mix the flour.\n\n2) Let it rest.\n\n3) Why bake?\n\ntaste\n"
    )
    assert questions(text) == ["What is rye?", "How is bread made?", "Why bake?"]


def test_a_hint_behind_a_question_stays_with_it() -> None:
    text = "1. What is rye? Hint: it grows.\n\ngrain\n\n2. Why bake?\n\ntaste\n"
    assert pairs(text)[0] == ("What is rye? Hint: it grows.", "grain")


def test_a_backslash_breaks_the_line_of_a_question_and_is_no_part_of_it() -> None:
    text = "1. What is rye? \\\n   grain\n2. Which grains may we bake \\\n   rye\n"
    assert pairs(text) == [("What is rye?", "grain"), ("Which grains may we bake", "rye")]


def test_hashes_that_touch_the_answers_are_the_sign_of_answers() -> None:
    asked = ("What is rye?", "Why bake?", "What for?", "Who eats?")
    text = "".join(
        f"{n}) {each}\n\n##It is {n}.\n##So it is.\n\n" for n, each in enumerate(asked, 1)
    )
    assert pairs(text)[0] == ("What is rye?", "It is 1.\nSo it is.")


def test_a_list_that_begins_again_behind_each_answer_may_go_on_below_an_open_question() -> None:
    asked = ("What is rye?", "Why salt?", "How is a loaf made?", "Why bake?", "Who eats?")
    first = "".join(f"1. {each}\n\nIt is so.\n\n" for each in asked)
    assert pairs(f"{first}1. What is a crust?\n2. What is crumb?\n\nIt is soft.\n")[-2:] == [
        ("What is a crust?", ""),
        ("What is crumb?", "It is soft."),
    ]


def test_bold_letters_below_numbered_titles_count_questions() -> None:
    text = (
        "## 1 Flour\n\n**(a)** What is rye?\n\ngrain\n\n**(b)** Find a use for bran.\n\nfeed\n\n"
        "## 2 Salt\n\n**(a)** Why salt?\n\ntaste\n\n**(b)** Where from?\n\nthe sea\n"
    )
    assert questions(text) == ["What is rye?", "Find a use for bran.", "Why salt?", "Where from?"]


def test_bold_around_a_numbered_question_over_several_lines_is_all_of_it() -> None:
    rows = "".join(f"**{n}. What is step {n}?**\n\nIt helps.\n\n" for n in range(2, 5))
    text = f"**1. What is a loaf?\na) of rye\nb) of wheat**\n\na) dark\nb) light\n\n{rows}"
    assert pairs(text)[0] == ("What is a loaf? a) of rye b) of wheat", "a) dark\nb) light")


def test_a_round_that_a_title_counts_numbers_its_questions_anew() -> None:
    text = (
        "Round 1: Flour\n\n1. What is rye?\n\nGrain\n\n2. Name a use for bran.\n\n"
        "Feed for hens, mostly.\n\nRound 2: Salt\n\n1. Why salt?\n\ntaste\n\n"
        "2. Where from?\n\nthe sea\n"
    )
    assert questions(text) == ["What is rye?", "Name a use for bran.", "Why salt?", "Where from?"]


def test_how_hard_a_numbered_exercise_is_is_not_what_it_asks() -> None:
    rows = "".join(f"### Exercise {n}\n\nExplain step {n}.\n\nIt helps.\n\n" for n in (1, 2))
    text = f"{rows}### Exercise 3 (hard)\n\nExplain salt.\n\nTaste.\n"
    assert pairs(text)[2] == ("Explain salt.", "Taste.")


def test_one_that_does_not_ask_among_questions_with_the_same_number_is_asked_by_its_place() -> None:
    asked = (
        "What is rye?",
        "Why salt?",
        "\u201cWhite gold\u201d \u2013 explain",
        "Why bake?",
        "Who eats?",
    )
    text = "".join(f"1. {each}\n\nIt is so.\n\n" for each in asked)
    assert pairs(text) == [(each, "It is so.") for each in asked]


def test_numbers_below_counted_exercises_begin_anew() -> None:
    parts = (
        ("Qu'est-ce que le seigle ?", "Pourquoi saler ?"),
        ("Expliquez la mie.", "Citez un pain."),
    )
    rows = ["".join(f"{n}. {q}\nVoilà.\n" for n, q in enumerate(part, 1)) for part in parts]
    text = "".join(f"Exercice {n} (6 points)\n\n{row}\n" for n, row in enumerate(rows, 1))
    assert pairs(text) == [(q, "Voilà.") for part in parts for q in part]


def test_questions_further_in_count_anew_below_each_stem() -> None:
    text = (
        "1. Consider a dough of flour and water.\n    1. What is it?\n\n        wet\n"
        "    2. Why salt it?\n\n        taste\n2. Now look at the oven.\n"
        "    1. Why heat it?\n\n        spring\n"
        "    2. Sketch the crust over time.\n\n        brown\n"
    )
    assert pairs(text) == [
        ("What is it?", "wet"),
        ("Why salt it?", "taste"),
        ("Why heat it?", "spring"),
        ("Sketch the crust over time.", "brown"),
    ]


def test_small_letters_may_touch_the_number() -> None:
    text = "1.what is rye\na grain\n\n2. define salt\nNaCl\n\n3.name a use of bran\nFeed\n"
    assert pairs(text)[::2] == [("what is rye", "a grain"), ("name a use of bran", "Feed")]


def test_a_sentence_with_the_number_of_its_neighbours_is_asked_without_an_answer_too() -> None:
    asked = (
        "What is rye?",
        "Why salt?",
        "Have a look at the list of the baker.",
        "Why bake?",
        "Who eats?",
    )
    text = "".join(f"1. {each}\n{'' if each[0] == 'H' else '    - so'}\n\n" for each in asked)
    assert pairs(text)[2] == ("Have a look at the list of the baker.", "")


def test_titles_of_exercises_are_no_questions_where_numbers_that_ask_begin_below_them() -> None:
    text = (
        "## Exercise 1: flour\n\n1. What is rye?\n   Grain\n2. Why sift?\n   Air\n\n"
        "## Exercise 2: salt\n\n1. Explain salt.\n   Taste\n2. Where from?\n   The sea\n"
    )
    assert questions(text) == ["What is rye?", "Why sift?", "Explain salt.", "Where from?"]
