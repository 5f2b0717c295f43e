"""What stands below an answer or behind a question and is no part of it."""

from __future__ import annotations

import pytest

from tests.unit.importing.reading import pairs, questions

ASKED = [f"What is the use of part {letter}?" for letter in "abcdefgh"]


def numbered(answers: list[str]) -> str:
    rows = zip(ASKED, answers, strict=False)
    return "".join(f"{at}. {q}\n{a}\n\n" for at, (q, a) in enumerate(rows, 1))


@pytest.mark.parametrize("points", ["[2 marks]", "(5 points)", "(5P)", "*(3 marks)*", "[1 mark]"])
def test_points_behind_a_question_are_no_answer(points: str) -> None:
    text = "".join(
        f"{at}. {each} {points}\n\n" for at, each in enumerate(["Define rye.", *ASKED], 1)
    )
    assert pairs(text) == [(each, "") for each in ["Define rye.", *ASKED]]


def test_bold_around_points_is_closed_where_it_was_opened() -> None:
    text = "".join(f"**{at}. {each} (2 marks)**\n\nSo it is.\n\n" for at, each in enumerate(ASKED))
    assert pairs(text) == [(each, "So it is.") for each in ASKED]


def test_lines_that_count_parts_end_the_answers_above_them() -> None:
    text = "".join(f"Билет {at}\n\n1. {q}\nAnswer: so it is.\n\n" for at, q in enumerate(ASKED, 1))
    assert pairs(text) == [(each, "so it is.") for each in ASKED]


def test_a_title_between_questions_without_answers_is_none() -> None:
    text = numbered([""] * 8).replace("5. ", "Short answer\n\n5. ") + "END OF PAPER\n"
    assert pairs(text) == [(each, "") for each in ASKED]


def test_what_only_the_last_answer_has_below_a_gap_is_no_part_of_it() -> None:
    answers = [f"It is for {at}." for at in range(8)]
    assert pairs(f"{numbered(answers)}Good luck!!\n") == list(zip(ASKED, answers, strict=True))


@pytest.mark.parametrize("more", ["- a point", "```\ncode\n```", "> said", "| a | b |"])
def test_what_answers_are_made_of_stays_with_the_last_one(more: str) -> None:
    answers = [f"It is for {at}." for at in range(8)]
    assert pairs(f"{numbered(answers)}{more}\n")[-1][1].startswith("It is for 7.\n\n")


def test_a_second_paragraph_stays_where_other_answers_have_one() -> None:
    answers = ["It is used.\n\nThen it is sold."] * 8
    assert pairs(numbered(answers)) == [(each, answers[0]) for each in ASKED]


def test_a_heading_as_no_other_answer_has_one_ends_the_last() -> None:
    text = (
        "".join(f"**{each}**\n\nSo it is.\n\n" for each in ASKED) + "### Related\n\nMore bread.\n"
    )
    assert pairs(text) == [(each, "So it is.") for each in ASKED]


@pytest.mark.parametrize("sign", ["/", "°", "º", ".", ")"])
def test_a_number_may_be_closed_by_a_sign_of_any_country(sign: str) -> None:
    asked = [*ASKED[:4], "Bread: its parts", *ASKED[4:]]
    text = "".join(f"{at}{sign} {each}\n\nSo it is.\n\n" for at, each in enumerate(asked, 1))
    assert pairs(text) == [(each, "So it is.") for each in asked]


def test_a_request_behind_a_question_is_asked_where_nothing_is_answered() -> None:
    asked = [*ASKED, "What is a starter? Give two examples."]
    assert questions("".join(f"{at}. {each}\n" for at, each in enumerate(asked, 1))) == asked


def test_an_answer_that_ends_in_a_question_is_no_further_question() -> None:
    answer = "Nobody knows how. It was never told. Can you tell rye from oats?"
    text = "".join(f"### {at}. {each}\n{answer}\n\nSo it is.\n\n" for at, each in enumerate(ASKED))
    assert pairs(text) == [(each, f"{answer}\n\nSo it is.") for each in ASKED]


def test_a_sentence_that_begins_with_signs_of_a_wiki_is_no_heading() -> None:
    text = "".join(f"### {each}\n\n== says that both are one.\n\n" for each in ASKED)
    assert pairs(text) == [(each, "== says that both are one.") for each in ASKED]


def test_small_letters_below_a_whole_request_answer_it_where_answers_begin_so() -> None:
    asked = [*ASKED, "Explain what is meant by a sour dough"]
    text = "".join(f"{at} {each}\nso it is and was\n" for at, each in enumerate(asked, 1))
    assert pairs(text) == [(each, "so it is and was") for each in asked]


def test_bold_leads_with_their_answers_behind_are_asked_as_the_others_are() -> None:
    asked = [*ASKED[:5], "rye versus oats", "Salt, and when", "Difference between dough and batter"]
    text = "".join(f"- **{each}** So it is.\n" for each in asked)
    assert pairs(text) == [(each, "So it is.") for each in asked]


def test_a_bold_word_with_a_colon_is_a_point_of_the_answer() -> None:
    text = "".join(f"**{each}** So it is.\n\n**Note:** not always.\n\n" for each in ASKED[:4])
    assert pairs(text) == [(each, "So it is.\n\n**Note:** not always.") for each in ASKED[:4]]


@pytest.mark.parametrize(
    "title",
    ["Answers to Review Questions", "Quiz answers", "Solutions to the exercises",
     "Lösungen zu den Aufgaben", "Respuestas del cuestionario", "Corrigé des exercices"],
)  # fmt: skip
def test_a_key_is_told_by_a_word_of_its_title(title: str) -> None:
    text = (
        numbered([""] * 8) + f"## {title}\n\n" + "".join(f"{n}. It is {n}.\n" for n in range(1, 9))
    )
    assert pairs(text) == [(each, f"It is {n}.") for n, each in enumerate(ASKED, 1)]


def test_a_page_that_asks_whether_one_likes_it_ends_with_its_last_answer() -> None:
    page = "".join(f"<h3>{each}</h3><p>So it is.</p>" for each in ASKED)
    text = f"<html><body>{page}<footer><p>Did you like this page?</p></footer></body></html>"
    assert pairs(text) == [(each, "So it is.") for each in ASKED]


def test_a_chat_whose_questions_have_labels_needs_no_names() -> None:
    asked = "".join(
        f"ann  9:0{at} AM\nQ{at}: {each}\n{who}  9:1{at} AM\nso it is\n\n"
        for at, (each, who) in enumerate(zip(ASKED[:6], ["ben", "cid"] * 3, strict=True), 1)
    )
    text = f"ann  9:00 AM\nMorning! Here they are.\n\n{asked}"
    assert pairs(text) == [(each, "so it is") for each in ASKED[:6]]
