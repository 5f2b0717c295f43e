# signs and words of other scripts are what it is about
"""Ways in which people write questions and answers, each told by a general rule."""

from __future__ import annotations

import pytest

from bot.errors import NoQuestions
from bot.importing import read_document
from tests.unit.importing.containers.office import pdf
from tests.unit.importing.reading import pairs, parse

WAYS = {
    "dotted initials": (
        "Q1. What is a stack?\nA. Last in, first out.\n\n"
        "Q2. Define a queue\nA. First in, first out.\n"
    ),
    "a word and a bracket": (
        "Q1) What is a stack?\nAns) Last in, first out.\n\n"
        "Q2) Define a queue\nAns) First in, first out.\n"
    ),
    "labels on one line": (
        "Q: What is a stack? A: Last in, first out.\nQ: Define a queue. A: First in, first out.\n"
    ),
    "labels in brackets": (
        "[Question]\nWhat is a stack?\n[Answer]\nLast in, first out.\n\n"
        "[Question]\nDefine a queue\n[Answer]\nFirst in, first out.\n"
    ),
    "signs": (
        "🔹 What is a stack?\nLast in, first out.\n\n"
        "🔹 Define a queue\nFirst in, first out.\n"
    ),
    "digits in boxes": (
        "1️⃣ **What is a stack?**\n\nLast in, first out.\n\n"
        "2️⃣ **Define a queue**\n\nFirst in, first out.\n"
    ),
    "hash and number": (
        "#1 What is a stack?\nLast in, first out.\n\n#2 Define a queue\nFirst in, first out.\n"
    ),
    "highlighted headings": (
        "## ==What is a stack?==\n\nLast in, first out.\n\n## ==Define a queue==\n\n"
        "First in, first out.\n"
    ),
    "underlined headings": (
        "What is a stack?\n~~~~~~~~~~~~~~~~\n\nLast in, first out.\n\n"
        "Define a queue\n~~~~~~~~~~~~~~\n\nFirst in, first out.\n"
    ),
    "headings of a wiki": (
        "== What is a stack? ==\n\nLast in, first out.\n\n== Define a queue ==\n\n"
        "First in, first out.\n"
    ),
    "comments": (
        "### What is a stack?\n<!-- your answer -->\nLast in, first out.\n\n"
        "### Define a queue\n<!--\nyour answer\n-->\nFirst in, first out.\n"
    ),
    "statements above labels": (
        "The stack\nAnswer: Last in, first out.\n\nThe queue\nAnswer: First in, first out.\n"
    ),
    "a list of terms": (
        "stack - Last in, first out.\nqueue - First in, first out.\nheap - a tree\nlist - a row\n"
        "map - keys and values\n"
    ),
}  # fmt: skip


@pytest.mark.parametrize("text", WAYS.values(), ids=WAYS)
def test_an_answer_stands_without_marks_below_its_question(text: str) -> None:
    read = pairs(text)
    assert [answer.strip() for _, answer in read[:2]] == [
        "Last in, first out.",
        "First in, first out.",
    ]
    assert [question.strip("?.").split()[-1] for question, _ in read[:2]] == ["stack", "queue"]


@pytest.mark.parametrize("counts", [("a)", "b)", "c)", "d)"), ("I.", "II.", "III.", "IV.")])
def test_letters_and_roman_numbers_count_questions(counts: tuple[str, ...]) -> None:
    asked = ("What is a stack?", "Why does it grow?", "Who called it so?", "Uses of a stack")
    text = "".join(
        f"{mark} {each}\nBecause of that.\n\n" for mark, each in zip(counts, asked, strict=True)
    )
    assert [question for question, _ in pairs(text)] == list(asked)
    assert [item.number for item in parse(text).items] == [1, 2, 3, 4]


def test_an_option_that_alone_is_bold_is_right_where_every_question_has_one() -> None:
    text = (
        "1. Which is a metal?\n\n- A. **iron**\n- B. sulphur\n\n"
        "2. Salt is\n\n- A. an acid\n- **B. a crystal**\n\n"
    )
    assert [answer for _, answer in pairs(text)] == ["iron", "a crystal"]


