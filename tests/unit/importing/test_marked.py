from __future__ import annotations

import pytest

from bot.core.documents import Status
from tests.unit.importing.reading import pairs, parse, questions

THREE = [
    ("What is a poolish?", "A wet preferment."),
    ("Why does dough rise? What slows it?", "Yeast makes gas."),
    ("Explain proofing.", "The last rise."),
]


@pytest.mark.parametrize(
    "layout",
    [
        "{q}\n> {a}\n", "> {q}\n\n{a}\n", "{q}\n- {a}", "- {q}\n{a}\n", "- {q}\n  - {a}",
        "### {q}\n\n{a}\n", "**{q}**\n{a}\n", "**{q}** {a}\n", "*{q}*\n\n{a}\n", "Q: {q}\nA: {a}\n",
        "**Q:** {q}\n**A:** {a}\n", "{q}\n\n{a}\n", "{q}\n*{a}*\n", "{q}\n{a}", "- [ ] {q}\n  {a}",
    ],
)  # fmt: skip
def test_a_question_is_told_from_its_answer_by_marks(layout: str) -> None:
    text = "\n".join(layout.format(q=q, a=a) for q, a in THREE)
    assert [(q, a.strip("*")) for q, a in pairs(text)] == THREE


def test_a_quote_goes_on_after_blank_lines() -> None:
    text = "What is rye?\n> a grain\n\n> • dark\n\n> • sour\n\nWhat is salt?\n> - a\n>\n> - b\n"
    assert pairs(text) == [
        ("What is rye?", "a grain\n\n• dark\n\n• sour"),
        ("What is salt?", "- a\n\n- b"),
    ]


def test_questions_in_a_quoted_list_are_not_questions() -> None:
    text = "What is asked?\n> 1. Goal: What is it?\n> 2. Who eats?\n\nWhat is salt?\n> taste\n"
    assert questions(text) == ["What is asked?", "What is salt?"]


def test_a_line_above_a_quote_is_a_question_whatever_its_words() -> None:
    text = (
        "What is rye?\n> grain\n\nPonder the colour of the crust.\n> ok will do...\n\n"
        "Why bake?\n> taste\n"
    )
    document = parse(text)
    assert document.items[1].question == "Ponder the colour of the crust."
    assert document.items[1].status is Status.PLACEHOLDER


def test_marks_may_change_their_meaning_midway() -> None:
    text = (
        "- What is rye?\ngrain\n- Name two salts.\n1. sea\n2. rock\n- Why bake?\ntaste\n"
        "- Who bakes?\nI\n\n"
        "What is oil?\n- fat\nWhat is milk?\n-white\n\nWho eats?\n- I\n- you\n\n"
        "Where is it?\n- here\n"
    )
    assert pairs(text) == [
        ("What is rye?", "grain"),
        ("Name two salts.", "1. sea\n2. rock"),
        ("Why bake?", "taste"),
        ("Who bakes?", "I"),
        ("What is oil?", "fat"),
        ("What is milk?", "-white"),
        ("Who eats?", "- I\n- you"),
        ("Where is it?", "here"),
    ]


def test_questions_among_an_answers_bullets_do_not_change_the_meaning() -> None:
    text = "What is asked?\n- Is it wet?\n- Is it warm?\nWhy bake?\n- taste\nWho bakes?\n- I\n"
    assert pairs(text)[0] == ("What is asked?", "- Is it wet?\n- Is it warm?")


def test_unanswered_questions_in_a_row_are_questions() -> None:
    text = "What is rye?\n- grain\nWhy bake?\nWho bakes?\nExplain proofing.\nWhere is it?\n- here\n"
    assert [item.status for item in parse(text).items] == [
        Status.ANSWERED, Status.EMPTY, Status.EMPTY, Status.EMPTY, Status.ANSWERED,
    ]  # fmt: skip


def test_a_deeper_heading_is_part_of_the_answer_and_a_higher_one_a_section() -> None:
    text = (
        "# Bread\n\n### What is rye?\n\n#### Short\n\ngrain\n\n## Second part\n\n"
        "### Why bake?\n\ntaste\n"
    )
    document = parse(text)
    assert document.title == "Bread"
    assert document.items[0].answers[0].text == "#### Short\n\ngrain"
    assert [item.section for item in document.items] == ["", "Second part"]


def test_an_unquoted_line_below_a_quote_belongs_to_it() -> None:
    text = "What is rye?\n> A grain.\nThink of a dark loaf.\n\nWhy bake?\n> taste\n"
    assert pairs(text)[0] == ("What is rye?", "A grain.\nThink of a dark loaf.")


def test_a_quoted_question_may_be_wrapped() -> None:
    text = (
        "> What is the difference between a loaf that is baked on stone and one\n> in a tin?\n\n"
        "heat\n\n> Why bake?\n\ntaste\n"
    )
    assert questions(text)[0].endswith("on stone and one in a tin?")


def test_a_heading_with_a_question_mark_asks_whatever_its_words() -> None:
    text = "## What is rye?\n\ngrain\n\n## Steam: why?\n\ncrust\n\n## Why bake?\n\ntaste\n"
    assert questions(text) == ["What is rye?", "Steam: why?", "Why bake?"]


def test_definition_lists_are_questions_with_answers() -> None:
    text = "What is rye?\n: A grain.\n: A bread.\n\nWhy bake?\n: later\n"
    document = parse(text)
    assert [item.status for item in document.items] == [Status.ANSWERED, Status.PLACEHOLDER]
    assert pairs(text)[0] == ("What is rye?", "A grain.\nA bread.")


