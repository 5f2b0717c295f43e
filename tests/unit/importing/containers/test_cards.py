"""Flash cards as text: Anki, Quizlet and tables, Obsidian, Logseq, glossaries."""

from __future__ import annotations

import pytest

from bot.errors import BrokenDocument
from tests.unit.importing.containers.reading import pairs, read

TWO = [("What is rye?", "A grain; dark."), ("oven", "It bakes, hot.")]


@pytest.mark.parametrize(
    "text",
    [
        'Question,Answer\nWhat is rye?,A grain; dark.\noven,"It bakes, hot."\n',
        'Answer;Number;Question\n"A grain; dark.";1;What is rye?\nIt bakes, hot.;2;oven\n',
        "Term\tDefinition\nWhat is rye?\tA grain; dark.\noven\tIt bakes, hot.\n",
        'Frage;Antwort\nWhat is rye?;"A grain; dark."\noven;It bakes, hot.\n',
        "#separator:Tab\n#html:false\nWhat is rye?\tA grain; dark.\noven\tIt bakes, hot.\n",
        "#tags column:1\nx\tWhat is rye?\tA grain; dark.\n\toven\tIt bakes, hot.\n",
        '#separator:;\n#columns:Back;Front\n"A grain; dark.";What is rye?\n"It bakes, hot.";oven\n',
    ],
)
def test_columns_are_found_by_their_heads_whatever_divides_them(text: str):
    assert pairs(text) == TWO


def test_a_table_without_heads_has_its_front_first():
    text = "rye\tA grain\nsalt\tA mineral\noven\tIt bakes\n"
    assert pairs(text) == [("rye", "A grain"), ("salt", "A mineral"), ("oven", "It bakes")]


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_lines_without_a_tab_go_on_in_the_meaning_above_them(gap: str):
    text = gap.join(["rye\tA grain\nand dark.", "salt\tA mineral", "oven\tIt bakes\n\n- hot"])
    answers = ["A grain\nand dark.", "A mineral", "It bakes\n\n- hot"]
    assert pairs(text) == list(zip(["rye", "salt", "oven"], answers, strict=True))


@pytest.mark.parametrize("count", ["{n}.", "Q{n}", "Question {n}:", "Why:"])
def test_a_tab_behind_a_number_divides_no_columns(count: str):
    asked = "".join(f"{count.format(n=n)}\tWhat is {n}?\nIt is so.\n\n" for n in (1, 2, 3))
    assert read(asked).format != "table"


def test_a_cell_may_have_several_lines_and_the_item_their_numbers():
    document = read('Question,Answer\nWhat is rye?,"A grain,\nand dark."\noven,hot\n')
    assert document.items[0].answers[0].text == "A grain,\nand dark."
    assert [(item.lines.first, item.lines.last) for item in document.items] == [(2, 3), (4, 4)]


@pytest.mark.parametrize(
    "text",
    [
        "Question,Answer 1,Answer 2,Answer 3,Time,Correct\nDark?,salt,rye,,20,2\n",
        "Question - max 120,Answer 1 - max 75,Answer 2,Correct answer(s) - any\nDark?,salt,rye,2\n",
        "Question Text,Question Type,Option 1,Option 2,Correct Answer\nDark?,Choice,salt,rye,2\n",
        "Question,A,B,Answer\nDark?,salt,rye,B\n",
        "Question;Options;Correct answer\nDark?;salt|rye;rye\n",
    ],
)
def test_options_and_the_right_one_are_found_by_their_heads(text: str):
    assert pairs(text) == [("Dark?\n- salt\n- rye", "rye")]


def test_cells_may_be_quoted_by_apostrophes_and_begin_with_one():
    text = "Frage;Antwort\n'Rye; what?';'A grain.\nDark; it''s old.'\nSalt?;'A \"mineral\"'\n"
    answers = ["A grain.\nDark; it's old.", 'A "mineral"']
    assert pairs(text) == list(zip(["Rye; what?", "Salt?"], answers, strict=True))
    elided = "Frage;Antwort\nWas heißt 's Brot?;'s Brot.\nUnd 's Salz?;'s Salz.\n"
    assert [answer for _, answer in pairs(elided)] == ["'s Brot.", "'s Salz."]


