"""How alike two texts are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.similarity import likeness, weighed

REFERENCE = "A glacier is a slowly moving mass of ice formed from compacted snow."
texts = st.text(max_size=80) | st.lists(
    st.sampled_from(["glacier", "moves", "snow", "the", "3.5", "ice", "[x](y)", "`ice`"]),
    max_size=8,
).map(" ".join)


@given(texts, texts, texts)
def test_a_likeness_is_between_nothing_and_everything(
    reply: str, reference: str, question: str
) -> None:
    assert 0.0 <= likeness(reply, reference, question) <= 1.0


@given(texts, texts)
def test_a_text_is_wholly_like_itself(text: str, question: str) -> None:
    blank = likeness(text, text) == 0.0
    assert likeness(text, text, question) == (0.0 if blank else pytest.approx(1.0))


def test_an_empty_reply_is_like_nothing() -> None:
    assert likeness("", REFERENCE) == 0.0
    assert likeness(REFERENCE, "") == 0.0
    assert likeness("", "") == 0.0


def test_a_reply_of_signs_is_like_the_same_signs_only() -> None:
    assert likeness("✓", "✓") == 1.0
    assert likeness("✓", "✗") == 0.0
    assert likeness("✓", REFERENCE) == 0.0


def test_case_and_punctuation_do_not_matter() -> None:
    assert likeness(REFERENCE.upper().rstrip(".") + "!!", REFERENCE) == pytest.approx(1.0)


def test_a_closer_reply_is_more_alike() -> None:
    close = likeness("Ice that moves slowly, made of compacted snow", REFERENCE)
    loose = likeness("Something cold with snow", REFERENCE)
    wrong = likeness("A river that runs through a desert", REFERENCE)
    assert close > loose > wrong


def test_repeating_the_question_is_little_of_an_answer() -> None:
    question = "What is a glacier formed from?"
    repeated = likeness("A glacier is formed from", REFERENCE, question)
    answered = likeness("compacted snow, ice", REFERENCE, question)
    assert answered > repeated
    assert repeated < likeness("A glacier is formed from", REFERENCE)


def test_letters_of_the_question_count_less() -> None:
    asked = likeness("glacial", "a glacier is ice", "What is a glacier?")
    assert 0.0 < asked < likeness("glacial", "a glacier is ice")


def test_a_reference_that_only_repeats_the_question_can_be_matched() -> None:
    assert likeness("Snow", "Snow", "Is it snow or ice?") == pytest.approx(1.0)


def test_a_reference_of_function_words_can_be_matched() -> None:
    assert likeness("Both.", "both") == pytest.approx(1.0)
    assert likeness("neither", "both") < 0.5


def test_a_typo_in_a_long_word_costs_little() -> None:
    assert likeness("compactd snow", "compacted snow") > likeness("compost snow", "compacted snow")


def test_another_language_has_other_stems() -> None:
    german = likeness("die Häuser", "das Häusern", language="german")
    assert german > likeness("die Häuser", "das Häusern", language="english")


def test_several_references_weigh_the_best_and_the_mean() -> None:
    alone = likeness("compacted snow", REFERENCE)
    assert weighed([alone, 1.0], [1.0, 1.0]) == pytest.approx((1.0 + (alone + 1.0) / 2) / 2)


def test_a_reference_that_is_trusted_less_counts_less() -> None:
    likenesses = [likeness("compacted snow", REFERENCE), 1.0]
    alone, half, whole = (weighed(likenesses, [1.0, weight]) for weight in (0.0, 0.5, 1.0))
    assert alone == pytest.approx(likenesses[0])
    assert alone < half < whole


def test_one_reference_among_several_is_that_reference() -> None:
    alone = likeness("snow", REFERENCE, "What?")
    assert weighed([alone], [1.0]) == alone