def test_a_task_apart_is_not_the_answer_where_answers_stand_close() -> None:
    text = (
        "What is rye?\nA grain.\n\nWhy bake?\n\nStart a diary, and write in it.\n\n"
        "Who bakes?\nI do.\n\nWhat is salt?\nTaste.\n"
    )
    assert pairs(text)[1:3] == [("Why bake?", ""), ("Start a diary, and write in it.", "")]


def test_what_a_weblog_prints_below_the_text_is_no_answer() -> None:
    text = "- What is rye?\n  - grain\n- Why bake?\n  - taste\nTags: bread, oven\nReply\n"
    assert pairs(text)[-1] == ("Why bake?", "taste")


def test_a_question_of_one_word_is_one_where_questions_stand() -> None:
    text = "What is rye?\n> grain\n\nWhy?\n> taste\n\nWho bakes?\n> I\n"
    assert questions(text) == ["What is rye?", "Why?", "Who bakes?"]


def test_what_has_its_neighbours_heading_is_a_question_whatever_its_words() -> None:
    asked = [
        "What is rye?", "Rye versus wheat", 'Explain the phrase "best oven":', "Take a look at it.",
        "Why bake? (Try to recall it first!)", "Who bakes? ⭐",
        "Read the page about salt. Don't be afraid to ask!",
    ]  # fmt: skip
    text = "# Bread\n\n" + "".join(f"## {each}\n\nSaid of it.\n\n" for each in asked)
    assert questions(text) == asked


def test_a_part_s_title_and_introduction_end_the_answer_above() -> None:
    text = (
        "# Part A\n\nAbout it.\n\n### 1. What is rye?\n\nA grain.\n\n# Part B\n\nBy Kim.\n\n"
        "### 2. Why bake?\n\nTaste.\n\n# Appendix\n\nThanks!\n"
    )
    assert pairs(text) == [("What is rye?", "A grain."), ("Why bake?", "Taste.")]


def test_an_answer_may_begin_with_indented_code() -> None:
    text = (
        "## Which one is right?\n\n    # of two\n    key: value\n\nThe one.\n\n"
        "## What is printed?\n\n\tfor each in row:\n\t    print(each)\n\nNothing.\n\n"
        "## Who writes like that?\n\n    Books do at the beginning.\n\nOthers do not.\n\n"
        "## What is a list?\n\n    - rye\n    - wheat\n\nAnd so on.\n"
    )
    assert [answer for _, answer in pairs(text)] == [
        "    # of two\n    key: value\n\nThe one.",
        "\tfor each in row:\n\t    print(each)\n\nNothing.",
        "Books do at the beginning.\n\nOthers do not.",
        "- rye\n- wheat\n\nAnd so on.",
    ]


@pytest.mark.parametrize(
    ("above", "author"),
    [
        ("---\ntitle: Bread\nauthor: Kim Lee\n---\n", "Kim Lee"),
        ('---\nauthors: ["Kim"]\n---\n# Bread\n', "Kim"),
        ("# Bread\n\n*Notes by Kim*\n", "Kim"),
        ("# Bread\nAuthor: Zoë D. Müller\n", "Zoë D. Müller"),
        ("# Bread\n\nBy hand, not by machine.\n", ""),
        ("By Monday we read this.\n", ""),
        ("# Bread\n", ""),
    ],
)
def test_a_document_tells_its_author_above_its_first_question(above: str, author: str) -> None:
    assert (
        parse(f"{above}\n## What is rye?\n\nA grain. By Oda.\n\n## Why bake?\n\nTaste.\n").author
        == author
    )


def test_a_question_in_italics_within_an_answer_is_none_where_questions_are_bold() -> None:
    rows = "".join(f"**Why {each}?**\n\nTaste.\n\n" for each in ("rye", "salt", "yeast"))
    text = f"{rows}**Describe a loaf.**\n\nIt is round.\n\n*And inside?* Soft.\n"
    assert pairs(text)[-1] == ("Describe a loaf.", "It is round.\n\n*And inside?* Soft.")


def test_a_label_further_in_is_within_the_answer() -> None:
    text = (
        "Q: What is rye?\nA: A grain.\n   Q: is oat one? yes\n\nQ: Why salt?\nA: Taste.\n\n"
        "Q: Why bake?\nA: Heat.\n"
    )
    assert pairs(text)[0] == ("What is rye?", "A grain.\n   Q: is oat one? yes")
    assert len(pairs(text)) == 3


def test_bold_over_several_lines_is_one_question() -> None:
    rows = "".join(f"**Why {each}?**\n\nTaste.\n\n" for each in ("rye", "salt", "yeast"))
    text = f"**What is a loaf?\na) of rye\nb) of wheat**\n\na) dark\nb) light\n\n{rows}"
    assert pairs(text)[0] == ("What is a loaf? a) of rye b) of wheat", "a) dark\nb) light")


_BOLD = "".join(f"**Why {each}?**\n\nTaste.\n\n" for each in ("rye", "salt", "yeast", "bran"))


def test_a_short_bold_title_below_the_last_question_is_its_sibling() -> None:
    text = f"{_BOLD}**Autolyse**\n\nFlour and water rest for a while.\n"
    assert pairs(text)[-1] == ("Autolyse", "Flour and water rest for a while.")


@pytest.mark.parametrize(
    "end",
    [
        "**About the baker**\n\nShe bakes in Bern.",
        "**Rolls**\n\nI hope that you liked it.",
        "**Rolls**\n\nRead [the next part](rolls.md).",
        "**Conclusion**\n\nBread needs time.",
    ],
)
def test_a_bold_title_above_an_author_s_last_words_is_none(end: str) -> None:
    assert len(pairs(f"{_BOLD}{end}\n")) == 4
