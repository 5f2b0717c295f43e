# ruff: noqa: RUF001  # signs of other scripts are what it is about
"""What a line's place among others says of it, where its own words do not."""

from __future__ import annotations

import pytest

from bot.core.documents import Status
from tests.unit.importing.reading import pairs, parse, questions

ROWS = [
    ("What is rye?", "A grain of cool fields."),
    ("Why does dough rise?", "Yeast gives off gas."),
    ("Who bakes at night?", "Bakers do."),
    ("Name a flour.", "Spelt."),
    ("What is a crust?", "The hard outside."),
    ("How long does it bake?", "Forty minutes."),
]
ASKED = [question for question, _ in ROWS]


def written(form: str, rows: list[tuple[str, str]] = ROWS) -> str:
    return "".join(form.format(n=n, q=q, a=a) for n, (q, a) in enumerate(rows, 1))


@pytest.mark.parametrize(
    "form",
    ["Q| {q}\nA| {a}\n\n", "**Q{n}** {q}\n\n**A{n}** {a}\n\n", "- **Q** {q}\n- **A** {a}\n",
     "{n}) {q}\n   -> {a}\n\n", "{n}. {q}\n=> {a}\n\n"],
)  # fmt: skip
def test_bars_bold_and_arrows_label_where_they_do_throughout(form: str) -> None:
    assert pairs(written(form)) == ROWS


def test_an_article_is_no_label_where_initials_are_bold() -> None:
    rows = [(ROWS[0][0], "A grain.\n\nA 4 week crop it is."), *ROWS[1:]]
    assert pairs(written("**Q{n}** {q}\n\n**A{n}** {a}\n\n", rows)) == rows


def test_a_question_that_an_arrow_points_at_is_an_answer() -> None:
    rows = [("When does the train leave?", "Wann fährt der Zug ab?"), *ROWS]
    assert pairs(written("{n}) {q}\n   -> {a}\n\n", rows)) == rows


@pytest.mark.parametrize("name", ["{{dropdown}} Answer", "{{admonition}} Solution\n:class: tip"])
def test_a_directive_in_a_fence_is_text(name: str) -> None:
    assert pairs(written(f"{{n}}. {{q}}\n\n```{name}\n{{a}}\n```\n\n")) == ROWS


def test_exercises_and_solutions_in_fences_may_hold_code() -> None:
    rows = [(q, f"{a}\n\n```python\nbake()\n```") for q, a in ROWS]
    form = "````{{exercise}}\n:label: e{n}\n{q}\n````\n\n````{{solution}} e{n}\n{a}\n````\n\n"
    assert pairs(written(form, rows)) == rows


def test_a_fence_of_code_in_a_directive_s_braces_stays_code() -> None:
    rows = [(q, f"{a}\n\n```{{code-block}} python\nbake()\n```") for q, a in ROWS]
    assert pairs(written("{n}. {q}\n\n{a}\n\n", rows)) == rows


def test_a_heading_right_above_labelled_questions_names_a_part() -> None:
    form = "**Question {n}.** {q}\n\n**Solution.** {a}\n\n"
    parts = [ROWS[:2], ROWS[2:4], ROWS[4:]]
    text = "".join(
        f"## Problem {at}: Bread\n\n{written(form, rows)}" for at, rows in enumerate(parts, 1)
    )
    assert pairs(text) == ROWS


def test_a_labelled_heading_with_its_own_answer_is_a_question() -> None:
    rows = [(q, a) for q, a in ROWS[:3]]
    assert pairs(written("## Problem {n}: {q}\n\n{a}\n\n", rows)) == rows


@pytest.mark.parametrize("mark", ["-", "*"])
def test_points_that_ask_are_questions_where_nothing_is_answered(mark: str) -> None:
    text = "".join(f"{mark} {each}\n" for each in ASKED)
    text = text.replace(f"{ASKED[1]}\n", f"{ASKED[1]}\n  {mark} What is yeast?\n  {mark} Why?\n")
    assert pairs(text) == [
        (each, "") for each in (*ASKED[:2], "What is yeast?", "Why?", *ASKED[2:])
    ]


