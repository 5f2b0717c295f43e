"""Slack comes to the room's own server: what it signed counts, and nothing else does."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator, Callable
from urllib.parse import urlencode

import httpx
import pytest
from sqlalchemy import select

from bot.platforms.slack.http import EVENTS
from bot.platforms.web import make_web_app
from bot.services.services import Services
from bot.storage.schema import metadata
from bot.storage.transaction import Store
from tests.e2e_slack.serving import PUBLIC, Worker, over_http, serving
from tests.fakes.clock import Clock
from tests.fakes.eventually import eventually
from tests.fakes.slack import Channel, FakeSlack, Person
from tests.fakes.study_deck import store_deck

pytestmark = pytest.mark.usefixtures("waits")


@pytest.fixture
async def worker(
    slack: FakeSlack, study: Channel, services: Services, store: Store, clock: Clock
) -> AsyncIterator[Worker]:
    """A worker that Slack sends everything to, in a workspace with three questions."""
    async with serving(services, store, over_http(slack), clock) as running:
        ours = await services.workspaces.find("slack", study.workspace.id)
        assert ours is not None
        await store_deck(store, ours.id, clock.now())
        await slack.point_at(running.events)
        yield running


async def _everything(store: Store) -> list[str]:
    async with store.connect() as connection:
        return [
            repr(tuple(row))
            for table in metadata.sorted_tables
            for row in await connection.execute(select(table))
        ]


def _command(study: Channel, person: Person, text: str = "open") -> str:
    return urlencode(
        {
            "command": "/quiz",
            "text": text,
            "team_id": study.workspace.id,
            "user_id": person.id,
            "channel_id": study.id,
            "response_url": "http://127.0.0.1:9/",
            "trigger_id": "1.2.3",
        }
    )


async def test_a_question_is_asked_answered_and_shown_over_http(
    worker: Worker, study: Channel, ann: Person
):
    mara = study.workspace.member("Mara", is_admin=True)
    await mara.slash(study, "/quiz", "open")
    await worker.dispatcher.deliver_due()
    form = await ann.press(study.messages[0], "Answer")
    seen = await ann.submit(form, {"answer:0": "The gluten relaxes."})

    assert "Saved: your answer counts." in seen.text


async def test_several_workers_behind_a_balancer_are_one_bot(
    worker: Worker,
    slack: FakeSlack,
    study: Channel,
    ann: Person,
    restarted: Callable[[], Services],
):
    mara = study.workspace.member("Mara", is_admin=True)
    await mara.slash(study, "/quiz", "open")
    await worker.dispatcher.deliver_due()
    form = await ann.press(study.messages[0], "Answer")
    store, clock = worker.store, worker.clock
    async with serving(restarted(), store, over_http(slack), clock) as other:
        assert slack.http is not None
        slack.http.url = other.events
        seen = await ann.submit(form, {"answer:0": "The gluten relaxes."})

    assert "Saved: your answer counts." in seen.text


# What Bolt cannot read: it fails before it has looked at the signature.
_TRIPPING = ("[1]", '{"team": 1}', '{"event": {"item": 3}}', "[" * 100_000, "payload=1")

Forge = Callable[[FakeSlack, str], dict[str, str]]


def _unsigned(_slack: FakeSlack, _body: str) -> dict[str, str]:
    return {}


def _wrongly_signed(slack: FakeSlack, body: str) -> dict[str, str]:
    return _signature(slack, body + " ")


def _old(slack: FakeSlack, body: str) -> dict[str, str]:
    assert slack.http is not None
    slack.http.signed_at = lambda: time.time() - 301
    return _signature(slack, body)


def _from_the_future(slack: FakeSlack, body: str) -> dict[str, str]:
    assert slack.http is not None
    slack.http.signed_at = lambda: time.time() + 310
    return _signature(slack, body)


def _at_no_time(slack: FakeSlack, body: str) -> dict[str, str]:
    return _signature(slack, body) | {"X-Slack-Request-Timestamp": "now"}


def _at_no_end_of_time(slack: FakeSlack, body: str) -> dict[str, str]:
    return _signature(slack, body) | {"X-Slack-Request-Timestamp": "9" * 400}


def _at_a_time_too_long_to_be_read(slack: FakeSlack, body: str) -> dict[str, str]:
    return _signature(slack, body) | {"X-Slack-Request-Timestamp": "9" * 5000}


def _at_minus_infinity(slack: FakeSlack, body: str) -> dict[str, str]:
    return _signature(slack, body) | {"X-Slack-Request-Timestamp": f"-{'9' * 400}"}


def _in_no_ascii(slack: FakeSlack, body: str) -> dict[str, str]:
    return _signature(slack, body) | {"X-Slack-Signature": "v0=é"}


def _signature(slack: FakeSlack, body: str) -> dict[str, str]:
    assert slack.http is not None
    return slack.http.signature(body)


@pytest.mark.parametrize(
    "forge",
    [
        _unsigned,
        _wrongly_signed,
        _old,
        _from_the_future,
        _at_no_time,
        _at_no_end_of_time,
        _at_a_time_too_long_to_be_read,
        _at_minus_infinity,
        _in_no_ascii,
    ],
)
async def test_what_slack_did_not_sign_just_now_is_refused_and_touches_nothing(
    worker: Worker,
    slack: FakeSlack,
    store: Store,
    study: Channel,
    forge: Forge,
):
    mara = study.workspace.member("Mara", is_admin=True)
    command = _command(study, mara)
    event = json.dumps(
        {
            "type": "event_callback",
            "event_id": "Ev1",
            "team_id": study.workspace.id,
            "event": {"type": "app_uninstalled"},
        }
    )
    challenge = json.dumps({"type": "url_verification", "challenge": "x"})
    check = f"{command}&ssl_check=1&token=x"
    before = await _everything(store)
    async with httpx.AsyncClient(trust_env=False) as browser:
        for body in (command, check, event, challenge, *_TRIPPING):
            kind = "application/json" if body[0] in "{[" else "application/x-www-form-urlencoded"
            headers = [
                (name.encode(), value.encode())
                for name, value in ({"Content-Type": kind} | forge(slack, body)).items()
            ]
            answer = await browser.post(worker.events, content=body, headers=headers)
            assert answer.status_code == 401

    assert await _everything(store) == before
    assert study.messages == []


async def test_what_is_no_text_or_too_long_is_refused_unread(worker: Worker, store: Store):
    before = await _everything(store)
    signed = {"X-Slack-Request-Timestamp": str(int(time.time())), "X-Slack-Signature": "v0=0"}
    async with httpx.AsyncClient(trust_env=False) as browser:
        garbled = await browser.post(worker.events, content=b"\xff\xfe", headers=signed)
        long = await browser.post(worker.events, content=b"x" * 2_000_001, headers=signed)

    assert (garbled.status_code, long.status_code) == (401, 413)
    assert await _everything(store) == before


async def test_slack_reaches_the_room_by_any_name_and_nobody_else_does(
    worker: Worker, slack: FakeSlack, study: Channel
):
    body = json.dumps({"type": "url_verification", "challenge": "x"})
    elsewhere = {"Host": "tunnel.example", "Origin": "https://evil.example"}
    async with httpx.AsyncClient(trust_env=False) as browser:
        headers = elsewhere | _signature(slack, body) | {"Content-Type": "application/json"}
        taken = await browser.post(worker.events, content=body, headers=headers)
        others = [
            await browser.post(f"{worker.url}/join", headers=elsewhere),
            await browser.post(f"{worker.events}/", headers=elsewhere),
            await browser.get(worker.events, headers=elsewhere),
            await browser.post(f"{worker.url}/join", headers={"Origin": "https://evil.example"}),
        ]

    assert (taken.status_code, taken.json()) == (200, {"challenge": "x"})
    assert [answer.status_code for answer in others] == [400, 400, 400, 403]


@pytest.mark.usefixtures("room")
async def test_without_slack_there_is_no_such_address(services: Services):
    transport = httpx.ASGITransport(make_web_app(services, PUBLIC))
    async with httpx.AsyncClient(transport=transport, base_url=PUBLIC) as browser:
        answer = await browser.post(EVENTS, headers={"Origin": PUBLIC})
        foreign = await browser.post(EVENTS)

    assert (answer.status_code, foreign.status_code) == (404, 403)


async def test_the_workspace_is_left_when_its_token_is_revoked_and_not_when_somebody_s_is(
    worker: Worker, slack: FakeSlack, study: Channel
):
    workspace = study.workspace
    tokens = {"type": "tokens_revoked", "tokens": {"oauth": ["U1"], "bot": []}}

    async def has_left() -> bool:
        ours = await worker.services.workspaces.find("slack", workspace.id)
        assert ours is not None
        return ours.left_at is not None

    slack.world.events.tell(workspace, "tokens_revoked", tokens)
    await slack.quiet()
    await worker.chat.stop()
    assert not await has_left()

    slack.installation(workspace).revoke()
    await eventually(has_left)
