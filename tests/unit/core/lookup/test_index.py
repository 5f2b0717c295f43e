"""A question is found by its words, with typos, from its beginning, or by its answers."""

from __future__ import annotations

import gc
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.lookup import MAX_QUERY_LENGTH, Entry, Hit, LookupIndex, spelled

LARGE = 4_000
DECK: list[Entry] = [
    ("tide", "Why does the sea rise and fall twice a day?"),
    ("karst", "How do caves form in limestone?"),
    ("delta", "What is a river delta?"),
    ("delta-2", "What is a river delta made of?"),
    ("moraine", "What is the difference between a moraine and an esker?"),
    ("scale", "How strong can an earthquake get?", "Magnitudes on Richter's logarithmic scale"),
    ("bowen", "What is Bowen's reaction series?"),
    ("l1", "What does the layer L1 of the soil map hold?"),
    ("l2", "What does the layer L2 of the soil map hold?"),
    ("cjk", "什么是石灰岩?"),
    ("thai", "หินปูนคืออะไร"),
    ("emoji", "🌋🌋"),
]
INDEX = LookupIndex.build(DECK)


def first(query: str) -> str | None:
    hits = INDEX.search(query)
    return hits[0].key if hits else None


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ("How do caves form in limestone?", "karst"),
        ("HOW DO CAVES FORM IN LIMESTONE", "karst"),
        ("cvaes in limstone", "karst"),
        ("limestone caves", "karst"),
        ("limestone cave forming", "karst"),
        ("esker moraine difference", "moraine"),
        ("sea rises and falls", "tide"),
        ("bowen", "bowen"),
        ("bowens reaction", "bowen"),
        ("layer l2", "l2"),
        ("石灰岩", "cjk"),
        ("หินปูน", "thai"),
    ],
)
def test_a_question_is_found(query: str, key: str) -> None:
    assert first(query) == key


@pytest.mark.parametrize("end", range(len("How do c"), len("How do caves form in limestone")))
def test_a_question_is_found_while_it_is_typed(end: int) -> None:
    assert first("How do caves form in limestone?"[:end]) == "karst"


def test_a_word_is_found_while_it_is_typed() -> None:
    assert first("earthq") == "scale"


def test_the_question_that_starts_with_the_query_comes_first() -> None:
    index = LookupIndex.build([("long", "Is lava hot where lava lakes are?"), ("short", "Lava")])
    assert [hit.key for hit in index.search("is lava")] == ["long", "short"]


def test_a_question_asked_in_full_beats_one_that_goes_on() -> None:
    hits = INDEX.search("What is a river delta")
    assert [hit.key for hit in hits[:2]] == ["delta", "delta-2"]
    assert hits[0].score == pytest.approx(1.0)


def test_a_question_is_found_by_the_words_of_its_answers() -> None:
    assert first("richter logarithmic") == "scale"


def test_the_words_of_a_question_decide_before_those_of_answers() -> None:
    entries = [
        ("answer", "Why flows rock?", "Hot lava has a high speed"),
        ("question", "By which instruments do vulcanologists in Iceland measure lava speed?", ""),
    ]
    hits = LookupIndex.build(entries).search("rock lava speed")
    assert [hit.key for hit in hits] == ["question", "answer"]


def test_a_word_that_many_answers_say_counts_less() -> None:
    common = [(f"common-{n}", f"What is sample {n}?", "sample of stone") for n in range(9)]
    rare = [("rare", "Which one is it?", "sample, porous"), ("other", "Which other?", "dense")]
    assert LookupIndex.build([*common, *rare]).search("porous stone")[0].key == "rare"


def test_inflection_is_forgiven() -> None:
    index = LookupIndex.build([("way", "How does a ray go?"), ("fly", "Who studies a fly?")])
    assert index.search("flies")[0].key == "fly"


def test_function_words_alone_convince_nobody_in_a_small_deck() -> None:
    index = LookupIndex.build([("a", "What is chert?"), ("b", "How old are the Alps?")])
    assert index.search("how many planets orbit") == []


def test_answers_may_be_given_for_some_questions_only() -> None:
    index = LookupIndex.build([("a", "What is chert?"), ("b", "What is marl?", "clayey lime")])
    assert [hit.key for hit in index.search("clayey")] == ["b"]