def test_points_that_ask_belong_to_the_answer_where_others_are_answered() -> None:
    text = written("- {q}\n  - {a}\n", [*ROWS[:5], (ROWS[5][0], "What is a clock for?")])
    assert questions(text) == ASKED


PARTS = "(a) How much water is it?\n(b) How long does it rise?\n(c) What if it is cold?"


def test_parts_that_ask_belong_to_the_one_question_that_has_them() -> None:
    rows = [("Consider a dough of 1 kg.", "About 600 g, an hour, twice as long."), *ROWS]
    text = written("{n}. {q}\n\n{a}\n\n", rows).replace("1 kg.\n", f"1 kg.\n\n{PARTS}\n")
    assert pairs(text) == [(f"{rows[0][0]}\n\n{PARTS}", rows[0][1]), *ROWS]


def test_code_that_a_question_points_at_is_asked_about() -> None:
    code = "```js\nif (bread) bake();\n```"
    rows = [
        ("What is the output of the following code?", f"{code}\n\nNothing."),
        ("How do you bake?", f"{code}\n\nAs here."),
        *ROWS,
    ]
    read = [(f"{rows[0][0]}\n\n{code}", "Nothing."), *rows[1:]]
    assert pairs(written("### {n}. {q}\n\n{a}\n\n", rows)) == read


def test_code_below_the_last_fold_is_the_last_answer_s() -> None:
    text = written("<details><summary>{q}</summary>\n\n{a}\n</details>\n\n")
    code = "```\nbake()\n```"
    assert pairs(f"{text}{code}\n") == [*ROWS[:-1], (ROWS[-1][0], f"{ROWS[-1][1]}\n\n{code}")]


def test_a_statement_in_bold_behind_all_questions_in_bold_is_one_more() -> None:
    rows = [*ROWS, ("Rye has less gluten than wheat.", "True, it is stickier.")]
    assert pairs(written("**{q}**\n\n{a}\n\n", rows)) == rows


@pytest.mark.parametrize("title", ["About the author", "Final thoughts", "What comes next"])
def test_a_page_s_title_in_bold_behind_them_is_none(title: str) -> None:
    text = written("**{q}**\n\n{a}\n\n") + f"**{title}**\n\nBread is baked daily.\n"
    assert questions(text) == ASKED


def test_bold_above_all_questions_that_nothing_answers_is_the_page_s() -> None:
    text = "**Do you like it? Tell others!**\n\n## Core\n\n" + written("{n}. {q}\n\n{a}\n\n")
    assert pairs(text) == ROWS


@pytest.mark.parametrize("key", ["{n}. {a} - So it is.\n", "{n}. {a} – So it is.\n"])
def test_a_letter_of_a_key_may_have_a_dash_and_why_behind_it(key: str) -> None:
    options = "A. one\nB. two\nC. three\n\n"
    keyed = [(q, "ABC"[at % 3]) for at, (q, _) in enumerate(ROWS)]
    text = written("{n}. {q}\n" + options, keyed) + "Answer Key\n\n" + written(key, keyed)
    answers = [answer for _, answer in pairs(text)]
    assert answers == [f"{('one', 'two', 'three')[at % 3]}\nSo it is." for at in range(len(ROWS))]


def test_a_page_s_head_beside_its_number_is_no_answer() -> None:
    head = "Exam in baking          Page {} of 3\n"
    text = head.format(1) + "Name: ____\n\n" + written("{n}. {q}\n\n{a}\n\n", ROWS[:2])
    more = "".join(f"{n}. {q}\n\n{a}\n\n" for n, (q, a) in enumerate(ROWS[2:], 3))
    assert pairs(f"{text}{head.format(2)}\n{more}{head.format(3)}") == ROWS


def test_what_is_said_above_all_questions_is_no_answer_s_end() -> None:
    text = "Advertisement\n\n## Bread\n\n" + written("### {n}. {q}\n\n{a}\n\n", ROWS[:3])
    text += "Advertisement\n\n## More\n\n" + "".join(
        f"### {n}. {q}\n\n{a}\n\n" for n, (q, a) in enumerate(ROWS[3:], 4)
    )
    assert pairs(text) == ROWS


def test_a_second_paragraph_stays_where_only_the_last_answer_has_it() -> None:
    rows = [*ROWS[:5], (ROWS[5][0], "Forty minutes.\n\nA large loaf takes an hour.")]
    assert pairs(written("{n}. {q}\n\n{a}\n\n", rows)) == rows


