from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.importing.questions import Look, clean_question, look, sentences, split_question


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("What is rye?", Look.QUESTION),
        ("Open the oven and note the number: 1+1. What happens?", Look.QUESTION),
        ("What is a crumb? Provide an example.", Look.QUESTION),
        ("What is a crumb? Why?", Look.QUESTION),
        ("True or false? The sun is a star.", Look.QUESTION),
        ('Consider the thought "What would happen if it went well?"', Look.QUESTION),
        ("Explain proofing.", Look.STUDY),
        ("Before you bake, describe the dough.", Look.STUDY),
        ("Double it. Select the last four.", Look.TASK),
        ("Levers: what is in our control?", Look.NONE),
        ("do?", Look.NONE),
        ("method do?", Look.NONE),
        ("The oven is hot.", Look.NONE),
        ("Create these:", Look.NONE),
        ("What is rye? Use it in bread", Look.NONE),
        ('"Who is there?"', Look.NONE),
        ("", Look.NONE),
    ],
)
def test_a_text_reads_like_a_question_or_not(text: str, kind: Look) -> None:
    assert look(text) is kind


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("It is hot, e.g. 200 degrees. Then cold.", ["It is hot, e.g. 200 degrees.", "Then cold."]),
        ("What is `a.b? c`? It is.", ["What is `a.b? c`?", "It is."]),
        ("Is it (really? truly. yes) hot? No.", ["Is it (really? truly. yes) hot?", "No."]),
        ("Is it hot?The oven is.", ["Is it hot?", "The oven is."]),
        ("Is it 3.5 degrees? yes", ["Is it 3.5 degrees?", "yes"]),
        ('She said "Why?" and left. So.', ['She said "Why?" and left.', "So."]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, parts: list[str]) -> None:
    assert [part.strip() for part in sentences(text)] == parts


@given(st.text(max_size=200))
def test_sentences_joined_are_the_text(text: str) -> None:
    assert "".join(sentences(text)) == text


@given(st.text(alphabet='Wha is?. Explain:,(`"', max_size=80))
def test_splitting_loses_nothing(text: str) -> None:
    question, rest = split_question(text)
    assert (question + rest).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("**What** is *rye*?", "What is rye?"),
        ("What is item\\_one?", "What is item_one?"),
        ("What is `a_b_c * d`?", "What is `a_b_c * d`?"),
        ("What is <code>rye</code>,<br> <b>dark</b>?", "What is `rye`, dark?"),
        ("What is &lt;b&gt; &amp; c?", "What is <b> & c?"),
        ("What is rye?**", "What is rye?"),
        ("What is a * b * c and snake_case_name?", "What is a * b * c and snake_case_name?"),
        ("What  is\n rye? ##", "What is rye?"),
        ("*Rye* is a ____.", "Rye is a ____."),
        ("____ bread is dark, _____'s is ___.", "____ bread is dark, _____'s is ___."),
    ],
)
def test_a_question_is_cleaned_to_plain_inline_markdown(raw: str, clean: str) -> None:
    assert clean_question(raw) == clean
