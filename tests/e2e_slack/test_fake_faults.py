"""What goes wrong between an app and Slack, as the unchanged slack_sdk meets it."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncRateLimitErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.clock import Clock
from tests.fakes.slack import Channel, FakeSlack, Person
from tests.fakes.slack.tiny_app import on_socket

POST = "chat.postMessage"


@pytest.fixture
def client(slack: FakeSlack, study: Channel) -> AsyncWebClient:
    """A client that tries nothing again by itself."""
    return AsyncWebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[])


async def test_a_fault_on_a_method_that_is_not_there_is_a_mistake_of_the_test(
    slack: FakeSlack,
) -> None:
    with pytest.raises(LookupError):
        slack.faults.cut("chat.post")
    with pytest.raises(LookupError):
        slack.rates.limit("chat.post", 1, timedelta(seconds=1))


async def test_a_429_is_waited_for_as_long_as_it_says(
    slack: FakeSlack, client: AsyncWebClient, study: Channel, waits: list[float]
) -> None:
    client.retry_handlers.append(AsyncRateLimitErrorRetryHandler())
    slack.faults.answer(POST, 429, retry_after=7)
    await client.chat_postMessage(channel=study.id, text="Why?")
    assert [int(wait) for wait in waits] == [7]
    assert len(study.messages) == 1


async def test_a_channel_takes_one_post_a_second(
    slack: FakeSlack, client: AsyncWebClient, study: Channel, clock: Clock
) -> None:
    other = study.workspace.channel("other")
    slack.rates.one_post_a_second()
    await client.chat_postMessage(channel=study.id, text="One")
    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel=study.id, text="Two")
    assert refused.value.response["error"] == "ratelimited"
    assert refused.value.response.status_code == 429
    assert refused.value.response.headers["Retry-After"] == "1"
    await client.chat_postMessage(channel=other.id, text="Elsewhere")
    clock.advance(timedelta(seconds=1))
    await client.chat_postMessage(channel=study.id, text="Three")
    assert [message.text for message in study.messages] == ["One", "Three"]
    assert slack.rates.refused == {POST: 1}
    slack.rates.lift(POST)
    await client.chat_postMessage(channel=study.id, text="Four")


@pytest.mark.usefixtures("waits")
@pytest.mark.parametrize(("after", "posted"), [(False, 1), (True, 2)])
async def test_a_server_error_strikes_before_or_after_the_effect(
    slack: FakeSlack, client: AsyncWebClient, study: Channel, after: bool, posted: int
) -> None:
    client.retry_handlers.append(AsyncServerErrorRetryHandler())
    slack.faults.answer(POST, 500, after=after)
    await client.chat_postMessage(channel=study.id, text="Why?")
    assert len(study.messages) == posted
    assert slack.web_api.calls[POST] == 2


@pytest.mark.parametrize("after", [False, True])
async def test_a_post_that_is_cut_off_is_there_or_not(
    slack: FakeSlack, client: AsyncWebClient, study: Channel, after: bool
) -> None:
    slack.faults.cut(POST, after=after)
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel=study.id, text="Why?")
    assert len(study.messages) == int(after)


async def test_an_error_can_be_answered_once(
    slack: FakeSlack, client: AsyncWebClient, study: Channel
) -> None:
    slack.faults.answer(POST, 200, error="fatal_error")
    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel=study.id, text="Why?")
    assert refused.value.response["error"] == "fatal_error"
    await client.chat_postMessage(channel=study.id, text="Why?")


async def test_an_answer_can_be_held_back_after_its_effect(
    slack: FakeSlack, client: AsyncWebClient, study: Channel
) -> None:
    hold = slack.faults.hold(POST, after=True)
    post = asyncio.create_task(client.chat_postMessage(channel=study.id, text="Why?"))
    await hold.reached.wait()
    assert len(study.messages) == 1
    assert not post.done()
    hold.release()
    await post


async def test_a_response_url_can_be_cut_off(
    slack: FakeSlack, study: Channel, ann: Person, waits: list[float]
) -> None:
    async with on_socket(slack):
        slack.faults.cut("response_url", after=False)
        seen = await ann.slash(study, "/later", "dough")
        await slack.quiet()
    assert [message.text for message in ann.private] == [seen.text]


async def test_a_slack_that_is_down_answers_nothing_until_it_is_up(
    slack: FakeSlack, client: AsyncWebClient, study: Channel
) -> None:
    slack.go_down()
    with pytest.raises(aiohttp.ClientError):
        await client.auth_test()
    slack.come_up()
    assert (await client.auth_test())["ok"]
