"""Small documents as people write and export them, each a way that was once read wrongly."""

from __future__ import annotations

import json

import pytest

from bot.core.documents import Status
from bot.errors import NoQuestions
from bot.importing.labels import active_initials
from tests.unit.importing.containers import reading
from tests.unit.importing.reading import pairs, parse

BREAD = [
    ("What is rye?", "A grain of cool fields."),
    ("Rye versus wheat", "Rye has less gluten."),
    ("Why does dough rise?", "Yeast gives off gas."),
    ("Name a flour.", "Spelt."),
    ("How long does it bake?", "Forty minutes."),
]
ASKED = [pair for pair in BREAD if pair[0] != "Rye versus wheat"]


def numbered(form: str, rows: list[tuple[str, str]] = BREAD) -> str:
    return "".join(
        form.format(n=n, circled=chr(0x245F + n), q=q, a=a) for n, (q, a) in enumerate(rows, 1)
    )


FORMS = {
    "a title among numbers, first of them": "{n}.  {q}\n    > {a}\n",
    "exercises counted in a chapter": "**Exercise 3.{n}** {q}\n\n*Solution.* {a}\n\n",
    "problems with points": "Problem {n} ({n} points)\n{q}\n\nSolution: {a}\n\n",
    "numbers in circles": "{circled} {q}\n{a}\n\n",
    "headings counted in a chapter": "#### 3.{n} {q}\n\n{a}\n\n",
    "what classifies a question": "#### Q{n}: {q}\n\n**Difficulty:** hard | **Type:** theory\n\n"
    "**Answer:** {a}\n\n---\n",
    "a short answer": "### {n}. {q}\n\n**Short answer:**  \n{a}\n\n",
}


@pytest.mark.parametrize("form", FORMS)
def test_numbers_of_every_kind_count_questions(form: str) -> None:
    rows = BREAD[1:] if form.startswith("a title") else BREAD
    assert pairs(f"# Bread\n\n{numbered(FORMS[form], rows)}") == rows


@pytest.mark.parametrize(
    "form",
    [
        "Teacher: {q}\nStudent: {a}\n\n",
        "**Interviewer:** {q}\n\n**Guest:** {a}\n\n",
        "P: {q}\nI: {a}\n",
    ],
)
def test_of_two_who_speak_in_turn_the_one_who_asks_is_answered(form: str) -> None:
    assert pairs(numbered(form, ASKED)) == ASKED


def test_who_asks_says_a_last_word_that_is_no_question() -> None:
    asked = [*ASKED, ("Why is dough kneaded?", "To make gluten.")]
    talk = numbered("Anna: {q}\nRaj: {a}\n\n", asked)

    assert pairs(f"{talk}Anna: Great, that is all from me.\n") == asked
    assert pairs(f"{talk}Anna: Explain autolysis.\n") == [*asked, ("Explain autolysis.", "")]


def test_people_who_all_ask_and_tell_are_no_questions_and_answers() -> None:
    story = "Ann: Shall we bake?\nBob: Rye?\nAnn: Rye it is.\nBob: Who has salt?\n" * 3
    with pytest.raises(NoQuestions):
        parse(story)


def test_a_letter_below_numbered_questions_opens_their_answers() -> None:
    rows = [*ASKED, ("What is a crust?", "TODO")]
    items = parse(numbered("{n}. {q}\n\n    - **R:** {a}\n\n", rows)).items
    assert [item.answers[0].text for item in items] == [answer for _, answer in rows]
    assert items[-1].status is Status.PLACEHOLDER


def test_a_colour_around_a_note_to_oneself_says_nothing() -> None:
    text = (
        '1. What is rye?\n\n   <span style="color:red"> TODO </span>\n\n2. Why bake?\n\n   Taste.\n'
    )
    assert [item.status for item in parse(text).items] == [Status.PLACEHOLDER, Status.ANSWERED]


def test_code_below_most_questions_answers_them_and_code_that_is_asked_about_does_not() -> None:
    tasks = "".join(
        f"#### {n}. {q}\n\n```python\n{code}\n```\n\n"
        for n, (q, code) in enumerate(
            [("Make zeros.", "z()"), ("Reverse a list.", "r()"), ("How do you sort?", "s()"),
             ("Find the mean.", "m()"), ("Write a loop.", "while 1: pass")], 1)
    )  # fmt: skip
    assert [answer for _, answer in pairs(tasks)][2] == "```python\ns()\n```"
    asked = "".join(
        f"## {n}. What is the output of this?\n\n```js\nlog({n})\n```\n\n" for n in range(1, 7)
    )
    assert {item.status for item in parse(asked).items} == {Status.EMPTY}


