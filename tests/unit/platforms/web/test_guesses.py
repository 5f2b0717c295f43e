"""Who guesses keys is slowed down, and nobody else is."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette

from bot.core.models import Group
from bot.platforms.web.guesses import MOST_WRONG, Guesses, network_of
from bot.platforms.web.refusals import WebRefusal
from bot.services.services import Services
from bot.storage.transaction import Store
from tests.fakes.clock import Seconds
from tests.fakes.patience import PATIENCE_S
from tests.fakes.statements import counted_statements
from tests.unit.platforms.web.browsing import ORIGIN, Browser


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def guesses(seconds: Seconds) -> Guesses:
    return Guesses(seconds)


def _tried(guesses: Guesses, whose: str, number: int) -> int:
    """Return how many of so many wrong ones were looked up."""
    looked_up = 0
    for each in range(number):
        try:
            guesses.begin(whose, f"wrong {each}")
        except WebRefusal:
            continue
        looked_up += 1
    return looked_up


def test_an_address_has_some_wrong_ones_at_once_and_then_one_in_six_seconds(
    guesses: Guesses, seconds: Seconds
):
    assert _tried(guesses, "a", 500) == MOST_WRONG
    assert _tried(guesses, "b", 1) == 1
    for _ in range(10):
        seconds.now += 6
        assert _tried(guesses, "a", 5) == 1
    seconds.now += 3600
    assert _tried(guesses, "a", 500) == MOST_WRONG


def test_it_is_told_how_long_to_wait(guesses: Guesses, seconds: Seconds):
    _tried(guesses, "a", MOST_WRONG)
    seconds.now += 2
    with pytest.raises(WebRefusal) as refusal:
        guesses.begin("a", "wrong")

    assert (refusal.value.status, refusal.value.retry_s) == (429, 4)
    assert "Wait 4 seconds" in refusal.value.words


def test_right_ones_count_for_nothing_and_pass_whoever_else_guesses_there(guesses: Guesses):
    for _ in range(500):
        guesses.begin("a", "right")
        guesses.right("a", "right")
    assert _tried(guesses, "a", 500) == MOST_WRONG
    guesses.begin("a", "right")


@given(st.lists(st.tuples(st.integers(0, 3), st.booleans(), st.floats(0, 20)), max_size=60))
def test_never_more_wrong_ones_than_the_time_allows(steps: list[tuple[int, bool, float]]):
    seconds = Seconds()
    guesses = Guesses(seconds)
    wrong = 0
    for number, is_right, later in steps * 3:
        seconds.now += later
        secret = f"{is_right} {number} {seconds.now}"
        try:
            guesses.begin("a", secret)
        except WebRefusal:
            continue
        if is_right:
            guesses.right("a", secret)
        else:
            wrong += 1
        assert wrong <= MOST_WRONG + seconds.now / 6 + 1


def test_no_number_of_addresses_or_right_ones_takes_more_memory(guesses: Guesses):
    for number in range(11_000):
        guesses.begin(str(number), str(number))
        guesses.right(str(number), str(number))

    assert (len(guesses._left), len(guesses._right)) == (10_000, 1_000)


@pytest.mark.parametrize(
    ("host", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("a-socket", "a-socket"),
    ],
)
def test_what_of_an_address_is_one_senders(host: str, network: str):
    assert network_of(host) == network


async def test_guessing_a_join_key_ends_before_the_database_is_asked(
    stranger: Browser, services: Services, store: Store, room: Group
):
    for number in range(MOST_WRONG):
        assert (await stranger.get(f"/join?key=local.{number}")).status == 403
    with counted_statements(store._engine) as seen:
        refused = [
            await stranger.get("/join?key=local.guess"),
            await stranger.post("/join", {"key": "local.guess", "name": "Ann"}),
            await stranger.get("/enter?pass=guess"),
            await stranger.post("/enter", {"pass": "guess"}),
        ]

    at_once = await stranger.client.get("/join?key=local.guess", follow_redirects=False)

    assert {page.status for page in refused} == {429}
    assert at_once.status_code == 429
    assert all(1 <= int(page.headers["retry-after"]) <= 6 for page in refused)
    assert "Too many wrong links" in refused[0].words
    assert seen.transactions == 0


async def test_no_guess_of_a_key_or_a_cookie_waits_for_a_writer(
    app: Starlette, stranger: Browser, services: Services, store: Store, room: Group
):
    await services.members.secret(room.id)
    await stranger.get("/")  # which finds out once which room it is
    form = {"key": "local.guess", "pass": "guess", "name": "Ann"}
    async with store.writing(), asyncio.timeout(PATIENCE_S):
        for path, status in (("/join", 403), ("/enter", 410)):
            assert (await stranger.get(f"{path}?key=local.guess&pass=guess")).status == status
            assert (await stranger.post(path, form)).status == status
        stranger.client.cookies.set(app.state.site.cookies.session, "nobody's")
        assert (await stranger.get("/")).status == 403


async def test_a_class_behind_one_address_joins_with_the_right_link(
    app: Starlette, services: Services, room: Group
):
    key = await services.members.secret(room.id)
    for number in range(MOST_WRONG + 10):
        browser = Browser(app)
        page = await browser.get(f"/join?key={key}")
        assert (await browser.submit(page, "form", name=f"Pupil {number}")).path == "/g/local"
        await browser.client.aclose()


async def test_who_is_in_already_notices_nothing_of_guesses_from_the_same_address(
    stranger: Browser, cleo: Browser, services: Services
):
    for number in range(MOST_WRONG + 1):
        page = await stranger.get(f"/join?key=local.{number}")
    assert page.status == 429

    assert (await cleo.get("/g/local")).status == 200
    assert (await cleo.get("/join?key=local.mistyped")).status == 403


async def test_guesses_from_elsewhere_hinder_nobody(
    app: Starlette, stranger: Browser, services: Services, room: Group
):
    for number in range(MOST_WRONG + 1):
        await stranger.get(f"/join?key=local.{number}")
    transport = httpx.ASGITransport(app, client=("203.0.113.7", 4711))
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        key = await services.members.secret(room.id)
        answer = await client.get(f"/join?key={key}", follow_redirects=True)

    assert answer.status_code == 200
