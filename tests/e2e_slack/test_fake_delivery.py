"""How events reach an unchanged slack-bolt app: at least once, over sockets that come and go."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from functools import partial

import aiohttp
import pytest
from aiohttp import test_utils, web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler

from tests.fakes.clock import Clock
from tests.fakes.slack import Channel, FakeSlack, Person
from tests.fakes.slack.tiny_app import TinyApp, on_http, on_socket, tiny_app

Mode = Callable[[FakeSlack], AbstractAsyncContextManager[TinyApp]]

pytestmark = pytest.mark.usefixtures("waits")


@pytest.mark.parametrize("mode", [on_socket, on_http])
async def test_what_is_said_is_heard(
    slack: FakeSlack, ann: Person, study: Channel, mode: Mode
) -> None:
    async with mode(slack) as app:
        await ann.say(study, "Gas & heat: https://example.org/a?b=1&c")
        await ann.say(ann.dm, "In private")
        await slack.quiet()
    assert app.heard == [
        "Gas &amp; heat: <https://example.org/a?b=1&amp;c>",
        "In private",
    ]


@pytest.mark.parametrize("mode", [on_socket, on_http])
async def test_an_event_told_twice_has_the_same_id(
    slack: FakeSlack, ann: Person, study: Channel, mode: Mode
) -> None:
    async with mode(slack) as app:
        await ann.say(study, "Gas")
        await slack.quiet()
        slack.deliveries.again(slack.deliveries.all[0])
        await slack.quiet()
    assert app.heard == ["Gas"]
    assert app.retries == ["1"]


async def test_an_event_whose_acknowledgement_is_lost_is_told_again(
    slack: FakeSlack, ann: Person, study: Channel, clock: Clock
) -> None:
    async with on_socket(slack) as app:
        slack.deliveries.lose = 1
        await ann.say(study, "Gas")
        await slack.until(lambda: slack.deliveries.lose == 0 and app.heard)
        slack.time_passed()
        assert slack.deliveries.pending
        clock.advance(timedelta(seconds=3))
        slack.time_passed()
        await slack.quiet()
    assert app.heard == ["Gas"]
    assert app.retries == ["1"]


async def test_an_event_is_told_four_times_and_then_given_up(
    slack: FakeSlack, ann: Person, study: Channel, clock: Clock
) -> None:
    async with on_socket(slack) as app:
        slack.deliveries.lose = 4
        await ann.say(study, "Gas")
        for retries, wait in enumerate([3, 60, 300, 60]):
            await slack.until(partial(_lost, slack, 3 - retries))
            clock.advance(timedelta(seconds=wait))
            slack.time_passed()
    assert app.retries == ["1", "2", "3"]
    assert slack.deliveries.all[0].given_up


def _lost(slack: FakeSlack, left: int) -> bool:
    return slack.deliveries.lose <= left


async def test_what_was_said_while_the_app_was_away_is_told_when_it_is_back(
    slack: FakeSlack, ann: Person, study: Channel
) -> None:
    await ann.say(study, "Early")
    async with on_socket(slack) as app:
        await slack.quiet()
        assert app.heard == ["Early"]
        assert app.retries == ["1"]


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
async def test_a_socket_that_is_asked_to_go_is_replaced(
    slack: FakeSlack, ann: Person, study: Channel, reason: str
) -> None:
    async with on_socket(slack) as app:
        slack.sockets.disconnect(reason)
        await slack.until(lambda: slack.sockets.greeted == 2)
        await slack.sockets.connected()
        await ann.say(study, "Gas")
        await slack.quiet()
    assert app.heard == ["Gas"]


async def test_what_is_said_while_a_socket_goes_is_told_over_the_next(
    slack: FakeSlack, ann: Person, study: Channel
) -> None:
    async with on_socket(slack) as app:
        slack.sockets.disconnect()
        await ann.say(study, "Gas")
        await slack.quiet()
    assert app.heard == ["Gas"]
    assert app.retries == ["1"]


async def test_a_socket_that_breaks_is_replaced(
    slack: FakeSlack, ann: Person, study: Channel
) -> None:
    async with on_socket(slack) as app:
        slack.sockets.cut()
        await slack.until(lambda: slack.sockets.greeted == 2)
        await ann.say(study, "Gas")
        await slack.quiet()
    assert app.heard == ["Gas"]


async def test_a_slack_that_was_down_is_found_again(
    slack: FakeSlack, ann: Person, study: Channel
) -> None:
    async with on_socket(slack) as app:
        slack.go_down()
        await slack.until(lambda: slack.web_api.calls["apps.connections.open"] > 3)
        slack.come_up()
        await slack.until(lambda: slack.sockets.greeted == 2)
        await ann.say(study, "Gas")
        await slack.quiet()
    assert app.heard == ["Gas"]


async def test_socket_mode_that_is_switched_off_gives_out_no_address(slack: FakeSlack) -> None:
    slack.workspace("Bread club")
    async with on_socket(slack):
        slack.sockets.disconnect("link_disabled")
        await slack.until(lambda: slack.refused)
        assert slack.refused[0][0] == "apps.connections.open"
        slack.sockets.enabled = True


async def test_an_app_in_another_process_connects_with_its_tokens(
    slack: FakeSlack, ann: Person, study: Channel
) -> None:
    arguments = ["-m", "tests.fakes.slack.tiny_app", slack.api_url, slack.bot_token]
    process = await asyncio.create_subprocess_exec(sys.executable, *arguments, slack.app_token)
    try:
        await slack.sockets.connected()
        seen = await ann.slash(study, "/ask", "dough")
    finally:
        process.terminate()
        await process.wait()
    assert seen.text == "You asked: dough"


async def test_workspaces_are_told_apart(slack: FakeSlack, ann: Person, study: Channel) -> None:
    async with on_socket(slack) as app:
        other = slack.workspace("Other club")
        away = other.channel("study")
        bo = other.member("Bo")
        await bo.say(away, "Heat")
        await ann.say(study, "Gas")
        await slack.quiet()
    assert [one.payload["team_id"] for one in slack.deliveries.all] == [
        other.id,
        study.workspace.id,
    ]
    assert app.heard == ["Heat", "Gas"]


async def test_an_address_is_good_for_one_socket(slack: FakeSlack) -> None:
    url = slack.sockets.ticket()
    async with aiohttp.ClientSession() as session, session.ws_connect(url) as first:
        assert (await first.receive_json())["type"] == "hello"
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(url)


async def test_each_event_goes_to_one_of_several_sockets(
    slack: FakeSlack, ann: Person, study: Channel
) -> None:
    async with on_socket(slack) as one, on_socket(slack, connections=2) as other:
        for number in range(4):
            await ann.say(study, f"{number}")
        await slack.quiet()
    assert sorted(one.heard + other.heard) == ["0", "1", "2", "3"]
    assert len(one.heard) == len(other.heard) == 2


async def test_over_http_an_error_is_told_again_later(
    slack: FakeSlack, ann: Person, study: Channel, clock: Clock
) -> None:
    async with on_http(slack) as app:
        assert slack.http is not None
        slack.http.signed_at = lambda: 0.0  # a signature from 1970, which Bolt does not take
        await ann.say(study, "Gas")
        await slack.until(lambda: slack.deliveries.all[0].failed == "http_error")
        assert app.heard == []
        slack.http.signed_at = time.time
        slack.time_passed()
        await slack.quiet()
    assert app.heard == ["Gas"]
    assert app.retries == ["1"]


async def test_over_http_a_wrong_secret_is_refused_by_the_app(
    slack: FakeSlack, study: Channel
) -> None:
    async with on_http(slack) as app:
        assert slack.http is not None
        slack.application.signing_secret = slack.signing_secret[::-1]
        with pytest.raises(ConnectionError):
            await slack.http.verify()
        assert app.heard == []


@pytest.mark.parametrize(("headers", "given_up"), [({}, False), ({"X-Slack-No-Retry": "1"}, True)])
async def test_over_http_an_app_may_ask_for_no_retry(
    slack: FakeSlack, ann: Person, study: Channel, headers: dict[str, str], given_up: bool
) -> None:
    async with on_http(slack):
        assert slack.http is not None

    async def fail(_: web.BaseRequest) -> web.Response:
        return web.Response(status=503, headers=headers)

    async with test_utils.RawTestServer(fail) as failing:
        slack.http.url = str(failing.make_url("/"))
        await ann.say(study, "Gas")
        await slack.until(lambda: slack.deliveries.all[0].failed == "http_error")
    assert slack.deliveries.all[0].given_up == given_up


async def test_the_bots_own_words_are_told_too_and_bolt_passes_over_them(
    slack: FakeSlack, study: Channel
) -> None:
    async with on_socket(slack) as app:
        await app.client.chat_postMessage(channel=study.id, text="Why?")
        await slack.quiet()
    assert [one.payload["event"]["text"] for one in slack.deliveries.all] == ["Why?"]
    assert app.heard == []


async def test_a_mention_is_told_as_one(slack: FakeSlack, ann: Person, study: Channel) -> None:
    async with on_socket(slack):
        said = await ann.say(study, "@Roundtable what now?")
        await slack.until(lambda: study.thread(said))
        await slack.quiet()
    assert [reply.text for reply in study.thread(said)] == ["Yes?"]


async def test_places_and_tokens_that_change_are_told(
    slack: FakeSlack, ann: Person, study: Channel
) -> None:
    async with on_socket(slack) as app:
        await ann.leave(study)
        await ann.join(study)
        said = await ann.say(study, "Gas")
        await ann.react(said, "bread")
        await slack.quiet()
        study.archive()
        study.unarchive()
        study.add_bot()
        study.workspace.channel("old").delete()
        study.remove_bot()
        study.add_bot()
        study.workspace.uninstall()
        await slack.quiet()
    assert app.heard == [
        "member_left_channel",
        "member_joined_channel",
        "Gas",
        "reaction_added",
        "channel_archive",
        "channel_unarchive",
        "member_joined_channel",
        "channel_deleted",
        "channel_left",
        "member_joined_channel",
        "tokens_revoked",
        "app_uninstalled",
    ]


async def test_what_the_app_did_not_subscribe_to_is_not_told(
    slack: FakeSlack, ann: Person, study: Channel
) -> None:
    slack.application.events = frozenset({"message.im"})
    await ann.say(study, "Gas")
    away = study.workspace.channel("away", with_bot=False)
    await ann.say(away, "Heat")
    await ann.say(ann.dm, "In private")
    texts = [one.payload["event"]["text"] for one in slack.deliveries.all]
    assert texts == ["In private"]


async def test_an_eleventh_socket_is_one_too_many(slack: FakeSlack) -> None:
    slack.workspace("Bread club")
    async with aiohttp.ClientSession() as session:
        sockets = [await session.ws_connect(slack.sockets.ticket()) for _ in range(11)]
        told = [await socket.receive_json() for socket in sockets]
        for socket in sockets:
            await socket.close()
    assert [one["type"] for one in told] == ["hello"] * 10 + ["disconnect"]
    assert told[-1]["reason"] == "too_many_websockets"


async def test_the_app_token_is_needed_for_a_socket(slack: FakeSlack) -> None:
    slack.workspace("Bread club")
    app = tiny_app(slack)
    handler = AsyncSocketModeHandler(app.bolt, slack.bot_token)
    with pytest.raises(Exception, match="not_allowed_token_type"):
        await handler.client.issue_new_wss_url()
    await handler.close_async()  # type: ignore[no-untyped-call]  # as Bolt wrote it