@pytest.mark.parametrize("query", ["asdf qwer", "zzzz", "quarterly tax return", "xq" * 5_000])
def test_an_unrelated_query_finds_nothing(query: str) -> None:
    assert INDEX.search(query) == []


@pytest.mark.parametrize("query", ["", "  \n", "🌋", "?!", "\ud800", "\x00"])
def test_a_query_without_a_word_finds_nothing(query: str) -> None:
    assert INDEX.search(query) == []


def test_one_letter_finds_what_starts_with_it() -> None:
    assert {hit.key for hit in INDEX.search("h")} == {"karst", "scale"}


def test_what_lies_behind_the_longest_query_is_not_read() -> None:
    query = "limestone caves".ljust(MAX_QUERY_LENGTH)
    assert INDEX.search(query + "moraine esker") == INDEX.search(query)


def test_a_query_of_thousands_of_words_is_answered() -> None:
    assert first("caves in limestone " * 1_000) == "karst"


def test_no_more_hits_than_asked_for() -> None:
    assert len(INDEX.search("what is", limit=2)) == 2
    assert INDEX.search("what is", limit=0) == []


def test_a_hit_has_the_key_and_the_text_as_given() -> None:
    (hit,) = INDEX.search("esker")
    assert (hit.key, hit.text) == DECK[4]


def test_equal_questions_keep_the_order_of_the_entries() -> None:
    index = LookupIndex.build((str(n), "What is basalt?") for n in range(200))
    assert [hit.key for hit in index.search("basalt", limit=3)] == ["0", "1", "2"]
    assert [hit.key for hit in index.search("what is", limit=3)] == ["0", "1", "2"]


def test_markdown_in_a_question_does_not_matter() -> None:
    index = LookupIndex.build([("a", "What does **`strata`** [mean](http://e.example)?")])
    assert index.search("strata mean")[0].key == "a"


def test_an_empty_index_finds_nothing() -> None:
    index = LookupIndex.build([])
    assert (len(index), index.search("caves")) == (0, [])


def test_an_index_knows_its_size() -> None:
    assert len(INDEX) == len(DECK)


def test_an_index_with_more_questions_or_answers_takes_more_bytes() -> None:
    questions = [(str(n), f"What is mineral {n}?") for n in range(20)]
    answered = [(key, text, f"Hard as number {key}") for key, text in questions]
    sizes = [LookupIndex.build(entries).nbytes for entries in (questions[:10], questions, answered)]
    assert sizes == sorted(set(sizes))


def test_a_question_is_given_back_by_its_key() -> None:
    assert (INDEX.text("tide"), INDEX.text("no such key")) == (DECK[0][1], None)


def test_the_first_questions_are_those_of_the_first_entries() -> None:
    assert INDEX.first(2) == [entry[:2] for entry in DECK[:2]]
    assert len(INDEX.first(1_000)) == len(DECK)


def test_an_index_in_another_language_has_its_stems() -> None:
    index = LookupIndex.build([("a", "Wie entstehen Höhlen?")], language="german")
    assert index.search("höhle")[0].key == "a"


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(KeyError):
        LookupIndex.build(DECK, language="klingon")


def test_a_hushed_question_is_not_found_by_the_words_of_its_answers() -> None:
    assert INDEX.search("richter logarithmic", hushed={"scale"}) == []
    assert [hit.key for hit in INDEX.search("earthquake richter", hushed={"scale"})] == ["scale"]


def test_another_questions_answers_are_heard_while_one_is_hushed() -> None:
    index = LookupIndex.build([("a", "What is chert?", "flinty"), ("b", "What is marl?", "flinty")])
    assert [hit.key for hit in index.search("flinty", hushed={"a"})] == ["b"]


def test_hushing_a_question_hushes_every_question_of_the_same_words() -> None:
    index = LookupIndex.build([("a", "What is chert?", "flinty"), ("b", "what is *chert*", "hard")])
    assert index.search("hard", hushed={"a"}) == []


def test_a_hushed_key_that_does_not_exist_changes_nothing() -> None:
    assert INDEX.search("richter", hushed={"no such key"}) == INDEX.search("richter")


