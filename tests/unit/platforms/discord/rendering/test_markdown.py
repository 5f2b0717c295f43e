"""People's blocks in Discord's markdown."""

from __future__ import annotations

import re
from textwrap import dedent

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.platforms.chat_text.blocks import pieces_of
from bot.platforms.chat_text.pieces import Piece, take
from bot.platforms.chat_text.wrapping import length
from bot.platforms.discord.rendering.markdown import MARKDOWN, joined, shortened
from bot.presentation.prose import parse, plain_text
from tests.unit.platforms.discord.rendering.reading import read, squeezed
from tests.unit.platforms.hostile import long_texts, texts

OURS = {"code", "mark", "link", "list", "quote", "start"}


def pieces(markdown: str, *, typed: bool = False) -> tuple[Piece, ...]:
    return pieces_of(parse(dedent(markdown), typed=typed), MARKDOWN)


def shown(markdown: str, *, typed: bool = False) -> str:
    return joined(pieces(markdown, typed=typed))


def split(left: tuple[Piece, ...], limit: int) -> tuple[str, ...]:
    """Return the pieces as texts of at most `limit` characters that together say all of them."""
    texts: list[str] = []
    while left:
        taken, left = take(left, limit, MARKDOWN)
        texts.append(joined(taken))
    return tuple(texts)


def words(text: str) -> set[str]:
    """Return the short words; a long one may be cut, and an address has no call in it."""
    return {
        word
        for word in re.findall(r"[^\W_]+", text.replace("%40", "@").replace("\u200b", ""))
        if len(word) < 20
    }


@given(texts, st.booleans())
@example("`` ` ``", False)
@example("a&#32;*&#32;b&#32;*", False)
def test_only_our_own_markup_acts_and_every_word_is_there(text: str, typed: bool) -> None:
    tree = parse(text, typed=typed)
    seen = read(joined(pieces_of(tree, MARKDOWN)))
    assert seen.kinds() <= OURS
    assert words(plain_text(tree)) <= words(seen.text)


def test_a_title_is_a_bold_line_above_its_text() -> None:
    assert shown("## Why *rest*?\n\nSo.") == "**Why** ***rest***\u200b**?**\nSo."


def test_lists_keep_their_numbers_and_their_nesting() -> None:
    text = """
        Before:
        - one
          more
          1. deep

             still
        - two

        3. three
        """
    assert shown(text, typed=True) == "\n".join(
        ("Before\\:", "- one", "  more", "  1. deep", "    still", "- two", "", "3. three")
    )


def test_an_item_keeps_its_mark_though_it_begins_with_what_nobody_sees() -> None:
    assert shown("- &#8205;\n\n  a\n- b") == "- a\n- b"


def test_a_quote_in_a_quote_is_one_quote() -> None:
    assert shown("> a\n>\n> > b\n> - c") == "> a\n> \n> b\n> \n> - c"


def test_code_keeps_its_language_only_when_it_looks_like_one() -> None:
    assert shown("```C++\nx\n```") == "```c++\nx\n```"
    assert shown("```<@1>\nx\n```") == "```\nx\n```"


@pytest.mark.parametrize("body", ["```", "a\n````\nb", "x```", "`````` `"])
def test_backticks_in_code_do_not_close_the_block(body: str) -> None:
    seen = read(shown(f"~~~\n{body}\n~~~") + "\n||after||")
    assert len(seen.code) == 1
    assert seen.code[0].replace("\u200d", "") == body


def test_a_block_without_code_shows_no_backticks() -> None:
    assert read(shown("```\n```")).text.strip("\u200b") == ""


def test_a_numbered_block_of_code_keeps_its_number() -> None:
    assert shown("1. ```\n   x\n   ```") == "1\\.\n```\nx\n```"


def test_a_table_becomes_aligned_code() -> None:
    table = "| Flour | Rest |\n|---|---|\n| rye | `30` min |\n| 小麦 | 1 h |"
    assert shown(table) == "```\nFlour  Rest\n─────  ──────\nrye    30 min\n小麦   1 h\n```"


def test_a_wide_table_goes_on_in_the_next_line() -> None:
    lines = shown(f"| a | b |\n|---|---|\n| {'word ' * 30}| {'more ' * 30}|").splitlines()
    assert max(map(len, lines)) <= 60
    assert sum(line.count("word") for line in lines) == 30


