from __future__ import annotations

import pytest

from bot.core.alignment import Anchor, align
from bot.errors import NoQuestions
from bot.importing import read_answers, read_document

ASKED = (
    "Why does bread dough rest before it is shaped?",
    "What does steam do in the first minutes of baking?",
    "When is a sourdough starter ready to use?",
    "What makes rye bread dense?",
)
SAID = (
    "The gluten of the dough relaxes, so that it can be shaped without tearing.",
    "Steam keeps the crust soft in the first minutes, and the loaf grows in the oven.",
    "A starter is ready when it has doubled and a spoonful of it floats.",
    "Rye has hardly any gluten, so its bread stays dense and moist.",
)


def texts(document: str, asked: int = 4) -> list[str]:
    found = read_answers("notes.md", document.encode(), asked)
    return [item.answers[0].text for item in found.items]


@pytest.mark.parametrize(
    "form",
    ["{a}\n\n", "{a}\n", "- {a}\n", "3. {a}\n", "## {n}\n\n{a}\n\n", "{a}\n\n---\n\n", "> {a}\n\n"],
)
@pytest.mark.parametrize("title", ["", "# My answers\n\n", "My answers\n\n"])
def test_answers_are_parted_as_their_author_parted_them(form: str, title: str) -> None:
    text = title + "".join(form.format(n=n, a=a) for n, a in enumerate(SAID, 1))
    assert [said.split("\n")[-1].removeprefix("> ") for said in texts(text)] == list(SAID)


def test_of_several_ways_the_one_that_fits_the_questions_is_taken() -> None:
    text = "".join(f"{a}\n\nMore of it.\n\n---\n\n" for a in SAID)
    assert len(texts(text, 4)) == 4
    assert len(texts(text, 8)) == 8


def test_a_list_below_its_announcement_is_one_answer() -> None:
    text = f"{SAID[0]}\n\nIn three steps:\n\n- one\n- two\n\n{SAID[2]}\n"
    assert texts(text, 3)[1] == "In three steps:\n\n- one\n- two"


def test_they_are_placed_by_order_and_likeness() -> None:
    document = read_answers("notes.md", "\n\n".join(SAID).encode(), 4)
    alignment = align([document], [Anchor(str(at), each) for at, each in enumerate(ASKED)])
    assert [[p.item for p in question.placings] for question in alignment.questions] == [
        [0], [1], [2], [3],
    ]  # fmt: skip


def test_one_piece_is_no_list_of_answers() -> None:
    with pytest.raises(NoQuestions):
        read_answers("notes.md", b"One sentence alone.", 4)
    with pytest.raises(NoQuestions):
        read_document("notes.md", "\n\n".join(SAID).encode())
