"""The neutral message as HTML: every block, and nothing that a name or a text could add."""

from __future__ import annotations

import typing
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from bot.core import view
from bot.core.comparison.word_changes import ChangeKind, WordChange
from bot.core.view import (
    Card,
    CardKind,
    Columns,
    Heading,
    Line,
    Message,
    Moment,
    Point,
    Prose,
    WordChanges,
)
from bot.platforms.web.rendering import macro_of, make_environment, stamped
from bot.presentation.humanize import time_words

ENVIRONMENT = make_environment()
AT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def render(*blocks: view.Block) -> LexborHTMLParser:
    message = Message("summary", blocks)
    template = ENVIRONMENT.get_template("message.html")
    return LexborHTMLParser(template.render(message=message, top=1, with_actions=False))


def shape(html: LexborHTMLParser) -> list[tuple[str, tuple[str, ...]]]:
    return [(node.tag, tuple(sorted(node.attributes))) for node in html.css("*")]


def card(author: str = "Ann", markdown: str = "text", **more: object) -> Card:
    return Card(CardKind.REPLY, author, markdown, **more)  # type: ignore[arg-type]  # as given


def test_every_block_of_the_view_has_a_macro():
    macros = ENVIRONMENT.get_template("blocks.html").module
    examples = (
        Heading("h"), Line("l"), Prose("p"), Moment("m", AT), WordChanges(()), card(),
        Columns(((card(),),), ("R",)),
    )  # fmt: skip
    assert {type(block) for block in examples} == set(typing.get_args(view.Block))
    for block in examples:
        assert hasattr(macros, macro_of(block))


def test_a_moment_is_a_time_that_scripts_can_read():
    time = render(Moment("Closes", AT)).css_first("time")
    assert time is not None
    assert time.attributes["datetime"] == "2026-03-02T12:00:00.000Z"
    assert time.text() == "2 March 2026, 12:00 UTC"


def test_a_passage_that_differs_stands_beside_its_point():
    points = (Point("dough stretches", False, differs="dough <b>shrinks"),)
    html = render(Columns(((card(points=points),),), ("Replies",)))

    (item,) = html.css(".points-list li")
    words = " ".join(item.text().split())
    assert words == "≠ Differs from the reference here dough <b>shrinks dough stretches"
    assert "Differs from the reference: 1" in html.text()


def test_the_words_that_say_a_point_are_marked_in_the_text_and_in_nothing_else():
    points = (Point("gluten relaxes", True, words=("gluten", "amp", "href", "night time")),)
    text = "Gluten & [gluten](https://gluten.example/href) at night"
    html = render(Columns(((replace(card(points=points), markdown=text),),), ("Replies",)))

    assert [mark.text() for mark in html.css(".prose mark")] == ["Gluten", "gluten", "night"]
    assert {mark.attributes["data-points"] for mark in html.css("mark")} == {"1"}
    assert "Gluten & gluten at night" in html.text()


def test_points_are_told_in_words_and_not_by_their_looks_alone():
    points = (Point("gluten relaxes", True), Point("dough stretches", False))
    html = render(Columns(((card(points=points),),), ("Replies",)))

    assert [each.text().strip() for each in html.css(".points")] == ["Found: 1"]
    assert [item.text().strip() for item in html.css(".key-points li")] == [p.text for p in points]


def test_a_point_keeps_the_code_of_its_text():
    html = render(Columns(((card(points=(Point("`p(x)` drifts", True),)),),), ("Replies",)))

    assert [code.text() for code in html.css(".key-points code")] == ["p(x)"]


def test_alike_authors_and_the_readers_own_card_are_named():
    html = render(card(also=("Bo", "Cy"), mine=True))
    assert "also: Bo, Cy" in html.text()
    assert html.css_first(".you") is not None


def test_an_empty_column_takes_no_room():
    html = render(Columns(((card(),), (card(),), ()), ("Reference", "Replies", "Earlier readers")))
    assert html.css_first(".columns-2") is not None
    assert len(html.css("section")) == 2


@given(st.text(max_size=60).filter(lambda text: text.strip()))
def test_a_name_or_a_line_adds_nothing_but_its_text(hostile: str):
    def page(text: str) -> LexborHTMLParser:
        shown = card(author=text, also=(text,), remark=text, source=text)
        changes = WordChanges(tuple(WordChange(kind, text) for kind in ChangeKind))
        columns = Columns(((shown,),), ("R",))
        return render(Heading(text), Line(text), Moment(text, AT), changes, columns)

    assert shape(page(hostile + "<script>")) == shape(page("x"))
    assert shape(page('" onclick="x' + hostile)) == shape(page("x"))


@given(st.text(max_size=60))
def test_a_point_adds_no_element_that_markdown_does_not_have(hostile: str):
    point = Point(f"{hostile}<script>alert(1)</script> <img src=x onerror=y>", True)
    html = render(Columns(((card(points=(point,)),),), ("R",)))

    assert not html.css("script, img, [onerror], style, iframe")


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (
            f"<b> closed at {time_words(datetime(2026, 3, 2, 17, 0, 5, tzinfo=UTC))}.",
            (
                '&lt;b&gt; closed at <time datetime="2026-03-02T17:00:05.000Z" data-local="date">'
                "2 March 2026, 17:00:05 UTC</time>."
            ),
        ),
        ("“99 Foo 2026, 99:00:00 UTC” is <none>", "“99 Foo 2026, 99:00:00 UTC” is &lt;none&gt;"),
    ],
)
def test_a_time_in_words_of_ours_is_marked_up_and_nothing_else_is(words: str, shown: str):
    assert str(stamped(words)) == shown
