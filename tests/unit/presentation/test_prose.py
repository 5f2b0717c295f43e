"""People's Markdown as a tree."""

from __future__ import annotations

import sys

import pytest
from hypothesis import example, given

from bot.presentation.prose import (
    Code,
    CodeBlock,
    Emphasis,
    Headline,
    LineBreak,
    Link,
    Listing,
    Paragraph,
    Quote,
    Rule,
    Span,
    Strike,
    Strong,
    Table,
    Text,
    parse,
    plain_text,
)
from bot.presentation.sanitize import sanitize
from tests.unit.platforms.hostile import texts


def spans(markdown: str) -> tuple[Span, ...]:
    """Return the spans of one paragraph."""
    (paragraph,) = parse(markdown)
    assert isinstance(paragraph, Paragraph)
    return paragraph.spans


def para(*inner: Span | str) -> Paragraph:
    return Paragraph(tuple(Text(each) if isinstance(each, str) else each for each in inner))


def test_marks_code_and_links_are_spans() -> None:
    assert spans("a *b* **c** ~~d~~ `e` [f](https://g.example)") == (
        Text("a "),
        Emphasis((Text("b"),)),
        Text(" "),
        Strong((Text("c"),)),
        Text(" "),
        Strike((Text("d"),)),
        Text(" "),
        Code("e"),
        Text(" "),
        Link("https://g.example", (Text("f"),)),
    )


def test_blocks_keep_their_nesting() -> None:
    assert parse("# One\n\n3. a\n   - b\n4. c\n\n> q\n>> r\n\n---\n\n```py x\ny\n```") == (
        Headline(1, (Text("One"),)),
        Listing(((para("a"), Listing(((para("b"),),))), (para("c"),)), start=3),
        Quote((para("q"), Quote((para("r"),)))),
        Rule(),
        CodeBlock("y", "py"),
    )


def test_a_table_is_rows_with_its_header_first() -> None:
    (table,) = parse("| a | b |\n|---|---|\n| `1` | |")
    assert table == Table((((Text("a"),), (Text("b"),)), ((Code("1"),), ())))


def test_html_stays_text() -> None:
    assert parse("<b>x</b>\n\n<script>") == (para("<b>x</b>"), para("<script>"))


def test_an_image_becomes_a_link() -> None:
    assert spans("![alt](https://a.example/i.png)") == (
        Text("!"),
        Link("https://a.example/i.png", (Text("alt"),)),
    )


@pytest.mark.parametrize(
    "url", ["javascript:x", "data:text/html,x", "file:///x", "//a.example", "/x"]
)
def test_a_link_that_leads_elsewhere_than_the_web_stays_text(url: str) -> None:
    assert spans(f"[a]({url})") == (Text(f"[a]({url})"),)


def test_a_new_line_counts_where_it_was_typed_into_a_box() -> None:
    assert parse("a\nb") == (para("a b"),)
    assert parse("a\nb", typed=True) == (para("a", LineBreak(), "b"),)
    assert parse("a  \nb") == (para("a", LineBreak(), "b"),)


def test_a_mark_inside_the_same_mark_adds_nothing() -> None:
    assert spans("*a **b *c* d** e*") == (
        Emphasis((Text("a "), Strong((Text("b c d"),)), Text(" e"))),
    )


def test_marks_around_nothing_are_nothing() -> None:
    assert spans("**&#8238;** b") == (Text(" b"),)


def test_characters_hidden_in_entities_are_tamed_and_stay_on_their_line() -> None:
    assert spans("a&#8238;b&#10;# c") == (Text("ab # c"),)


@pytest.mark.parametrize(
    "markdown", [">" * 500 + " deep", "- " * 60 + "deep", "> - " * 30 + "deep"]
)
def test_what_is_nested_too_deeply_to_be_read_is_shown_as_written(markdown: str) -> None:
    assert plain_text(parse(markdown)) == markdown


def test_marks_however_deep_do_not_exhaust_the_stack() -> None:
    depth = sys.getrecursionlimit() * 2
    assert plain_text(parse("*a " * depth + "*" * depth)).count("a") == depth


def test_plain_text_has_the_words_and_where_links_lead() -> None:
    tree = parse(
        "# T\n\n- a *b*\n- [c](https://d.example) <e@f.example>\n\n> g\n\n"
        "| h | i |\n|---|---|\n| j | k |"
    )
    assert plain_text(tree) == "T\na b\nc (https://d.example) e@f.example\ng\nh\ti\nj\tk"


@given(texts)
@example("&#55296;")
def test_any_text_makes_a_tree_of_tame_words(text: str) -> None:
    for typed in (False, True):
        plain = plain_text(parse(text, typed=typed))
        plain.encode()
        assert sanitize(plain) == plain
