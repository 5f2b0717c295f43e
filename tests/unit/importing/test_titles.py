"""Headings that are titles are asked for where a document calls itself something to be asked."""

from __future__ import annotations

import pytest

from bot.errors import NoQuestions
from tests.unit.importing.reading import pairs, parse

TITLES = [
    ("Rye", "A grain, and dark."),
    ("Leaven", "Dough that has begun to rise.\n\n- wild\n- bought"),
    ("Crust", "What is outside."),
    ("Proofing", "The last rise."),
]
BODY = "".join(f"## {title}\n\n{text}\n\n" for title, text in TITLES)


@pytest.mark.parametrize(
    "opening",
    [
        "# Baking questions",
        "# Karteikarten: Backen",
        "# Backen\n\nAlles zum Selbsttest vor der Prüfung.",
        "---\ntitle: Review questions\n---",
        "# Exercises\n\n## Contents\n\n* [Rye](#rye)\n* [Leaven](#leaven)\n* [Crust](#crust)",
        "# ライ麦の一問一答",
        "Fiszki z pieczenia",
    ],
)
def test_a_text_that_calls_itself_questions_asks_by_its_titles(opening: str) -> None:
    assert pairs(f"{opening}\n\n{BODY}") == TITLES
    deeper = BODY.replace("## ", "#### ")
    assert pairs(f"{opening}\n\n## Part one\n\n{deeper}## Licence\n\nFree.\n") == TITLES


@pytest.mark.parametrize(
    ("opening", "titles"),
    [
        ("# Baking", "Rye Leaven Crust Proofing"),
        ("# Quiz app\n\nAn app for flash cards.", "Installation Usage Screens Colours"),
        ("# Questions and their history", "Week-1 Week-2 Week-3 Week-4"),
    ],
)
def test_titles_of_anything_else_ask_nothing(opening: str, titles: str) -> None:
    body = "".join(f"## {title}\n\nIt has a door.\n\n" for title in titles.split())
    with pytest.raises(NoQuestions):
        parse(f"{opening}\n\n{body}")


def test_titles_above_texts_as_long_as_articles_ask_nothing() -> None:
    with pytest.raises(NoQuestions):
        parse("# Questions of bread\n\n" + BODY.replace("rise.", "rise. " + 200 * "It goes on. "))
