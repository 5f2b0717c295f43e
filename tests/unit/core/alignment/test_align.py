from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.core.alignment import AlignedQuestion, Alignment, Anchor, align
from bot.core.alignment.parts import parts_of
from bot.core.documents import Lines, ParsedAnswer, ParsedDocument, ParsedItem, Status
from bot.core.models import DOUBTFUL

COMPOST = "What belongs into compost?"
PRUNING = "When should apple trees be pruned?"
SLUGS = "How do you keep slugs away from lettuce?"
MULCH = "What is mulch? Why is it useful?"
TOMATOES = "Why do tomato leaves turn yellow?"
FROST = "Which vegetables survive a hard frost?"
SEEDS = "Sow a row of carrots and label it."
GARDEN = (COMPOST, PRUNING, SLUGS, MULCH, TOMATOES, FROST, SEEDS)
ANSWERS = (
    "Kitchen scraps, leaves and grass clippings; no meat.",
    "In late winter, while the apple tree is dormant.",
    "Beer traps, copper tape and ducks keep slugs off.",
    "A layer of straw or bark that keeps the soil moist.",
    "Too much water, or the soil lacks nitrogen or magnesium.",
    "Kale, leeks and parsnips stand a hard frost.",
    "Done",
)
OTHER_WORDS = (
    "Leaves, grass clippings, coffee grounds and vegetable scraps.",
    "Late winter, before the buds open.",
    "Copper tape around the bed, or beer traps in the evening.",
    "Straw, bark or leaves on the soil; it stays moist and weeds do not grow.",
    "A lack of magnesium or nitrogen, or wet roots.",
    "Leeks and kale.",
    "Done",
)


def item(question: str, answer: str = "", section: str = "", fragment: bool = False) -> ParsedItem:
    status = {"": Status.EMPTY, "Done": Status.PLACEHOLDER}.get(answer, Status.ANSWERED)
    answers = (ParsedAnswer(answer, Lines(1, 1)),) if answer else ()
    return ParsedItem(question, answers, status, Lines(1, 1), section=section, is_fragment=fragment)


def document(name: str, *items: ParsedItem | str) -> ParsedDocument:
    made = (item(each) if isinstance(each, str) else each for each in items)
    return ParsedDocument(name, "example", tuple(made))


def notes(name: str, questions: Sequence[str], answers: Sequence[str]) -> ParsedDocument:
    pairs = zip(questions, answers, strict=True)
    return document(name, *(item(question, answer) for question, answer in pairs))


def wordless(name: str, answers: Sequence[str]) -> ParsedDocument:
    return notes(name, [""] * len(answers), answers)


def texts(alignment: Alignment) -> list[str]:
    return [question.text for question in alignment.questions]


def question_of(alignment: Alignment, document: int, item: int) -> AlignedQuestion:
    return next(
        question
        for question in alignment.questions
        for placing in question.placings
        if (placing.document, placing.item) == (document, item)
    )


def placed(alignment: Alignment, document: int) -> list[str]:
    """The question of every item of a document, in the document's order."""
    found = [
        (placing.item, question.text)
        for question in alignment.questions
        for placing in question.placings
        if placing.document == document
    ]
    return [text for _, text in sorted(found)]


def test_without_documents_there_are_no_questions():
    assert align([]) == Alignment((), ())


def test_the_same_questions_stand_together_in_the_first_documents_order():
    moved = (MULCH, COMPOST, PRUNING, SLUGS, TOMATOES, FROST, SEEDS)
    alignment = align([document("a", *GARDEN), document("b", *moved)])
    assert texts(alignment) == list(GARDEN)
    assert placed(alignment, 1) == list(moved)


def test_typography_spelling_and_number_words_do_not_make_another_question():
    first = [
        "What’s the difference between `row_cover` and a cloche?",
        "Name three signs of drought.",
    ]
    second = ["What's the diference between row\\_cover and a cloche?", "Name 3 signs of drought"]
    alignment = align([document("a", *GARDEN, *first), document("b", *GARDEN, *second)])
    assert texts(alignment) == [*GARDEN, *first]


