"""Answers above their questions, told by labels that come in turn."""

from __future__ import annotations

from tests.unit.importing.reading import pairs, parse

ROWS = (("grain", "What is rye?"), ("taste", "Why salt?"), ("heat", "What does an oven give?"))


def test_an_answer_above_its_question_is_that_question_s() -> None:
    text = "".join(f"**Answer:** {a}\n**Question:** {q}\n\n" for a, q in ROWS)
    assert pairs(f"# Clues\n\n{text}") == [(q, a) for a, q in ROWS]
    assert [each.reason for each in parse(f"# Clues\n\n{text}").skipped] == ["heading"]


def test_the_lines_below_the_first_of_an_answer_above_go_with_it() -> None:
    text = "".join(f"A: {a}\n\n- and more\n\n---\n\nQ: {q}\n\n" for a, q in ROWS)
    assert pairs(text) == [(q, f"{a}\n\n- and more") for a, q in ROWS]


def test_an_answer_too_many_below_the_last_question_leaves_all_of_them_below() -> None:
    text = "A: see the book\n\n" + "".join(f"Q: {q}\nA: {a}\n\n" for a, q in ROWS)
    assert pairs(text) == [(q, a) for a, q in ROWS]
