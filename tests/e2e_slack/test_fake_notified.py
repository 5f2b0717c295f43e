"""Whom a message notifies and where its links lead, as Slack acts on control sequences."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack import Channel, Message, Person
from tests.fakes.slack.tiny_app import Json, rich, section


async def posted(client: AsyncWebClient, study: Channel, **content: Any) -> Message:
    """Post, and return the message."""
    await client.chat_postMessage(channel=study.id, **({"text": ""} | content))
    return study.messages[-1]


@pytest.mark.parametrize(
    "content",
    [
        {"text": "<@{0}> look"},
        {"text": "`<@{0}>`"},
        {"text": "@Ann look", "link_names": True},
        {"text": "x", "blocks": [section("<@{0}|ann>")]},
        {"text": "x", "blocks": [rich({"type": "user", "user_id": "{0}"})]},
        {"text": "x", "blocks": [{"type": "markdown", "text": "<@{0}>"}]},
    ],
)
async def test_a_mention_notifies(
    client: AsyncWebClient, study: Channel, ann: Person, content: Json
) -> None:
    message = await posted(client, study, **_named(content, ann.id))
    assert message.notified.users == (ann.user,)


def _named(content: Any, name: str) -> Any:
    if isinstance(content, str):
        return content.replace("{0}", name)
    if isinstance(content, list):
        return [_named(one, name) for one in content]
    if isinstance(content, dict):
        return {key: _named(one, name) for key, one in content.items()}
    return content


async def test_broadcasts_and_groups_notify(client: AsyncWebClient, study: Channel) -> None:
    message = await posted(client, study, text="<!channel> <!here|here> <!subteam^S1|@all>")
    notified = message.notified
    assert (notified.channel, notified.here, notified.groups) == (True, True, ("S1",))
    loud = await posted(
        client, study, text="x", blocks=[rich({"type": "broadcast", "range": "everyone"})]
    )
    assert loud.notified.everyone


async def test_what_is_escaped_or_plain_or_a_mere_text_notifies_nobody(
    client: AsyncWebClient, study: Channel, ann: Person
) -> None:
    plain = {"type": "plain_text", "text": f"<@{ann.id}> <!channel>"}
    message = await posted(
        client,
        study,
        text=f"&lt;@{ann.id}&gt; @channel @Ann",
        blocks=[
            {"type": "section", "text": plain},
            rich({"type": "text", "text": "<!here> <https://example.org>"}),
        ],
    )
    assert not message.notified
    assert message.links == []
    linked = await posted(client, study, text="<https://example.org|here> &lt;https://a.org&gt;")
    assert linked.links == ["https://example.org"]