def test_a_link_says_where_it_leads() -> None:
    assert shown("[the *book*](https://a.example/b)") == "the *book* (<https://a.example/b>)"
    assert shown("<https://a.example/b>") == "<https://a.example/b>"
    assert shown("[me](mailto:me@a.example)") == "me (me\\@a.example)"


def test_an_address_in_the_text_is_a_link_without_a_preview() -> None:
    assert shown("See https://a.example/b?c=1.") == "See <https://a.example/b?c=1>."


def test_a_label_cannot_be_an_address_of_its_own() -> None:
    seen = read(shown("[https://good.example](https://bad.example)"))
    assert [each for kind, each in seen.markup if kind == "link"] == ["<https://bad.example>"]


def test_an_address_too_long_to_be_kept_whole_is_text() -> None:
    assert "<https" not in shown("https://a.example/" + "b" * 900)


def test_text_without_anything_to_see_is_nothing() -> None:
    assert shown("\u200d") == shown("") == shown("&#32;") == ""


@given(long_texts, st.integers(MARKDOWN.least, 2000), st.booleans())
@example("```py\n" + "x = 1  # ```\n" * 300 + "```", 600, False)
@example("W" * 5000, 600, False)
@example("- " + "👩‍👩‍👧‍👦" * 400, 600, True)
@example("> ```\n" + "> y\n" * 900, 600, True)
def test_pieces_hold_every_word_within_the_limit(text: str, limit: int, typed: bool) -> None:
    whole = pieces_of(parse(text, typed=typed), MARKDOWN)
    texts = split(whole, limit)
    assert all(0 < length(each) <= limit for each in texts)
    everything = read(joined(whole))
    assert squeezed("".join(read(each).text for each in texts)) == squeezed(everything.text)


@given(long_texts, st.integers(MARKDOWN.least, 2000))
def test_a_piece_acts_as_little_as_the_whole(text: str, limit: int) -> None:
    for piece in split(pieces_of(parse(text), MARKDOWN), limit):
        assert read(piece).kinds() <= {"code", "mark", "link", "list", "quote", "start"}
        assert piece.count("```") % 2 == 0


def test_a_block_of_code_is_closed_and_opened_with_its_language() -> None:
    texts = split(pieces("```python\n" + "print(1)\n" * 250 + "```"), 1000)
    assert len(texts) == 3
    assert all(re.fullmatch(r"```python\n(print\(1\)\n)+```", text) for text in texts)


def test_a_text_is_cut_after_a_sentence() -> None:
    texts = split(pieces("Dough has to rest before it is shaped. " * 60), 1000)
    assert all(text.endswith("shaped.") and text.startswith("Dough") for text in texts)


def test_a_joined_emoji_is_not_cut() -> None:
    texts = split(pieces("👩‍👩‍👧‍👦" * 200), 600)
    assert len(texts) > 1
    assert all(text == "👩‍👩‍👧‍👦" * (len(text) // len("👩‍👩‍👧‍👦")) for text in texts)


def test_a_list_item_that_is_cut_goes_on_without_a_second_bullet() -> None:
    texts = split(pieces("- " + "Rest the dough. " * 60), 600)
    assert texts[0].startswith("- Rest")
    assert all(text.startswith("  Rest") for text in texts[1:])


def test_a_limit_that_holds_no_word_is_refused() -> None:
    with pytest.raises(ValueError, match="takes no word"):
        split(pieces("W" * 500), 49)


def test_an_address_that_calls_many_is_kept_whole_on_a_page_of_its_own() -> None:
    address = "https://a.example/" + "@" * 370 + "b"
    texts = split(pieces(f"x {address} y"), MARKDOWN.least)
    assert f"<{address}>" in " ".join(texts)


def test_a_label_of_two_lines_stands_on_one() -> None:
    assert (
        shown("[the\nbook](https://a.example/b)", typed=True) == "the book (<https://a.example/b>)"
    )


def test_a_shortened_text_says_that_there_is_more() -> None:
    assert shortened("Short *one*.", 600) == "Short *one*."
    long = shortened("Rest the dough. " * 100, 600)
    assert long.endswith("dough.\n…")
    assert length(long) <= 600
    assert shortened("", 600) == ""