def test_parts_of_a_question_that_letters_count_are_no_options() -> None:
    text = (
        "1. Think of an oven.\n   (a) What heats it?\n   (b) Name two breads.\n\n"
        "   **Answer.** (a) Gas. (b) Rye and spelt.\n\n"
        "2. What is rye?\n\n   **Answer.** A grain.\n\n3. Why bake?\n\n   **Answer.** Taste.\n"
    )
    (question, answer), *_ = pairs(text)
    assert "(a) What heats it?" in question
    assert answer == "(a) Gas. (b) Rye and spelt."


def test_a_key_begins_again_for_each_part_as_the_questions_do() -> None:
    text = (
        "## Part A\n\n1. What is rye?\n2. Why bake?\n\n## Part B\n\n1. What is salt for?\n"
        "2. Who mills?\n\n## Answers\n\n### Part A\n\n1. A grain.\n2. Taste.\n\n### Part B\n\n"
        "1. Flavour.\n2. A miller.\n"
    )
    assert [answer for _, answer in pairs(text)] == ["A grain.", "Taste.", "Flavour.", "A miller."]


def test_round_brackets_are_boxes_too() -> None:
    text = "".join(
        f"## Question {n}\n\n{q}\n\n- ( ) no\n- (x) yes\n\n" for n, (q, _) in enumerate(ASKED, 1)
    )
    assert [answer for _, answer in pairs(text)] == ["yes"] * len(ASKED)


@pytest.mark.parametrize("kind", ["???", "???+", "!!!"])
def test_callouts_of_mkdocs_are_cards(kind: str) -> None:
    titled = "".join(f'{kind} question "{q}"\n\n    {a}\n\n' for q, a in BREAD)
    inner = "".join(
        f'{kind} question\n\n    {q}\n\n    ??? success "Answer"\n\n        {a}\n\n'
        for q, a in BREAD
    )
    assert pairs(titled) == BREAD
    assert pairs(inner) == BREAD


def test_elements_on_one_line_are_a_page() -> None:
    headings = "".join(f"<h2>{q}</h2><p>{a}</p>" for q, a in BREAD)
    bold = "".join(f"<p><b>{q}</b><br>{a}</p>" for q, a in ASKED)
    assert reading.pairs(headings) == BREAD
    assert reading.pairs(bold) == ASKED


def test_what_opens_an_answer_on_a_page_is_its_question_and_the_page_s_links_are_none() -> None:
    rows = "".join(
        f'<div class="expand-control"><img class="icon"/><span>{q}</span></div>'
        f'<div class="expand-content"><p>{a}</p></div>'
        for q, a in BREAD
    )
    links = '<div class="pagination"><a>Previous: What is salt?</a></div>'
    page = f"<html><body>{rows}{links}</body></html>"
    assert reading.pairs(page) == BREAD


def test_a_meaning_has_several_paragraphs() -> None:
    page = "<html><body><dl>" + "".join(
        f"<dt>{q}</dt><dd><p>{a}</p><p>So it is.</p></dd>" for q, a in BREAD
    )
    assert reading.pairs(page + "</dl></body></html>") == [
        (q, f"{a}\n\nSo it is.") for q, a in BREAD
    ]


def test_comments_and_raw_cells_of_a_notebook_ask() -> None:
    def notebook(*cells: tuple[str, str]) -> str:
        made = [{"cell_type": kind, "metadata": {}, "source": text} for kind, text in cells]
        return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})

    tasks = [("Make zeros.", "z()"), ("How do you sort?", "s()"), ("Find the mean.", "m()")]
    commented = notebook(*(("code", f"# {n}. {q}\n{a}") for n, (q, a) in enumerate(tasks, 1)))
    assert reading.pairs(commented) == [(q, f"```\n{a}\n```") for q, a in tasks]
    raw = notebook(*(cell for q, a in ASKED for cell in (("raw", q), ("markdown", a))))
    assert reading.pairs(raw) == ASKED


