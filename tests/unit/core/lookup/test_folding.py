"""What people type without accents, in other letters, in one word or with a typo is found."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.lookup import Entry, Fit, LookupIndex, spelled
from bot.core.lookup.folding import all_spelled

DECK: list[Entry] = [
    ("koln", "Why was the cathedral of Köln built so slowly?"),
    ("duesseldorf", "Which river flows through Duesseldorf?"),
    ("resume", "What belongs into a résumé?"),
    ("c", "Who invented C?"),
    ("c++", "Who invented C++?"),
    ("c#", "Who invented C#?"),
    ("tfms", "What do `item_tfms` do before a batch is made?"),
    ("loader", "How does a DataLoader shuffle?"),
    ("night", "What can be seen at night time?"),
    ("flower", "Which sunflower turns with the sun?"),
    ("moscow", "Как давно стоит Москва на реке?"),
    ("athens", "Πότε χτίστηκε η Αθήνα;"),
    ("strasse", "Welche Straße führt nach Łódź?"),
    ("glow", "Why does it shine?", "Bioluminescence of luciferin makes it shine"),
]
INDEX = LookupIndex.build(DECK)


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ("koln", "koln"),
        ("koeln", "koln"),
        ("Köln", "koln"),
        ("düsseldorf", "duesseldorf"),
        ("dusseldorf river", "duesseldorf"),
        ("resume", "resume"),
        ("RÉSUMÉ", "resume"),
        ("strasse lodz", "strasse"),
        ("moskva", "moscow"),
        ("athina", "athens"),
        ("αθηνα", "athens"),
        ("who invented c", "c"),
        ("who invented c++", "c++"),
        ("who invented c#", "c#"),
        ("itemtfms", "tfms"),
        ("item_tfms", "tfms"),
        ("item tfms", "tfms"),
        ("data loader", "loader"),
        ("dataloader", "loader"),
        ("nighttime", "night"),
        ("sun flower", "flower"),
    ],
)
def test_a_question_is_found_as_people_type_it(query: str, key: str) -> None:
    hit = INDEX.search(query)[0]
    assert (hit.key, hit.fit) == (key, Fit.SURE)


@pytest.mark.parametrize("query", ["bioluminescence", "bioluminescense", "luciferrin", "lucifern"])
def test_a_word_that_only_an_answer_says_is_found_with_a_typo(query: str) -> None:
    (hit, *_) = INDEX.search(query)
    assert (hit.key, hit.answered) == ("glow", (query,))


def test_a_typo_in_a_word_of_answers_that_are_hushed_finds_nothing() -> None:
    assert INDEX.search("bioluminescense", hushed={"glow"}) == []


def test_a_compound_is_found_by_its_parts() -> None:
    entries = [("a", "Wie läuft die Höhlenbildung ab?"), ("b", "Was ist ein Tal?")]
    index = LookupIndex.build(entries, "german")
    for query in ("hoehlen", "Höhlen", "bildung", "Höhlen Bildung"):
        assert index.search(query)[0].key == "a"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Bayes' *rule*", "bayes rule"),
        ("C++, C# and g++ or a+b", "c++ c# and g++ or a b"),
        ("`item_tfms` isn't", "item tfms isn t"),
        ("Łódź, Ærø, Ilık, Straße", "lodz aero ilik strasse"),  # noqa: RUF001  # Turkish
        ("ёлка который", "елка который"),
        ("التَّعَلُّم إدارة", "التعلم اداره"),
        ("什么是灰", "什么 么是 是灰"),
        ("灰", "灰"),
        ("หินปูน", "หิน นปู ปูน"),
        ("지구 온난화는", "지구 온난 난화 화는"),
        ("GPUの学習", "gpu の学 学習"),
        ("🌋 ?!", ""),
    ],
)
def test_words_are_spelled_without_what_varies(text: str, words: str) -> None:
    assert spelled(text) == words


@given(st.text() | st.text("aé\u0301ß+#ü岩ย็ 'İ_가", max_size=20))
def test_what_is_spelled_is_spelled_the_same_again(text: str) -> None:
    again = spelled(text)
    assert all(spelled(word) for word in again.split())
    assert again == " ".join(again.split())


@given(st.text(st.characters(codec="ascii"), max_size=40))
def test_a_text_of_plain_letters_is_spelled_as_beside_others(text: str) -> None:
    assert f"{spelled(text)} u".strip() == spelled(f"{text} ü")


@given(st.lists(st.text(max_size=6) | st.text("aB1 .,?-+#(`\\<&\n\t\0é", max_size=12), max_size=9))
@example(["1) a", "(12. b", "- c", " 3. d", "", "C++", "e\nf"])
def test_many_texts_are_spelled_as_each_alone(texts: list[str]) -> None:
    assert list(all_spelled(texts)) == [spelled(text) for text in texts]
