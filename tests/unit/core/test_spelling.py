"""British and American spellings have one stem, and words of one spelling keep theirs."""

from __future__ import annotations

import pytest
from Stemmer import Stemmer

from bot.core.lookup import Fit, LookupIndex
from bot.core.text import stem

BOTH = """
quantise quantize; quantisation quantizing; organised organizing; optimiser optimizer;
tokenisers tokenizers; generalisations generalization; analyse analyzing; colour color;
coloured colors; behaviour behavioral; favourite favorite; misbehaviour misbehavior;
centre center; metres meters; kilometre kilometers; fibres fiber; catalogue catalogs;
dialogues dialog; licence licenses; grey gray; sulphur sulfur; practising practice
"""
ONE = """
promise compromised precise precisely precision revise revision supervised supervision exercise
comprises surprised advertise expertise raised noise paradise parade franchise disease wise
likewise advice hour four course source tour more acre league rogue visit island basis
"""


@pytest.mark.parametrize("pair", [each.split() for each in BOTH.split(";")])
def test_both_spellings_have_one_stem(pair: list[str]) -> None:
    one, other = pair
    assert stem(one) == stem(other)


@pytest.mark.parametrize("word", ONE.split())
def test_a_word_of_one_spelling_keeps_its_stem(word: str) -> None:
    assert stem(word) == Stemmer("english", 0).stemWord(word)


def test_other_languages_are_spelled_as_they_are() -> None:
    assert stem("organise", "french") == Stemmer("french", 0).stemWord("organise")


def test_a_question_is_found_by_the_other_spelling() -> None:
    index = LookupIndex.build([("q", "What does quantising a model change?"), ("r", "Why colour?")])
    assert [(hit.key, hit.fit) for hit in index.search("quantization")] == [("q", Fit.SURE)]
    assert [(hit.key, hit.fit) for hit in index.search("colors")] == [("r", Fit.SURE)]
