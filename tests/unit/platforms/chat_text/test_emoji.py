"""Emoji that are named, as chats hand them on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.chat_text.emoji import with_emoji


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Done :tada:", "Done \U0001f389"),
        (":+1::fire:", "\U0001f44d\U0001f525"),
        (":wave::skin-tone-3: hi", "\U0001f44b\U0001f3fc hi"),
        (":flag-de:", "\U0001f1e9\U0001f1ea"),
        (":large_green_circle: :man-shrugging:", "\U0001f7e2 \U0001f937\u200d\u2642\ufe0f"),
        (":smiling_face_with_3_hearts:", "\U0001f970"),
        (":female-technologist::skin-tone-5:", "\U0001f469\U0001f3fe\u200d\U0001f4bb"),
        ("<:blob_ok:123456789012345678>", ":blob_ok:"),
        ("(:heart:)", "(\u2764\ufe0f)"),
    ],
)
def test_a_named_emoji_is_shown(text: str, shown: str):
    assert with_emoji(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "at 16:30:45",
        "map:key:value",
        "std::string::x",
        ":our-own-parrot:",
        "`d[:tada:]`",
        "```\nx[:fire:]\n```",
        "    indented :tada:",
        "[here](https://example.org/:fire:/)",
        ":tada",
    ],
)
def test_what_is_no_emoji_or_stands_in_code_is_left_as_it_is(text: str):
    assert with_emoji(text) == text


@given(st.text(":`ta d\n+1_~", max_size=60))
def test_no_word_is_lost_and_once_is_enough(text: str):
    once = with_emoji(text)

    assert with_emoji(once) == once
    assert len(once) <= len(text)
