from __future__ import annotations

import pytest

from bot.core.documents import Lines
from bot.errors import DocumentError, NoQuestions
from bot.importing import parse_document
from tests.unit.importing.reading import parse

VERSE = """O oven, oven, burning bright
What hand has set your fire alight?
In what far kitchen stands the bread,
Could crumb and crust be better fed?

And when the dough began to rise,
What dread heat? and what dread eyes?
The baker sleeps, the baker dreams,
Did he who made it hear its screams?
"""
STORY = "\n\n".join(
    [
        "The baker opened the route. Flour hung in the air and nobody spoke.",
        "What had she expected? She could not say.",
        '"Who is there?" asked the king.',
        '"It is I," said the baker. "What do you want?"',
        *["The oven ticked. Outside it began to rain, and the street went quiet."] * 9,
    ]
)
MANUAL = """# ovenctl

A program to control ovens.

## Installation

1. Clone the folder
2. Install the parts
3. Run the setup
4. Set the variables
5. Start the program

## Usage

```
ovenctl --what?
```

- `--hot`: hotter
- `--cold`: colder

## Why another program?

The others do not know steam.

## Contributing

Send a change. All are welcome.
"""
TABLE = "name,price,stock\n" + "\n".join(f"loaf{n},{n}.50,{n * 3}" for n in range(30))
SHOPPING = (
    "# Shopping\n\n1. Bread for the week\n2. Milk and some butter\n"
    "3. Eggs from the farm\n\n# Later\n\nCall.\n"
)
STEPS = (
    "1. Open the box with a knife\n2. Take the legs out\n3. Put them on\n"
    "4. Turn it over\n5. Use it well\n"
)
LOG = "\n".join(f"2031-01-{day:02d} 10:00 INFO oven started" for day in range(1, 25))
DATA = '{\n "a": 1,\n "b": ["what?", "why?"]\n}'


@pytest.mark.parametrize(
    "text",
    [VERSE, STORY, MANUAL, TABLE, SHOPPING, STEPS, LOG, DATA, "?", "?\n?\n?\n", "-\n-\n-\n-\n"],
)
def test_a_text_that_is_no_study_notes_is_refused(text: str) -> None:
    with pytest.raises(NoQuestions) as refused:
        parse_document("text.md", text)
    assert refused.value.name == "text.md"


def test_one_question_with_its_answer_is_enough() -> None:
    assert len(parse("What is rye?\nA grain.\n").items) == 1


@pytest.mark.parametrize(
    ("text", "layout"),
    [
        ("1. What is rye?\ngrain\n2. Why bake?\ntaste\n", "numbered"),
        ("-\nWhat is rye?\n- grain\n-\nWhy bake?\n- taste\n-\nWho?\n- I\n", "flattened"),
        ("What is rye? Grain.\n\nWhy bake? Taste.\n", "inline"),
        ("What is rye?\n> grain\n\nWhy bake?\n> taste\n", "marked"),
        ("grain\nrye\n?\ndark bread\nmix\nof rye\ndo?\nit helps\n", "answers-only"),
        ("<details><summary>What is rye?</summary>grain</details>\n", "details"),
    ],
)
def test_the_text_decides_the_layout_and_the_name_does_not(text: str, layout: str) -> None:
    assert {parse_document(name, text).format for name in ("a.md", "a.txt", "a")} == {layout}


@pytest.mark.parametrize("mark", [*"-?>`[*_#~=|<(\\\"'.:, \t", "1. ", "a? ", "**", "<b>"])
def test_long_runs_of_one_mark_are_read(mark: str) -> None:
    run = mark * 20_000
    for text in (run, f"What is {run}?\nIt is.\n", "What is it?\n" + run, f"{mark}\n" * 5_000):
        try:
            parse_document("run", text)
        except DocumentError:
            continue


def test_a_line_of_five_million_characters_is_read() -> None:
    with pytest.raises(NoQuestions):
        parse_document("line", "word " * 1_000_000)


def test_a_document_of_sixty_thousand_lines_is_read() -> None:
    # The end of the last line is not one more.
    below = "\n" * 28
    text = "".join(f"What is number {n}?\n\n- It is {n}.{below}" for n in range(2_000))[:-1]
    assert text.count("\n") + 1 == 60_000
    assert len(parse(text).items) == 2_000


def test_a_line_that_asks_within_an_answer_is_told() -> None:
    document = parse("## What is rye?\n\nA grain.\n\nIs it dark?\n\n## Why bake?\n\nTaste.\n")
    assert document.inner == (Lines(5, 5),)


def test_more_than_a_thousand_questions_are_numbered_on() -> None:
    text = "".join(f"{n}. What is number {n}?\n\nIt is {n}.\n\n" for n in range(1, 1_201))
    assert [item.number for item in parse(text).items] == list(range(1, 1_201))


def test_how_long_the_answers_are_refuses_nothing() -> None:
    said = "".join(f"This is sentence {n} about bread.\n\n" for n in range(20))
    text = "".join(f"{n}. What is step {n}?\n\n{said}" for n in range(1, 5))
    assert len(parse(text).items) == 4


PROSE = "".join(f"Bread is old, and line {n} of this says so at some length.\n" for n in range(40))


def test_questions_that_stand_out_in_a_text_about_something_else_are_a_guess() -> None:
    text = (
        f"{PROSE}\n**What is rye?**\n\nA grain.\n\n{PROSE}\n**Why bake it?**\n\nTaste.\n\n{PROSE}"
    )
    document = parse(text)
    assert [item.question for item in document.items] == ["What is rye?", "Why bake it?"]


def test_a_document_says_how_sure_it_is_and_why() -> None:
    sure = parse("1. What is rye?\ngrain\n\n2. Why bake?\ntaste\n")
    assert (sure.confidence, sure.why) == (1.0, "2 of 2 of its numbers ask")
    late = parse(f"{PROSE}\n1. What is rye?\ngrain\n\n2. Why bake?\ntaste\n")
    assert late.confidence < sure.confidence


@pytest.mark.parametrize("lines", [3_000, 9_000])
def test_a_long_document_is_read_as_a_short_one_is(lines: int) -> None:
    text = "".join(f"What is loaf {n}?\n> bread {n}\n\n" for n in range(lines // 3))
    document = parse(text)
    assert (document.format, len(document.items)) == ("marked", lines // 3)