FURTHER = {
    "what counts behind the question": "{n}. {q} [{n} marks]\n\nAnswer: {a}\n\n",
    "a solution on a line of its own": "Exercise {n}.\n{q}\n\nSolution.\n{a}\n\n",
    "a shortened word with its number in bold": "**Ex. {n}.** {q}\n\n{a}\n\n",
    "the number behind a colon": "QUESTION NO: {n}\n{q}\nAnswer: {a}\n\n",
    "a way back below each": "### {n}. {q}\n\n{a}\n\n**⬆ Back to Top**\n\n",
    "an answer before, and room for one after": "{n}. {q}\n\n   Answers before the lesson:\n"
    "      - {a}\n\n   Answers after the lesson:\n      - [Answer here]\n\n",
}


@pytest.mark.parametrize("form", FURTHER)
def test_what_stands_around_a_question_is_not_its_answer(form: str) -> None:
    assert pairs(f"# Bread\n\n{numbered(FURTHER[form], ASKED)}") == ASKED


def test_a_title_in_capitals_ends_the_answer_above_it() -> None:
    text = "SHORT ONES\n\n1. What is rye?\nA grain.\n\n2. Why bake?\nTaste.\n\nLONG ONES\n\n"
    text += "1. What is salt for?\nFlavour.\n\n2. Name a flour.\nSpelt.\n"
    assert [answer for _, answer in pairs(text)] == ["A grain.", "Taste.", "Flavour.", "Spelt."]


def test_questions_with_another_mark_below_a_heading_are_questions_too() -> None:
    bold = "".join(f"**{q}**\n\n * {a}\n\n" for q, a in ASKED)
    counted = "".join(f"{n}. Is loaf {n} done?\n\n * Loaf {n} is.\n\n" for n in range(3, 8))
    read = pairs(f"# Forms\n\n### Form 1\n\n{bold}### Form 2\n\n{counted}")
    assert [question for question, _ in read][4:] == [f"Is loaf {n} done?" for n in range(3, 8)]
    assert read[3][1].endswith("Forty minutes.")


def test_letters_behind_boxes_are_what_the_key_names() -> None:
    text = "".join(
        f"## Frage {n}\n**{q}**\n\n- [ ] A. nein\n- [ ] B. ja\n\n**Richtige Antworten:** B\n\n"
        for n, (q, _) in enumerate(ASKED, 1)
    )
    assert [answer for _, answer in pairs(text)] == ["ja"] * len(ASKED)


def test_records_of_a_page_s_data_and_records_whose_text_asks_are_questions() -> None:
    faq = {"@type": "FAQPage", "mainEntity": [
        {"@type": "Question", "name": q, "acceptedAnswer": {"@type": "Answer", "text": a}}
        for q, a in BREAD]}  # fmt: skip
    assert reading.pairs(json.dumps(faq)) == BREAD
    quiz = [{"text": "How many loaves?", "choices": ["1", "2", "12"], "correct": 1}] * 3
    assert [answer for _, answer in reading.pairs(json.dumps(quiz))] == ["2"] * 3


def test_an_instruction_s_second_sentence_is_no_answer_where_nothing_is_answered() -> None:
    text = (
        "1. What is rye?<br>\n2. Read a recipe and bake it. Have a look at the book's page\n"
        "for more.<br>\n3. Why bake?<br>\n4. Name a flour.\n5. Build an oven. TODO\n"
    )
    read = parse(text).items
    assert read[1].question.endswith("for more.")
    assert [item.status for item in read] == [Status.EMPTY] * 4 + [Status.PLACEHOLDER]


def test_questions_below_points_that_name_their_subject_are_at_the_margin() -> None:
    text = "# Bread\n\n- Grain\n" + "".join(f"    - {q}\n\n        {a}\n\n" for q, a in ASKED[:2])
    text += "- Oven\n" + "".join(f"    - {q}\n        - {a}\n" for q, a in ASKED[2:])
    assert [question for question, _ in pairs(text)] == [question for question, _ in ASKED]
    assert [item.section for item in parse(text).items] == ["Grain", "Grain", "Oven", "Oven"]


def test_a_sign_behind_a_label_is_no_heading() -> None:
    text = "".join(
        f"- Question: Which sign opens title {n}?\n  - Type: One choice\n  - Choices: # T, ## T\n"
        for n in range(3)
    )
    assert {item.status for item in parse(text).items} == {Status.EMPTY}


