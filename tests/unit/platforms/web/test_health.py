"""What the operator's machines ask the room, and who may ask for figures."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import httpx
import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from bot import __version__
from bot.core.backups import Standing
from bot.core.models import Group
from bot.monitoring import Pulse
from bot.platforms.port import ChatState
from bot.platforms.web import Watch, make_web_app
from bot.platforms.web.guesses import MOST_WRONG
from bot.services.services import Services
from bot.storage.transaction import Store
from tests.fakes.clock import Seconds
from tests.fakes.members import see
from tests.unit.platforms.web.browsing import ORIGIN

TOKEN = "a-token-of-some-length"  # noqa: S105  # the test's own
Ask = Callable[..., "httpx.AsyncClient"]


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
async def ask(services: Services, room: Group, seconds: Seconds) -> AsyncIterator[Ask]:
    """Connect to the room from an address, under a host's name."""
    pulses = {name: Pulse(20.0, seconds) for name in ("scheduler", "outbox_dispatcher")}
    app = make_web_app(services, ORIGIN, Watch(pulses, TOKEN))
    clients: list[httpx.AsyncClient] = []

    def ask(host: str = "127.0.0.1:8080", address: str = "127.0.0.1") -> httpx.AsyncClient:
        transport = httpx.ASGITransport(app, client=(address, 4711))
        clients.append(httpx.AsyncClient(transport=transport, base_url=f"http://{host}"))
        return clients[-1]

    yield ask
    for client in clients:
        await client.aclose()


async def test_a_room_that_works_is_ready_in_every_part(ask: Ask):
    answer = await ask().get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == dict.fromkeys(
        ("database", "migrations", "scheduler", "outbox_dispatcher"), "ok"
    ) | {"version": __version__}


async def test_a_chat_that_is_away_is_told_and_people_are_sent_here_all_the_same(
    services: Services, room: Group
):
    chats = {name: ChatState(name, services.clock) for name in ("discord", "slack")}
    chats["discord"].connected()
    chats["slack"].refused("Slack does not take the bot's token (token_revoked)")
    transport = httpx.ASGITransport(make_web_app(services, ORIGIN, Watch({}, None, chats)))
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        answer = await client.get("/readyz")
        figures = (await client.get("/metrics")).text

    assert answer.status_code == 200
    assert answer.json()["discord"] == "ok"
    assert answer.json()["slack"] == (
        "refused since 2026-03-02 12:00:00 UTC: Slack does not take the bot's token (token_revoked)"
    )
    assert 'roundtable_platform_state{platform="slack",state="refused"} 1.0' in figures
    assert 'roundtable_platform_state{platform="slack",state="connected"} 0.0' in figures
    assert 'roundtable_platform_state{platform="discord",state="connected"} 1.0' in figures


async def test_strangers_are_not_told_why_something_fails(services: Services, room: Group):
    async def standing() -> Standing:
        return Standing(3, None, 5_000, "PermissionError: '/home/ann/backups'")

    chats = {"slack": ChatState("slack", services.clock)}
    chats["slack"].refused("Slack does not take the bot's token (token_revoked)")
    app = make_web_app(services, ORIGIN, Watch({}, TOKEN, chats, standing))
    told = {}
    for address, token in (("127.0.0.1", ""), ("203.0.113.9", TOKEN), ("203.0.113.9", "wrong")):
        transport = httpx.ASGITransport(app, client=(address, 4711))
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
            told[address, token] = (await client.get("/readyz", headers=headers)).text

    *operators, strangers = told.values()
    assert all("/home/ann" in each and "token_revoked" in each for each in operators)
    assert not any(each in strangers for each in ("ann", "5000", "token_revoked", "failure"))
    assert '"late":true' in strangers
    assert "refused since" in strangers


async def test_a_loop_that_stands_still_is_named(ask: Ask, seconds: Seconds):
    seconds.now = 61

    answer = await ask().get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["scheduler"] == "not heard of for 61 seconds"
    assert answer.json()["database"] == "ok"
    assert (await ask().get("/healthz")).text == "ok"


async def test_a_database_of_another_version_is_named(ask: Ask, store: Store):
    async with store._engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = 'another'"))

    answer = await ask().get("/readyz")

    assert answer.status_code == 503
    assert "restart" in answer.json()["migrations"]


