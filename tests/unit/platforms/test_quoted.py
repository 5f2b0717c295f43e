"""What a member wrote, below our words about it: nothing of it can be taken for more of those."""

from __future__ import annotations

from hypothesis import given

from bot.core.view import Line, Message, Prose
from bot.platforms.discord.rendering import pages as discord_pages
from bot.platforms.discord.rendering.markdown import TextPart
from bot.platforms.slack.rendering import pages as slack_pages
from tests.unit.platforms.hostile import texts

_BY = "Cleo, on the web or elsewhere"
_IN_A_QUOTE = {"rich_text_quote"}


def _message(text: str) -> Message:
    return Message("", (Line(_BY), Prose(text, quoted=True)))


@given(texts)
def test_on_discord_each_line_of_a_quoted_text_is_in_a_quote(text: str) -> None:
    (page,) = discord_pages.pages_of(_message(text))
    lines = "\n".join(each.content for each in page.parts if isinstance(each, TextPart)).split("\n")
    assert lines[0].startswith("Cleo")
    assert all(line.startswith(">") for line in lines[1:] if line.strip())


@given(texts)
def test_on_slack_each_part_of_a_quoted_text_is_in_a_quote(text: str) -> None:
    (page,) = slack_pages.pages_of(_message(text))
    (_, *below) = [each for block in page.parts for each in block["elements"]]
    assert all(each["type"] in _IN_A_QUOTE or each.get("border") == 1 for each in below)
