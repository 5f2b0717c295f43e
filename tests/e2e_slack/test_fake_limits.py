"""What the fake Slack does not take: blocks, messages and modals over a limit."""

from __future__ import annotations

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.e2e_slack.refusals import error_of
from tests.fakes.slack import Channel, FakeSlack, Person
from tests.fakes.slack.tiny_app import MODAL, Json, button, question, rich, section


def actions(*elements: Json) -> Json:
    """Return a row of elements."""
    return {"type": "actions", "elements": list(elements)}


def table(rows: int, columns: int) -> Json:
    """Return a table."""
    return {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * columns] * rows}


@pytest.mark.parametrize(
    ("blocks", "where"),
    [
        ([{"type": "divider"}] * 51, "/blocks]"),
        ([section("x" * 3001)], "/blocks/0/text/text]"),
        ([section("")], "/blocks/0/text/text]"),
        ([{"type": "divider"}, {"type": "bogus"}], "/blocks/1/type]"),
        ([{"type": "section", "text": {"type": "markdown", "text": "x"}}], "/blocks/0/text/type]"),
        ([{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}], "/blocks/0/text/type]"),
        ([{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}], "/text/text]"),
        ([actions(*[button("x", f"{n}") for n in range(26)])], "/blocks/0/elements]"),
        ([actions(button("x", "a"), button("y", "a"))], "/blocks/0/elements/1/action_id]"),
        ([actions(button("x" * 76, "a"))], "/blocks/0/elements/0/text/text]"),
        ([actions(button("x", "a", "v" * 2001))], "/blocks/0/elements/0/value]"),
        ([actions(button("x", "a" * 256))], "/blocks/0/elements/0/action_id]"),
        ([actions(button("x", "a") | {"style": "default"})], "/blocks/0/elements/0/style]"),
        ([section("x") | {"block_id": "b"}] * 2, "/blocks/1/block_id]"),
        ([section("x") | {"fields": [{"type": "mrkdwn", "text": "x"}] * 11}], "/0/fields]"),
        ([{"type": "context", "elements": []}], "/blocks/0/elements]"),
        ([rich({"type": "text", "text": ""})], "/elements/0/elements/0/text]"),
        ([rich({"type": "bogus"})], "/elements/0/elements/0/type]"),
        ([table(101, 1)], "/blocks/0/rows]"),
        ([table(1, 21)], "/blocks/0/rows/0]"),
        ([{"type": "markdown", "text": "x" * 12_001}], "/blocks/0/text]"),
        ([{"type": "image", "image_url": "https://example.org/a.png"}], "/blocks/0/alt_text]"),
        ([MODAL["blocks"][1] | {"element": {"type": "button"}}], "/blocks/0/element/type]"),
    ],
)
async def test_blocks_over_a_limit_are_refused_and_it_is_said_where(
    client: AsyncWebClient, slack: FakeSlack, study: Channel, blocks: list[Json], where: str
) -> None:
    answer = await error_of(client.chat_postMessage(channel=study.id, text="x", blocks=blocks))
    assert answer["error"] == "invalid_blocks"
    assert any(where in message for message in answer["response_metadata"]["messages"])
    assert study.messages == []
    assert slack.refused[0][0] == "chat.postMessage"


async def test_what_slack_sdk_alone_finds_wrong_is_refused_too(
    client: AsyncWebClient, study: Channel
) -> None:
    picker = {"type": "datetimepicker", "action_id": "a", "initial_date_time": -1}
    post = client.chat_postMessage(channel=study.id, text="x", blocks=[actions(picker)])
    assert (await error_of(post))["error"] == "invalid_blocks"


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ({"text": "", "attachments": [], "blocks": []}, "no_text"),
        ({"text": "x" * 40_001}, "msg_too_long"),
        ({"text": "x", "blocks": [section("x" * 2900)] * 5}, "msg_blocks_too_long"),
        ({"text": "x", "blocks": [table(1, 1)] * 2}, "invalid_attachments"),
        ({"text": "x", "attachments": [{"blocks": [{"type": "bogus"}]}]}, "invalid_blocks"),
    ],
)
async def test_messages_that_are_too_long_or_empty_are_refused(
    client: AsyncWebClient, study: Channel, content: Json, error: str
) -> None:
    post = client.chat_postMessage(channel=study.id, **content)
    assert (await error_of(post))["error"] == error


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"title": {"type": "plain_text", "text": "x" * 25}}, "/view/title/text]"),
        ({"submit": {"type": "plain_text", "text": "x" * 25}}, "/view/submit/text]"),
        ({"submit": None}, "/view/submit]"),
        ({"private_metadata": "x" * 3001}, "/view/private_metadata]"),
        ({"blocks": [{"type": "divider"}] * 101}, "/view/blocks]"),
        ({"blocks": [{"type": "markdown", "text": "x"}]}, "/view/blocks/0/type]"),
        ({"type": "home"}, "/view/type]"),
    ],
)
async def test_a_modal_over_a_limit_is_refused(
    client: AsyncWebClient, slack: FakeSlack, ann: Person, change: Json, where: str
) -> None:
    trigger = slack.world.interactions.begin(ann.user).trigger_id
    answer = await error_of(client.views_open(trigger_id=trigger, view=MODAL | change))
    assert answer["error"] == "invalid_arguments"
    assert any(where in message for message in answer["response_metadata"]["messages"])
    await client.views_open(trigger_id=trigger, view=MODAL)


async def test_a_home_tab_has_no_title(client: AsyncWebClient, ann: Person) -> None:
    view = {"type": "home", "blocks": question()}
    await client.views_publish(user_id=ann.id, view=view)
    titled = view | {"title": {"type": "plain_text", "text": "Home"}}
    publish = client.views_publish(user_id=ann.id, view=titled)
    assert (await error_of(publish))["error"] == "invalid_arguments"
