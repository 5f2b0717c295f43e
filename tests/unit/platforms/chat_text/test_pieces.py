"""Pieces cut to a room, whatever it is measured in."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.platforms.chat_text.blocks import pieces_of
from bot.platforms.chat_text.pieces import Fence, Piece, Words, take
from bot.platforms.chat_text.runs import Run
from bot.presentation.prose import parse
from tests.unit.platforms.chat_text.plain import CLOSED, OPENED, Plain, media
from tests.unit.platforms.hostile import long_texts

PLAIN = Plain()
FAMILY = "👩‍👩‍👧‍👦"


def parts_of(left: tuple[Piece, ...], room: int, medium: Plain = PLAIN) -> list[tuple[Piece, ...]]:
    parts = []
    while left:
        taken, left = take(left, room, medium)
        parts.append(taken)
    return parts


def characters(pieces: tuple[Piece, ...]) -> str:
    """Return what is said, without space."""
    texts = (
        "".join(run.text for run in each.runs) if isinstance(each, Words) else "".join(each.lines)
        for each in pieces
    )
    return "".join("".join(texts).split())


@given(long_texts, st.integers(600, 2_000), media, st.booleans())
@example("W" * 5000, 600, PLAIN, False)
@example("```py\n" + "x = 1\n" * 900 + "```", 600, PLAIN, False)
@example("- a\n\n  ```py\n" + "  x = 1\n" * 900 + "  ```\n\n  b\n- c", 600, PLAIN, False)
@example("> - " + FAMILY * 900, 600, PLAIN, True)
@example("x https://a.example/" + "@" * 370 + "b y", 600, PLAIN, True)
@example("שלום עולם " * 900, 600, PLAIN, True)
@example("a b " * 900, 600, Plain(margin=" " * 30), True)
@example("a\n" * 900, 600, Plain(margin=" " * 30), True)
def test_nothing_is_lost_and_no_part_is_too_long(
    text: str, room: int, medium: Plain, typed: bool
) -> None:
    pieces = pieces_of(parse(text, typed=typed), medium)
    parts = parts_of(pieces, room, medium)
    assert "".join(map(characters, parts)) == characters(pieces)
    for part in parts:
        assert part
        assert medium.size_of(medium.write(part)) <= room


@given(long_texts, st.integers(600, 2_000), media)
@example("- ```py\n" + "  x = 1\n" * 900 + "  ```", 600, PLAIN)
def test_code_is_closed_and_opened_with_its_language(text: str, room: int, medium: Plain) -> None:
    whole = [each for each in pieces_of(parse(text), medium) if isinstance(each, Fence)]
    cut: list[Fence] = []
    for part in parts_of(pieces_of(parse(text), medium), room, medium):
        fences = [each for each in part if isinstance(each, Fence)]
        (shown,) = medium.write(part)
        assert shown.count(OPENED) == shown.count(CLOSED) == len(fences)
        cut += fences
    assert {each.language for each in cut} == {each.language for each in whole}
    assert characters(tuple(cut)) == characters(tuple(whole))


def test_a_piece_is_cut_only_where_there_is_room_worth_it() -> None:
    pieces = (Words((Run("Rest. " * 80),)), Words((Run("Shape it. " * 80),)))
    (first, second), left = take(pieces, 1_200, PLAIN)
    assert first == pieces[0]
    assert characters((second,)) + characters(left) == characters(pieces[1:])
    taken, left = take(pieces, 900, PLAIN)
    assert (taken, left) == (pieces[:1], pieces[1:])


def test_what_is_left_of_an_item_goes_on_with_it() -> None:
    (item,) = pieces_of(parse("- " + "Rest the dough. " * 60), PLAIN)
    (first,), (rest,) = take((item,), PLAIN.least, PLAIN)
    assert [each.spot.goes_on for each in (item, first, rest)] == [False, False, True]
    assert rest.spot.depth == item.spot.depth


def test_no_character_is_cut_in_two() -> None:
    pieces = (Words((Run(FAMILY * 200),)), Fence((FAMILY * 200,)))
    for part in parts_of(pieces, PLAIN.least):
        assert characters(part).replace(FAMILY, "") == ""


def test_a_link_is_never_cut() -> None:
    address = "https://a.example/" + "b" * 380
    pieces = pieces_of(parse(f"{'Rest. ' * 60}{address} {'Rest. ' * 60}"), PLAIN)
    runs = [
        run
        for part in parts_of(pieces, PLAIN.least)
        for piece in part
        if isinstance(piece, Words)
        for run in piece.runs
    ]
    assert [run.text for run in runs if run.url] == [address]


@pytest.mark.parametrize("piece", [Words((Run("W" * 500),)), Fence(("W" * 500,))])
def test_a_room_that_takes_nothing_is_refused_rather_than_tried_for_ever(piece: Piece) -> None:
    with pytest.raises(ValueError, match="takes no word"):
        take((piece,), 40, PLAIN)
