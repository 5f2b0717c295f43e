"""A form that a group filled in is a document for each of them."""

from __future__ import annotations

import csv
import io

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.uploads import Upload
from bot.importing import read_document, take_apart
from tests.profiles import scaled

HEAD = [
    "Timestamp",
    "Email Address",
    "Your name",
    "1. What is rennet?",
    "2. Name two hard cheeses.",
]
ROWS = [
    ["2026/11/02 9:14:03", "ana@example.org", "Ana", "An enzyme.", "Gouda, Parmesan"],
    ["2026/11/02 9:20:11", "bo@example.org", "Bo/Ben", "It curdles milk,\nslowly.", ""],
]


def as_csv(rows: list[list[str]], delimiter: str = ",") -> bytes:
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter).writerows(rows)
    return written.getvalue().encode()


def as_sheet(rows: list[list[str]]) -> bytes:
    book, written = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(written)
    return written.getvalue()


def read(name: str, data: bytes) -> dict[str, list[tuple[str, str]]]:
    """Return what each of the documents asks and answers."""
    documents = [read_document(each.name, each.data) for each in take_apart(Upload(name, data))]
    return {
        document.name: [
            (item.question, item.answers[0].text if item.answers else "") for item in document.items
        ]
        for document in documents
    }


def test_each_who_answered_is_an_author_of_their_own():
    expected = {
        "form.csv/Ana.csv": [
            ("What is rennet?", "An enzyme."),
            ("Name two hard cheeses.", "Gouda, Parmesan"),
        ],
        "form.csv/Bo Ben.csv": [
            ("What is rennet?", "It curdles milk,\nslowly."),
            ("Name two hard cheeses.", ""),
        ],
    }

    assert read("form.csv", as_csv([HEAD, *ROWS])) == expected
    assert read("form.csv", as_csv([HEAD, *ROWS], ";")) == expected
    assert list(read("form.xlsx", as_sheet([HEAD, *ROWS]))) == [
        "form.xlsx/Ana.csv",
        "form.xlsx/Bo Ben.csv",
    ]


def test_nobody_s_address_or_time_is_kept():
    documents = take_apart(Upload("form.csv", as_csv([HEAD, *ROWS])))

    assert not any(word in each.data for each in documents for word in (b"example.org", b"2026"))


def test_who_gave_no_name_is_called_by_their_place_and_nobody_as_another():
    rows = [["Name", *HEAD[3:]]] + [[name, "An enzyme.", ""] for name in ("", "Ana", "ana")]

    assert list(read("form.csv", as_csv(rows))) == [
        "form.csv/Response 1.csv",
        "form.csv/Ana.csv",
        "form.csv/ana (2).csv",
    ]


def test_cards_and_quizzes_in_rows_stay_one_document():
    cards = as_csv([["What is rennet?", "An enzyme."], ["What is whey?", "What is left."]])
    questions = as_csv([["Question", "Answer"], ["What is rennet?", "An enzyme."]])
    pairs = as_csv([["What is rennet?", "What is whey?"], ["What is curd?", "Why is it salted?"]])

    for data in (cards, questions, pairs):
        assert take_apart(Upload("cards.csv", data)) == [Upload("cards.csv", data)]


@settings(max_examples=scaled(30))
@given(st.lists(st.lists(st.text(max_size=20), max_size=6), max_size=5))
def test_whatever_is_in_a_table_is_taken_apart_or_left_as_it_is(rows: list[list[str]]):
    given = Upload("table.csv", as_csv(rows))

    assert take_apart(given) == [given]
