"""People's blocks in Discord's markdown."""

from __future__ import annotations

import re
from textwrap import dedent

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.platforms.discord.rendering.markdown import pieces_of
from bot.platforms.discord.rendering.splitting import joined
from bot.presentation.prose import parse, plain_text
from tests.unit.platforms.discord.rendering.reading import read
from tests.unit.platforms.hostile import texts

OURS = {"code", "mark", "link", "list", "quote", "start"}


def shown(markdown: str, *, typed: bool = False) -> str:
    return joined(pieces_of(parse(dedent(markdown), typed=typed)))


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
    seen = read(joined(pieces_of(tree)))
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
