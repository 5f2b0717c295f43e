"""The page that lays out payloads shows all of a payload, and nothing of it acts."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from bot.core.view import Message
from bot.platforms.discord.rendering.layout import layout
from bot.platforms.discord.rendering.pages import pages_of
from docs.payloads import Panel, Reading, laid_out, page
from tests.profiles import scaled
from tests.unit.platforms.hostile import texts
from tests.unit.platforms.messages import messages

READING = Reading(datetime(2026, 3, 2, 9, tzinfo=UTC), {"7": "readers"})
_ACTING = ("script", "iframe", "object", "embed", "img", "form", "link", "base", "svg", "math")


def _body(components: list[dict[str, object]]) -> LexborHTMLParser:
    return LexborHTMLParser(page("Title", [[Panel("Caption", components)]], READING))


def _is_tame(html: LexborHTMLParser) -> bool:
    acting = any(html.css(name) for name in _ACTING)
    called = re.search(r"<[^>]*\\son[a-z]+=", html.html or "")
    links = (node.attributes.get("href") or "" for node in html.css("a"))
    return not acting and not called and all(re.match("https?://", link) for link in links)


@settings(max_examples=scaled(50))
@given(messages)
def test_whatever_the_bot_sends_can_be_laid_out_and_nothing_of_it_acts(message: Message):
    for number in range(1, len(pages_of(message)) + 1):
        assert _is_tame(_body(layout(pages_of(message), number).view.to_components()))


@given(texts)
def test_no_text_display_whatever_it_holds_becomes_markup_of_the_page(text: str):
    assert _is_tame(_body([{"type": 10, "content": text}]))


@given(st.text(st.characters(categories=["Ll", "Lu", "Nd"]), min_size=1, max_size=30))
def test_words_stand_on_the_page_as_they_are(word: str):
    shown = _body([{"type": 10, "content": f"**{word}** and `{word}`"}]).body

    assert shown is not None
    assert shown.text().count(word) >= 2


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        ("<t:1772442000:F>", "Monday, 2 March 2026, 09:00 UTC"),
        ("<@&7>", "@readers"),
        (r"\*as written\*", "*as written*"),
    ],
)
def test_what_a_client_shows_in_its_own_way_is_told_in_words(content: str, shown: str):
    assert shown in laid_out([{"type": 10, "content": content}], READING).striptags()


def test_a_component_that_the_bot_does_not_send_is_no_gap_in_the_picture():
    with pytest.raises(ValueError, match="99"):
        laid_out([{"type": 99}], READING)
