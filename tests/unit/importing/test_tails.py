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


ANSWERS = [
    f"It is for {each}." for each in ("dough", "oats", "rye", "salt", "ovens", "tea", "jam", "us")
]


def test_a_call_below_a_gap_as_no_answer_has_one_is_an_author_s_wish() -> None:
    answers = [f"{each}\n\nThere is more." for each in ANSWERS]
    assert pairs(f"{numbered(answers)}Chúc các bạn thành công!\n") == list(
        zip(ASKED, answers, strict=True)
    )


def test_a_picture_that_opens_the_answers_is_their_label() -> None:
    rows = zip(ASKED, [*ANSWERS[:7], "🤷"], strict=True)
    text = "".join(f"❓ **{q}**\n💡 {a}\n\n" for q, a in rows) + "📌 Next time: rye\n"
    assert pairs(text) == [*zip(ASKED[:7], ANSWERS[:7], strict=True), (ASKED[7], "🤷")]


def test_what_a_form_says_of_each_question_answers_none() -> None:
    text = "".join(
        f"QUESTION {at}\n{each}\n\nA. rye\nB. oats\nC. salt\n\nCorrect Answer: {key}\n"
        "Section: (none)\nExplanation\n\nExplanation/Reference:\n\n"
        for at, (each, key) in enumerate(zip(ASKED, ["A", "B", "AC", "C"] * 2, strict=True), 1)
    )
    assert [answer for _, answer in pairs(text)] == ["rye", "oats", "- rye\n- salt", "salt"] * 2


def test_questions_in_capitals_leave_no_other_line_to_ask() -> None:
    text = "".join(f"{each.upper()}\n\nWrite to us.\n\nIf not, talk to us.\n\n" for each in ASKED)
    assert [question for question, _ in pairs(text)] == [each.upper() for each in ASKED]


def test_quotes_between_answers_are_all_asked_though_some_state() -> None:
    asked = [ASKED[0], "Doubling each one.", ASKED[1], "Doubling the first.", *ASKED[2:5]]
    text = "".join(f"> {each}\n\nSo it is.\n\n" for each in asked)
    assert pairs(text) == [(each, "So it is.") for each in asked]


def test_terms_in_bold_are_asked_with_all_their_paragraphs() -> None:
    terms = ["Scarcity", "Demand", "Public good", "Monopoly", "Cost"]
    text = "".join(f"**{each}**: so it is.\n\n" for each in terms)
    text = text.replace("**Cost**", "It goes on.\n\n**Cost**")
    expected = [(each, "so it is.") for each in terms]
    expected[3] = ("Monopoly", "so it is.\n\nIt goes on.")
    assert pairs(text) == expected


def test_boxes_of_a_page_in_turn_are_questions_and_answers() -> None:
    asked = [*ASKED[:2], "em or rem", "Specificity, in a word", *ASKED[2:4]]
    page = "".join(
        f'<div class="x"><div class="q">{each}</div><div class="a"><p>So it is.</p></div></div>'
        for each in asked
    )
    assert pairs(f"<html><body>{page}</body></html>") == [(each, "So it is.") for each in asked]


def test_a_lone_q_with_a_dot_before_headings_is_a_label() -> None:
    way = '<div align="right">\n    <b><a href="#top">↥ back to top</a></b>\n</div>\n\n'
    text = "".join(f"## Q. {each}\n\nSo it is.\n\n{way}" for each in ASKED)
    assert pairs(text) == [(each, "So it is.") for each in ASKED]


def test_a_korean_request_to_explain_is_no_title_of_an_answer() -> None:
    text = "".join(
        f"<details>\n<summary>{each} 설명하세요.</summary>\n<div markdown='1'>\n\nSo.\n\n</div>\n"
        "</details>\n\n"
        for each in ("빵을", "소금을", "효모를")
    )
    assert pairs(text) == [(f"{each} 설명하세요.", "So.") for each in ("빵을", "소금을", "효모를")]


def test_code_below_the_last_option_is_that_option() -> None:
    text = "".join(
        f"#### Q{at}. {each}\n\n- [ ] A\n\n```py\na()\n```\n\n- [x] B\n\n```py\nb()\n```\n\n"
        for at, each in enumerate(ASKED[:4], 1)
    )
    assert [answer for _, answer in pairs(text)] == ["B\n\n```py\nb()\n```"] * 4


FOLDS = {
    "Hugo": '{{{{< details "Solution" >}}}}\n{a}\n{{{{< /details >}}}}\n',
    "Hugo with a name": '{{{{% expand title="Show answer" %}}}}\n{a}\n{{{{% /expand %}}}}\n',
    "Jekyll": "{{% details Answer %}}\n{a}\n{{% enddetails %}}\n",
    "Docusaurus": ":::tip Answer\n{a}\n:::\n",
    "Docusaurus with brackets": ":::info[Answer]\n\n{a}\n\n:::\n",
    "Quarto": '::: {{.callout-tip collapse="true" title="Solution"}}\n{a}\n:::\n',
    "Discourse": '[details="Answer"]\n{a}\n[/details]\n',
    "Sphinx": "   .. dropdown:: Answer\n      :color: info\n\n      {a}\n",
    "Sphinx with a class": ".. admonition:: Answer\n   :class: dropdown\n\n   {a}\n",
}


