"""What shares no two neighbouring signs with a question is found by the signs that carry it."""

from __future__ import annotations

import pytest

from bot.core.lookup import Entry, Fit, LookupIndex
from bot.core.lookup.folding import roots

DECK: list[Entry] = [
    ("boil-ko", "물은 몇 도에서 끓나요?"),
    ("bones-ko", "사람의 뼈는 몇 개인가요?"),
    ("boil-zh", "水在多少度会沸腾?"),
    ("bones-ja", "人間の骨は何本ありますか?"),
    ("memory-ja", "コンピューターのメモリーとは何ですか?"),
    ("data-ja", "学習の前にデータを前処理するのはなぜですか?"),
]
INDEX = LookupIndex.build(DECK)


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ("물이 끓는", "boil-ko"),
        ("물 끓는점", "boil-ko"),
        ("뼈 개수", "bones-ko"),
        ("水的沸点", "boil-zh"),
        ("骨の数", "bones-ja"),
    ],
)
def test_a_sign_that_few_questions_have_leads_to_the_nearest(query: str, key: str) -> None:
    hit, *_ = INDEX.search(query)
    assert (hit.key, hit.fit) == (key, Fit.UNSURE)


def test_one_sign_finds_the_only_question_that_has_it() -> None:
    hit, *_ = INDEX.search("뼈")
    assert (hit.key, hit.fit) == ("bones-ko", Fit.SURE)


@pytest.mark.parametrize(("query", "key"), [("こんぴゅーたー", "memory-ja"), ("でーた", "data-ja")])
def test_katakana_is_found_when_it_is_typed_as_hiragana(query: str, key: str) -> None:
    hit, *_ = INDEX.search(query)
    assert hit.key == key


def test_a_sign_that_many_questions_have_leads_to_none() -> None:
    many = LookupIndex.build((str(at), f"물은 {at}도에서 끓나요?") for at in range(100))
    assert many.search("물이") == []


def test_endings_and_alphabets_have_no_roots() -> None:
    assert [roots(word) for word in ("물이", "沸点", "の骨", "では", "ถ้", "물", "we")] == [
        ["물"], ["沸", "点"], ["骨"], [], [], [], [],
    ]  # fmt: skip
