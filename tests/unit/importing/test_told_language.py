# ruff: noqa: RUF001  # signs and words of other scripts are what it is about
"""The language that documents are in."""

from __future__ import annotations

import pytest

from bot.importing import language_of
from tests.unit.importing.reading import parse

NOTES = {
    "english": "1. What is yeast?\nIt is a fungus that makes the dough rise while it rests.\n\n"
    "2. Why do we bake it?\nBecause the crust is what people like most about bread.\n",
    "german": "1. Was ist Hefe?\nEin Pilz, der den Teig beim Ruhen aufgehen lässt.\n\n"
    "2. Warum wird er gebacken?\nWeil die Kruste das ist, was die meisten am Brot mögen.\n",
    "spanish": "1. ¿Qué es la levadura?\nUn hongo que hace crecer la masa mientras reposa.\n\n"
    "2. ¿Por qué se hornea?\nPorque la corteza es lo que más gusta del pan.\n",
    "russian": "1. Что такое дрожжи?\nГриб, от которого тесто поднимается, пока отдыхает.\n\n"
    "2. Зачем его пекут?\nПотому что в хлебе больше всего любят корку.\n",
    "": "1. 酵母とは何ですか？\n生地を寝かせている間に膨らませる菌です。\n\n"
    "2. なぜ焼くのですか？\nパンで一番好まれるのは皮だからです。\n",
}


@pytest.mark.parametrize("language", NOTES)
def test_notes_tell_their_language_by_their_words(language: str) -> None:
    assert language_of([parse(NOTES[language])]) == language


def test_a_few_words_tell_no_language() -> None:
    assert language_of([parse("What is rye?\nA grain.\n")]) == ""
