"""An index changes in place: what is searched is what a new one would find."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.core.lookup import Entry, LookupIndex

WORDS = ["what", "is", "lava", "basalt", "tuff", "rain", "10", "ü", "岩"]
texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join)
entries = st.tuples(st.sampled_from("abcdefgh"), texts, texts)
changes = st.lists(
    st.tuples(st.lists(entries, max_size=4), st.sets(st.sampled_from("abcdefgh"))), max_size=6
)
FIRST: list[Entry] = [(f"first-{n}", f"What does sample {n} of marl hold?") for n in range(300)]


def test_a_changed_question_is_found_by_its_new_words_alone() -> None:
    index = LookupIndex.build([("a", "What is chert?"), ("b", "What is marl?")])
    changed = index.changed([("b", "How old is slate?", "Ordovician")])
    assert [hit.key for hit in changed.search("old slate")] == ["b"]
    assert [hit.key for hit in changed.search("ordovician")] == ["b"]
    assert [hit.key for hit in changed.search("marl")] == []
    assert [hit.key for hit in index.search("marl")] == ["b"]


def test_a_removed_question_is_found_no_more_and_its_key_is_free() -> None:
    index = LookupIndex.build([("a", "What is chert?"), ("b", "What is marl?")])
    without = index.changed(removed=["a", "no such key"])
    assert (len(without), without.text("a"), without.search("chert")) == (1, None, [])
    again = without.changed([("a", "What is gneiss?")])
    assert (len(again), again.text("a")) == (2, "What is gneiss?")


def test_a_word_of_a_changed_question_is_as_rare_as_it_is_among_all() -> None:
    index = LookupIndex.build(FIRST).changed(
        [("common", "What does marl hold?"), ("rare", "What does tuff hold?")]
    )
    assert index.search("marl tuff")[0].key == "rare"


def test_an_answer_of_a_changed_question_is_hushed() -> None:
    index = LookupIndex.build(FIRST).changed([("k", "How light is it?", "Porous as tuff")])
    assert [hit.key for hit in index.search("porous tuff")] == ["k"]
    assert index.search("porous tuff", hushed={"k"}) == []


def test_so_many_changes_wear_an_index_out() -> None:
    index = LookupIndex.build(FIRST)
    assert not index.changed(FIRST[:50]).is_worn
    assert index.changed(FIRST[:200]).is_worn


@given(changes)
def test_an_index_holds_what_its_changes_left(made: list[tuple[list[Entry], set[str]]]) -> None:
    index, left = LookupIndex.build(FIRST), {entry[0]: entry for entry in FIRST}
    for fresh, removed in made:
        latest = {entry[0]: entry for entry in fresh}
        index = index.changed(latest.values(), removed)
        left = {key: entry for key, entry in left.items() if key not in removed} | latest
        assert len(index) == len(left)
        assert dict(index.first(1_000)) == {key: entry[1] for key, entry in left.items()}
        for entry in latest.values():
            hits = index.search(entry[1], limit=1_000)
            assert (entry[0], entry[1]) in {(hit.key, hit.text) for hit in hits}
            assert all(left[hit.key][1] == hit.text for hit in hits)
