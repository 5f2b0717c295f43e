"""Question banks: GIFT, Moodle XML, Aiken, JSON and YAML."""

from __future__ import annotations

import json

import pytest

from bot.core.documents import Status
from bot.errors import BrokenDocument
from tests.unit.importing.containers.reading import pairs, read

GIFT = """// Made for a class
$CATEGORY: top/Bread

::Rye:: Which grain is dark? {=rye#Yes. ~wheat ~%50%spelt}

Salt is {=a mineral} in the dough.

Crust is brown.{T}

When was the oven lit?{#1900:5}

Match the flour with its number. {=rye -> 997 =wheat -> 550}

Name a yeast. {=dry =fresh}

Tell us about your bread. {}

[html]<p>What is <b>2\\=2</b>?</p>{
  ~<p>false</p>

  =<p>true\\, of course</p>
}
"""


def test_gift_is_read_with_all_its_kinds_of_questions():
    assert pairs(GIFT) == [
        ("Which grain is dark?\n- rye\n- wheat\n- spelt", "rye"),
        ("Salt is ___ in the dough.", "a mineral"),
        ("Crust is brown.", "True"),
        ("When was the oven lit?", "1900 ± 5"),
        ("Match the flour with its number.", "- rye → 997\n- wheat → 550"),
        ("Name a yeast.", "- dry\n- fresh"),
        ("Tell us about your bread.", ""),
        ("What is 2=2?\n- false\n- true\\, of course", "true\\, of course"),
    ]
    document = read(GIFT)
    assert (document.format, document.items[0].section) == ("GIFT", "Bread")
    assert document.items[6].status is Status.EMPTY


def test_several_options_of_partial_worth_are_right_together():
    text = "Which are grains? {~%50%rye ~%50%wheat ~%-100%salt}\n"
    assert pairs(text, "a.gift") == [
        ("Which are grains?\n- rye\n- wheat\n- salt", "- rye\n- wheat")
    ]


def test_a_program_with_braces_is_no_bank():
    text = "1. What is a loop?\n\nfor (;;) { x = 1; }\n\n2. What is a set?\n\n{1, 2}\n"
    assert read(text).format == "numbered"


MOODLE = """<?xml version="1.0" encoding="UTF-8"?>
<quiz>
<question type="category"><category><text>$course$/Bread</text></category></question>
<question type="description">
 <questiontext><text>Read this.</text></questiontext></question>
<question type="multichoice"><name><text>n</text></name>
 <questiontext format="html">
 <text><![CDATA[<p>Which <b>grain</b> is dark?</p>]]></text></questiontext>
 <answer fraction="100"><text>rye</text><feedback><text>Yes</text></feedback></answer>
 <answer fraction="0"><text>wheat</text></answer></question>
<question type="truefalse">
 <questiontext><text>Crust is brown.</text></questiontext>
 <answer fraction="0"><text>false</text></answer>
 <answer fraction="100"><text>true</text></answer></question>
<question type="numerical"><questiontext><text>How hot?</text></questiontext>
 <answer fraction="100"><text>230</text><tolerance>10</tolerance></answer></question>
<question type="matching"><questiontext><text>Match.</text></questiontext>
 <subquestion><text>rye</text><answer><text>997</text></answer></subquestion>
 <subquestion><text>wheat</text><answer><text>550</text></answer></subquestion></question>
<question type="essay"><questiontext><text>Why bake?</text></questiontext>
 <answer fraction="0"><text></text></answer>
 <graderinfo format="html"><text>For taste.</text></graderinfo></question>
<question type="gapselect">
 <questiontext><text>Bread needs [[2]] and [[1]].</text></questiontext>
 <selectoption><text>salt</text></selectoption>
 <selectoption><text>flour</text></selectoption></question>
<question type="cloze">
 <questiontext><text>Rye is {1:SHORTANSWER:=dark~%50%brown#hm}.</text></questiontext></question>
</quiz>"""


def test_moodle_xml_is_read_with_all_its_kinds_of_questions():
    assert pairs(MOODLE) == [
        ("Which grain is dark?\n- rye\n- wheat", "rye"),
        ("Crust is brown.", "True"),
        ("How hot?", "230 ± 10"),
        ("Match.", "- rye → 997\n- wheat → 550"),
        ("Why bake?", "For taste."),
        ("Bread needs ___ and ___.\n- salt\n- flour", "- flour\n- salt"),
        ("Rye is ___.", "dark"),
    ]
    assert {item.section for item in read(MOODLE).items} == {"Bread"}


def test_entities_in_xml_are_refused():
    bomb = '<!DOCTYPE q [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><quiz><question type="essay">'
    with pytest.raises(BrokenDocument, match="entities"):
        read(f"{bomb}<questiontext><text>&b;?</text></questiontext></question></quiz>")


def test_a_document_type_from_elsewhere_is_refused():
    text = "<questiontext><text>Why?</text></questiontext>"
    quiz = f'<quiz><question type="shortanswer">{text}</question></quiz>'
    with pytest.raises(BrokenDocument, match="document type"):
        read(f'<!DOCTYPE quiz SYSTEM "http://a.example/quiz.dtd">{quiz}')


AIKEN = """Which grain is dark?
A) rye
B) wheat
ANSWER: A

The oven is lit with
A. wood
B. salt
ANSWER: A
"""


