"""What is known of the connection to Slack: a dead token, a line that is down, once in the log."""

from __future__ import annotations

import asyncio

import pytest
from structlog.testing import capture_logs

from bot.platforms.port import PlatformAway, Reach
from bot.platforms.slack.connection import SlackConnection
from bot.services.services import Services
from bot.storage.transaction import Store
from tests.e2e_slack.roundtable import grant, settings_for
from tests.e2e_slack.running import on_slack
from tests.e2e_slack.serving import over_http, serving
from tests.fakes.clock import Clock
from tests.fakes.eventually import eventually
from tests.fakes.slack import Channel, FakeSlack

pytestmark = pytest.mark.usefixtures("waits")
_SEEN = ("warning", "error", "critical")


@pytest.mark.usefixtures("study")
async def test_a_token_that_is_revoked_while_we_are_there_is_noticed_and_told_once(
    slack: FakeSlack, study: Channel, services: Services, clock: Clock
):
    async with on_slack(services, slack, clock) as running:
        state = running.connection.state

        async def is_up() -> bool:
            return state.reach is Reach.CONNECTED

        await eventually(is_up)
        slack.installation(study.workspace).revoke()
        with capture_logs() as told:
            for _ in range(5):
                await running.connection.look()

    assert state.reach is Reach.REFUSED
    assert "token_revoked" in state.reason
    assert [each["event"] for each in told if each["log_level"] in _SEEN] == [
        "platform not connected"
    ]


@pytest.mark.usefixtures("study")
async def test_an_app_token_that_is_dead_is_found_out_when_the_line_is_down(
    slack: FakeSlack, services: Services, caplog: pytest.LogCaptureFixture
):
    grant(slack)
    connection = SlackConnection(services, settings_for(slack))
    await connection.start()
    slack.application.app_token = "another"  # noqa: S105  # no secret of anybody
    connection._first_address = None
    running = asyncio.create_task(connection.run())
    tried = slack.web_api.calls["apps.connections.open"]
    await slack.until(
        lambda: slack.web_api.calls["apps.connections.open"] > tried, "a try to connect"
    )
    await connection.look()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)

    assert connection.state.reach is Reach.REFUSED
    assert "app-level token" in connection.state.reason
    assert caplog.records == []


@pytest.mark.usefixtures("study")
async def test_a_token_that_died_before_we_could_enter_is_tried_again_without_a_word_more(
    slack: FakeSlack, services: Services, study: Channel
):
    grant(slack)
    connection = SlackConnection(services, settings_for(slack))
    slack.installation(study.workspace).revoke()
    with capture_logs() as told:
        for _ in range(3):
            with pytest.raises(PlatformAway):
                await connection.run()

    assert connection.state.reach is Reach.REFUSED
    assert [each["event"] for each in told] == ["platform not connected"]


@pytest.mark.usefixtures("study")
async def test_over_http_the_token_is_looked_at_too(
    slack: FakeSlack, services: Services, store: Store, study: Channel, clock: Clock
):
    async with serving(services, store, over_http(slack), clock) as worker:
        assert worker.chat.state.reach is Reach.CONNECTED
        slack.faults.answer("auth.test", 503, times=1)
        await worker.chat.look()
        assert worker.chat.state.reach is Reach.CONNECTING
        await worker.chat.look()
        assert worker.chat.state.reach is Reach.CONNECTED
        slack.installation(study.workspace).revoke()
        await worker.chat.look()
        assert worker.chat.state.reach is Reach.REFUSED
