"""Markdown in pieces."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.platforms.chat_text.wrapping import length
from bot.platforms.discord.rendering.markdown import pieces_of, shortened
from bot.platforms.discord.rendering.pieces import LEAST_ROOM
from bot.platforms.discord.rendering.splitting import joined, split
from bot.presentation.prose import parse
from tests.unit.platforms.discord.rendering.reading import read, squeezed
from tests.unit.platforms.hostile import long_texts


@given(long_texts, st.integers(LEAST_ROOM, 2000), st.booleans())
@example("```py\n" + "x = 1  # ```\n" * 300 + "```", 600, False)
@example("W" * 5000, 600, False)
@example("- " + "👩‍👩‍👧‍👦" * 400, 600, True)
@example("> ```\n" + "> y\n" * 900, 600, True)
def test_pieces_hold_every_word_within_the_limit(text: str, limit: int, typed: bool) -> None:
    pieces = pieces_of(parse(text, typed=typed))
    texts = split(pieces, limit)
    assert all(0 < length(each) <= limit for each in texts)
    whole = read(joined(pieces))
    assert squeezed("".join(read(each).text for each in texts)) == squeezed(whole.text)


@given(long_texts, st.integers(LEAST_ROOM, 2000))
def test_a_piece_acts_as_little_as_the_whole(text: str, limit: int) -> None:
    for piece in split(pieces_of(parse(text)), limit):
        assert read(piece).kinds() <= {"code", "mark", "link", "list", "quote", "start"}
        assert piece.count("```") % 2 == 0


def test_a_block_of_code_is_closed_and_opened_with_its_language() -> None:
    texts = split(pieces_of(parse("```python\n" + "print(1)\n" * 250 + "```")), 1000)
    assert len(texts) == 3
    assert all(re.fullmatch(r"```python\n(print\(1\)\n)+```", text) for text in texts)


def test_a_text_is_cut_after_a_sentence() -> None:
    texts = split(pieces_of(parse("Dough has to rest before it is shaped. " * 60)), 1000)
    assert all(text.endswith("shaped.") and text.startswith("Dough") for text in texts)


def test_a_joined_emoji_is_not_cut() -> None:
    texts = split(pieces_of(parse("👩‍👩‍👧‍👦" * 200)), 600)
    assert len(texts) > 1
    assert all(text == "👩‍👩‍👧‍👦" * (len(text) // len("👩‍👩‍👧‍👦")) for text in texts)


def test_a_list_item_that_is_cut_goes_on_without_a_second_bullet() -> None:
    texts = split(pieces_of(parse("- " + "Rest the dough. " * 60)), 600)
    assert texts[0].startswith("- Rest")
    assert all(text.startswith("  Rest") for text in texts[1:])


def test_a_limit_that_holds_no_word_is_refused() -> None:
    with pytest.raises(ValueError, match="less than"):
        split((), LEAST_ROOM - 1)


def test_a_shortened_text_says_that_there_is_more() -> None:
    assert shortened("Short *one*.", 600) == "Short *one*."
    long = shortened("Rest the dough. " * 100, 600)
    assert long.endswith("dough.\n…")
    assert length(long) <= 600
    assert shortened("", 600) == ""