def test_bold_words_in_some_options_say_nothing() -> None:
    text = (
        "1. Which is a metal?\n\n- A. **iron**\n- B. **gold**\n\nAnswer: A\n\n"
        "2. Salt is\n\n- A. an acid\n- B. a crystal\n\nAnswer: B\n"
    )
    assert [answer for _, answer in pairs(text)] == ["iron", "a crystal"]


def test_options_on_one_line_are_told_apart() -> None:
    text = (
        "1. Force is measured in (a) joule (b) newton (c) watt\nAns: (b)\n"
        "2. Which is a vector?\nA. mass  B. speed  C. velocity\nAns: C\n"
    )
    read = pairs(text)
    assert [answer for _, answer in read] == ["newton", "velocity"]
    assert read[0][0] == "Force is measured in\n\n- a: joule\n- b: newton\n- c: watt"


def test_a_key_may_repeat_the_option_in_words() -> None:
    text = (
        "1. The largest ocean is\n- [ ] the Atlantic\n- [ ] the Pacific\n"
        "The correct answer is: the Pacific\n\n"
        "2. The longest river is\n- [ ] the Nile\n- [ ] the Rhine\n"
        "The correct answer is: the Nile\n"
    )
    assert [answer for _, answer in pairs(text)] == ["the Pacific", "the Nile"]


def test_a_gap_asks_for_what_its_label_answers() -> None:
    text = (
        "1. The capital of Peru is ____.\n   Answer: Lima\n"
        "2. Water is made of ____ and oxygen.\n   Answer: hydrogen\n"
    )
    assert [answer for _, answer in pairs(text)] == ["Lima", "hydrogen"]


def test_a_statement_with_its_verdict_is_asked_without_it() -> None:
    text = (
        "True or False\n\n1. The sun is a star. T\n"
        "2. The moon shines by itself. F\n3. Gold is a metal. (True)\n"
    )
    assert pairs(text) == [
        ("The sun is a star.", "True"),
        ("The moon shines by itself.", "False"),
        ("Gold is a metal.", "True"),
    ]


def test_a_bullet_between_folds_is_a_question_as_its_neighbours_are() -> None:
    fold = "<details>\n<summary>Show</summary>\n{}\n</details>\n\n"
    asked = ("What is a compiler?", "What is an interpreter?", "JIT")
    text = "".join(f"- **{each}**\n{fold.format('It is ' + each)}" for each in asked)
    assert pairs(text) == [(each, f"It is {each}") for each in asked]


def test_the_last_heading_may_compare_where_the_others_ask() -> None:
    text = (
        "### What is TCP?\nA protocol.\n\n### What is UDP?\nAnother.\n\n"
        "### TCP vs UDP\nOne is sure.\n"
    )
    assert pairs(text)[-1] == ("TCP vs UDP", "One is sure.")


def test_what_a_page_says_of_itself_above_is_no_text() -> None:
    document = parse(
        '---\ntitle: "My answers"\ntags: [a, b]\n---\n\n## What is TCP?\nA protocol.\n'
    )
    assert document.title == "My answers"
    assert [(each.lines.first, each.lines.last) for each in document.skipped] == [(1, 4)]


def test_a_row_answers_in_the_column_that_says_so() -> None:
    text = (
        "| # | Question | My answer | Level |\n|---|---|---|---|\n"
        "| 1 | What is a stack? | A pile | easy |\n| 2 | What is a queue? | | hard |\n"
    )
    assert pairs(text) == [("What is a stack?", "A pile"), ("What is a queue?", "")]


def test_headings_of_columns_are_told_by_their_last_word() -> None:
    document = read_document(
        "x.csv",
        b"Sr. No.;Interview Question ;Model Answer;Asked By\n1;What is TCP?;A protocol;Ann\n",
    )
    assert [(each.question, each.answers[0].text) for each in document.items] == [
        ("What is TCP?", "A protocol")
    ]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("x.json", '[{"q": "What is TCP?", "a": "A protocol"}, {"q": "What is UDP?", "a": ""}]'),
        ("x.yaml", "- q: What is TCP?\n  a: A protocol\n- q: What is UDP?\n  a:\n"),
    ],
)  # fmt: skip
def test_a_record_with_room_for_its_answer_is_a_question_without_one(name: str, data: str) -> None:
    document = read_document(name, data.encode())
    assert [len(item.answers) for item in document.items] == [1, 0]


