"""Where a text says otherwise than a reference."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.comparison import DifferenceKind, Touch, key_points, touches

SWITCHED = "Dropout is switched off while the model serves"


def touch_of(text: str, reference: str, question: str = "", language: str = "english") -> Touch:
    (touch,) = touches(text, key_points(reference, question, language), language)
    return touch


@pytest.mark.parametrize(
    ("reference", "text", "kind"),
    [
        (SWITCHED, "Dropout is not switched off while the model serves", "negation"),
        ("Glaciers never form in deserts", "Glaciers form in deserts", "negation"),
        ("The harder rock scratches chalk", "The softer rock scratches chalk", "opposite"),
        ("The valve is closed at night", "The valve is open at night", "opposite"),
        ("The valve is closed at night", "The valve is not closed at night", "opposite"),
        ("The yeast is no longer that of the flour", "The yeast is that of the flour", "negation"),
        ("The seed grows after 30 days", "The seed grows after 40 days", "number"),
        (
            "A relaxed dough stretches without tearing.",
            "A relaxed dough never stretches.",
            "negation",
        ),
        ("The bell rings before noon", "The bell never rings before noon", "opposite"),
        ("Pass seed=42 to the splitter", "Pass seed=43 to the splitter", "number"),
        ("Varnish reduces the wear", "Varnish does not reduce the wear", "opposite"),
        ("Varnish lowers the wear", "Varnish raises the wear", "opposite"),
        ("Gold reacts as silver does, the same", "Gold reacts differently than silver", "opposite"),
        ("The bell rings at noon", "The bell does not ring at noon but at night", "negation"),
        ("Tar = black, chalk = white", "tar = white chalk = black", "swap"),
        ("The gear speeds up the mill", "The gear slows down the mill", "opposite"),
        ("Frost cracks the stone", "Forget frost: it does not crack the stone", "negation"),
        ("Salt the water instead of the dough", "Salt the dough", "negation"),
        ("Ask the miller rather than the baker", "Ask the baker about the mill", "negation"),
        ("Not when the oven smokes", "When the oven smokes", "negation"),
        ("Rents rise every spring", "Rents fell every spring", "opposite"),
        ("A soft reset keeps the labels", "A reset throws the labels away", "opposite"),
        ("When tides rise, sales fall", "When tides rise, sales rise", "opposite"),
        ("The dam costs 1,250 crowns", "The dam costs 1,520 crowns", "number"),
        ("Milk turns sour into cheese", "Cheese turns into sour milk", "swap"),
        (
            "The pump lifts water from the well to the roof",
            "It carries water from the roof to the well",
            "swap",
        ),
    ],
)
def test_a_point_that_is_contradicted_is_shown_so_and_never_found(
    reference: str, text: str, kind: str
) -> None:
    touch = touch_of(text, reference)
    assert touch.differs is not None
    assert touch.differs.kind is DifferenceKind(kind)
    assert (touch.differs.ours, touch.differs.theirs) == (text, reference)
    assert not touch.touched


@pytest.mark.parametrize(
    ("reference", "text"),
    [
        (SWITCHED, "While the model serves dropout is switched off, not only batch norm"),
        ("Scarves warm the neck", "We should not abandon scarves on the neck"),
        ("The dam leads to lower floods", "The dam leads to a lack of floods"),
        ("The roof prevents leaks", "With the roof there are no leaks"),
        ("The weight does not change the pace", "The pace is independent of the weight"),
        ("The pump forgets old settings", "The pump does not remember old settings"),
        ("The rent is paid in spring", "The rent is not paid in autumn but in spring"),
        ("Open the valve after a storm", "Do not forget to open the valve after a storm"),
        ("A ring has two exits", "A ring has no exits except the two"),
        ("Novices struggle with clean knots", "Novices are not good at clean knots"),
        ("Bread rises with yeast", "Bread does not rise without yeast"),
        ("A lid protects the jam", "Without a lid the jam is not safe"),
        ("Cork is lighter than oak", "Oak is heavier than cork"),
        ("The rain falls before the wind turns", "The wind turns after the rain falls"),
        ("x is independent, y is dependent", "Independent = x dependent = y"),
        ("All planks are of the same width", "Every plank is cut from a different tree"),
        ("A ring has two exits", "A ring has no exits other than the two"),
        ("The valve is closed at night", "The valve is not open at night"),
        ("There is no closed path here", "The path here is not closed"),
        ("The yeast is no longer that of the old flour", "The yeast is not that of the old flour"),
        (
            "Here f(x) is no longer the f(x) of the first run",
            "Here f(x) is not that of the first run",
        ),
        ("The bread is not that of the recipe", "The bread looks different from that recipe"),
        ("The rope is no more the thinnest of the lot", "The rope is not the thinnest of the lot"),
        ("The farther the lever, the less effort", "The closer the lever, the more effort"),
        ("The seed grows after 30 days", "The seed grows after thirty or 30 days"),
        ("A relaxed dough stretches", "The gluten does not relax while it rests"),
        ("The same key is in both boxes", "Make sure that no key is in both boxes"),
        ("Look at the most important key", "Lock again without the most important key"),
        ("Open the gate only afterwards", "Do not let anybody say yes at the gate before noon"),
        ("A single large key wears out the lock and its spring", "Smaller and faster."),
        ("A valve is open in the morning, a valve is closed at night", "A valve is open at dawn"),
        ("Salt the water instead of the dough", "Salt not the dough but the water"),
        (
            "Load the boat at dawn rather than at the first bell",
            "First load the boat",
        ),
        ("Never when the oven smokes", "Not if the oven smokes"),
        ("When tides rise, sales fall", "If tides fall, sales rise"),
        ("The dam costs 1,250,000 crowns", "The dam costs 1250000 crowns"),
        ("The pump lifts water from the well to the roof", "From the well water goes to the roof"),
        ("Milk turns into cheese", "Sour milk turns slowly into old cheese"),
        ("The bus goes from the mill to the port", "It goes to the port from the mill"),
    ],
)
def test_a_harmless_negation_or_opposite_is_no_difference(reference: str, text: str) -> None:
    assert touch_of(text, reference).differs is None


STAFF = "- The notice is four weeks\n- During a trial the notice is two weeks"


@pytest.mark.parametrize(
    ("text", "differing"),
    [
        ("During a trial the notice is four weeks", [False, True]),
        ("During a trial the notice is two weeks", [False, False]),
        ("The notice is four weeks, and two weeks during a trial", [False, False]),
        ("The notice is 4 weeks", [False, False]),
        ("Four weeks", [False, False]),
    ],
)
def test_a_number_that_the_reference_has_of_something_else_differs_where_more_is_shared(
    text: str, differing: list[bool]
) -> None:
    assert [bool(each.differs) for each in touches(text, key_points(STAFF))] == differing


def test_swapped_names_differ_where_the_opposite_is_said_of_each() -> None:
    points = key_points("- x is the independent variable\n- y is the dependent variable")
    right = touches("x is independent, y is dependent", points)
    wrong = touches("x is dependent, y is independent", points)
    assert [bool(touch.differs) for touch in (*right, *wrong)] == [False, False, True, True]


ROLES = "- Valves close at night, pumps run at noon\n- Filters wear out"


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Valves run at noon, pumps close at night", ["swap", None]),
        ("Valves close at night, pumps run at noon", [None, None]),
        ("Valves run at noon. Pumps also close; pumps run at noon", [None, None]),
        ("Valves run at noon", [None, None]),
    ],
)
def test_two_things_that_are_exchanged_differ_and_half_of_it_does_not(
    text: str, kinds: list[str | None]
) -> None:
    found = [touch.differs for touch in touches(text, key_points(ROLES))]
    assert [each.kind.value if each else None for each in found] == kinds


LABELS = (
    "- **Day watch:** one guard walks round the wall, and the gate is kept open\n"
    "- **Night watch:** two dogs sleep by the well, and nobody comes in"
)
DAY, NIGHT = "one guard walks round the wall", "two dogs sleep by the well"


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        (f"At night {DAY}. In the day {NIGHT}.", ["swap", "swap"]),
        (f"At night {NIGHT}. In the day {DAY}.", [None, None]),
        (f"At night {DAY}.", [None, None]),
        (f"At night {DAY}, unlike the day. In the day {NIGHT}.", [None, None]),
        (f"At night {DAY}. At night {NIGHT}. In the day {NIGHT}.", [None, None]),
        ("At night a guard is there. In the day they sleep.", [None, None]),
    ],
)
def test_descriptions_of_labelled_things_that_are_exchanged_differ(
    text: str, kinds: list[str | None]
) -> None:
    found = [touch.differs for touch in touches(text, key_points(LABELS))]
    assert [each.kind.value if each else None for each in found] == kinds


def test_a_text_of_one_word_answers_a_question_of_two() -> None:
    question = "True or false: the mean shows what users feel. Why?"
    assert touch_of("True", "False, at least it is not shown", question).differs
    assert touch_of("False.", "False, at least it is not shown", question).differs is None


def test_a_number_that_was_asked_differs_from_nothing() -> None:
    question = "Is a service of 40 ms fast enough?"
    assert touch_of("It takes 40 ms", "It takes 90 ms", question).differs is None


def test_negations_of_another_language_are_not_guessed() -> None:
    assert touch_of("no closed valve", "closed valve", language="spanish").differs is None


@given(st.lists(st.sampled_from(["not", "open", "closed", "valve", "3", ".", ","]), max_size=12))
def test_nothing_differs_from_itself(words: list[str]) -> None:
    text = " ".join(words)
    assert not any(touch.differs for touch in touches(text, key_points(text)))
