"""Slack's mrkdwn, read and written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.slack.mrkdwn import as_markdown, escape, mention, read
from tests.unit.platforms.hostile import texts

NAMED = {"U1": "Ann"}
# Characters: https://docs.slack.dev/reference/methods/chat.postMessage#truncating
_LONGEST = 40_000


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


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        ("It is *bold*, ~wrong~ and _so_.", "It is **bold**, ~~wrong~~ and _so_."),
        ("*Two words* at (*once*)", "**Two words** at (**once**)"),
        ("2 * 3 * 4 and 2*3*4 and a ~ b ~ c", "2 * 3 * 4 and 2*3*4 and a ~ b ~ c"),
        ("`*args` and ```*a*\n~b~```", "`*args` and ```*a*\n~b~```"),
        ("<https://example.org/*a*|*the* book>", "[**the** book](https://example.org/*a*)"),
        ("\u2022 gas\n    \u25e6 heat\nno \u2022 list", "- gas\n    - heat\nno \u2022 list"),
        ("**as in Markdown** and ~~so~~", "**as in Markdown** and ~~so~~"),
        ("*not\nover lines*", "*not\nover lines*"),
        ("see <#C1|>, <#C2> and <#C3|rye>", "see #study, #study and #rye"),
    ],
)
async def test_what_is_set_off_in_slack_is_set_off_in_markdown(sent: str, meant: str):
    assert await as_markdown(sent, _name, _channel) == meant


@pytest.mark.parametrize("sign", ["](", "](a", "*a ", "<http://a|", "```a", "https://"])
async def test_a_message_as_long_as_slack_takes_one_is_read_at_once(sign: str):
    text = sign * (_LONGEST // len(sign))  # in the worst way it would take a minute
    assert len(await as_markdown(text, _name, _channel)) >= len(text) - len(sign)


async def _name(_: str) -> str:
    return "Ann"


async def _channel(_: str) -> str:
    return "study"


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
