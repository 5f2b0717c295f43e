"""Two workers on one PostgreSQL database: each with a store and services of its own."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any

import pytest

from bot.core.models import Channel, ChannelId, Group, GroupId
from bot.presentation.deliveries import present
from bot.services.context import Context
from bot.services.services import Services
from bot.storage.transaction import Store
from bot.workers.outbox_dispatcher import OutboxDispatcher
from tests.fakes.clock import Clock
from tests.fakes.memory_platform import MemoryPlatform, MemoryServer
from tests.fakes.patience import PATIENCE_S
from tests.fakes.places import add_workspace
from tests.fakes.study_deck import StudyDeck, store_deck

Work = Callable[[], Awaitable[object]]


@dataclass(frozen=True)
class Worker:
    """What one process has."""

    store: Store
    services: Services
    dispatcher: OutboxDispatcher


@dataclass(frozen=True)
class Study:
    """A group that talks in two channels, with a deck of three questions."""

    group: Group
    deck: StudyDeck


@pytest.fixture
def engine_name() -> str:
    """Several workers are for PostgreSQL alone."""
    return "postgresql"


@pytest.fixture
def server() -> MemoryServer:
    """A platform that shows every double."""
    return MemoryServer(deduplicates=False)


@pytest.fixture
def workers(
    open_store: Callable[[], Store], clock: Clock, server: MemoryServer
) -> tuple[Worker, Worker]:
    """Two of them, with one clock."""

    def start() -> Worker:
        store = open_store()
        services = Services(Context(store, clock=clock.now))
        platforms = {"memory": MemoryPlatform(server)}
        dispatcher = OutboxDispatcher(services, platforms, present)
        return Worker(store, services, dispatcher)

    return start(), start()


async def found(store: Store, name: str, clock: Clock) -> Study:
    """Make a group with channels and a deck."""
    group = Group(GroupId(name), name)
    async with store.writing() as tx:
        await tx.groups.add(group)
        await add_workspace(tx, group, "memory", clock.now())
        for number in (1, 2):
            channel = ChannelId(f"{name}-{number}")
            there = Channel(channel, group.id, "memory", channel, workspace=group.id)
            await tx.groups.add_channel(there)
    return Study(group, await store_deck(store, group.id, clock.now()))


async def at_once(chance: random.Random, *work: Work) -> list[object]:
    """Do everything at the same time, in an order and with pauses that chance decides."""

    async def later(pauses: int, do: Work) -> object:
        for _ in range(pauses):
            await asyncio.sleep(0)
        return await do()

    tasks: list[Coroutine[Any, Any, object]] = [later(chance.randrange(30), do) for do in work]
    chance.shuffle(tasks)
    async with asyncio.timeout(PATIENCE_S):
        return await asyncio.gather(*tasks, return_exceptions=True)