def test_a_basic_note_among_cloze_notes_is_a_card() -> None:
    text = "#separator:Tab\nThe {{c1::liver}} makes bile.\t\nWhat is bile?\tA fluid\n"
    assert pairs(text) == [("The [...] makes bile.", "liver"), ("What is bile?", "A fluid")]


def test_a_page_leaves_the_links_to_its_headings_out_and_keeps_what_its_buttons_ask() -> None:
    page = (
        "<html><body><h2>What is TCP?<a href='#x'>¶</a></h2><p>A protocol.</p>"
        "<h2>Explain UDP<a href='#y'> # </a></h2><p>Another.</p></body></html>"
    )
    assert pairs(page) == [("What is TCP?", "A protocol."), ("Explain UDP", "Another.")]
    folds = (
        "<html><body><div><button>Can I get a refund?</button><p>Within a month.</p></div>"
        "<div><button>How long does it take?</button><p>Three days.</p></div></body></html>"
    )
    assert pairs(folds) == [
        ("Can I get a refund?", "Within a month."), ("How long does it take?", "Three days."),
    ]  # fmt: skip


def test_a_post_in_a_table_is_read_line_by_line() -> None:
    post = "<br>".join(
        ["Last year's questions:", "", "1. What is a covenant?", "A promise in a deed.", "",
         "2. What is an easement?", "A right over land.", "3. Define title.", "Who owns it."]
    )  # fmt: skip
    page = f"<html><body><table><tr><td>kate</td><td>{post}</td></tr></table></body></html>"
    assert [answer for _, answer in pairs(page)] == [
        "A promise in a deed.", "A right over land.", "Who owns it.",
    ]  # fmt: skip


def test_an_exam_in_two_columns_of_short_lines_is_read_column_by_column() -> None:
    left = [
        "1. What is a cell?",
        "A unit of life.",
        "2. What is DNA?",
        "A molecule.",
        "3. Define RNA.",
        "Another.",
    ]
    right = [
        "4. What is osmosis?",
        "A flow.",
        "5. What is bile?",
        "A fluid.",
        "6. Define ATP.",
        "Fuel.",
    ]
    page = [(50, 700 - 14 * at, text) for at, text in enumerate(left)]
    page += [(320, 700 - 14 * at, text) for at, text in enumerate(right)]
    document = read_document("exam.pdf", pdf([page]))
    assert [item.number for item in document.items] == [1, 2, 3, 4, 5, 6]
    assert [item.answers[0].text for item in document.items] == [*left[1::2], *right[1::2]]


def test_the_last_answer_may_have_a_heading_as_the_others_do() -> None:
    said = {"What is rye?": "A grain.", "Define yeast.": "A fungus.", "Why bake?": "For taste."}
    text = "".join(
        f"## Question {n}\n{asked}\n## Answer\n{answer}\n\n"
        for n, (asked, answer) in enumerate(said.items(), 1)
    )
    assert pairs(text) == list(said.items())


def test_an_answer_that_a_forum_hides_is_shown() -> None:
    text = "**1. What is rye?**\n\n>! A grain.\n\n**2. Why bake it?**\n\n>! For taste.\n"
    assert [answer for _, answer in pairs(text)] == ["A grain.", "For taste."]


def test_terms_in_bold_need_not_be_many() -> None:
    text = "# Terms\n\n**rye**: a grain\n\n**yeast**: a fungus\n\n**crumb**: the inside\n"
    assert pairs(text) == [("rye", "a grain"), ("yeast", "a fungus"), ("crumb", "the inside")]


def test_a_letter_with_a_bracket_is_a_key_whatever_follows_it() -> None:
    text = (
        "**1. Which is a grain?**\n\na) salt\nb) rye\n\n**Correct answer:** b) rye\n\n"
        "**2. Which is hot?**\n\na) an oven\nb) ice\n\n**Correct answer:** a) an oven\n"
    )
    assert [answer for _, answer in pairs(text)] == ["rye", "an oven"]


