"""Where flowing words may be cut."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.chat_text.wrapping import Break, Place, best, kind_of, length, words_in


def places(text: str) -> Iterator[Place]:
    end, before = 0, ""
    for word in words_in(text):
        end += len(word)
        yield Place(0, end, kind_of(word, before), end)
        before = word


def cut(text: str, room: int, *, forced: bool = False) -> str | None:
    place = best(places(text), room, forced=forced)
    return None if place is None else text[: place.end]


@given(st.text())
def test_words_and_the_space_between_them_are_the_text(text: str) -> None:
    assert "".join(words_in(text)) == text


@pytest.mark.parametrize(
    ("text", "room", "kept"),
    [
        ("Dough rests. It must. Why not so", 26, "Dough rests. It must. "),
        ("Dough rests today\nand tomorrow it", 28, "Dough rests today\n"),
        ("No. Dough rests and rests and rests", 30, "No. Dough rests and rests and "),
        ("生地は休む。そして伸びる。", 8, None),
        ("unbreakable", 5, None),
    ],
)
def test_a_line_or_a_sentence_is_kept_whole_where_it_fills_half_the_room(
    text: str, room: int, kept: str | None
) -> None:
    assert cut(text, room) == kept


def test_a_forced_cut_may_fall_between_words_without_a_space() -> None:
    assert cut("生地は休む。そして伸びる。", 8, forced=True) == "生地は休む。"
    assert cut("W" * 200, 120, forced=True) == "W" * 100


def test_a_space_after_a_full_stop_ends_a_sentence() -> None:
    assert kind_of(" ", "rests.”") is Break.SENTENCE
    assert kind_of(" ", "rests") is Break.WORD
    assert kind_of("\n", "rests") is Break.LINE
    assert kind_of("rests", ".") is Break.HARD


def test_characters_outside_the_bmp_count_twice() -> None:
    assert length("a👍") == 3
