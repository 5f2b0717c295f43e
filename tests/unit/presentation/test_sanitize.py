"""What nobody sees, taken out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.presentation.sanitize import isolated, sanitize, sanitize_line


@pytest.mark.parametrize(
    "emoji",
    [
        "👩‍👩‍👧‍👦",
        "❤️‍🔥",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "👍🏽",
        "🇫🇷",
        "1️⃣",
    ],
)
def test_an_emoji_of_several_characters_stays_whole(emoji: str) -> None:
    assert sanitize(f"a {emoji}{emoji} b") == f"a {emoji}{emoji} b"


@pytest.mark.parametrize(
    "text", ["naïve", "שלום", "می‌خواهم", "日本語", "ไม่เป็นไร", "Việt", "e\u0301"]
)
def test_the_words_of_any_language_stay(text: str) -> None:
    assert sanitize(text) == text


@pytest.mark.parametrize(
    "sign", ["\u202e", "\u2067", "\u200b", "\ufeff", "\u00ad", "\x00", "\x1b", "\U000e0041"]
)
def test_what_turns_hides_or_fills_is_gone(sign: str) -> None:
    assert sanitize(f"a{sign * 3}b") == "ab"


def test_a_flood_of_joiners_is_one() -> None:
    assert sanitize("a" + "\u200d\u200c\ufe0f" * 900 + "b") == "a\u200db"


def test_a_tower_of_accents_is_four_high() -> None:
    assert sanitize("a" + "\u0301" * 500) == "a" + "\u0301" * 4


def test_half_a_surrogate_pair_becomes_a_character_that_can_be_sent() -> None:
    assert sanitize("a\ud83d") == "a\ufffd"


def test_every_kind_of_line_end_is_a_newline() -> None:
    assert sanitize("a\r\nb\rc\u2028d\x0be\n") == "a\nb\nc\nd\ne\n"


@given(st.text())
def test_a_tamed_text_can_be_sent_and_is_tame(text: str) -> None:
    once = sanitize(text)
    once.encode()
    assert "\r" not in once
    assert sanitize_line(once) == sanitize_line(text)


def test_right_to_left_names_are_isolated_and_others_are_not() -> None:
    assert isolated("\u05d0\u05d1") == "\u2068\u05d0\u05d1\u2069"
    assert isolated("Zoë") == "Zoë"