async def test_machines_may_call_the_room_by_its_number(ask: Ask):
    for path in ("/healthz", "/readyz"):
        assert (await ask("10.0.0.5:8080", "10.0.0.9").get(path)).status_code == 200
    assert (await ask("10.0.0.5:8080", "10.0.0.9").get("/")).status_code == 400


async def test_this_machine_reads_the_metrics(ask: Ask):
    for host, address in (("127.0.0.1:8080", "127.0.0.1"), ("[::1]:8080", "::1")):
        answer = await ask(host, address).get("/metrics")
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
        assert "roundtable_due_lag_seconds 0.0" in answer.text


@pytest.mark.parametrize(
    ("host", "address", "headers"),
    [
        ("10.0.0.5:8080", "10.0.0.9", {}),
        ("127.0.0.1:8080", "10.0.0.9", {}),
        ("evil.example", "127.0.0.1", {}),
        ("127.0.0.1:8080", "127.0.0.1", {"X-Forwarded-For": "203.0.113.7"}),
        ("127.0.0.1:8080", "127.0.0.1", {"Forwarded": "for=203.0.113.7"}),
        ("127.0.0.1:8080", "a-socket", {}),
        ("10.0.0.5:8080", "10.0.0.9", {"Authorization": "Bearer another-token-of-length"}),
        ("10.0.0.5:8080", "10.0.0.9", {"Authorization": f"Basic {TOKEN}"}),
        ("10.0.0.5:8080", "10.0.0.9", {"Authorization": "Bearer ü".encode()}),
    ],
)
async def test_others_do_not(ask: Ask, host: str, address: str, headers: dict[str, str]):
    answer = await ask(host, address).get("/metrics", headers=headers)

    assert answer.status_code == 403
    assert "roundtable_" not in answer.text


async def test_who_has_the_token_reads_the_metrics_from_anywhere(ask: Ask):
    headers = {"Authorization": f"Bearer {TOKEN}"}

    assert (await ask("10.0.0.5", "10.0.0.9").get("/metrics", headers=headers)).status_code == 200


async def test_who_guesses_the_token_is_slowed_down_and_who_has_it_is_not(ask: Ask):
    client = ask("10.0.0.5", "10.0.0.9")
    for number in range(MOST_WRONG):
        given = {"Authorization": f"Bearer {number}"}
        assert (await client.get("/metrics", headers=given)).status_code == 403
    answer = await client.get("/metrics", headers={"Authorization": "Bearer one more"})

    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) <= 6
    elsewhere = ask("10.0.0.5", "10.0.0.10")
    right = {"Authorization": f"Bearer {TOKEN}"}
    assert (await elsewhere.get("/metrics", headers=right)).status_code == 200
    assert (await client.get("/metrics", headers=right)).status_code == 200


async def test_without_a_token_set_none_opens_the_metrics(services: Services, room: Group):
    app = make_web_app(services, ORIGIN)
    transport = httpx.ASGITransport(app, client=("10.0.0.9", 4711))
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        for given in ("", "None", "null"):
            headers = {"Authorization": f"Bearer {given}"}
            assert (await client.get("/metrics", headers=headers)).status_code == 403


async def test_requests_and_look_ups_are_counted(ask: Ask, services: Services, room: Group):
    client = ask()
    await client.get("/healthz")
    await client.get("/nowhere")
    await client.request("BREW", "/healthz")
    await services.lookup.search(see(), "yeast")

    text_ = (await client.get("/metrics")).text

    assert 'roundtable_http_requests_total{method="GET",status="200"} 1.0' in text_
    assert 'roundtable_http_requests_total{method="GET",status="404"} 1.0' in text_
    assert 'roundtable_http_requests_total{method="other",status="403"} 1.0' in text_
    assert "roundtable_lookup_seconds_count 1.0" in text_


async def test_a_request_is_logged_without_what_follows_the_question_mark(ask: Ask):
    with capture_logs() as log:
        await ask().get("/join?key=the-secret-of-the-link")

    (event,) = [event for event in log if event["event"] == "request answered"]
    assert event["path"] == "/join"
    assert "the-secret" not in repr(log)
