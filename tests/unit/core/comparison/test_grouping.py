"""Near-identical texts are grouped, others never."""

from __future__ import annotations

import random
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.comparison import alike_groups

LONG = "The gradient descent method minimises the differentiable loss function"


def together(*texts: str, right: tuple[str, ...] = ()) -> bool:
    return alike_groups(texts, right) == (tuple(range(len(texts))),)


@pytest.mark.parametrize(
    ("text", "variant"),
    [
        ("Overfitting", "overfitting."),
        ("x for dependent, y for independent", "X for dependent; y for independent!"),
        ("It's a data set", "Its a dataset"),
        ("pre-trained model", "pretrained  model"),
        ("**Bold** `code`", "bold code"),
        ("", " \n"),
        ("✓", " ✓ "),
        ("Overfitting", "Overfiting"),
        (LONG, LONG.replace("gradient", "gradiant")),
        (LONG, LONG.replace("descent", "descnet")),
        (LONG, LONG.replace("function", "functon").replace("minimises", "minimisees")),
        ("- first point\n- second point", "first point, second point"),
        ("\N{FULLWIDTH LATIN CAPITAL LETTER A}lpha decay", "alpha decay"),
    ],
)
def test_trivial_variants_are_together(text: str, variant: str) -> None:
    assert together(text, variant)


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("x for dependent, y for independent", "x is independent, y dependent"),
        ("x for dependent, y for independent", "x for independent, y for dependent"),
        ("It is supervised", "It is unsupervised"),
        ("It is possible", "It is not possible"),
        ("the microscopic form of a cell", "the macroscopic form of a cell"),
        ("the interclass variance is large here", "the intraclass variance is large here"),
        ("10 layers", "100 layers"),
        ("0.5", "5.0"),
        ("1 0", "10"),
        ("-1", "1"),
        ("x < y", "x > y"),
        ("a + b", "a * b"),
        ("P(A|B)", "P(A, B)"),
        ("precision", "recall"),
        ("causal", "casual"),
        ("adsorption", "absorption"),
        ("complement", "compliment"),
        ("in", "on"),
        ("", "✓"),
        ("rows and columns", "columns and rows"),
    ],
)
def test_texts_that_may_mean_something_else_stay_apart(text: str, other: str) -> None:
    assert not together(text, other)


def test_words_of_the_question_are_meant_as_they_are_written() -> None:
    texts = ("the compound is then a nitrate salt", "the compound is then a nitrite salt")
    assert together(*texts)
    assert not together(*texts, right=("Is it a nitrate or a nitrite?",))


def test_more_typos_than_the_length_allows_keep_texts_apart() -> None:
    assert not together("gradient descent", "gradint descnt")


def test_no_texts_are_no_groups() -> None:
    assert alike_groups([]) == ()


answers = st.lists(
    st.sampled_from(
        ["Overfitting", "overfiting", "OVERFITTING!", "underfitting", "data set", "dataset", "",
         "data-set", LONG, LONG.replace("loss", "cost"), LONG.upper(), "x < y", "x > y", "plane",
         "planet", "planets", "✓"]
    )
    | st.text(max_size=12),
    max_size=12,
)  # fmt: skip


@given(answers)
def test_groups_are_a_partition(texts: list[str]) -> None:
    groups = alike_groups(texts)
    assert sorted(index for group in groups for index in group) == list(range(len(texts)))
    assert all(group == tuple(sorted(group)) for group in groups)
    assert list(groups) == sorted(groups)


@given(answers, st.randoms(use_true_random=False))
def test_the_order_of_the_texts_does_not_change_the_partition(
    texts: list[str], dice: random.Random
) -> None:
    order = list(range(len(texts)))
    dice.shuffle(order)
    shuffled = alike_groups([texts[index] for index in order])
    mapped = {frozenset(order[index] for index in group) for group in shuffled}
    assert mapped == {frozenset(group) for group in alike_groups(texts)}


@given(
    st.lists(st.sampled_from(["rain", "Wind", "ice-cold", "it's", "20", "limestone"]), min_size=1)
)
def test_case_spaces_and_punctuation_change_nothing(said: list[str]) -> None:
    text = " ".join(said)
    assert together(text, text.upper(), text.swapcase(), f"  {text} !?", ",  ".join(said))


@pytest.mark.parametrize(
    "texts", [("plane", "planet", "planets"), ("data set", "dataset", "datasets")]
)
def test_a_chain_of_small_differences_is_cut_at_the_same_place(texts: tuple[str, ...]) -> None:
    def partition(order: tuple[str, ...]) -> set[frozenset[str]]:
        return {frozenset(order[index] for index in group) for group in alike_groups(order)}

    assert all(partition(order) == partition(texts) for order in permutations(texts))


def test_thousands_of_similar_short_texts_are_compared() -> None:
    texts = [f"sediment{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}xyz" for n in range(2000)]
    groups = alike_groups(texts)
    assert sum(map(len, groups)) == 2000


def test_single_words_a_letter_apart_find_each_other_among_many() -> None:
    many = [f"quartz{chr(97 + a)}{chr(97 + b)}xyloph" for a in range(26) for b in range(0, 26, 2)]
    groups = alike_groups(["limestone", "limestone", "limestne", "lmiestone", "granite", *many])
    assert groups[:2] == ((0, 1, 2, 3), (4,))
