from __future__ import annotations

from bot.core.documents import Lines, Status
from tests.unit.importing.reading import pairs, parse

ANSWERS = """It is a wet preferment that rests
Yeast makes gas and the gas lifts the dough
1) Mix 2) Rest 3) Bake
Done
poolish
?
It is half water, half flour
What three things does the baker need to start Mixer
?
1) Flour
2) Water
3) Time
spiral
parameter of Mixer
do?
It turns the dough
How long does the dough of the rye rest? It rests for a night. 1) In a bowl 2) Cold
Done. Thinking about a second loaf.
Further reserch
I baked a loaf for my neighbours"""


def test_every_answer_is_one_item_and_fragments_of_questions_are_told() -> None:
    assert pairs(ANSWERS) == [
        ("", "It is a wet preferment that rests"),
        ("", "Yeast makes gas and the gas lifts the dough"),
        ("", "1) Mix 2) Rest 3) Bake"),
        ("", "Done"),
        ("poolish?", "It is half water, half flour"),
        ("What three things does the baker need to start Mixer?", "1) Flour\n2) Water\n3) Time"),
        ("spiral parameter of Mixer do?", "It turns the dough"),
        ("How long does the dough of the rye rest?",
         "It rests for a night. 1) In a bowl 2) Cold"),
        ("", "Done. Thinking about a second loaf."),
        ("", "I baked a loaf for my neighbours"),
    ]  # fmt: skip


def test_a_whole_question_before_its_answer_is_no_fragment() -> None:
    assert [item.question for item in parse(ANSWERS).items if item.is_fragment] == [
        "poolish?",
        "What three things does the baker need to start Mixer?",
        "spiral parameter of Mixer do?",
    ]


def test_lines_statuses_and_the_heading_are_told() -> None:
    document = parse(ANSWERS)
    assert document.items[5].lines == Lines(8, 12)
    assert document.items[5].answers[0].lines == Lines(10, 12)
    assert document.items[3].status is Status.PLACEHOLDER
    assert document.items[-2].status is Status.ANSWERED
    assert [one.reason for one in document.skipped] == ["heading"]
    assert document.items[-1].section == "Further reserch"


def test_answers_may_be_paragraphs() -> None:
    text = (
        "It is wet.\nIt rests.\n\npoolish\n?\n\nHalf water.\n\nhook\nof Mixer\ndo?\n\n"
        "- knead\n- mix\n"
    )
    assert [answer for _, answer in pairs(text)] == [
        "It is wet.\nIt rests.",
        "Half water.",
        "- knead\n- mix",
    ]


def test_one_fragment_and_one_whole_question_are_evidence_enough() -> None:
    text = (
        "Bread, chapter two\n\nIt is wet\nYeast makes gas\npoolish\n?\nHalf water\n"
        "How long does it rest? A night.\nIn a bowl\nCold\n"
    )
    document = parse(text)
    assert (document.title, len(document.items)) == ("Bread, chapter two", 6)


def test_numbers_through_the_whole_document_are_answers_in_order() -> None:
    text = (
        "1. A wet preferment of equal parts\n2. Yeast makes the gas in it\n3. TODO\n"
        "4. It is slowed by the salt\n5. The oven must be hot\n"
    )
    document = parse(text)
    assert [item.number for item in document.items] == [1, 2, 3, 4, 5]
    assert document.items[2].status is Status.PLACEHOLDER
    assert document.items[0].answers[0].text == "A wet preferment of equal parts"


def test_a_beginning_that_breaks_off_before_code_belongs_to_the_fragment() -> None:
    text = (
        "It is wet\nShape it with\nmould\n?\nA round loaf\npoolish\nand\nlevain\n?\nWet and sour\n"
        "oven\ndo in a day?\nIt bakes\nspiral\nand try using some of the parts that it has.\nDone\n"
    )
    assert [answer for _, answer in pairs(text)] == [
        "It is wet", "A round loaf", "Wet and sour", "It bakes", "Done",
    ]  # fmt: skip


def test_a_title_among_paragraphs_is_told_by_its_words() -> None:
    text = "Solutions, bread sheet\n\nHalf water.\n\nmould\n?\n\nRound.\n\nhook\ndo?\n\nKnead.\n"
    document = parse(text)
    assert (document.title, len(document.items)) == ("Solutions, bread sheet", 3)


def test_a_stray_numbered_question_does_not_hide_a_list_of_answers() -> None:
    answers = "It is wet\nYeast makes gas\npoolish\n?\nHalf water\nhook\nof Mixer\ndo?\nIt turns\n"
    assert len(parse(answers + "1) Is it done? 2) Yes\nIt is cold\nSalt slows it\n").items) >= 6


def test_a_page_break_above_a_piece_of_code_is_no_beginning_of_a_task() -> None:
    assert pairs(ANSWERS + "\n\x0c\nspiral\nand try its speeds.\n")[:3] == pairs(ANSWERS)[:3]