def test_what_readers_remarked_below_a_page_is_left_out() -> None:
    page = (
        "<html><body><p><b>Q1. What is rye?</b></p><p>A grain.</p>"
        "<p><b>Q2. What is yeast?</b></p><p>A fungus.</p>"
        "<div id='comments'><ol><li>Nice! Can you write more of it?</li></ol></div></body></html>"
    )
    assert pairs(page) == [("What is rye?", "A grain."), ("What is yeast?", "A fungus.")]


@pytest.mark.parametrize(
    "picture",
    ["![a cell](data:image/png;base64,iVBORw0KGgo=)", "![a cell](attachment:cell.png)"],
)
def test_a_picture_whose_bytes_are_in_the_text_is_named_there(picture: str) -> None:
    text = f"## What is a cell?\n\nSee: {picture} of life.\n\n## Why is it small?\n\nFor food.\n"
    assert pairs(text)[0] == ("What is a cell?", "See: [a cell] of life.")


def test_points_of_an_exam_are_no_part_of_the_question() -> None:
    text = "1. (5 points) Define a leaven.\nA dough.\n\n2. [10 marks] What is rye?\nA grain.\n"
    assert pairs(text) == [("Define a leaven.", "A dough."), ("What is rye?", "A grain.")]


def test_a_subject_in_bold_before_a_numbered_question_belongs_to_it() -> None:
    text = "1. **Rye:** What is it?\n   A grain.\n2. **Yeast:** Why use it?\n   It makes gas.\n"
    assert pairs(text) == [
        ("Rye: What is it?", "A grain."),
        ("Yeast: Why use it?", "It makes gas."),
    ]


def test_a_table_may_have_a_column_for_each_option() -> None:
    text = (
        "| Question | A | B | C | Correct |\n|:--|:-:|:-:|:-:|:-:|\n"
        "| Rye is | a metal | a grain | a salt | B |\n"
        "| Which is hot? | an oven | ice | snow | A |\n"
    )
    assert pairs(text) == [
        ("Rye is\n- a metal\n- a grain\n- a salt", "a grain"),
        ("Which is hot?\n- an oven\n- ice\n- snow", "an oven"),
    ]


def test_a_lone_title_above_the_key_is_no_part_of_the_answer() -> None:
    text = "".join(
        f"{n}. Which of these is rye?\n\nA. a metal\nB. a grain\n\nAnswer\nCorrect answer: B\n\n"
        for n in range(1, 4)
    )
    assert [answer for _, answer in pairs(text)] == ["a grain"] * 3


@pytest.mark.parametrize("mark", ["Bread {}.", "Q.{}", "Rule {}:", "Merke dir {} -"])
def test_a_word_may_count_the_questions(mark: str) -> None:
    asked = ("Why does dough rise?", "Define yeast.", "What is salt for?")
    text = "".join(f"{mark.format(at)} {each}\nSo it is.\n\n" for at, each in enumerate(asked, 1))
    assert pairs(text) == [(each, "So it is.") for each in asked]


def test_answers_that_count_up_between_questions_are_no_pages() -> None:
    asked = ("What is the first stage?", "What follows it?", "What ends it?")
    text = "".join(f"{each}\n\nStage {at}\n\n" for at, each in enumerate(asked, 1))
    assert pairs(text) == [(each, f"Stage {at}") for at, each in enumerate(asked, 1)]


@pytest.mark.parametrize(("yes", "no"), [("True", "False"), ("richtig", "falsch"), ("T", "F")])
def test_a_verdict_may_be_bold_and_give_its_reason(yes: str, no: str) -> None:
    text = (
        f"1. Hearts beat. **{yes}**\n2. Blood is blue. **{no}** - it is red.\n3. Bones: **{yes}**"
    )
    words = {"T": "True", "F": "False"}
    assert pairs(text)[:2] == [
        ("Hearts beat.", words.get(yes, yes)),
        ("Blood is blue.", f"{words.get(no, no)}\n\nit is red."),
    ]


def test_code_below_questions_that_nobody_answers_is_asked_about() -> None:
    text = "".join(f"- What is {each}?\n" for each in "abcdef")
    (*_, (question, answer)) = pairs(f"{text}- What does this return?\n\n  ```\n  a + b\n  ```\n")
    assert (question, answer) == ("What does this return?\n\n```\na + b\n```", "")