def test_a_reworded_question_is_found_between_its_neighbours():
    reworded = "Describe how to keep the slugs off lettuce"
    other = (COMPOST, PRUNING, reworded, MULCH, TOMATOES)
    alignment = align([document("a", *GARDEN), document("b", *other)])
    assert question_of(alignment, 1, 2).text == SLUGS


def test_questions_that_differ_in_their_subject_stay_apart():
    first = ("What is a perennial plant?", "What is a biennial plant?", *GARDEN)
    second = ("What is an annual plant?", "What is a biennial plant?", *GARDEN)
    alignment = align([document("a", *first), document("b", *second)])
    assert len(alignment.questions) == len(GARDEN) + 3


def test_capitals_amid_small_letters_name_something():
    alignment = align([document("a", "What is a A hull?"), document("b", "What is an a hull?")])
    assert len(alignment.questions) == 2


@pytest.mark.parametrize(
    "other",
    [
        "What is another name for loam?",
        "Why is loam useful?",
        "What is not loam?",
        "What is the opposite of loam?",
        "What does loam stand for?",
        "Give three examples of loam.",
    ],
)
def test_what_else_is_asked_about_one_subject_is_another_question(other):
    alignment = align(
        [document("a", "What is loam?", *GARDEN), document("b", other, *GARDEN)],
    )
    assert len(alignment.questions) == len(GARDEN) + 2


@pytest.mark.parametrize(
    ("asked", "other"),
    [
        ("Why do you earth up leeks?", "How do you earth up leeks?"),
        ("What do you sow before the last frost?", "What do you sow after the last frost?"),
        ("Why are potatoes chitted?", "Why aren't potatoes chitted?"),
        ("Name two weeds of clay.", "Name three weeds of clay."),
    ],
)
def test_a_word_that_turns_a_question_round_makes_another_or_leaves_a_doubt(asked, other):
    alignment = align([document("a", *GARDEN, asked), document("b", *GARDEN, other)])
    doubtful = {(placing.document, placing.item) for _, placing in alignment.doubtful()}
    assert len(alignment.questions) == len(GARDEN) + 2 or (1, len(GARDEN)) in doubtful


@pytest.mark.parametrize(
    "shortened", ["Keeping slugs away from lettuce?", "slugs and lettuce, how to keep them away"]
)
def test_a_shortened_question_is_found(shortened):
    other = (COMPOST, PRUNING, shortened, MULCH)
    alignment = align([document("a", *GARDEN), document("b", *other)])
    assert question_of(alignment, 1, 2).text == SLUGS


def test_a_name_with_an_s_more_is_another_name():
    one, other = "What is a SeedTray?", "What is SeedTrays?"
    alignment = align([document("a", one, *GARDEN), document("b", other, *GARDEN)])
    assert len(alignment.questions) == len(GARDEN) + 2


def test_a_multiple_choice_quoted_without_its_options_is_found():
    whole = f"{COMPOST}\n\n- meat\n- leaves\n- glass"
    alignment = align([document("a", whole, PRUNING), document("b", PRUNING, COMPOST)])
    assert question_of(alignment, 1, 1).text == whole


def test_an_item_that_asks_two_questions_at_once_stands_on_both():
    apart = ("What is mulch?", "Why is mulch useful?")
    alignment = align([document("a", COMPOST, *apart, FROST), document("b", COMPOST, MULCH, FROST)])
    assert texts(alignment) == [COMPOST, *apart, FROST]
    for at, text in enumerate(apart, 1):
        assert [(p.document, p.item) for p in alignment.questions[at].placings] == [(0, at), (1, 1)]
        assert alignment.questions[at].text == text