@pytest.mark.parametrize("fold", FOLDS)
def test_what_a_site_builder_folds_is_the_answer(fold: str) -> None:
    rows = enumerate(zip(ASKED, ANSWERS, strict=True), 1)
    text = "".join(f"{at}. {q}\n\n{FOLDS[fold].format(a=a)}\n" for at, (q, a) in rows)
    assert pairs(text) == list(zip(ASKED, ANSWERS, strict=True))


@pytest.mark.parametrize("fold", ["Hugo", "Jekyll", "Docusaurus", "Discourse"])
def test_a_fold_s_title_may_ask(fold: str) -> None:
    titled = FOLDS[fold].replace("Solution", "{q}").replace("Answer", "{q}")
    rows = zip(ASKED, ANSWERS, strict=True)
    text = "".join(f"{titled.format(q=q, a=a)}\n" for q, a in rows)
    assert pairs(text) == list(zip(ASKED, ANSWERS, strict=True))


def test_questions_in_small_letters_are_asked_by_their_first_word_and_their_neighbours() -> None:
    asked = [
        "what is a leaven",
        "why does it rise",
        "rye versus oats",
        "how to bake",
        "bonus: salt",
    ]
    text = "".join(f"({at}) {each}\n- it is so\n\n" for at, each in enumerate(asked, 1))
    assert pairs(text) == [(each, "it is so") for each in asked]


def test_titles_between_open_questions_and_options_of_a_few_are_no_answers() -> None:
    text = numbered([""] * 8).replace("4. ", "Critical Thinking\n\n4. ")
    text = text.replace("6. ", "Math Practice\n\n6. ")
    text += "9. Which is a grain?\n   A. salt\n   B. rye\n   C. tea\n"
    offered = "Which is a grain?\n\n- A: salt\n- B: rye\n- C: tea"
    assert pairs(text) == [*((each, "") for each in ASKED), (offered, "")]


@pytest.mark.parametrize("sign", ["*", "|", "`", "~", "#", "^"])
def test_a_sign_parts_trivia_from_the_answers_that_are_accepted(sign: str) -> None:
    text = "".join(f"{each}{sign}a grain{sign}rye\n" for each in ASKED[:6])
    assert pairs(text) == [(each, "- a grain\n- rye") for each in ASKED[:6]]