def test_aiken_is_read_with_statements_too():
    assert pairs(AIKEN) == [
        ("Which grain is dark?\n\n- rye\n- wheat", "rye"),
        ("The oven is lit with\n\n- wood\n- salt", "wood"),
    ]


@pytest.mark.parametrize("label", ["A.", "A)", "A:", "(A)", "a.", "a)", "a:", "(a)"])
def test_an_option_of_aiken_is_its_text_however_its_letter_is_written(label: str):
    text = AIKEN
    for letter in "AB":
        wanted = label.replace("A", letter).replace("a", letter.lower())
        text = text.replace(f"\n{letter}) ", f"\n{wanted} ").replace(
            f"\n{letter}. ", f"\n{wanted} "
        )
    assert pairs(text) == [
        ("Which grain is dark?\n\n- rye\n- wheat", "rye"),
        ("The oven is lit with\n\n- wood\n- salt", "wood"),
    ]


@pytest.mark.parametrize("option", ["Both A and B", "Neither (a) nor (b)", "A, but not B"])
def test_options_of_aiken_keep_the_letters_that_one_of_them_names(option: str):
    text = AIKEN.replace("B) wheat\n", f"B) wheat\nC) {option}\n")
    assert [question for question, _ in pairs(text)] == [
        f"Which grain is dark?\n\n- A: rye\n- B: wheat\n- C: {option}",
        "The oven is lit with\n\n- wood\n- salt",
    ]


def test_an_exam_with_lettered_options_keys_and_explanations_is_read_alike():
    text = (
        "# Exam\n\nQuestion 1: Which are grains?\nThink twice.\na) rye\nb) salt, which\nis white\n"
        "c) wheat\nCorrect answers: A, C\nExplanation: Both are sown.\n\n"
        "2. Which is hot?\nA. ice\nB. oven\nAnswer: B\n"
    )
    assert pairs(text) == [
        (
            (
                "Which are grains?\n\nThink twice.\n\n"
                "- a: rye\n- b: salt, which\n  is white\n- c: wheat"
            ),
            "- rye\n- wheat\n\nExplanation: Both are sown.",
        ),
        ("Which is hot?\n\n- A: ice\n- B: oven", "oven"),
    ]


@pytest.mark.parametrize(
    "record",
    [
        {"question": "Dark?", "options": ["rye", "wheat"], "answer": "rye"},
        {"question": "Dark?", "choices": ["rye", "wheat"], "correctIndex": 0},
        {"question": "Dark?", "options": {"A": "rye", "B": "wheat"}, "answer": "A"},
        {"question": "Dark?", "options": ["rye", "wheat"], "answer": "A"},
        {"q": "Dark?", "A": "rye", "B": "wheat", "correct": "A"},
        {
            "question_text": "Dark?",
            "answers": [{"text": "rye", "correct": True}, {"text": "wheat", "correct": False}],
        },
        {"question": {"text": "Dark?"}, "correctAnswer": "rye", "incorrectAnswers": ["wheat"]},
    ],
)
def test_records_of_every_make_say_the_same(record: dict[str, object]):
    expected = [("Dark?\n- rye\n- wheat", "rye")]
    assert pairs(json.dumps([record])) == expected
    assert pairs(json.dumps({"data": {"quiz": {"results": [record]}}})) == expected
    assert pairs(json.dumps(record) + "\n" + json.dumps(record)) == expected * 2


def test_a_mapping_from_questions_to_answers_is_a_bank():
    text = '{"What is rye?": "A grain.", "What is &quot;salt&quot;?": ["mineral", "spice"]}'
    assert pairs(text) == [
        ("What is rye?", "A grain."),
        ('What is "salt"?', "- mineral\n- spice"),
    ]
    yaml = "AUTHOR: me\nDESCRIPTION: bread\nWhat year was it?:\n- 1900\nIs it on?:\n- yes\n"
    assert pairs(yaml) == [("What year was it?", "1900"), ("Is it on?", "yes")]


def test_data_that_asks_nothing_is_no_bank():
    with pytest.raises(Exception, match="data"):
        read('{"repo": "a/b", "path": "c.md", "licence": "MIT", "n": 4}', "data.json")


GIFT_WITH_REMARKS = (
    "::a:: What is rye? {=A grain.#So it is. ~A fish.}\n\n::b:: Why bake? {=Taste.}\n"
)
MOODLE_WITH_REMARKS = (
    "<quiz><question type='shortanswer'><questiontext><text>What is rye?</text></questiontext>"
    "<answer fraction='100'><text>A grain</text><feedback><text>So it is.</text></feedback>"
    "</answer></question><question type='shortanswer'><questiontext><text>Why bake?</text>"
    "</questiontext><answer fraction='100'><text>Taste</text><feedback><text/></feedback></answer>"
    "</question></quiz>"
)


@pytest.mark.parametrize("text", [GIFT_WITH_REMARKS, MOODLE_WITH_REMARKS])
def test_what_a_bank_says_of_an_answer_is_told_to_be_left_out(text: str):
    document = read(text)
    assert [(one.lines.first, one.reason) for one in document.skipped] == [(1, "feedback")]
    assert document.items[0].lines.first == 1