@pytest.mark.parametrize(
    "words",
    ["I might add more of these next week.", "Ich ergänze das bald.",
     "Dites-moi ce que vous pensez.", "These were all the questions.",
     "Пишите, если что-то не так.", "如果有错误请告诉我。"],
)  # fmt: skip
def test_a_last_paragraph_that_names_people_or_the_questions_takes_leave(words: str) -> None:
    assert pairs(written("{n}. {q}\n\n{a}\n\n") + f"{words}\n") == ROWS


def test_words_at_the_margin_below_answers_further_in_are_the_page_s() -> None:
    assert pairs(written("{n}. {q}\n\n   {a}\n\n") + "Baked in 2021.\n") == ROWS


def test_footnotes_of_other_answers_are_none_of_the_last_one_s() -> None:
    rows = [(ROWS[0][0], "A grain.[^1]"), *ROWS[1:]]
    assert pairs(written("{n}. {q}\n\n{a}\n\n", rows) + "[^1]: Of grass.\n") == rows


def test_a_footnote_stays_with_the_answer_that_refers_to_it() -> None:
    rows = [*ROWS[:5], (ROWS[5][0], "An hour.[^1]\n\n[^1]: At least.")]
    assert pairs(written("{n}. {q}\n\n{a}\n\n", rows)) == rows


def test_an_escaped_dash_stands_for_an_answer_that_is_missing() -> None:
    text = written("{n}. {q}\n\n{a}\n\n", [*ROWS, ("Why salt?", "\\-")])
    assert parse(text).items[-1].status is Status.PLACEHOLDER


POINTS = "1. Do you need a loaf? Bake.\n2. Do you need rolls? Bake.\n3. Is it late? Buy."


def test_numbers_without_the_questions_marks_are_an_answer_s_though_they_ask() -> None:
    rows = [*ROWS[:3], ("Rye or wheat?", f"It depends.\n\n{POINTS}"), *ROWS[3:]]
    text = written("### {n}. {q}\n\n{a}\n\n", rows).replace("### 4.", "## More\n\n### 4.")
    assert pairs(text) == rows


def test_points_that_a_colon_announces_are_an_answer_s_though_they_ask() -> None:
    points = "- How many loaves are sold?\n- Who buys them?\n- How early do you rise?"
    rows = [
        *ROWS,
        ("Which questions do you ask a baker?", f"Always some. For example:\n\n{points}"),
    ]
    text = written("**{q}**\n\n{a}\n\n", rows)
    assert pairs(f"{text}## Conclusion\n\nBake more.\n") == rows


def test_a_request_behind_a_question_is_asked_though_its_answer_stands_below() -> None:
    rows = [*ROWS, ("What is a leaven? Give an example.", "What makes dough rise, as yeast does.")]
    assert pairs(written("{n}. {q}\n{a}\n\n", rows)) == rows


@pytest.mark.parametrize("stars", ["*", "***"])
def test_stars_behind_a_question_are_no_answer(stars: str) -> None:
    text = written("{n}. {q}\n**Ans:** {a}\n\n").replace("night?", f"night? {stars}")
    assert pairs(text) == ROWS


def test_who_says_that_it_is_all_takes_leave() -> None:
    rows = [(q, f"{a}\n\nI like it so.") for q, a in ROWS]
    assert pairs(written("{q}\n\n{a}\n\n", rows) + "That's it. I got bread in the end.\n") == rows


def test_a_question_skipped_for_want_of_time_has_a_placeholder() -> None:
    text = written("{n}. {q}\n\n{a}\n\n", [*ROWS, ("Why salt?", "(skipped, no time)")])
    assert parse(text).items[-1].status is Status.PLACEHOLDER


@pytest.mark.parametrize("title", ["**Part {}. Fill in the blank**", "**More bread, part {}**"])
def test_bold_between_numbered_questions_heads_a_part(title: str) -> None:
    text = written("{n}. {q}\n   **Answer:** {a}\n")
    for at, number in enumerate((1, 3, 5), 1):
        text = text.replace(f"{number}. ", f"\n{title.format(at)}\n\n{number}. ")
    assert pairs(text) == ROWS


