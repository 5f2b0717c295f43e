"""Whatever somebody writes, no renderer lets it break a limit, call anybody, or be markup of ours.

`make test-thorough` tries more than twenty thousand texts, each on Discord, on Slack, in the room
and in the terminal.
"""

from __future__ import annotations

import io
import unicodedata
from contextlib import redirect_stdout
from dataclasses import replace

import pytest
from hypothesis import given, settings
from selectolax.lexbor import LexborHTMLParser

from bot.cli.console import show
from bot.core.authored_text import Answers
from bot.core.limits import storable
from bot.core.models import QuestionId
from bot.core.read_models import Found
from bot.core.view import Card, CardKind, Columns, Heading, Line, Message, Point, Prose
from bot.platforms.discord.rendering import layout as discord_layout
from bot.platforms.discord.rendering import pages as discord_pages
from bot.platforms.slack.rendering import blocks as slack_blocks
from bot.platforms.slack.rendering import pages as slack_pages
from bot.platforms.slack.rendering.elements import size
from bot.platforms.web.rendering import make_environment
from bot.presentation.terminal import ask_words
from tests.profiles import either
from tests.totals import count
from tests.unit.platforms.discord.rendering import reading as discord_reading
from tests.unit.platforms.discord.rendering.test_markdown import OURS
from tests.unit.platforms.hostile import flooded_texts
from tests.unit.platforms.slack.rendering import reading as slack_reading
from tests.unit.platforms.web.test_markdown import HARMLESS
from tests.unit.presentation.read_models import EARLIER, QUESTION, REFERENCE, STUDY

PARTS = either(1, 8)
TEXTS_IN_A_PART = either(30, 2_600)
ENVIRONMENT = make_environment()
# What the room puts around people's texts.
_FRAME = {"html", "head", "body", "div", "section", "article", "header", "h1", "h2", "h3", "span",
          "details", "summary"}  # fmt: skip
_FRAME_ATTRIBUTES = {"class", "id", "tabindex", "aria-labelledby", "aria-hidden"}


def _message(text: str) -> Message:
    """Put a text wherever somebody's text can stand."""
    points = (Point(text, touched=True),)
    reference = Card(CardKind.REFERENCE, text, text, source=text)
    reply = Card(CardKind.REPLY, text, text, points, (text,), mine=True, remark=text)
    columns = Columns(((reference,), (reply,)), ("Reference", "Replies"))
    return Message(
        text, (Heading(text), Line(text), Prose(text), Prose(text, quoted=True), columns)
    )


def _on_discord(message: Message) -> None:
    pages = discord_pages.pages_of(message)
    for number in {1, len(pages)}:
        sheet = discord_layout.layout(pages, number)
        discord_reading.check(sheet.view)
        called = sheet.mentions
        assert not any((called.everyone, called.users, called.roles, called.replied_user))
        for each in discord_reading.walked(sheet.view.to_components()):
            if "content" in each:
                seen = discord_reading.read(each["content"])
                assert seen.kinds() <= OURS | {"heading", "small"}


def _on_slack(message: Message) -> None:
    pages = slack_pages.pages_of(message)
    for number in {1, len(pages)}:
        sheet = slack_blocks.sheet(pages, number)
        slack_reading.check(sheet.blocks)
        assert size(sheet.blocks) <= 12_000
        assert 1 <= len(sheet.text) <= 4_000
        assert "<" not in sheet.text


def _in_the_room(message: Message) -> None:
    template = ENVIRONMENT.get_template("message.html")
    html = template.render(message=message, top=1, with_actions=False)
    html.encode()
    for node in LexborHTMLParser(html).css("*"):
        assert node.tag in _FRAME | set(HARMLESS)
        assert set(node.attributes) <= _FRAME_ATTRIBUTES | HARMLESS.get(node.tag, set())
        if node.tag == "a":
            href = (node.attributes["href"] or "").lower()
            assert href.startswith(("http://", "https://", "mailto:"))


def _in_the_terminal(text: str) -> None:
    question = replace(QUESTION, id=QuestionId("q"), text=text)
    answers = Answers(
        (replace(REFERENCE, author=text, text=text),),
        tuple(replace(each, author=text, text=text) for each in EARLIER),
    )
    found = [Found(question, replace(STUDY.deck, title=text), 0.5, answers)] * 2
    terminal = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="")
    with redirect_stdout(terminal):
        show(ask_words(found))
    terminal.flush()
    said = terminal.buffer.getvalue().decode()  # type: ignore[attr-defined]  # a BytesIO
    assert {each for each in said if unicodedata.category(each) == "Cc"} <= {"\n", "\t"}


@pytest.mark.parametrize("part", range(PARTS))
def test_no_text_does_anything_anywhere_but_be_read(part: int):
    @settings(max_examples=TEXTS_IN_A_PART)
    @given(flooded_texts)
    def holds(text: str) -> None:
        count("hostile texts")
        _on_discord(_message(text))
        _on_slack(_message(text))
        # These show what was stored.
        _in_the_room(_message(storable(text)))
        _in_the_terminal(storable(text))

    holds()