def test_items_that_each_ask_a_part_of_a_question_stand_on_it_together():
    apart = ("What is mulch?", "Why is mulch useful?")
    alignment = align([document("a", COMPOST, MULCH, FROST), document("b", COMPOST, *apart, FROST)])
    assert texts(alignment) == [COMPOST, MULCH, FROST]
    assert placed(alignment, 1) == [COMPOST, MULCH, MULCH, FROST]


def test_one_part_of_a_question_alone_is_a_doubtful_guess():
    alignment = align([document("a", COMPOST, MULCH), document("b", COMPOST, "What is mulch?")])
    assert placed(alignment, 1) == [COMPOST, MULCH]
    assert [(p.document, p.item) for _, p in alignment.doubtful()] == [(1, 1)]


def test_parts_stand_alone_and_why_alone_is_none():
    assert parts_of("What is mulch, and why is it useful?") == (
        "What is mulch",
        "why is mulch useful?",
    )
    assert parts_of("What is mulch? Why?") == ()
    assert parts_of(PRUNING) == ()


def test_near_duplicates_inside_one_document_stay_two_questions():
    twins = (
        "Given the plot 12-north, what is its soil?",
        "Given the plot 12-north, what is its shade?",
    )
    alignment = align([document("a", *twins), document("b", *reversed(twins))])
    assert placed(alignment, 1) == [twins[1], twins[0]]


def test_one_question_asked_twice_in_each_document_pairs_up_by_its_answers_and_order():
    why = [
        item(COMPOST, "scraps"),
        item("Why?", "It rots."),
        item(SLUGS),
        item("Why?", "They eat."),
    ]
    alignment = align([document("a", *why), document("b", *why)])
    assert [[p.item for p in question.placings] for question in alignment.questions] == [
        [0, 0],
        [1, 1],
        [2, 2],
        [3, 3],
    ]


def test_a_question_of_a_later_document_follows_its_predecessor_there():
    later = ("What is loam?", COMPOST, "What is humus?", PRUNING)
    alignment = align([document("a", COMPOST, PRUNING, SLUGS), document("b", *later)])
    assert texts(alignment) == ["What is loam?", COMPOST, "What is humus?", PRUNING, SLUGS]


def test_another_books_questions_come_after_and_do_not_mix():
    sailing = ("What is a jib?", "When do you reef?", "Why does a keel need ballast?")
    alignment = align([document("a", *GARDEN), document("b", *sailing)])
    assert texts(alignment) == [*GARDEN, *sailing]


def test_the_first_whole_question_is_the_text_that_is_shown():
    fragment = document("a", item("mulch?", "Straw on the soil.", fragment=True))
    alignment = align([fragment, document("b", *GARDEN)])
    assert texts(alignment) == list(GARDEN)
    assert question_of(alignment, 0, 0).text == MULCH


def test_answers_alone_find_their_questions_by_likeness_and_order():
    alignment = align([notes("a", GARDEN, ANSWERS), wordless("b", OTHER_WORDS)])
    assert placed(alignment, 1) == list(GARDEN)
    assert alignment.unplaced == ()


def test_answers_that_come_before_the_questions_find_them_too():
    alignment = align([wordless("b", OTHER_WORDS), notes("a", GARDEN, ANSWERS)])
    assert placed(alignment, 0) == list(GARDEN)


def test_answers_in_blocks_of_another_order_follow_their_likeness():
    order = (4, 5, 0, 1, 2, 3)
    alignment = align(
        [notes("a", GARDEN, ANSWERS), wordless("b", [OTHER_WORDS[number] for number in order])]
    )
    assert placed(alignment, 1) == [GARDEN[number] for number in order]


def test_a_section_of_the_same_name_shows_where_a_block_begins():
    extra = "More to do"
    first = document(
        "a",
        *(item(question, answer) for question, answer in zip(GARDEN, ANSWERS, strict=True)),
        item("Visit a nursery.", section=extra),
        item("Draw your beds.", section=extra),
        item("Ask a neighbour.", section=extra),
    )
    second = document(
        "b",
        *(item("", answer) for answer in OTHER_WORDS[:3]),
        item("", "We went on Sunday with my aunt.", section="More to do:"),
    )
    assert placed(align([first, second]), 1) == [*GARDEN[:3], "Visit a nursery."]


