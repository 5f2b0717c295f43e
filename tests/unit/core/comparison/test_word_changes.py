"""Two texts word by word: nothing is lost of either, and what is the same is said to be."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.core.comparison.word_changes import (
    MOST_WORDS,
    ChangeKind,
    WordChange,
    word_changes,
    words_of,
)

_texts = (
    st.lists(
        st.sampled_from(
            ["the", "The", "gluten", "gluten,", "relaxes.", "**not**", "—", "面包", "42"]
        )
    ).map(" ".join)
    | st.text()
)
BOTH, OURS, THEIRS = ChangeKind.BOTH, ChangeKind.OURS, ChangeKind.THEIRS


def _bare(words: list[str]) -> list[str]:
    return ["".join(filter(str.isalnum, word.casefold())) or word for word in words]


def _words(changes: tuple[WordChange, ...], *kinds: ChangeKind) -> list[str]:
    return [word for each in changes if each.kind in kinds for word in each.text.split(" ")]


@given(_texts, _texts)
def test_each_text_is_in_it_word_for_word(ours: str, theirs: str):
    changes = word_changes(ours, theirs)

    assert _words(changes, BOTH, OURS) == words_of(ours)
    told = _words(changes, BOTH, THEIRS)
    assert len(told) == len(words_of(theirs))
    assert len(_words(changes, BOTH)) == len(words_of(ours)) - len(_words(changes, OURS))


@given(_texts)
def test_a_text_beside_itself_or_in_capitals_has_no_changes(text: str):
    assert {each.kind for each in word_changes(text, text)} <= {BOTH}


def test_words_are_the_same_whatever_their_case_and_what_clings_to_them():
    changes = word_changes("The gluten, relaxes", "the gluten rests and **Relaxes.**")
    assert changes == (
        WordChange(BOTH, "The gluten,"),
        WordChange(THEIRS, "rests and"),
        WordChange(BOTH, "relaxes"),
    )


def test_what_stands_in_another_s_place_is_told_before_it_in_one_piece():
    changes = word_changes("It cools down slowly overnight", "It warms up slowly overnight")
    assert [(each.kind, each.text) for each in changes] == [
        (BOTH, "It"),
        (OURS, "cools down"),
        (THEIRS, "warms up"),
        (BOTH, "slowly overnight"),
    ]


def test_of_very_long_texts_the_beginning_is_compared():
    changes = word_changes("a " * (MOST_WORDS + 9), "b " * (MOST_WORDS + 9))
    assert len(_words(changes, OURS)) == len(_words(changes, THEIRS)) == MOST_WORDS
