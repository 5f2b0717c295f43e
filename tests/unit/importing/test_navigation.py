"""What stands on a page to lead about it, and a name under a message, are in no answer."""

from __future__ import annotations

from itertools import cycle

import pytest

from bot.core.documents import Status
from bot.importing.languages import LANGUAGES
from tests.unit.importing.reading import pairs, parse

ROWS = [("What is rye?", "A grain."), ("Why bake?", "Taste."), ("Name a flour.", "Spelt.")]
FORMS = (
    "[⬆ {top}](#bread)", "**[{top} ↑](#bread)**", "{top}", '<a href="#bread">{top}</a>',
    "[← {one}](a.md) | [{two} →](b.md)",
)  # fmt: skip


def notes(below: str) -> str:
    return "".join(f"### {q}\n\n{a}\n\n{below}\n\n" for q, a in ROWS)


@pytest.mark.parametrize("name", LANGUAGES)
def test_ways_back_and_on_are_in_no_answer_in_any_language(name: str) -> None:
    language = LANGUAGES[name]
    one, two = language.words("turning")[:2]
    ways = [
        form.format(top=top.capitalize(), one=one, two=two)
        for top, form in zip(language.words("top"), cycle(FORMS))
    ]
    text = "".join(f"### What is loaf {n}?\n\nIt is it.\n\n{way}\n\n" for n, way in enumerate(ways))
    assert {answer for _, answer in pairs(text)} == {"It is it."}


@pytest.mark.parametrize("answer", ["Next", "Home", "[Yeast](yeast.md)", "Back to the top shelf."])
def test_words_that_lead_nowhere_stay_answers(answer: str) -> None:
    assert pairs(notes("").replace("Taste.", answer))[1][1] == answer


@pytest.mark.parametrize("name", LANGUAGES)
def test_a_closing_above_a_name_is_in_no_answer_in_any_language(name: str) -> None:
    closing = LANGUAGES[name].words("closing")[0]
    assert pairs(f"{notes('')}{closing.capitalize()},\nKim Lee\n") == ROWS


@pytest.mark.parametrize("below", ["-- \nKim Lee\nBakers' guild", "Sent from my phone", "--\nKim"])
def test_a_signature_does_not_make_a_note_to_oneself_an_answer(below: str) -> None:
    items = parse(notes("").replace("Spelt.", "TODO") + below + "\n").items
    assert items[-1].status is Status.PLACEHOLDER


@pytest.mark.parametrize(
    ("asks", "tells"),
    [
        ("Que: ", "Sol: "), ("Qn. {n}: ", "Ans: "), ("Que. ", "Soln. "), ("Preg.: ", "Resp.: "),
        ("Вопр. {n}: ", "Отв.: "), ("**Pyt. {n}:** ", "**Rozw.:** "),
    ],
)  # fmt: skip
def test_labels_that_are_cut_short_are_labels(asks: str, tells: str) -> None:
    rows = [*ROWS, ("Rye versus wheat", "Rye has less gluten.")]
    text = "".join(f"{asks.format(n=n)}{q}\n{tells}{a}\n\n" for n, (q, a) in enumerate(rows, 1))
    assert pairs(text) == rows
