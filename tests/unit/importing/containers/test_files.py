"""Files that are no text: Word, spreadsheets, Anki's packages and PDF, and hostile ones."""

from __future__ import annotations

import re
import sqlite3
import textwrap
from contextlib import suppress

import pytest

from bot.errors import BrokenDocument, DocumentError
from bot.importing.containers import anki_packages, opening, pdf_apart, spreadsheets
from bot.importing.containers import word as word_files
from tests.unit.importing.containers.office import (
    computed_package,
    looping_pdf,
    new_package,
    package,
    pdf,
    spreadsheet,
    word,
    zipped,
)
from tests.unit.importing.containers.reading import pairs, read

BREAD = [("What is rye?", "A grain."), ("Why bake?", "Taste."), ("Name an oven.", "Stone.")]


def test_headings_in_word_are_questions():
    paragraphs = [part for q, a in BREAD for part in (("Heading2", q), ("", a))]
    document = read(word(paragraphs), "bread.docx")
    assert [(item.question, item.answers[0].text) for item in document.items] == BREAD
    assert document.format == "Word, marked"
    assert document.why.startswith("its bytes are a .docx, ")


def test_labels_in_word_are_read_as_in_notes():
    paragraphs = [part for q, a in BREAD for part in (("", f"Q: {q}"), ("", f"A: {a}"))]
    assert pairs(word(paragraphs)) == BREAD


def test_a_spreadsheets_head_is_found_below_its_instructions():
    rows = [
        ["Quiz template"],
        [],
        ["", "Question - max 120 characters", "Answer 1 - max 75", "Answer 2 - max 75",
         "Time limit (sec)", "Correct answer(s) - choose at least one"],
        [1, "Dark?", "rye", 997, 20, 1],
        [2, "Grains?", "rye", "wheat", 20, "1,2"],
    ]  # fmt: skip
    assert pairs(spreadsheet(rows)) == [
        ("Dark?\n- rye\n- 997", "rye"),
        ("Grains?\n- rye\n- wheat", "- rye\n- wheat"),
    ]


NOTES = [
    ["1", "What is <b>rye</b>?", "A grain.<br>[sound:rye.mp3]"],
    ["2", "Why bake?", "<ul><li>taste</li><li>smell</li></ul>"],
    ["{{c1::Rye}} is dark", "", ""],
]


@pytest.mark.parametrize("pack", [package, new_package])
def test_a_package_shows_what_its_templates_show(pack):  # type: ignore[no-untyped-def]  # one of two
    assert pairs(pack(NOTES)) == [
        ("What is rye?", "A grain."),
        ("Why bake?", "- taste\n- smell"),
        ("[...] is dark", "Rye"),
    ]


def _columns(side: float, numbers: range) -> list[tuple[float, float, str]]:
    lines = []
    for row, number in enumerate(numbers):
        lines.append((side, 700 - 60 * row, f"{number}. What is the purpose of thing {number}?"))
        lines.append((side, 680 - 60 * row, f"It is there for reason {number}, they say."))
    return lines


def test_columns_of_a_pdf_are_read_one_after_the_other_without_the_pages_frame():
    pages = [
        [
            (200, 780, "Lecture notes on bread"),
            *_columns(40, range(1 + 12 * at, 7 + 12 * at)),
            *_columns(320, range(7 + 12 * at, 13 + 12 * at)),
            (300, 20, f"Page {at + 1}"),
        ]
        for at in range(2)
    ]
    assert pairs(pdf(pages)) == [
        (f"What is the purpose of thing {n}?", f"It is there for reason {n}, they say.")
        for n in range(1, 25)
    ]


BAKED = [
    ("What is the difference between rye and wheat flour in baking?",
     "Rye holds less gas because it has little gluten and many pentosans that bind water."),
    ("Why does dough rise?",
     "Yeast eats the sugar and gives off carbon dioxide, which the network keeps inside."),
    ("How long does a sourdough rest before it is shaped into loaves?",
     "About four hours at room temperature; it should have doubled its size by then."),
    ("Why is a Dutch oven used for baking bread at home?",
     "It keeps the steam close to the loaf so that the crust stays soft for longer."),
    ("How is oven spring explained?",
     "Gas expands with the heat and yeast works faster until it dies at sixty degrees."),
]  # fmt: skip


