"""A platform that misbehaves, in each way that platforms do: every message is there once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from bot.core.models import Round
from bot.core.view import Address, Message
from bot.platforms.port import DeliveryFailed, DeliveryUnclear
from bot.presentation.deliveries import present
from bot.services.deliveries import LEASE
from bot.services.services import Services
from bot.workers.outbox_dispatcher import OutboxDispatcher
from tests.fakes.clock import Clock
from tests.fakes.memory_platform import MemoryPlatform, MemoryServer

Trouble = Callable[[], Awaitable[None]]
_RETRY_AFTER_S = 120.0
_LATER = timedelta(minutes=11)  # than any pause between two attempts


async def _server_error() -> None:
    raise DeliveryFailed("500 Internal Server Error")


async def _too_many_requests() -> None:
    raise DeliveryFailed("429 Too Many Requests", _RETRY_AFTER_S)


async def _timeout() -> None:
    raise TimeoutError


async def _cut() -> None:
    raise DeliveryUnclear("the connection was reset")


async def _garbage() -> None:
    raise ValueError("Expecting value: line 1 column 1 (char 0)")


async def _nothing() -> None:
    _leap(asyncio.get_running_loop())
    await asyncio.Event().wait()


def _leap(loop: asyncio.AbstractEventLoop) -> None:
    """Let so much time pass on the loop that nobody waits for an answer any longer."""
    before = loop.time
    loop.time = lambda: before() + 2 * LEASE.total_seconds()  # type: ignore[method-assign]  # a leap


class Troubled(MemoryPlatform):
    """Each call has the next of its troubles: before the message is there, after, or on asking."""

    def __init__(self, server: MemoryServer) -> None:
        super().__init__(server, "web")
        self.before: list[Trouble] = []
        self.after: list[Trouble] = []
        self.asked: list[Trouble] = []

    async def post(self, address: Address, message: Message) -> str:
        await _next(self.before)
        id_ = await super().post(address, message)
        await _next(self.after)
        return id_

    async def find(self, address: Address) -> str | None:
        await _next(self.asked)
        return await super().find(address)


async def _next(troubles: list[Trouble]) -> None:
    if troubles:
        await troubles.pop(0)()


@pytest.fixture
def server() -> MemoryServer:
    """It keeps doubles, so that they show."""
    return MemoryServer(deduplicates=False)


@pytest.fixture
def platform(server: MemoryServer) -> Troubled:
    return Troubled(server)


@pytest.fixture
def dispatcher(services: Services, platform: Troubled, clock: Clock) -> OutboxDispatcher:
    return OutboxDispatcher(services, {"web": platform}, present)


@pytest.mark.parametrize(
    "trouble", [_server_error, _too_many_requests, _timeout, _cut, _garbage, _nothing]
)
async def test_whatever_it_answers_before_it_took_the_message_it_is_there_once(
    *,
    dispatcher: OutboxDispatcher,
    platform: Troubled,
    services: Services,
    server: MemoryServer,
    clock: Clock,
    open_round: Round,
    trouble: Trouble,
):
    platform.before.extend([trouble] * 3)
    await _deliver(dispatcher, services, clock)

    _assert_one_each(server)


@pytest.mark.parametrize("trouble", [_timeout, _cut, _garbage, _nothing])
async def test_whatever_it_answers_after_it_took_the_message_it_is_there_once(
    *,
    dispatcher: OutboxDispatcher,
    platform: Troubled,
    services: Services,
    server: MemoryServer,
    clock: Clock,
    open_round: Round,
    trouble: Trouble,
):
    platform.after.append(trouble)
    await _deliver(dispatcher, services, clock)

    _assert_one_each(server)


@pytest.mark.parametrize(
    "trouble", [_server_error, _too_many_requests, _timeout, _cut, _garbage, _nothing]
)
async def test_as_long_as_it_cannot_be_asked_nothing_is_sent_again(
    *,
    dispatcher: OutboxDispatcher,
    platform: Troubled,
    services: Services,
    server: MemoryServer,
    clock: Clock,
    open_round: Round,
    trouble: Trouble,
):
    platform.after.append(_cut)
    platform.asked.extend([trouble] * 3)
    await _deliver(dispatcher, services, clock)

    _assert_one_each(server)


async def test_it_is_left_alone_for_as_long_as_it_asked(
    dispatcher: OutboxDispatcher,
    platform: Troubled,
    services: Services,
    clock: Clock,
    open_round: Round,
):
    platform.before.append(_too_many_requests)
    await dispatcher.deliver_due()

    due = await services.deliveries.next_attempt()

    assert due is not None
    assert due - clock.now() >= timedelta(seconds=_RETRY_AFTER_S)


@pytest.mark.parametrize("taken", [True, False])
async def test_a_dispatcher_that_is_stopped_while_it_waits_stops_and_the_next_one_goes_on(
    *,
    dispatcher: OutboxDispatcher,
    platform: Troubled,
    services: Services,
    server: MemoryServer,
    clock: Clock,
    open_round: Round,
    taken: bool,
):
    waits = asyncio.Event()

    async def no_answer() -> None:
        waits.set()
        await asyncio.Event().wait()

    (platform.after if taken else platform.before).append(no_answer)
    working = asyncio.create_task(dispatcher.run())
    await waits.wait()
    working.cancel()
    with pytest.raises(asyncio.CancelledError):
        await working
    assert sum(len(posts) for posts in server.channels.values()) == int(taken)

    clock.advance(LEASE)
    await dispatcher.deliver_due()

    _assert_one_each(server)


async def test_what_waits_behind_another_message_does_not_keep_the_dispatcher_busy(
    dispatcher: OutboxDispatcher,
    platform: Troubled,
    services: Services,
    clock: Clock,
    open_round: Round,
):
    platform.before.append(_server_error)
    await dispatcher.deliver_due()
    await services.rounds.open_next(open_round.group, open_round.deck)
    await dispatcher.deliver_due()

    due = await services.deliveries.next_attempt()

    assert due is not None
    assert due > clock.now()


async def _deliver(dispatcher: OutboxDispatcher, services: Services, clock: Clock) -> None:
    """Attempt until there is nothing left to send."""
    while await services.deliveries.next_attempt() is not None:
        await dispatcher.deliver_due()
        clock.advance(_LATER)


def _assert_one_each(server: MemoryServer) -> None:
    assert [len(posts) for posts in server.channels.values()] == [1]