def test_a_heading_below_the_last_question_ends_it_where_headings_part_the_others() -> None:
    parts = "".join(f"#### Part\n\n- What is {each}?\n- Why {each}s?\n\n" for each in "abcde")
    assert pairs(f"{parts}#### Thanks to all\n\nMany helped.\n")[-1] == ("Why es?", "")


@pytest.mark.parametrize("part", ["#### How it is made", "### Way {n}", "###### a"])
def test_headings_that_part_an_answer_are_its_own_where_higher_ones_lead_to_questions(
    part: str,
) -> None:
    parts = "".join(f"{part.format(n=n)}\n\n{n}. Words of {n}.\n\n" for n in (1, 2))
    first = f"## Questions\n\n**1. What is rye?**\n\nA grain.\n\n{parts}"
    rest = "".join(f"**{n}. Why salt {n}?**\n\nTaste.\n\n" for n in range(2, 8))
    read = pairs(f"{first}{rest}## More of them\n\n**8. Why yeast?**\n\nAir.")
    last_lines = [answer.split("\n")[-1] for _, answer in read]
    assert last_lines == ["2. Words of 2.", *["Taste."] * 6, "Air."]


def test_a_heading_with_an_introduction_ends_the_answer_above_it() -> None:
    easy = "## Easy\n\n**1. What is rye?**\n\nA grain.\n\n"
    text = f"{easy}### Hard\n\nTake time.\n\n**2. Why salt?**\n\nTaste."
    assert [answer for _, answer in pairs(text)] == ["A grain.", "Taste."]


@pytest.mark.parametrize(
    "asked",
    [
        "Was gibt dieses Programm aus?", "¿Qué hace el código siguiente?", "Que fait ce code ?",
        "Что выведет код?", "次のコードは何を出力しますか。", "Does this compile?",
    ],
)  # fmt: skip
def test_code_that_a_question_points_at_in_its_language_is_asked_with_it(asked: str) -> None:
    code = "```\nbake(1)\n```"
    text = f"1. {asked}\n\n{code}\n\nbread\n\n2. Why salt?\n\nTaste.\n\n3. Why bake?\n\nHeat.\n"
    assert pairs(text)[0] == (f"{asked}\n\n{code}", "bread")


def test_code_that_answers_a_question_about_code_is_its_answer() -> None:
    code = "```\nbake(1)\n```"
    rows = "2. Why salt?\n\nTaste.\n\n3. Why bake?\n\nHeat.\n"
    text = f"1. How is a function called?\n\n{code}\n\nBy its name.\n\n{rows}"
    assert pairs(text)[0] == ("How is a function called?", f"{code}\n\nBy its name.")


def test_terms_above_their_meanings_are_cards() -> None:
    rows = [("rye", "a dark grain for bread"), ("bran", "the husk of a grain"),
            ("crumb", "the inside of a loaf"), ("crust", "the outside of a loaf, baked hard"),
            ("poolish", "a wet dough that is made the day before")]  # fmt: skip
    assert pairs("\n\n".join("\n".join(row) for row in rows)) == rows


def test_verse_in_pairs_of_lines_is_no_set_of_cards() -> None:
    verse = "\n\n".join(f"The rye is {each},\nThe oven is {each} too" for each in "abcdef")
    with pytest.raises(NoQuestions):
        parse(verse)


def test_an_arrow_without_text_is_an_answer_that_is_not_written_yet() -> None:
    text = (
        "1- What is rye?\n--> a grain\n\n2- Why salt?\n--> taste\n\n3- Define bran\n-->\n\n"
        "4- Why bake?\n--> heat\n"
    )
    assert pairs(text)[2:] == [("Define bran", ""), ("Why bake?", "heat")]


def test_a_form_s_label_for_the_answer_here_is_no_part_of_it() -> None:
    text = "".join(
        f"**Exercise {n}.** What is {n}?\n\n*Your answer here:*\n\n{'' if n == 3 else 'It is.'}\n\n"
        for n in range(1, 5)
    )
    assert [answer for _, answer in pairs(text)] == ["It is.", "It is.", "", "It is."]