def _set(width: int, rows: int, places: tuple[int, ...]) -> list[list[tuple[float, float, str]]]:
    """Return pages of the questions in columns that begin at these places."""
    texts = [text for number, (asked, said) in enumerate(BAKED, 1)
             for text in (f"{number}. {asked}", said)]  # fmt: skip
    lines = [line for text in texts for line in textwrap.wrap(text, width)]
    columns = [lines[at : at + rows] for at in range(0, len(lines), rows)]
    return [
        [(place, 740 - 14 * row, line)
         for place, column in zip(places, columns[at : at + len(places)], strict=False)
         for row, line in enumerate(column)]
        for at in range(0, len(columns), len(places))
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("width", "rows", "places"),
    [(42, 12, (50, 320)), (42, 20, (50, 320)), (42, 7, (50, 290)), (30, 14, (40, 220, 400))],
    ids=["even", "a short last column", "several pages", "three columns"],
)
def test_columns_are_told_however_many_and_long_they_are(width, rows, places):
    framed = [
        [(50, 780, "Chapter 4: Bread"), *page, (300, 30, str(at))]
        for at, page in enumerate(_set(width, rows, places), 1)
    ]
    found = [(asked, " ".join(said.split())) for asked, said in pairs(pdf(framed))]
    assert found == BAKED


def test_what_spans_the_columns_parts_what_stands_above_and_below_it():
    (above,) = _set(42, 15, (50, 320))
    below = [
        (x, y - 300, text.replace("gluten", "bran"))
        for x, y, text in ((x, y, re.sub(r"^\d", lambda n: str(int(n[0]) + 5), t))
                           for x, y, t in above)
    ]  # fmt: skip
    title = (50, 485, "Part two, in which all of this is asked once more for those who know it")
    asked = [question for question, _ in pairs(pdf([[*above, title, *below]]))]
    assert asked == 2 * [question for question, _ in BAKED]


def test_titles_of_several_lines_across_two_columns_do_not_hide_them():
    titles = (
        "All that a beginner ought to know about bread, flour, salt and time before baking",
        "and some of what a baker forgets",
        "Notes of the winter course in Bern, with the answers that our group wrote down,",
        "which may be wrong",
        "For those of us who were there, and for nobody else, so please ask before you copy",
        "what we wrote here, and tell us where you find us to be wrong, as we often must be,",
        "since none of us had baked a loaf before that winter, nor read a book about baking.",
    )
    head = [(50, 830 - 12 * row, text) for row, text in enumerate(titles)]
    (page,) = _set(42, 15, (50, 320))
    assert [question for question, _ in pairs(pdf([[*head, *page]]))] == [q for q, _ in BAKED]


