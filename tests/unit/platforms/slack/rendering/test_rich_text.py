"""People's blocks as Slack's rich text."""

from __future__ import annotations

from textwrap import dedent
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.view import Line, Mention
from bot.platforms.chat_text.blocks import pieces_of, unit_of
from bot.platforms.chat_text.pieces import Piece, take
from bot.platforms.slack.rendering.elements import size
from bot.platforms.slack.rendering.rich_text import RICH_TEXT
from bot.presentation.prose import parse, plain_text
from tests.unit.platforms.hostile import long_texts, texts
from tests.unit.platforms.slack.rendering.reading import check, squeezed, walked, words_of


def shown(markdown: str, *, typed: bool = False) -> list[dict[str, Any]]:
    """Return the elements of the one block that a text becomes."""
    blocks = RICH_TEXT.write(pieces_in(dedent(markdown), typed=typed))
    check(blocks)
    (block,) = blocks
    elements: list[dict[str, Any]] = block["elements"]
    return elements


def text(words: str, **style: bool) -> dict[str, Any]:
    return {"type": "text", "text": words} | ({"style": style} if style else {})


def section(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text_section", "elements": list(elements)}


def pieces_in(markdown: str, *, typed: bool = False) -> tuple[Piece, ...]:
    return pieces_of(parse(markdown, typed=typed), RICH_TEXT)


def parts_of(left: tuple[Piece, ...], room: int) -> list[tuple[Piece, ...]]:
    parts = []
    while left:
        taken, left = take(left, room, RICH_TEXT)
        parts.append(taken)
    return parts


@given(texts, st.booleans())
@example("`` ` ``", False)
@example("1000000001. x", False)
@example("-\n-\n- x", False)
def test_every_word_is_there_and_none_acts(markdown: str, typed: bool) -> None:
    tree = parse(markdown, typed=typed)
    blocks = RICH_TEXT.write(pieces_of(tree, RICH_TEXT))
    if blocks:
        check(blocks)
    held = words_of(blocks)
    for word in plain_text(tree).split():
        if len(word) <= 20:
            assert squeezed(word) in held


@given(long_texts, st.integers(RICH_TEXT.least, 9_000), st.booleans())
@example("```py\n" + "x = 1  # ```\n" * 300 + "```", RICH_TEXT.least, False)
@example("W" * 5000, RICH_TEXT.least, False)
@example("```\n" + '"' * 5000 + "\n```", RICH_TEXT.least, False)
@example("- " + "👩‍👩‍👧‍👦" * 400, RICH_TEXT.least, True)
@example("> ```\n" + "> y\n" * 900, RICH_TEXT.least, True)
@example("- x https://a.example/" + "b" * 370 + "\n", RICH_TEXT.least, True)
def test_parts_hold_every_word_within_the_room(markdown: str, room: int, typed: bool) -> None:
    pieces = pieces_in(markdown, typed=typed)
    parts = [RICH_TEXT.write(part) for part in parts_of(pieces, room)]
    for blocks in parts:
        check(blocks)
        assert size(blocks) <= room
    assert "".join(map(words_of, parts)) == words_of(RICH_TEXT.write(pieces))


@given(long_texts)
def test_pieces_weigh_at_least_what_their_blocks_take(markdown: str) -> None:
    for piece in pieces_in(markdown):
        assert RICH_TEXT.whole(piece) >= size(RICH_TEXT.write((piece,)))


def test_marks_and_new_lines_are_kept() -> None:
    assert shown("So *it* **is** ~~not~~ `x`\nnow", typed=True) == [
        section(
            text("So "),
            text("it", italic=True),
            text(" "),
            text("is", bold=True),
            text(" "),
            text("not", strike=True),
            text(" "),
            text("x", code=True),
            text("\nnow"),
        )
    ]


@pytest.mark.parametrize("words", ["<!channel>", "<@U1>", "<https://a|b>", ":tada:", "&lt;@U1&gt;"])
def test_what_would_act_in_mrkdwn_is_text(words: str) -> None:
    (found,) = shown(f"`{words}`")
    assert found == section(text(words, code=True))


def test_a_title_is_a_bold_line_above_its_text() -> None:
    assert shown("## Why?\n\nSo.\n\nNo.") == [
        section(text("Why?", bold=True), text("\nSo.\n\nNo."))
    ]


def test_lists_keep_their_numbers_and_their_nesting() -> None:
    markdown = """
        3. one
           more
           - deep
        4. two

           still
        """
    items = {"type": "rich_text_list", "indent": 0, "style": "ordered"}
    assert shown(markdown, typed=True) == [
        items | {"offset": 2, "elements": [section(text("one\nmore"))]},
        {
            "type": "rich_text_list",
            "indent": 1,
            "style": "bullet",
            "elements": [section(text("deep"))],
        },
        items | {"offset": 3, "elements": [section(text("two\n\nstill"))]},
    ]


def test_a_quote_in_a_quote_is_one_quote_and_its_list_has_a_border() -> None:
    first, second = shown("> a\n>\n> > b\n> - c")
    assert first == {"type": "rich_text_quote", "elements": [text("a\n\nb")]}
    assert (second["type"], second["border"]) == ("rich_text_list", 1)


def test_code_in_a_numbered_item_keeps_its_number() -> None:
    first, second = shown("1. ```\n   x\n   ```")
    assert first["elements"] == [section(text("1."))]
    assert second == {"type": "rich_text_preformatted", "elements": [text("x")]}


def test_a_block_without_code_is_still_a_block() -> None:
    assert shown("```\n```")[0]["elements"] == [text("\u200b")]


def test_a_table_becomes_aligned_code() -> None:
    (code,) = shown("| Flour | Rest |\n|---|---|\n| rye | `30` min |\n| 小麦 | 1 h |")
    assert code["elements"] == [text("Flour  Rest\n─────  ──────\nrye    30 min\n小麦   1 h")]


def test_a_link_says_where_it_leads() -> None:
    (found,) = shown("[the *book*](https://a.example/b)")
    assert found == section(
        text("the "),
        text("book", italic=True),
        text(" ("),
        {"type": "link", "url": "https://a.example/b", "text": "https://a.example/b"},
        text(")"),
    )
    (found,) = shown("[me](mailto:me@a.example)")
    assert found["elements"][1] == {
        "type": "link",
        "url": "mailto:me@a.example",
        "text": "me@a.example",
    }


def test_a_label_cannot_be_an_address_of_its_own() -> None:
    found = shown("[https://good.example](https://bad.example)")
    assert [each["url"] for each in walked(found) if "url" in each] == ["https://bad.example"]


def test_an_address_in_the_text_is_a_link() -> None:
    (found,) = shown("See https://a.example/b?c=1.")
    assert found["elements"][1]["url"] == "https://a.example/b?c=1"
    assert found["elements"][2] == text(".")


@pytest.mark.parametrize(
    "markdown",
    [
        "https://a.example/" + "b" * 900,
        "[x](http://[)",
        "[x](mailto:nobody)",
        "[x](javascript:alert)",
        "[x](slack://open)",
        "[x](https://)",
    ],
)
def test_an_address_that_cannot_be_followed_is_text(markdown: str) -> None:
    assert not any("url" in each for each in walked(shown(markdown)))


def test_a_text_is_cut_after_a_sentence() -> None:
    pieces = pieces_in("Dough has to rest before it is shaped. " * 60)
    parts = [words_of(RICH_TEXT.write(part)) for part in parts_of(pieces, 1_600)]
    assert len(parts) > 1
    assert all(part.startswith("Dough") and part.endswith("shaped.") for part in parts)


def test_a_list_item_that_is_cut_goes_on_without_a_second_bullet() -> None:
    pieces = pieces_in("- " + "Rest the dough. " * 200)
    first, *others = (RICH_TEXT.write(part)[0]["elements"][0] for part in parts_of(pieces, 1_600))
    assert first["type"] == "rich_text_list"
    assert {each["type"] for each in others} == {"rich_text_section"}


def test_a_further_paragraph_of_an_item_has_no_number_on_the_next_page() -> None:
    pieces = pieces_in(f"3. {'Rest it. ' * 120}\n\n   {'Shape it. ' * 90}")
    first, second = (RICH_TEXT.write(part)[0]["elements"] for part in parts_of(pieces, 1_600))
    assert [each["type"] for each in first] == ["rich_text_list"]
    assert [each["type"] for each in second] == ["rich_text_section"]


def test_a_joined_emoji_is_not_cut() -> None:
    family = "👩‍👩‍👧‍👦"
    parts = parts_of(pieces_in(family * 200), RICH_TEXT.least)
    texts_of_parts = [
        each["text"] for part in parts for each in walked(RICH_TEXT.write(part)) if "text" in each
    ]
    assert len(texts_of_parts) > 1
    assert all(each == family * (len(each) // len(family)) for each in texts_of_parts)


def test_text_without_anything_to_see_is_nothing() -> None:
    assert pieces_in("\u200d") == pieces_in("") == pieces_in("&#32;") == ()


def test_a_channel_that_a_line_names_is_led_to() -> None:
    (piece,) = unit_of(Line("Out to #study now.", (Mention("#study", "C1"),)), RICH_TEXT).pieces
    (block,) = RICH_TEXT.write([piece])

    led = {"type": "channel", "channel_id": "C1"}
    assert block["elements"] == [section(text("Out to "), led, text(" now."))]
    assert size(block) <= RICH_TEXT.whole(piece) + RICH_TEXT.frame(piece)