def test_a_placeholder_goes_to_the_task_that_nobody_answers_in_words():
    shown = (0, 5, 6, 1)
    listed = notes("a", [GARDEN[n] for n in shown], [ANSWERS[n] for n in shown])
    alignment = align([listed, wordless("b", [OTHER_WORDS[0], "Done", OTHER_WORDS[1]])])
    assert placed(alignment, 1) == [COMPOST, SEEDS, PRUNING]


def test_what_is_left_over_on_both_sides_belongs_together_in_order_as_a_guess():
    """Two tasks at the end of the list, which the answers take before the others."""
    tasks = ("Plan a bed of your own.", "Keep a garden diary, and write its first page.")
    reader = notes("first", (*GARDEN[:6], *tasks), (*ANSWERS[:6], "", ""))
    others = wordless("second", (*OTHER_WORDS[:4], "Herbs perhaps.", "Tuesday.", *OTHER_WORDS[4:6]))
    alignment = align([reader, others])
    assert placed(alignment, 1) == [*GARDEN[:4], *tasks, *GARDEN[4:6]]
    doubtful = {placing.item for _, placing in alignment.doubtful() if placing.document == 1}
    assert doubtful >= {4, 5}


def test_answers_on_something_else_stay_unplaced():
    foreign = [
        "A triangular sail before the mast.",
        "When the wind reaches force six.",
        "The skipper decides who steers.",
        "Port gives way to starboard.",
    ]
    alignment = align([notes("a", GARDEN, ANSWERS), wordless("b", foreign)])
    assert alignment.unplaced == tuple((1, number) for number in range(4))


def test_answers_without_any_questions_stay_unplaced():
    assert align([wordless("a", ANSWERS[:2])]).unplaced == ((0, 0), (0, 1))


def test_anchors_keep_their_ids_order_and_wording():
    anchors = [Anchor(f"q{number}", text) for number, text in enumerate(reversed(GARDEN))]
    alignment = align([document("a", *GARDEN, "What is loam?")], anchors)
    ids = [question.anchor for question in alignment.questions]
    assert [name for name in ids if name] == [anchor.id for anchor in anchors]
    assert sum(name is None for name in ids) == 1


def test_answers_alone_find_anchors_by_the_anchors_answers():
    anchors = [Anchor(f"q{number}", text, (ANSWERS[number],)) for number, text in enumerate(GARDEN)]
    alignment = align([wordless("a", OTHER_WORDS)], anchors)
    assert placed(alignment, 0) == list(GARDEN)


def test_equal_wording_is_certain_and_a_guess_is_doubtful():
    reworded = "How to protect young salad from slugs?"
    other = (COMPOST, PRUNING, reworded, MULCH, TOMATOES)
    alignment = align(
        [
            notes("a", GARDEN, ANSWERS),
            notes("b", other, ANSWERS[:5]),
        ]
    )
    doubtful = {(p.document, p.item) for _, p in alignment.doubtful()}
    assert (1, 0) not in doubtful
    assert all(
        placing.confidence >= DOUBTFUL
        for question in alignment.questions
        for placing in question.placings
        if (placing.document, placing.item) not in doubtful
    )


def test_doubtful_placings_come_least_confident_first():
    alignment = align([notes("a", GARDEN, ANSWERS), wordless("b", OTHER_WORDS)])
    confidences = [placing.confidence for _, placing in alignment.doubtful(below=1.1)]
    assert confidences == sorted(confidences)
    assert len(confidences) == 14


def test_the_section_of_a_question_is_kept():
    alignment = align([document("a", item(COMPOST, section="Soil"), item(PRUNING))])
    assert [question.section for question in alignment.questions] == ["Soil", ""]