def test_a_pdf_of_pictures_says_so():
    with pytest.raises(BrokenDocument, match="pictures"):
        read(pdf([[]]))


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (word([("Heading2", "What is rye?")]), "Word document"),
        (spreadsheet([["question", "answer"]]), "spreadsheet"),
        (package(NOTES), "Anki package"),
    ],
)
def test_a_broken_document_is_called_what_it_is(data, kind):
    for cut in (data[: len(data) // 2], data[:-10]):
        with pytest.raises(BrokenDocument, match=f"broken (?:{kind}|Office document)"):
            read(cut)


def test_an_archive_that_unpacks_to_more_than_is_read_is_refused():
    bomb = zipped({"word/document.xml": b"0" * (120 * 2**20)})
    assert len(bomb) < 2**20
    with pytest.raises(BrokenDocument, match="larger than 100 MB"):
        read(bomb)


def test_a_pdf_that_draws_itself_without_end_ends_its_own_process_alone(monkeypatch):
    monkeypatch.setattr(pdf_apart, "MEMORY_BYTES", 250_000_000)
    with pytest.raises(BrokenDocument, match="more time or memory"):
        read(looping_pdf())


@pytest.mark.parametrize(
    "notes",
    [
        "SELECT 1 AS id, 7 AS mid, hex(zeroblob(400000000)) AS flds",
        """
        WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r LIMIT 99)
        SELECT i AS id, 7 AS mid, hex(zeroblob(20000)) AS flds FROM r
        """,
    ],
)
def test_a_package_that_computes_its_notes_is_refused(notes: str):
    with pytest.raises(BrokenDocument, match="computes"):
        read(computed_package(notes))


def test_a_package_with_more_text_than_two_documents_is_refused(monkeypatch):
    monkeypatch.setattr(anki_packages, "_MOST_TEXT", 20)
    with pytest.raises(BrokenDocument, match="MB of text"):
        read(package(NOTES))


def test_a_package_with_more_notes_than_are_read_is_refused_and_not_cut(monkeypatch):
    for module in (anki_packages, opening):
        monkeypatch.setattr(module, "MAX_CARDS", 4)
    notes = [[str(at), f"What is rye {at}?", "A grain."] for at in range(5)]
    assert len(read(package(notes[:4])).items) == 4
    with pytest.raises(BrokenDocument, match="more than 4 cards"):
        read(package(notes))


def test_a_sheet_with_more_rows_than_are_read_is_refused_and_not_cut(monkeypatch):
    monkeypatch.setattr(spreadsheets, "MAX_CARDS", 4)
    rows = [["question", "answer"], *[[f"What is rye {at}?", "A grain."] for at in range(5)]]
    assert len(read(spreadsheet(rows[:5])).items) == 4
    with pytest.raises(BrokenDocument, match="more than 4 rows"):
        read(spreadsheet(rows))


def test_a_word_document_of_more_tags_than_are_read_in_time_is_refused(monkeypatch):
    monkeypatch.setattr(word_files, "_MOST_SIGNS", 100)
    with pytest.raises(BrokenDocument, match="longer than"):
        read(word([("Heading2", f"What is rye {at}?") for at in range(20)]))


def test_entities_in_an_office_file_are_refused():
    with pytest.raises(BrokenDocument, match="entities"):
        read(word([("", "What?")], '<!DOCTYPE w [<!ENTITY a "aaaa">]>'))


@pytest.mark.parametrize("name", ["collection.anki2", "collection.anki21b", "word/document.xml",
                                  "xl/workbook.xml"])  # fmt: skip
def test_an_archive_with_rubbish_in_it_is_told_to_be_broken(name: str):
    with pytest.raises(BrokenDocument):
        read(zipped({name: b"rubbish"}))


def test_a_database_without_notes_is_told_to_be_broken():
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE x (y)")
    data = connection.serialize()
    connection.close()
    with pytest.raises(BrokenDocument, match="database"):
        read(zipped({"collection.anki2": data}))


def test_what_is_not_read_says_what_to_do_instead():
    with pytest.raises(BrokenDocument, match="presentation"):
        read(zipped({"ppt/presentation.xml": "x"}))


def test_an_archive_that_is_not_taken_apart_says_why_and_what_to_do():
    notes = "1. What is rye?\n\nA grain.\n"
    for data, why in (
        (zipped({f"{at}.md": notes for at in range(600)}), "600 documents.*split it"),
        (zipped({"a.exe": "x"}), "no documents; put"),
        (zipped({"a.md": notes}), "archive in an archive; unpack it"),
    ):
        with pytest.raises(BrokenDocument, match=why):
            read(data)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 200_000,
        '{"question":' * 50_000,
        "<quiz>" + "<question>" * 50_000,
        "<!doctype html>" + "<div>" * 50_000 + "What?",
        "<!doctype html>" + "<ul><li>" * 50_000 + "What?",
        "\\documentclass{exam}" + "{" * 50_000,
        "\\begin{questions}" * 20_000,
        "- a:\n" + "".join(" " * at + "- a:\n" for at in range(2_000)),
        "a: &a [x,x]\nb: &b [*a,*a]\n" + "\n".join(
            f"c{at}: &c{at} [*{'b' if not at else f'c{at - 1}'},*b]" for at in range(40)
        ),
        "::" * 100_000,
        "{{c1::" * 50_000,
        "#separator:tab\n" + "{{c1::a}} " * 20_000,
        "* a\n" * 3_000 + ":PROPERTIES:\n",
        "What? {" + "=a ~b " * 50_000,
        "::a::What? {" + "~b" * 5_000 + "=c}",
        "#+TITLE: a\n" + "* a? :drill:\n" * 1_000,
        "#+TITLE: a\n" + "".join("*" * at + " a? :drill:\n" for at in range(1, 400)),
        "\\documentclass{exam}\\begin{questions}\\question " + "$a" * 20_000,
        "A) x\n" * 5_000 + "ANSWER: A\n",
        "|a|b|\n|-|-|\n" + "|x|y|\n" * 5_000,
    ],
    ids=lambda text: text[:12],
)  # fmt: skip
def test_nothing_that_nests_or_repeats_breaks_a_reader(text: str):
    for name in ("a.txt", "a.yaml"):
        with suppress(DocumentError):
            read(text, name)


@pytest.mark.parametrize("mark", ['<w:highlight w:val="yellow"/>', '<w:u w:val="single"/>'])
def test_in_word_the_option_that_is_marked_is_right(mark: str):
    marked = f"</w:t></w:r><w:r><w:rPr>{mark}</w:rPr><w:t>{{}}</w:t></w:r><w:r><w:t>"
    quiz = {"What is rye?": ["grain", "fish"], "What is salt?": ["mineral", "bird"],
            "What is yeast?": ["fungus", "metal"]}  # fmt: skip
    lines = [
        line
        for at, (question, (right, wrong)) in enumerate(quiz.items(), 1)
        for line in (f"{at}. {question}", marked.format(f"a) A {right}"), f"b) A {wrong}")
    ]

    assert [answer for _, answer in pairs(word([("", line) for line in lines]), "quiz.docx")] == [
        "A grain", "A mineral", "A fungus",
    ]  # fmt: skip