def test_keys_of_an_editor_are_fronts_and_tags_that_close_a_part_no_answer() -> None:
    assert pairs("#flashcards/keys\n`w`::: next word\n`b`:::back\n") == [
        ("`w`", "next word"), ("`b`", "back"),
    ]  # fmt: skip
    text = "<section>\n\n## Check\n\n- What is rye?\n- Why bake?\n- Who mills?\n</section>\n"
    assert {item.status for item in parse(text).items} == {Status.EMPTY}


@pytest.mark.parametrize(
    "form",
    [
        "12/03/2023, 18:0{n} - Ann: {q}\n12/03/2023, 18:0{n} - Bob: {a}\n",
        "[18:0{n}, 12/03/2023] Ann: {q}\n[18:0{n}, 12/03/2023] Bob: {a}\n",
        "ann  [{n}:02 PM]\n{q}\n\nbob  [{n}:04 PM]\n{a}\n\n",
        "[03-Dec-22 08:1{n} PM] ann#1234\n{q}\n\n[03-Dec-22 08:1{n} PM] bob#4321\n{a}\n\n",
        "Ann, [03.05.2023 10:2{n}]\n{q}\n\nBob, [03.05.2023 10:2{n}]\n{a}\n\n",
    ],
)
def test_in_a_chat_of_two_the_one_who_asks_is_answered(form: str) -> None:
    rows = [*ASKED[:3], ("How long does it bake? At which heat?", "Forty minutes at 220 degrees.")]
    assert pairs(numbered(form, rows)) == rows


def test_points_above_a_labelled_answer_belong_to_the_statement_above_them() -> None:
    stems = [
        "Which grain is it?",
        "The smallest loaf is",
        "Choose the best oven.",
        "Why?",
        "Dough is",
    ]
    text = "".join(f"1. {q}\n\n- rye\n- spelt\n\nAnswer: rye\n\n" for q in stems)
    read = pairs(text)
    assert [question.split("\n")[0] for question, _ in read] == stems
    assert {answer for _, answer in read} == {"rye"}


def test_a_question_breaks_off_early_in_a_narrow_column() -> None:
    text = (
        "1. Which grain is called the\nbread of the poor?\nRye.\n"
        "2. What would happen to\ndough in a cold room?\nIt rises slowly.\n3. Why bake?\nTaste.\n"
    )
    assert [question for question, _ in pairs(text)] == [
        "Which grain is called the bread of the poor?",
        "What would happen to dough in a cold room?",
        "Why bake?",
    ]


def skipped(data: str | bytes, name: str = "notes.txt") -> list[tuple[int, str]]:
    return [(each.lines.first, each.reason) for each in reading.read(data, name).skipped]


def test_records_that_ask_nothing_are_listed_with_their_reason() -> None:
    rows = [{"question": q, "answer": a} for q, a in BREAD]
    told = [rows[0], {"note": "to be sorted"}, *rows[1:], {"question": "", "answer": "rye"}]
    assert skipped(json.dumps(told)) == [(2, "no question"), (7, "no question")]
    assert skipped(json.dumps({"title": "Bread", "questions": rows}, indent=1)) == []
    table = "Question,Answer\n" + "".join(f'"{q}","{a}"\n' for q, a in BREAD) + ",alone\n"
    assert skipped(table, "bread.csv") == [(1, "heading"), (7, "no question")]


def test_what_asks_nothing_in_moodle_s_bank_is_listed() -> None:
    bank = (
        '<quiz><question type="category"><category><text>top/Bread</text></category></question>'
        '<question type="description"><questiontext><text>Read on.</text></questiontext></question>'
        '<question type="shortanswer"><questiontext><text>What is rye?</text></questiontext>'
        '<answer fraction="100"><text>A grain.</text></answer></question></quiz>'
    )
    assert reading.pairs(bank) == [("What is rye?", "A grain.")]
    assert skipped(bank) == [(1, "heading"), (2, "text between questions")]


@pytest.mark.parametrize("title", ["Antwort", "Respuesta", "Réponse", "Ответ", "답변"])
def test_the_one_heading_that_says_answer_is_above_the_key(title: str) -> None:
    asked = "".join(f"{n}. {q}\n" for n, (q, _) in enumerate(ASKED, 1))
    told = "".join(f"{n}. {a}\n" for n, (_, a) in enumerate(ASKED, 1))
    assert pairs(f"# Bread\n\n{asked}\n## {title}\n\n{told}") == ASKED
    each = "".join(f"## {q}\n\n### {title}\n\n1. {a}\n2. So.\n3. Yes.\n\n" for q, a in ASKED)
    assert [answer.count("\n") for _, answer in pairs(each)] == [2] * len(ASKED)


