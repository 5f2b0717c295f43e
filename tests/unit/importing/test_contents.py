"""Sections that only a table of contents names."""

from __future__ import annotations

import pytest

from tests.unit.importing.reading import parse

BODY = """
Bread basics

What is bread?
A baked dough.

Why does dough rise?
Yeast gives off gas.

Rye and wheat

What is rye?
A grain.

What is wheat?
Another grain.
"""
CONTENTS = {
    "dots and pages": """Contents
Bread basics ........ 1
Rye and wheat ....... 4
Ovens ............... 9
""",
    "a list": "Table of contents\n\n1. Bread basics\n2. Rye and wheat\n3. Ovens\n",
    "links": "## Contents\n\n- [Bread basics](#a)\n- [Rye and wheat](#b)\n- [Ovens](#c)\n",
    "another language": "Inhalt\n\n* Bread basics\n* Rye and wheat\n* Ovens\n",
}


@pytest.mark.parametrize("form", CONTENTS)
def test_a_line_that_the_contents_name_opens_a_section_and_ends_an_answer(form: str) -> None:
    document = parse(f"Baking\n\n{CONTENTS[form]}{BODY}")
    assert [(item.section, item.question, item.answers[0].text) for item in document.items] == [
        ("Bread basics", "What is bread?", "A baked dough."),
        ("Bread basics", "Why does dough rise?", "Yeast gives off gas."),
        ("Rye and wheat", "What is rye?", "A grain."),
        ("Rye and wheat", "What is wheat?", "Another grain."),
    ]


def test_without_contents_such_a_line_is_the_answers() -> None:
    assert parse(BODY).items[1].answers[0].text == "Yeast gives off gas.\n\nRye and wheat"


def test_contents_that_list_the_questions_hide_none_of_them() -> None:
    questions = ["What is bread?", "What is rye?", "Why bake?"]
    listed = "".join(f"- {question}\n" for question in questions)
    text = "".join(f"{question}\n\nBecause.\n\n" for question in questions)
    document = parse(f"# Bread\n\n## Contents\n\n{listed}\n## Answers to all\n\n{text}")
    assert [item.question for item in document.items][-3:] == questions