@pytest.mark.parametrize(
    ("row", "answer"),
    [
        ("Fill-in-the-Blank,rye,,", "rye"),
        ("fill_in_blank,rye,emmer,1", "- rye\n- emmer"),
        (",rye,,", "rye"),
    ],
)
def test_what_fills_a_gap_is_the_answer_and_is_not_offered(row: str, answer: str):
    head = "Question Text,Question Type,Option 1,Option 2,Correct Answer\n"
    assert pairs(f"{head}Name a grain.,{row}\nDark?,Multiple Choice,salt,rye,2\n") == [
        ("Name a grain.", answer),
        ("Dark?\n- salt\n- rye", "rye"),
    ]


def test_ten_thousand_columns_are_refused():
    with pytest.raises(BrokenDocument, match="columns"):
        read("\n".join(["a,b" + ",c" * 10_000] * 3), "wide.csv")


def test_anki_clozes_are_a_card_for_each_number():
    text = "#separator:tab\n{{c1::Rye}} is {{c2::dark::colour}}\tSeen in <i>fields</i>.\n"
    assert pairs(text) == [
        ("[...] is dark", "Rye\n\nSeen in *fields*."),
        ("Rye is [colour]", "dark\n\nSeen in *fields*."),
    ]


def test_a_gap_in_a_card_is_as_long_as_it_was_drawn():
    text = "#separator:tab\nA ______ is *dark*.\tgrain\n____ rises.\tDough\n"
    assert pairs(text) == [("A ______ is dark.", "grain"), ("____ rises.", "Dough")]


OBSIDIAN = """---
tags: [bread]
---
#flashcards/bread
up:: [[Food]], [[Plants]]
# Grains

What is rye?::A grain <!--SR:!2025-01-01,3,250-->
- salt:::a mineral

What is bread?
It has a crust.
?
It is baked.

- Twice.
<!--SR:!2025-01-01,3,250-->

Bread is ==brown== outside.

> [!question]- Why bake?
> For taste.

### Where is the oven? #card
In the kitchen.
"""


def test_every_kind_of_obsidians_cards_is_found():
    assert pairs(OBSIDIAN, "a.md") == [
        ("What is rye?", "A grain"),
        ("salt", "a mineral"),
        ("What is bread? It has a crust.", "It is baked."),
        ("Bread is [...] outside.", "brown"),
        ("Why bake?", "For taste."),
        ("Where is the oven?", "In the kitchen."),
    ]
    document = read(OBSIDIAN, "a.md")
    assert (document.format, document.title) == ("Obsidian", "Grains")
    assert document.skipped  # what no card has is told


@pytest.mark.parametrize(
    "text",
    [
        "# Deck\n\nWhat is rye?::A grain; dark.\n\noven::It bakes, hot.\n",
        "Prose says this.\n\nWhat is rye? :: A grain; dark.\n\nAnd that.\n\n- and more\n",
        "What is rye?:::A grain; dark.\n",
    ],
)
def test_a_card_or_two_are_enough_where_they_are_all_that_is_asked(text: str):
    assert pairs(text) == TWO[: text.count("::")]


def test_code_with_colons_is_no_card():
    text = "1. What is a namespace?\n\nstd::vector is in one.\n\n2. Why?\n\nSee std::map.\n"
    assert read(text).format == "numbered"


def test_logseq_has_its_answers_nested():
    text = (
        "- # Bread\n- What is rye? #card\n  id:: 1\n\t- A grain.\n\t\t- Dark.\n\t- Sown.\n"
        "- Rye is {{cloze dark}}.\n- Nothing.\n"
    )
    assert pairs(text) == [
        ("What is rye?", "- A grain.\n    - Dark.\n- Sown."),
        ("Rye is [...].", "dark"),
    ]


def test_glossaries_are_cards_and_their_heads_are_none():
    text = "# Glossary\n\nRye\n: A grain.\n\nSalt\n: A mineral.\n: A spice.\n"
    assert pairs(text) == [("Rye", "A grain."), ("Salt", "A mineral.\nA spice.")]
    table = "| Term | Meaning |\n|---|---|\n| Rye | A grain |\n| Salt | A mineral |\n"
    assert pairs(table) == [("Rye", "A grain"), ("Salt", "A mineral")]
