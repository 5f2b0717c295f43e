"""The page that lays out what Slack is sent shows all of it, and nothing of it acts."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from bot.core.view import Message
from bot.platforms.slack.rendering.blocks import sheet
from bot.platforms.slack.rendering.pages import pages_of
from docs.payloads import Panel, Reading, page
from docs.payloads.blocks import laid_out
from tests.profiles import scaled
from tests.unit.platforms.hostile import texts
from tests.unit.platforms.slack.rendering.hostile import messages

READING = Reading(datetime(2026, 3, 2, 9, tzinfo=UTC))
_ACTING = ("script", "iframe", "object", "embed", "img", "form", "link", "base", "svg", "math")


def _body(blocks: list[dict[str, Any]]) -> LexborHTMLParser:
    return LexborHTMLParser(page("Title", [[Panel("Caption", blocks)]], READING))


def _is_tame(html: LexborHTMLParser) -> bool:
    acting = any(html.css(name) for name in _ACTING)
    links = (node.attributes.get("href") or "" for node in html.css("a"))
    return not acting and all(re.match("(?i)https?://|mailto:", link) for link in links)


def _text(text: str, **more: Any) -> dict[str, Any]:
    leaf = {"type": "text", "text": text, **more}
    section = {"type": "rich_text_section", "elements": [leaf]}
    return {"type": "rich_text", "elements": [section]}


@settings(max_examples=scaled(50))
@given(messages)
def test_whatever_the_bot_sends_can_be_laid_out_and_nothing_of_it_acts(message: Message):
    pages = pages_of(message)
    for number in range(1, len(pages) + 1):
        assert _is_tame(_body(sheet(pages, number).blocks))


@given(texts)
def test_no_text_becomes_markup_of_the_page(text: str):
    assert _is_tame(_body([_text(text), {"type": "header", "text": {"text": text}}]))


@given(st.text(st.characters(categories=["Ll", "Lu", "Nd"]), min_size=1, max_size=30))
def test_words_stand_on_the_page_as_they_are(word: str):
    shown = _body([_text(word, style={"bold": True}), _text(word, style={"code": True})]).body

    assert shown is not None
    assert shown.text().count(word) >= 2


def test_a_time_is_told_in_words():
    leaf = {"type": "date", "timestamp": 1_772_442_000, "format": "{date}", "fallback": "then"}
    section = {"type": "rich_text_section", "elements": [leaf]}
    shown = laid_out([{"type": "rich_text", "elements": [section]}])

    assert "Monday, 2 March 2026, 09:00 UTC" in shown.striptags()


def test_a_block_that_the_bot_does_not_send_is_no_gap_in_the_picture():
    with pytest.raises(ValueError, match="video"):
        laid_out([{"type": "video"}])
