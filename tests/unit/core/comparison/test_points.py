"""A reference split into its key points."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.comparison import compare, key_points, touches
from bot.core.comparison.points import MAX_POINTS
from bot.core.similarity import likeness

POINTS = key_points("- Wind carries sand\n- Water dissolves 20 minerals\n- Ice")


def texts_of(reference: str, question: str = "") -> list[str]:
    return [point.text for point in key_points(reference, question)]


def test_a_single_word_is_one_key_point() -> None:
    (point,) = key_points("Erosion.")
    assert point.text == "Erosion."
    assert [term.word for term in point.terms] == ["erosion"]


@pytest.mark.parametrize("blank", ["", "  \n", "```\n```"])
def test_a_blank_reference_has_no_points(blank: str) -> None:
    assert key_points(blank) == ()


def test_signs_without_words_are_a_point_without_terms() -> None:
    (point,) = key_points("✓")
    assert (point.text, point.terms) == ("✓", ())


def test_each_list_item_is_a_point_even_of_one_word() -> None:
    assert texts_of("- Wind\n- Running water\n* Ice") == ["Wind", "Running water", "Ice"]


def test_an_item_that_runs_on_over_lines_is_one_point() -> None:
    markdown = "1. Wind carries\n   fine sand\n2. Water carries gravel"
    assert texts_of(markdown) == ["Wind carries fine sand", "Water carries gravel"]


def test_sentences_are_points() -> None:
    text = "Rain dissolves limestone. Caves grow slowly! Do rivers vanish underground?"
    assert texts_of(text) == [
        "Rain dissolves limestone.",
        "Caves grow slowly!",
        "Do rivers vanish underground?",
    ]


def test_parts_between_semicolons_are_points() -> None:
    text = "Rain dissolves limestone; caves grow slowly"
    assert texts_of(text) == ["Rain dissolves limestone;", "caves grow slowly"]


def test_an_abbreviation_ends_no_sentence() -> None:
    text = "Soft rocks, e.g. Chalk or marl, vs. Granite and basalt by J. Hutton, erode fast."
    assert texts_of(text) == [text]


def test_a_number_with_a_point_ends_no_sentence() -> None:
    assert len(texts_of("About 3.5 metres of rain fall there each year")) == 1


def test_an_inline_list_is_split_at_its_numbers() -> None:
    text = "Soil forms in steps: 1) rock breaks 2) plants settle 3) humus gathers"
    expected = ["rock breaks", "plants settle", "humus gathers"]
    assert texts_of(text, "How does soil form?") == expected


def test_an_inline_list_may_have_letters() -> None:
    assert texts_of("(a) rock breaks, (b) humus") == ["rock breaks,", "humus"]


def test_numbers_that_do_not_count_are_no_list() -> None:
    text = "Of the layers (see 4) only the upper one, as in 7) above, holds water"
    assert texts_of(text) == [text]


def test_a_label_before_a_list_is_no_point() -> None:
    text = "## Agents\n\nThere are two agents:\n- Wind\n- Water"
    assert texts_of(text, "What are the agents of erosion?") == ["Wind", "Water"]


def test_what_only_leads_to_a_list_is_no_point_and_what_stands_before_it_is() -> None:
    text = "Erosion lowers mountains. Typical agents are:\n- Wind\n- Water"
    assert texts_of(text) == ["Erosion lowers mountains.", "Wind", "Water"]


def test_an_introduction_that_says_much_is_a_point() -> None:
    text = "Erosion lowers mountains, fills valleys and grinds boulders into sand by:\n- Wind"
    assert len(texts_of(text)) == 2


def test_what_is_said_a_second_time_is_no_second_point() -> None:
    assert texts_of("# Wind and water\n\nWind and water\n\n- Ice\n- ice!") == [
        "Wind and water",
        "Ice",
    ]


def test_a_reference_that_is_only_a_heading_is_a_point() -> None:
    assert texts_of("# Erosion") == ["Erosion"]


def test_code_beside_words_is_no_point() -> None:
    code = "```python\nrain = 3. \n\nif rain: print(rain)\n```"
    text = f"Rain is counted. See the steps below:\n{code}\nRain falls often there."
    assert texts_of(text) == ["Rain is counted.", "Rain falls often there."]
    assert texts_of(code) == [code]


def test_code_that_is_never_closed_runs_to_the_end() -> None:
    assert texts_of("```\na = 1\n\nb = 2") == ["```\na = 1\n\nb = 2"]


def test_a_short_sentence_is_joined_to_its_neighbour() -> None:
    assert texts_of("Yes. Rain dissolves limestone. Really.") == [
        "Yes. Rain dissolves limestone. Really."
    ]


def test_whether_it_is_so_is_a_point_of_its_own() -> None:
    question, reason = "True or false: iron floats.", "It is denser than water."
    assert texts_of(f"False. {reason}", question) == ["False.", reason]
    points = key_points(f"False. {reason}", question)
    said = ("False", "False, as water is lighter", "True", "True, iron is denser than water")
    first = [touches(text, points)[0] for text in said]
    assert [touch.touched for touch in first] == [True, True, False, False]
    assert [touch.differs is not None for touch in first] == [False, False, True, True]


def test_a_link_is_never_cut() -> None:
    text = "Read [Karst. An atlas](http://karst.example/a;b) about dissolved limestone"
    assert texts_of(text) == [text]


def test_table_rows_are_points() -> None:
    assert texts_of("| wind | sand |\n|---|---|\n| water | gravel |") == [
        "| wind | sand |",
        "| water | gravel |",
    ]


def test_points_are_few_however_long_the_reference() -> None:
    reference = " ".join(f"Layer number {n} holds mineral{n}." for n in range(100))
    points = key_points(reference)
    assert len(points) == MAX_POINTS
    assert all(f"mineral{n}" in "".join(point.text for point in points) for n in range(100))


def test_words_of_the_question_count_less() -> None:
    (point,) = key_points("Limestone dissolves in rain", "What dissolves limestone?")
    weights = {term.word: term.weight for term in point.terms}
    assert weights["rain"] > weights["limestone"] == weights["dissolves"]


def test_words_of_one_point_count_more_than_shared_ones() -> None:
    first, _ = key_points("- River sand\n- River gravel")
    weights = {term.word: term.weight for term in first.terms}
    assert weights["sand"] > weights["river"]


lines = st.lists(
    st.sampled_from(
        ["- Wind", "Rain. It falls; often.", "1) rock 2) sand", "```", "x = 1.5", "", "# Head",
         "> quoted *text*. More_", "| a1 | b2 |", "[Karst. Caves](u)", "e.g. Chalk: ", "✓", "(a) x"]
    ),
    max_size=14,
)  # fmt: skip


@given(lines)
def test_a_text_that_contains_the_reference_touches_all_its_points(parts: list[str]) -> None:
    reference = "\n".join(parts)
    points = key_points(reference, "What falls on rock?")
    found = touches(f"I would say:\n\n{reference}\n", points)
    assert [touch.coverage for touch in found] == [pytest.approx(1.0)] * len(points)


@given(st.text(max_size=200))
def test_any_text_has_a_bounded_number_of_points(text: str) -> None:
    points = key_points(text)
    assert len(points) <= MAX_POINTS
    assert all(point.text for point in points)


@given(lines)
@example(["```", "```", "✓"])
def test_an_empty_text_touches_nothing(parts: list[str]) -> None:
    found = touches("", key_points("\n".join(parts)))
    assert not any(touch.touched or touch.matched for touch in found)


def touched(text: str) -> list[bool]:
    return [touch.touched for touch in touches(text, POINTS)]


def test_a_text_touches_the_points_it_speaks_of() -> None:
    assert touched("The wind carries it away") == [True, False, False]
    assert touched("ice") == [False, False, True]


def test_half_of_a_point_of_two_words_is_enough_where_the_question_says_the_rest() -> None:
    question = "How do we ensure that a dune survey always gives the same base line?"
    reference = "By a painted stake a survey always gives the same base line."
    (touch,) = touches("Use the same stake each time", key_points(reference, question))
    assert touch.touched


@pytest.mark.parametrize("asked", ["fern or moss", "a fern or a moss", "the fern, or the moss"])
def test_who_says_one_of_two_words_that_the_question_offers_answers(asked: str) -> None:
    points = key_points("In northern bogs it is moss.", f"Is this plant {asked}?")
    assert [touches(said, points)[0].touched for said in ("moss", "fern", "plant")] == [
        True, False, False
    ]  # fmt: skip


def test_inflection_is_forgiven() -> None:
    assert touched("minerals were dissolving") == [False, True, False]


def test_a_typo_in_a_long_word_is_forgiven() -> None:
    assert touched("minerls get disolves") == [False, True, False]


def test_a_word_within_a_word_is_no_match() -> None:
    (touch,) = touches("A chair", key_points("air"))
    assert (touch.coverage, touch.matched) == (0.0, ())


def test_numbers_must_be_equal() -> None:
    points = key_points("- 20\n- 0.5\n- 1,000")
    assert [touch.touched for touch in touches("21, 5.0 and 1001", points)] == [False] * 3
    assert [touch.touched for touch in touches("1,000 by 0.5 is 20", points)] == [True] * 3
    assert [touch.touched for touch in touches("1000 by 0.5 is 20", points)] == [True] * 3


def test_the_matched_words_are_told_as_the_reference_writes_them() -> None:
    assert touches("carried SAND", POINTS)[0].matched == ("carries", "sand")


def test_a_word_of_another_point_is_no_typo() -> None:
    points = key_points("- adsorption\n- absorption")
    assert [touch.touched for touch in touches("absorption", points)] == [False, True]


def test_a_point_of_signs_is_touched_by_the_same_signs() -> None:
    points = key_points("✓")
    assert touches("yes ✓", points)[0].touched
    assert not touches("yes", points)[0].touched


@given(st.text(max_size=60))
def test_a_coverage_is_a_share(text: str) -> None:
    assert all(0.0 <= touch.coverage <= 1.0 for touch in touches(text, POINTS))


@given(st.permutations(["wind", "water", "sand", "20"]), st.sampled_from([" ", "  ", ", ", "\n\n"]))
def test_case_order_and_spaces_of_the_words_change_nothing(said: list[str], between: str) -> None:
    text = between.join(said)
    expected = [touch.coverage for touch in touches("wind water sand 20", POINTS)]
    for variant in (text, text.upper(), f"  {text}!", text.title()):
        assert [touch.coverage for touch in touches(variant, POINTS)] == pytest.approx(expected)


def test_a_comparison_has_a_row_for_each_text() -> None:
    texts = ["wind", "Wind!", "ice and water"]
    comparison = compare(["Wind. Ice on water.", "Ice"], texts, "What erodes?")
    assert len(comparison.touches) == len(comparison.likeness) == 3
    assert {len(row) for row in comparison.touches} == {len(comparison.points)}
    assert comparison.groups == ((0, 1), (2,))


said = st.lists(
    st.sampled_from(
        ["Wind carries sand.", "No water", "20 minerals; dissolved", "ice\n", "✓", "night time",
         "The wind never carries gravel, but water does.", "nighttime", "", "21 minerals"]
    ),
    max_size=5,
).map(" ".join)  # fmt: skip


@given(st.lists(said, max_size=5))
def test_a_text_touches_the_same_alone_and_among_others(texts: list[str]) -> None:
    reference = "- Wind carries sand at night time\n- Water dissolves 20 minerals\n- Ice\n- ✓"
    question = "What dissolves minerals?"
    comparison = compare([reference], texts, question)
    assert list(comparison.touches) == [touches(text, comparison.points) for text in texts]
    alone = [likeness(text, reference, question) for text in texts]
    assert list(comparison.likeness) == pytest.approx(alone)


def test_the_points_are_those_of_the_first_reference() -> None:
    comparison = compare(["- Wind\n- Ice", "- Fire"], [], "")
    assert [point.text for point in comparison.points] == ["Wind", "Ice"]


def test_without_a_reference_there_are_only_groups() -> None:
    comparison = compare([], ["a", "A"], "")
    assert comparison.points == ()
    assert comparison.touches == ((), ())
    assert comparison.groups == ((0, 1),)


@pytest.mark.parametrize("also_said", [False, True])
@pytest.mark.parametrize("denial", ["never", "does not", "doesn't", "cannot"])
def test_a_point_whose_words_are_denied_is_not_said(denial: str, also_said: bool) -> None:
    (point,) = key_points("A relaxed dough stretches")
    text = f"The gluten {denial} relax while it rests."
    said = " The dough is relaxed and stretches." if also_said else ""
    assert touches(text + said, [point])[0].touched is also_said


def test_a_text_that_contradicts_half_of_the_points_has_to_say_the_others_well() -> None:
    points = key_points("- Valves close at night\n- Pumps open at noon\n- Loud pumps wear valves")
    wrong = "Valves open at night. Pumps close at noon."
    weak, well = "Pumps and valves stand beside many pipes there.", "Loud pumps wear the valves."
    assert [touch.touched for touch in touches(f"{wrong} {weak}", points)] == [False] * 3
    assert touches(weak, points)[2].touched
    assert touches(f"{wrong} {well}", points)[2].touched


@pytest.mark.parametrize(
    ("said", "is_said"),
    [("It makes the crust shine.", False), ("The crust stays soft.", True)],
)
def test_one_word_of_three_is_what_a_point_is_about_and_not_the_point(
    said: str, is_said: bool
) -> None:
    points = key_points("Steam keeps the crust soft. The loaf can still rise.")

    assert touches(said, points)[0].touched is is_said
