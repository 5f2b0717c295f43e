"""Runs within a line, and which addresses are links."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.chat_text.runs import (
    LONGEST_ADDRESS,
    Run,
    Style,
    one_line,
    runs_of,
    time_run,
    without_space,
)
from bot.presentation.prose import Block, Paragraph, parse, plain_line
from tests.unit.platforms.hostile import texts


def as_it_is(url: str) -> str:
    return url


def runs(markdown: str, *, typed: bool = False) -> list[Run]:
    """Return the runs of a text of one paragraph, those that have a text."""
    (block,) = parse(markdown, typed=typed)
    assert isinstance(block, Paragraph)
    return [run for run in runs_of(block.spans, as_it_is) if run.text]


def paragraphs(blocks: tuple[Block, ...]) -> list[Paragraph]:
    return [block for block in blocks if isinstance(block, Paragraph)]


@given(texts, st.booleans(), st.booleans())
def test_runs_say_what_the_spans_say_whatever_is_a_link(
    text: str, typed: bool, followed: bool
) -> None:
    link_to = as_it_is if followed else lambda url: ""
    for block in paragraphs(parse(text, typed=typed)):
        said = "".join(run.text for run in runs_of(block.spans, link_to))
        assert said.split() == plain_line(block.spans).split()
        if not followed:
            assert not any(run.url for run in runs_of(block.spans, link_to))


@given(texts)
def test_a_link_shows_where_it_leads_and_is_not_too_long_to_be_kept_whole(text: str) -> None:
    for block in paragraphs(parse(text)):
        for run in runs_of(block.spans, as_it_is):
            assert run.url in ("", run.text, f"mailto:{run.text}")
            assert len(run.url) <= LONGEST_ADDRESS


def test_marks_add_up_and_code_is_one_of_them() -> None:
    assert runs("a **b *c `d`*** e") == [
        Run("a "),
        Run("b ", Style.STRONG),
        Run("c ", Style.STRONG | Style.EMPHASIS),
        Run("d", Style.STRONG | Style.EMPHASIS | Style.CODE),
        Run(" e"),
    ]


def test_a_label_stands_before_its_address_on_one_line_and_is_none() -> None:
    shown = runs("[https://good.example\nx](https://bad.example)", typed=True)
    assert [(run.text, run.url) for run in shown] == [
        ("https://good.example", ""),
        (" ", ""),
        ("x", ""),
        (" (", ""),
        ("https://bad.example", "https://bad.example"),
        (")", ""),
    ]


@pytest.mark.parametrize("length", [LONGEST_ADDRESS, LONGEST_ADDRESS + 1])
@pytest.mark.parametrize("markdown", ["{}", "<{}>", "[x]({})"])
def test_one_length_is_the_longest_wherever_an_address_stands(markdown: str, length: int) -> None:
    address = "https://a.example/".ljust(length, "b")
    assert any(run.url for run in runs(markdown.format(address))) is (length == LONGEST_ADDRESS)


def test_blocks_on_one_line_are_words_alone() -> None:
    blocks = parse("*a*\\\nb\n\n- c\n- d\n\n```\ne\n```")
    assert [run.text for run in one_line(blocks, as_it_is)] == ["a", " ", "b", " ", "c d", " ", "e"]


def test_a_time_is_told_in_utc_where_its_reader_has_no_zone() -> None:
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    elsewhere = at.astimezone(timezone(timedelta(hours=5, minutes=45)))
    assert time_run(elsewhere) == time_run(at) == Run("2026-03-02 09:00 UTC", at=1772442000)
    assert time_run(at).is_whole


def test_space_and_emptiness_at_the_beginning_are_left_out() -> None:
    begun = (Run(""), Run("  "), Run(" a ", Style.STRONG), Run(""), Run(" "))
    assert without_space(begun) == (Run("a ", Style.STRONG), Run(" "))
    assert without_space((Run(" "), Run(""))) == ()
