"""Where a word may be cut without breaking a character in two."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.presentation.graphemes import chunks


@given(st.text(max_size=200), st.integers(1, 20))
def test_the_chunks_are_the_text_and_none_but_the_last_is_short(text: str, length: int) -> None:
    found = list(chunks(text, length))
    assert "".join(found) == text
    assert all(len(chunk) >= length for chunk in found[:-1])


@pytest.mark.parametrize(
    "whole",
    [
        "👩‍👩‍👧‍👦",
        "👍🏽",
        "🇫🇷",
        "🇫🇷\ufe0f",
        "e\u0301",
        "❤\ufe0f",
        "🏴\U000e0067\U000e0062\U000e007f",
        "\u1112\u1161\u11ab",  # a Korean syllable in its letters
        "\u0915\u094d\u0937\u093f",  # a Hindi one of two consonants
        "\u0e01\u0e33",
    ],
)
def test_what_is_one_character_to_a_reader_stays_one(whole: str) -> None:
    assert list(chunks(whole * 3, 1)) == [whole] * 3


def test_a_heap_of_accents_is_cut_all_the_same() -> None:
    assert max(map(len, chunks("a" + "\u0301" * 500, 1))) <= 32


def test_a_row_of_flags_is_cut_between_flags_however_long_it_is() -> None:
    # `regex` counts back to the row's beginning at each sign, which took half a minute here.
    assert list(chunks("🇫🇷" * 50_000 + "🇫", 40)) == ["🇫🇷" * 20] * 2_500 + ["🇫"]