def test_a_letter_behind_the_one_before_it_is_an_option_and_no_answer_s() -> None:
    text = "".join(
        f"{n}. {q}\n\n- A: It is rye.\n- B: It is spelt.\n- C: It is salt.\n\n**Answer: B**\n\n"
        for n, (q, _) in enumerate(ASKED, 1)
    )
    read = pairs(text)
    assert {answer for _, answer in read} == {"It is spelt."}
    assert all("It is salt." in question for question, _ in read)
    assert "c" not in active_initials(text)


OFFERS = {
    "signs before letters": "❌ A. sand\n✅ B. {a}\n❌ C. water\n\n",
    "signs behind letters": "A) sand ❌\nB) {a} ✅\nC) water ❌\n\n",
    "signs before points": "- ❌ sand\n- ✅ {a}\n- ❌ water\n\n",
    "a sign behind the right number": "1. sand\n2. {a} ✔️\n3. water\n\n",
    "a word behind the right point": "- sand\n- {a} **(correct)**\n- water\n\n",
    "the right point in bold": "- sand\n- **{a}**\n- water\n\n",
}


@pytest.mark.parametrize("form", OFFERS)
def test_a_sign_a_word_or_bold_type_says_which_option_is_right(form: str) -> None:
    text = "".join(
        f"**Q{n}. {q}**\n\n{OFFERS[form].format(a=a)}" for n, (q, a) in enumerate(ASKED, 1)
    )
    assert [answer for _, answer in pairs(text)] == [answer for _, answer in ASKED]
    assert all("sand" in question and "water" in question for question, _ in pairs(text))


def test_points_of_an_answer_with_one_in_bold_are_no_options() -> None:
    text = "".join(
        f"## {n}. {q}\n\n{a}\n\n- one\n- **two**\n\n" for n, (q, a) in enumerate(ASKED, 1)
    )
    assert all("- one\n- **two**" in answer for _, answer in pairs(text))


def test_instructions_head_answers_where_the_title_says_that_they_are_questions() -> None:
    tasks = [
        ("Design an oven", "### Parts\n\nA door.\n\n### Heat\n\nGas."),
        ("Build a mill", "Stone."),
        ("Open a shop", "Shelves."),
        ("Design a till", "Drawers."),
    ]
    body = "".join(f"## {n}. {q}\n\n{a}\n\n" for n, (q, a) in enumerate(tasks, 1))
    assert pairs(f"# Interview questions\n\n{body}") == tasks
    with pytest.raises(NoQuestions):
        parse(f"# How to open a bakery\n\n{body}")


def test_a_title_behind_the_last_that_asks_is_one_of_them_in_a_part() -> None:
    rows = [*ASKED, ("Sourdough and yeast", "One is tamed.")]
    body = "".join(f"### {q}\n\n{a}\n\n" for q, a in rows)
    assert pairs(f"# Bread\n\n## Part one\n\n{body}") == rows
    top = "".join(f"## {q}\n\n{a}\n\n" for q, a in ASKED)
    assert pairs(f"# Bread\n\n{top}## The baker behind this\n\nKim bakes.\n") == ASKED


def test_what_is_in_bold_and_asks_first_is_asked_whole() -> None:
    rows = [*ASKED, ("What is a crumb? Give the book's example.", "The inside.")]
    body = "".join(f"**{q}**\n\n{a}\n\n" for q, a in rows)
    assert pairs(f"{body}**Things to do**\n\n- Kim: salt\n- Lee: rye\n") == rows


@pytest.mark.parametrize(
    "leave", ["Thanks for reading! If you liked this, [tell us](https://example.org).", "Kim, 2020"]
)
def test_what_stands_behind_a_rule_below_all_answers_is_in_none(leave: str) -> None:
    body = "".join(f"### {q}\n\n{a}\n\n" for q, a in ASKED)
    assert pairs(f"{body}---\n\n*{leave}*\n") == ASKED


def test_a_title_above_terms_that_all_ask_is_no_term() -> None:
    lines = "".join(f"{q} - {a}\n" for q, a in [*ASKED, ("What is a crust?", "The outside.")])
    assert pairs(f"Bread - questions of week 2\n{lines}")[0] == ASKED[0]


