"""What people write in Slack, as Markdown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.slack.rendering.mrkdwn import escape
from bot.platforms.slack.spoken import read

NAMED = {"U1": "Ann"}


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        ("Gas &amp; heat &lt;3", "Gas & heat <3"),
        ("see <https://example.org/?a=1&amp;b=2>", "see https://example.org/?a=1&b=2"),
        ("<https://example.org|the book>", "[the book](https://example.org)"),
        ("<http://example.org|example.org>", "http://example.org"),
        ("<mailto:ann@example.org|ann@example.org>", "ann@example.org"),
        ("<@U1> and <@U2> and <@U3|Cy>", "@Ann and @U2 and @Cy"),
        ("<#C1|study> <#C2>", "#study #C2"),
        (
            "<!channel> <!here> <!subteam^S1|@bakers> <!subteam^S1>",
            "@channel @here @bakers @subteam",
        ),
        ("<!date^1392734382^{date}|Monday>", "Monday"),
        ("&lt;!channel&gt; &amp;amp;", "<!channel> &amp;"),
    ],
)
def test_control_sequences_are_read_as_what_people_see(sent: str, meant: str):
    assert read(sent, NAMED) == meant


@given(st.text())
def test_what_is_typed_without_links_and_mentions_comes_through_as_it_was(typed: str):
    assert read(escape(typed), NAMED) == typed