def test_names_of_subjects_in_bold_between_questions_head_parts() -> None:
    text = written("{n}. {q}\n\n{a}\n\n")
    for number, title in ((1, "Grain"), (3, "Bakers"), (5, "Ovens")):
        text = text.replace(f"{number}. ", f"**{title}**\n\n{number}. ")
    assert pairs(text) == ROWS


def test_a_lone_question_above_and_one_below_all_others_are_the_page_s() -> None:
    text = "# Help\n\nHow can we help?\n\n" + written("**{q}**\n\n{a}\n\n")
    assert pairs(f"{text}## Still have questions?\n\nCall the bakery.\n") == ROWS


def test_a_button_above_what_it_opens_asks_where_its_siblings_do() -> None:
    rows = [*ROWS[:3], ("My bread is burnt", "Turn the oven down."), *ROWS[3:]]
    item = '<div class="i"><button class="b">{q}</button><div class="c"><p>{a}</p></div></div>'
    page = f"<html><body><button>Sign in</button>{written(item, rows)}</body></html>"
    assert pairs(page) == rows


@pytest.mark.parametrize("note", ["[read this again]", "look it up later", "à revoir", "nachlesen"])
def test_a_note_to_look_again_stands_for_an_answer(note: str) -> None:
    text = written("{n}. {q}\n\n{a}\n\n", [*ROWS, ("Why salt?", note)])
    assert parse(text).items[-1].status is Status.PLACEHOLDER


@pytest.mark.parametrize("sign", ["、", "．"])
def test_a_number_of_chinese_touches_what_it_counts(sign: str) -> None:
    rows = [
        ("src 和 href 的区别？", "一个替换元素，一个建立链接。"),
        ("什么是黑麦？", "一种谷物。"),
    ]
    rows += [("let 和 var 的区别？", "作用域不同。"), ("为什么要烤？", "为了味道。")]
    assert pairs(written(f"{{n}}{sign}{{q}}\n\n{{a}}\n\n", rows)) == rows


def test_an_initial_with_a_dot_labels_questions_where_nothing_labels_answers() -> None:
    rows = [*ROWS, ("Rye and wheat, how to tell", "By its colour.")]
    assert pairs(written("Q. {q}\n\n{a}\n\n", rows)) == rows


def test_what_goes_on_in_a_question_s_quote_is_asked_where_answers_are_not_quoted() -> None:
    said = "i. Rye is dark.\nii. Rye is light."
    rows = [*ROWS[:3], ("Which of these is true?", "The first."), *ROWS[3:]]
    quoted = "\n".join(f"> {line}" for line in ["", *said.split("\n")])
    text = written("> {n}. {q}\n\n{a}\n\n", rows).replace("true?\n", f"true?\n{quoted}\n")
    read = [*ROWS[:3], (f"{rows[3][0]}\n\n{said}", "The first."), *ROWS[3:]]
    assert pairs(text) == read


def test_quotes_right_below_quoted_questions_answer_where_they_mostly_are() -> None:
    assert pairs(written("> {n}. {q}\n> {a}\n\nSo it is.\n\n")) != [
        (f"{q}\n\n{a}", "So it is.") for q, a in ROWS
    ]


@pytest.mark.parametrize("between", ["", "---\n\n", "## Answers\n\n", "Here are the answers.\n\n"])
def test_questions_that_are_listed_first_are_asked_once(between: str) -> None:
    listed = "".join(f"{n}. {q}\n" for n, q in enumerate(ASKED, 1))
    assert pairs(f"{listed}\n{between}" + written("## {n}. {q}\n\n{a}\n\n")) == ROWS


def test_questions_that_come_again_in_a_later_part_are_kept() -> None:
    rows = [*ROWS, ("What is a starter?", "Flour and water."), (ROWS[0][0], "A grass.")]
    assert pairs(written("{n}. {q}\n\n{a}\n\n", rows)) == rows


def test_what_stands_in_italics_behind_questions_answers_them_though_it_asks() -> None:
    rows = [(q, f"*{a}*") for q, a in ROWS]
    rows[2] = (ROWS[2][0], "*Bakers. Who else?*")
    assert pairs(written("{n}. {q} {a}\n", rows)) == rows
