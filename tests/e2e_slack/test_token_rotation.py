"""Tokens that expire after twelve hours are exchanged in time, once, and nobody notices."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from structlog.testing import capture_logs

from bot.services.services import Services
from bot.storage.transaction import Store
from tests.conftest import ENGINES
from tests.e2e_slack.serving import Worker, serving, through_oauth
from tests.e2e_slack.test_oauth import _WITHIN, _club
from tests.fakes.clock import Clock
from tests.fakes.slack import FakeSlack

pytestmark = [
    pytest.mark.usefixtures("waits", "room"),
    # slack_sdk's own call of oauth.v2.access
    pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning"),
]
_LIFETIME = timedelta(hours=12)


@pytest.fixture(params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    """Each of them."""
    name: str = request.param
    return name


@pytest.fixture
async def worker(
    slack: FakeSlack, services: Services, store: Store, clock: Clock
) -> AsyncIterator[Worker]:
    """A worker of an app whose tokens expire."""
    clock.set(datetime.now(UTC))  # slack_sdk has no other for when a token expires
    slack.application.token_rotation = True
    async with serving(services, store, through_oauth(slack), clock) as running:
        await slack.point_at(running.events)
        yield running


@pytest.fixture
async def browser(worker: Worker) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=worker.url, headers=_WITHIN, trust_env=False) as browser:
        yield browser


async def test_questions_answers_and_rosters_go_on_over_days(
    worker: Worker, browser: httpx.AsyncClient, slack: FakeSlack
):
    workspace, mara, _ = await _club(worker, browser, slack, "Bread club")
    study = workspace.channel("study")
    await mara.join(study)
    for day in range(3):
        await mara.slash(study, "/quiz", "open")
        await worker.dispatcher.deliver_due()
        asked = next(each for each in reversed(study.messages) if "Answer" in each.labels)
        form = await mara.press(asked, "Answer")
        seen = await mara.submit(form, {"answer:0": f"The gluten relaxes on day {day}."})
        assert "Saved: your answer counts." in seen.text
        worker.clock.advance(2 * _LIFETIME)
        await worker.services.rounds.tick()
        for _ in ("the reveal", "a greeting"):
            await worker.dispatcher.deliver_due()
            worker.clock.advance(timedelta(seconds=2))  # the channel's turn comes again
    assert slack.world.installations.refreshed == 3
    assert slack.refused == []


async def test_a_token_is_exchanged_before_it_expires(
    worker: Worker, browser: httpx.AsyncClient, slack: FakeSlack
):
    workspace, mara, _ = await _club(worker, browser, slack, "Bread club")
    study = workspace.channel("study")
    await mara.join(study)
    worker.clock.advance(_LIFETIME - timedelta(hours=3))
    await mara.slash(study, "/quiz", "status")
    assert slack.world.installations.refreshed == 0
    worker.clock.advance(timedelta(hours=2))
    await mara.slash(study, "/quiz", "status")
    await mara.slash(study, "/quiz", "status")
    assert slack.world.installations.refreshed == 1


async def test_two_workers_do_not_use_up_each_others_refresh_token(
    *,
    worker: Worker,
    browser: httpx.AsyncClient,
    slack: FakeSlack,
    restarted: Callable[[], Services],
):
    workspace, _, _ = await _club(worker, browser, slack, "Bread club")
    again = restarted()
    async with serving(
        again, again.workspaces._context.store, through_oauth(slack), worker.clock
    ) as other:
        for hours in (11, 13):  # while the old one still works, and long after
            worker.clock.advance(timedelta(hours=hours))
            clients = await asyncio.gather(
                *(
                    each.chat._workspaces.of(workspace.id)
                    for _ in range(5)
                    for each in (worker, other)
                )
            )
            for client in clients:
                assert client is not None
                assert (await client.auth_test())["team_id"] == workspace.id

    assert slack.world.installations.refreshed == 2
    assert slack.refused == []


async def test_while_slack_is_away_the_old_token_is_used_and_one_line_tells(
    worker: Worker, browser: httpx.AsyncClient, slack: FakeSlack
):
    workspace, _, _ = await _club(worker, browser, slack, "Bread club")
    worker.clock.advance(_LIFETIME - timedelta(hours=1))
    slack.faults.answer("oauth.v2.access", 503, times=9)
    with capture_logs() as told:
        for _ in range(3):
            client = await worker.chat._workspaces.of(workspace.id)
            assert client is not None
            assert (await client.auth_test())["ok"]
    assert [each["event"] for each in told if each["log_level"] != "debug"] == [
        "slack token not renewed"
    ]
