"""Signs of formulas and of programs come through every container as they were written."""

from __future__ import annotations

import csv
import html
import io
import json
from collections.abc import Callable

import pytest

from bot.importing import read_document

FORMULA = "a + b - c * d / e = f < g > h & i | j ^ k ~ l # m % n 2*3*4 x_1_y 5 / 6 / 7 [8] {9} $10"
ASKED = [
    ("What is one?", FORMULA),
    ("What is two?", "plain"),
    ("Why is three?", FORMULA),
    ("How does four work?", "b + c"),
]


def each(form: str, escaped: Callable[[str], str] = str) -> str:
    return "".join(form.format(q=q, a=escaped(a), line="-" * len(q)) for q, a in ASKED)


def rows() -> str:
    written = io.StringIO()
    csv.writer(written).writerows(ASKED)
    return written.getvalue()


def cells() -> str:
    cells = [
        {"cell_type": "markdown", "metadata": {}, "id": str(at), "source": f"### {q}\n\n{a}"}
        for at, (q, a) in enumerate(ASKED)
    ]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells})


MOODLE = (
    '<question type="shortanswer"><questiontext format="plain_text"><text>{q}</text></questiontext>'
    '<answer fraction="100"><text>{a}</text></answer></question>'
)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("headings.md", each("## {q}\n\n{a}\n\n")),
        ("labels.txt", each("Q: {q}\nA: {a}\n\n")),
        ("outline.org", "#+TITLE: Signs\n" + each("* {q}\n{a}\n")),
        ("drill.org", "#+TITLE: Signs\n" + each("* {q} :drill:\n{a}\n")),
        ("signs.adoc", "= Signs\n\n" + each("== {q}\n\n{a}\n\n")),
        ("page.html", f"<html><body>{each('<h3>{q}</h3><p>{a}</p>', html.escape)}</body></html>"),
        ("rows.csv", rows()),
        ("columns.tsv", each("{q}\t{a}\n")),
        ("obsidian.md", each("{q}::{a}\n\n")),
        ("logseq.md", each("- {q} #card\n\t- {a}\n")),
        ("anki.txt", "#separator:tab\n#html:false\n" + each("{q}\t{a}\n")),
        ("cells.ipynb", cells()),
        ("signs.rst", each("{q}\n{line}\n\n{a}\n\n")),
        ("records.json", json.dumps([{"question": q, "answer": a} for q, a in ASKED])),
        ("moodle.xml", f"<quiz>{each(MOODLE, html.escape)}</quiz>"),
    ],
)
def test_no_sign_becomes_another(name: str, text: str) -> None:
    items = read_document(name, text.encode()).items

    assert [(item.question, item.answers[0].text) for item in items] == ASKED