def test_a_page_s_head_and_its_number_in_the_middle_are_left_out_on_the_first_page_too() -> None:
    page = "Bread Club                       Session 7\n\n{}" + " " * 30 + "{}\n\n"
    rows = list(zip(ASKED, ANSWERS, strict=True))
    asked = [f"{at}. {q}\n{a}\n\n" for at, (q, a) in enumerate(rows, 1)]
    text = "".join(page.format("".join(asked[at : at + 3]), at // 3 + 1) for at in (0, 3, 6))
    assert pairs(text) == rows


def test_parts_may_have_words_of_their_own_behind_their_number() -> None:
    text = numbered(["So it is."] * 8).replace("1. ", "一、简答题\n\n1. ")
    text = text.replace("4. ", "二、论述题\n\n4. ").replace("6. ", "三、计算题\n\n6. ")
    assert pairs(text) == [(each, "So it is.") for each in ASKED]


@pytest.mark.parametrize(
    "label",
    ["La respuesta correcta es", "Die richtige Antwort ist", "La bonne réponse est",
     "A resposta correta é", "La risposta corretta è", "Het juiste antwoord is"],
)  # fmt: skip
def test_a_sentence_of_a_quiz_s_review_names_the_right_option(label: str) -> None:
    text = "".join(
        f"Question {at}\n{each}\na. rye\nb. oats\n{label}: oats\n\n"
        for at, each in enumerate(ASKED[:4], 1)
    )
    assert [answer for _, answer in pairs(text)] == ["oats"] * 4


def test_numbered_questions_in_bold_with_answers_behind_are_told_by_the_bold() -> None:
    asked = [*ASKED[:3], "Health insurance", *ASKED[3:5]]
    text = "".join(f"{at}. **{each}** So it is.\n\n" for at, each in enumerate(asked, 1))
    assert pairs(text) == [(each, "So it is.") for each in asked]


def test_an_outline_s_parents_are_no_terms() -> None:
    terms = "".join(f"        term {at} >> so it is {at} times\n" for at in "abcdef")
    text = f"Bread\n    Grains\n{terms}"
    assert [question for question, _ in pairs(text)] == [f"term {at}" for at in "abcdef"]


def test_a_chat_with_a_model_is_what_it_says_without_who_asks() -> None:
    said = [
        f"{at}. {q}\nAnswer: {a}\n\n"
        for at, (q, a) in enumerate(zip(ASKED, ANSWERS, strict=True), 1)
    ]
    text = (
        f"You said:\nQuiz me on bread, please.\n\nChatGPT said:\n{''.join(said[:5])}"
        f"You said:\nThanks! More?\n\nChatGPT said:\nSure! Here you go.\n\n{''.join(said[5:])}"
        "Would you like me to make flash cards of these?\n"
    )
    assert pairs(text) == list(zip(ASKED, ANSWERS, strict=True))


def test_who_spoke_above_the_questions_speaks_below_them_too() -> None:
    said = "".join(f"Q: {q}\nA: {a}\n\n" for q, a in zip(ASKED, ANSWERS, strict=True))
    text = (
        f"HOST: Welcome back. Shall we start?\n\nANN: Go on.\n\n{said}HOST: Thank you!\n\nMusic.\n"
    )
    assert pairs(text) == list(zip(ASKED, ANSWERS, strict=True))


def test_a_callout_is_labelled_by_its_heading() -> None:
    words = ("dough", "oats", "rye", "salt", "ovens", "tea", "jam", "us")
    text = "".join(
        f'## {each}\n\nNow take {each}. Repeat.\n\n::: {{.callout-tip collapse="true"}}\n'
        f"## Answer\n{a}\n:::\n\n"
        for each, a in zip(words, ANSWERS, strict=True)
    )
    assert pairs(text) == [
        (f"Now take {each}. Repeat.", a) for each, a in zip(words, ANSWERS, strict=True)
    ]


def test_a_folded_hint_beside_a_folded_answer_is_none() -> None:
    fold = "<details>\n<summary>{}</summary>\n\n{}\n\n</details>\n"
    text = "".join(
        f"{at}. {q}\n{fold.format('Hint', 'Look it up.')}{fold.format('Solution', a)}\n"
        for at, (q, a) in enumerate(zip(ASKED, ANSWERS, strict=True), 1)
    )
    assert pairs(text) == list(zip(ASKED, ANSWERS, strict=True))


@pytest.mark.parametrize(
    "opening", ["True or false?", "¿Verdadero o falso?", "Vrai ou faux ?", "Richtig oder falsch:"]
)
def test_a_statement_behind_true_or_false_is_asked_in_any_language(opening: str) -> None:
    asked = [*ASKED[:4], f"{opening} Rye is a grain."]
    assert questions("".join(f"{at}. {q}\nR.- Sí.\n" for at, q in enumerate(asked, 1))) == asked


def test_a_fraction_behind_a_label_counts_points() -> None:
    text = "".join(
        f"**Questão {at} (1,0).** {q}\n\n*Resposta:* So it is.\n\n"
        for at, q in enumerate(ASKED[:4], 1)
    )
    assert pairs(text) == [(each, "So it is.") for each in ASKED[:4]]


def test_a_title_that_begins_with_a_verb_is_none_of_the_questions() -> None:
    text = "".join(f"{each}\n    So it is.\n" for each in ASKED)
    assert pairs(f"Study guide, chapters 1 to 3\nMrs. Rye\n\n{text}") == [
        (each, "So it is.") for each in ASKED
    ]


def test_a_heading_without_an_answer_among_its_siblings_is_one_of_them() -> None:
    text = "".join(f"## {each}\nSo it is.\n" for each in ASKED[:3])
    text += "## Rye and oats\n" + "".join(f"## {each}\nSo it is.\n" for each in ASKED[3:])
    assert ("Rye and oats", "") in pairs(text)


def test_places_that_questions_are_about_count_them_in_their_order() -> None:
    rows = zip((4, 9, 12, 12, 20), ASKED, strict=False)
    text = "".join(f"*Slide {at}:* {each}\n→ So it is.\n\n" for at, each in rows)
    assert pairs(text) == [(each, "So it is.") for each in ASKED[:5]]


def test_a_title_above_points_is_asked_as_the_questions_above_points_are() -> None:
    asked = [*ASKED[:4], "The role of rye", *ASKED[4:]]
    text = "".join(f"{each}\n- so it is\n- and was\n\n" for each in asked)
    assert pairs(text) == [(each, "- so it is\n- and was") for each in asked]


def test_a_bold_letter_with_its_reason_is_a_key() -> None:
    text = "".join(
        f"{at}. {each}\n\n- A. rye\n- B. oats\n\n<details><summary>Show answer</summary>\n\n"
        "**B**. They are oats.\n\n</details>\n\n"
        for at, each in enumerate(ASKED[:4], 1)
    )
    assert [answer for _, answer in pairs(text)] == ["oats\nThey are oats."] * 4


@pytest.mark.parametrize("dash", ["–", "-", "->", "="])
def test_a_dash_parts_all_numbered_questions_where_it_parts_most(dash: str) -> None:
    asked = [*ASKED[:5], "Year of the harvest", "Name of the mill"]
    text = "".join(f"{at}. {each} {dash} so it is\n" for at, each in enumerate(asked, 1))
    assert [question for question, _ in pairs(text)] == asked
