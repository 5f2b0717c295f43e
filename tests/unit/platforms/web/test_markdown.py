"""What people write becomes HTML that cannot do harm."""

from __future__ import annotations

import pytest
from hypothesis import given
from selectolax.lexbor import LexborHTMLParser

from bot.platforms.web.markdown import document_html, inline_html, typed_html
from tests.unit.platforms.hostile import texts

PLAIN = (
    *("p", "br", "em", "strong", "s", "code", "blockquote", "ul", "li", "hr", "h4", "h5", "h6"),
    *("table", "thead", "tbody", "tr", "th", "td"),
)
HARMLESS = {
    "a": {"href", "rel"},
    "ol": {"start"},
    "pre": {"tabindex"},
    **{tag: set() for tag in PLAIN},
}


def _elements(html: str) -> list[tuple[str, dict[str, str | None]]]:
    body = LexborHTMLParser(f"<body>{html}").body
    assert body is not None
    return [(node.tag, node.attributes) for node in body.css("*") if node.tag != "body"]


@given(texts)
def test_no_text_yields_an_element_or_attribute_of_its_own(text: str):
    for render in (document_html, typed_html, inline_html):
        for tag, attributes in _elements(render(text)):
            assert tag in HARMLESS, (render, tag)
            assert set(attributes) <= HARMLESS[tag], attributes
            if tag == "a":
                href = (attributes["href"] or "").lower()
                assert href.startswith(("http://", "https://", "mailto:"))
                assert attributes["rel"] == "nofollow noopener noreferrer"


@given(texts)
def test_a_heading_holds_no_link_and_no_block(text: str):
    assert {tag for tag, _ in _elements(inline_html(text))} <= {"em", "strong", "s", "code", "br"}


def test_html_stays_text():
    assert typed_html("<b>x</b>") == "<p>&lt;b&gt;x&lt;/b&gt;</p>\n"


def test_code_keeps_its_lines_and_can_be_scrolled_by_keyboard():
    html = typed_html('```python\nif a < b:\n    print("x")\n```')
    assert html == ('<pre tabindex="0"><code>if a &lt; b:\n    print(&#34;x&#34;)\n</code></pre>\n')


def test_paragraphs_emphasis_lists_and_tables_are_rendered():
    html = document_html("A **b** `c`\n\n- d\n- ~~e~~\n\n| f |\n|---|\n| g |")
    tags = [tag for tag, _ in _elements(html)]
    assert tags[:7] == ["p", "strong", "code", "ul", "li", "li", "s"]
    assert tags[7:] == ["table", "thead", "tr", "th", "tbody", "tr", "td"]


def test_an_image_becomes_a_link():
    assert "<img" not in document_html("![a](https://a.example/a.png)")
    assert 'href="https://a.example/a.png"' in document_html("![a](https://a.example/a.png)")


@pytest.mark.parametrize("link", ["https://a.example", "http://a.example", "mailto:a@b.example"])
def test_links_to_the_web_and_to_mail_lead_there(link: str):
    assert f'href="{link}"' in document_html(f"[x]({link})")


def test_a_line_break_counts_where_it_was_typed_and_not_in_a_wrapped_document():
    assert "<br" in typed_html("a\nb")
    assert "<br" not in document_html("a\nb")


def test_a_texts_own_headings_stand_below_the_pages():
    assert "<h4>a</h4>" in document_html("# a")
    assert "<h6>a</h6>" in document_html("##### a")
