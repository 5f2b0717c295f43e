"""What is left of mrkdwn."""

from __future__ import annotations

import pytest
from hypothesis import given

from bot.platforms.slack.rendering.mrkdwn import escape, mention
from tests.unit.platforms.slack.rendering.hostile import texts


@given(texts)
def test_nothing_in_an_escaped_text_opens_an_entity(text: str) -> None:
    escaped = escape(text)
    assert "<" not in escaped
    assert ">" not in escaped
    assert escaped.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == text


@pytest.mark.parametrize(
    ("who", "written"),
    [
        ("S12ABC", "<!subteam^S12ABC>"),
        ("U12ABC", "<@U12ABC>"),
        ("W12ABC", "<@W12ABC>"),
        ("channel", "<!channel>"),
        ("here", "<!here>"),
    ],
)
def test_somebody_is_mentioned_by_their_id(who: str, written: str) -> None:
    assert mention(who) == written


@pytest.mark.parametrize("who", ["", "everyone", "U1> <!channel", "C12ABC", "ann", "S12ABC\n"])
def test_nobody_else_can_be_mentioned(who: str) -> None:
    with pytest.raises(ValueError, match="nobody"):
        mention(who)