def test_a_hint_without_a_label_for_the_answer_ends_at_its_paragraph() -> None:
    for hint in ("`hint: sorted`", "**Hint:** it is in the book"):
        text = "".join(f"## {n}. {q}\n\n{hint}\n\n{a}\n\n" for n, (q, a) in enumerate(ASKED, 1))
        assert pairs(text) == ASKED


def test_a_wide_header_with_a_page_s_number_is_no_answer() -> None:
    pages = [f"\nGuide to bread{' ' * 40}Page {n}\n\n" for n in range(1, 5)]
    text = "".join(
        f"{page}{n}. {q}\n{a}\n"
        for n, (page, (q, a)) in enumerate(zip(pages, ASKED, strict=True), 1)
    )
    assert pairs(text) == ASKED


@pytest.mark.parametrize(
    "note",
    [
        "I'll come back to this one.",
        "I will revisit this later",
        "**TODO**: read it",
        "Not yet",
        "Nog invullen",
    ],
)
def test_a_promise_to_come_back_is_a_note_to_oneself(note: str) -> None:
    text = "".join(f"### {q}\n\n{a}\n\n" for q, a in [*ASKED, ("What is a crust?", note)])
    assert parse(text).items[-1].status is Status.PLACEHOLDER


@pytest.mark.parametrize("letters", ["ア　イ　ウ　", "а)б)в)", "А.Б.В.", "أ)ب)ج)"])  # noqa: RUF001  # those of other alphabets
def test_options_and_their_key_count_in_the_letters_of_other_alphabets(letters: str) -> None:
    first, second, third = (letters[at : at + 2] for at in (0, 2, 4))
    text = "".join(
        f"**{n}. {q}**\n\n{first} sand\n{second} {a}\n{third} water\n\nAnswer: {second[0]}\n\n"
        for n, (q, a) in enumerate(ASKED, 1)
    )
    found = pairs(text)
    assert [answer for _, answer in found] == [answer for _, answer in ASKED]
    assert all(f"- {second[0]}: " in question for question, _ in found), "as written"


def test_points_that_numbers_in_circles_count_stay_answers() -> None:
    text = "".join(f"## {n}. {q}\n\n{a}\n\n① one\n② two\n\n" for n, (q, a) in enumerate(ASKED, 1))
    assert all("① one" in answer for _, answer in pairs(text))


def test_parts_above_one_answer_s_title_are_asked() -> None:
    rows = [(q, a) for q, a in ASKED if q != "Name a flour."]
    text = "".join(f"**Q{n}**\n\n{q}\n\n{a}\n\n" for n, (q, a) in enumerate(rows, 1))
    parts = "(a) Which heats faster?\n(b) Name two breads."
    (*_, (question, answer)) = pairs(
        f"{text}**Q4**\n\nThink of an oven.\n\n{parts}\n\n**Answer**\n\n(a) Gas.\n\n(b) Rye.\n"
    )
    assert question.endswith(parts)
    assert answer == "(a) Gas.\n\n(b) Rye."


def test_what_breaks_off_above_options_is_asked_beside_what_asks() -> None:
    text = (
        "1. Rye is\n(A) a grain\n(B) a tree\nAns: (A)\n\n2. What is salt?\n(A) a stone\n"
        "(B) a herb\nAns: (A)\n\n3. Dough rises by\n(A) sand\n(B) yeast\nAns: (B)\n"
        "It gives off gas.\n"
    )
    assert [answer for _, answer in pairs(text)] == [
        "a grain", "a stone", "yeast\n\nIt gives off gas.",
    ]  # fmt: skip


@pytest.mark.parametrize("stub", ["# your code here", "# TODO", "# Write your code here"])
def test_a_cell_of_a_notebook_that_waits_for_code_is_a_placeholder(stub: str) -> None:
    cells = [("markdown", "## What is 1 + 1?"), ("code", "1 + 1"), ("code", stub)]
    cells += [("markdown", "## What is 2 + 2?"), ("code", stub)]
    made = [{"cell_type": kind, "source": text, "metadata": {}} for kind, text in cells]
    text = json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    items = reading.read(text, "n.ipynb").items
    assert [item.status for item in items] == [Status.ANSWERED, Status.PLACEHOLDER]
    assert items[0].answers[0].text == "```\n1 + 1\n```"
