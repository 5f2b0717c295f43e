from __future__ import annotations

import pytest

from bot.core.alignment.wording import QuestionWeights, Wording, asks_for_a_deed, same_word

CANVAS = [
    "What is a jib?",
    "What is a genoa?",
    "What is a spinnaker?",
    "How do you reef the mainsail in strong wind?",
    "What are the 3 points of sail?",
    "Which knots hold a halyard?",
]


def likeness(one: str, other: str) -> float:
    wordings = [Wording.of(text) for text in [*CANVAS, one, other]]
    return QuestionWeights(wordings).likeness(wordings[-2], wordings[-1])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("What are the three points of sail?", "What are the 3 points of sail"),
        ("What’s a **jib**?", "What's a `jib`?"),
        ("What is `sheet\\_lead`?", "What is sheet_lead?"),
    ],
)
def test_typography_makes_no_difference(one, other):
    assert likeness(one, other) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "How do you reef the mainsail in strong wind?",
            "Explain how to reef a mainsail in strong wind",
        ),
        ("What does a barber-hauler do?", "What does a barberhauler do?"),
        ("How does a spinnaker fly?", "How does a spinaker fly?"),
    ],
)
def test_the_same_subject_in_other_words_is_alike(one, other):
    assert 0.75 < likeness(one, other) < 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("What is a jib?", "What is a genoa?"),
        ("What is a A sail?", "What is a B sail?"),
        ("What is supervised steering?", "What is unsupervised steering?"),
        ("Is a draught of 0.5 m shallow?", "Is a draught of 5.0 m shallow?"),
        ("How long is the boom of boat 4?", "How long is the boom of boat 5?"),
    ],
)
def test_another_subject_is_another_question(one, other):
    assert likeness(one, other) < 0.6


def test_likeness_does_not_depend_on_the_side():
    assert likeness(CANVAS[3], "How do you reef a jib?") == pytest.approx(
        likeness("How do you reef a jib?", CANVAS[3])
    )


def test_a_question_without_words_is_still_itself():
    assert likeness("???", "???") == 1
    assert likeness("???", "!!!") == 0


def test_digits_and_first_letters_tell_words_apart():
    assert same_word("spinnaker", "spinaker")
    assert not same_word("bearing12", "bearing13")
    assert not same_word("affluent", "effluent")
    assert not same_word("jib", "jab")


def test_a_command_asks_for_a_deed_and_a_question_does_not():
    assert asks_for_a_deed("Tie a bowline behind your back.")
    assert not asks_for_a_deed("What is a bowline?")
    assert not asks_for_a_deed("Explain the bowline.")


def test_words_that_bind_alike_are_no_words_of_the_subject():
    rather = Wording.of("Why might one cut the dough by weight rather than by eye?")
    instead = Wording.of("Why might you cut the dough by weight instead of by eye?")

    assert rather.subject == instead.subject