def test_a_hushed_question_keeps_its_place_among_many_that_their_answers_bring_up() -> None:
    others = [(f"o{n}", f"Which is rock number {n}?", "porous tuff") for n in range(200)]
    entries: list[Entry] = [*others, ("k", "Why is this one so light and porous?", "tuff")]
    hits = LookupIndex.build(entries).search("porous tuff", limit=200, hushed={"k"})
    assert "k" in {hit.key for hit in hits}


def test_of_many_hushed_questions_none_comes_up_for_its_answers() -> None:
    entries: list[Entry] = [(str(n), "Which rock is it?", "tuff" * (n == 99)) for n in range(100)]
    entries += [(f"other-{n}", "What does marl hold?") for n in range(400)]
    hits = LookupIndex.build(entries).search("tuff which rock is it", limit=100, hushed={"0"})
    assert hits
    assert "99" not in {hit.key for hit in hits}


WORDS = ["what", "is", "lava", "basalt", "rain", "10", "ü", "岩", "c++", "it's"]
questions = st.lists(
    st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join) | st.text(max_size=20),
    max_size=12,
)


@given(questions, st.text(max_size=40) | st.sampled_from(["what is", "lava bslt", "rain 岩", "i"]))
def test_any_search_gives_ordered_scores_of_known_questions(texts: list[str], query: str) -> None:
    entries: list[Entry] = [(str(n), text) for n, text in enumerate(texts)]
    index = LookupIndex.build(entries)
    hits = index.search(query)
    assert all((hit.key, hit.text) in entries and 0 < hit.score <= 1 for hit in hits)
    assert len({hit.key for hit in hits}) == len(hits)
    assert all(better.score >= worse.score for better, worse in pairwise(hits))
    assert index.search(query) == hits


@given(questions)
def test_a_question_with_a_word_finds_itself(texts: list[str]) -> None:
    index = LookupIndex.build((str(n), text) for n, text in enumerate(texts))
    for text in texts:
        found = {hit.text for hit in index.search(text, limit=len(texts))}
        assert text in found if spelled(text) else not found


texts = st.lists(st.sampled_from([*WORDS, "tuff", "slate"]), max_size=5).map(" ".join)
decks = st.lists(st.tuples(texts, texts), min_size=1, max_size=12)
FILLERS: list[Entry] = [
    (f"filler-{n}", f"What is {WORDS[n % len(WORDS)]} {n}?", "tuff slate lava"[: n % 16])
    for n in range(150)
]


def silenced(entries: list[Entry], question: str) -> list[Entry]:
    """Take the answers of all questions with these words away."""
    return [
        (key, text, "" if spelled(text) == spelled(question) else "".join(answers))
        for key, text, *answers in entries
    ]


@given(decks, texts)
def test_a_search_with_a_hushed_question_ranks_as_if_it_had_no_answers(
    deck: list[tuple[str, str]], query: str
) -> None:
    entries: list[Entry] = [(str(n), *pair) for n, pair in enumerate(deck)]
    hits = LookupIndex.build(entries).search(query, len(deck), hushed={"0"})
    assert hits == LookupIndex.build(silenced(entries, deck[0][0])).search(query, len(deck), {"0"})
    assert hits == LookupIndex.build(silenced(entries, deck[0][0])).search(query, len(deck))


@given(decks, texts)
def test_in_a_large_deck_nothing_of_a_hushed_hit_depends_on_its_answers(
    deck: list[tuple[str, str]], query: str
) -> None:
    entries = [*FILLERS, *((str(n), *pair) for n, pair in enumerate(deck))]

    def found(entries: list[Entry]) -> list[Hit]:
        hits = LookupIndex.build(entries).search(query, len(entries), hushed={"0"})
        return [hit for hit in hits if spelled(hit.text) == spelled(deck[0][0])]

    assert found(entries) == found(silenced(entries, deck[0][0]))


def _large() -> int:
    gc.collect()
    gc.collect()  # a tuple is let go when all that it holds was
    return sum(len(each) >= LARGE for each in gc.get_objects() if type(each) in (list, tuple))


def test_nothing_that_grows_with_the_questions_is_looked_through_for_garbage() -> None:
    """That stands everything still, and comes again whenever a quarter more was made."""
    before = _large()
    index = LookupIndex.build((str(at), f"What is number {at}?", "It is") for at in range(LARGE))
    assert _large() == before
    assert len(index) == LARGE
