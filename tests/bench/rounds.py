"""How the cost of rounds grows: opening what is due, a reveal, a tick."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.core.models import (
    SHIPPED,
    Channel,
    ChannelId,
    Deck,
    DeckId,
    Group,
    GroupId,
    MemberId,
    Question,
    QuestionId,
    Reply,
    Round,
    RoundId,
    RoundState,
    Schedule,
    ScheduleId,
    Workspace,
    WorkspaceId,
)
from bot.services.context import Context
from bot.services.services import Services
from bot.storage.engine import make_engine
from bot.storage.migrations import migrate
from bot.storage.transaction import Store, Transaction
from tests.fakes.clock import Clock
from tests.fakes.members import add_member, made_member, see_all

_RUNS = 3
_DUE = 10
_QUESTIONS = 100  # a deck, each of its questions due at once
_WINDOW = timedelta(hours=1)
_SHARED = DeckId("shared")
_ASKED, _ASKS = 100, 50  # rounds a group had of the shared deck, and then is asked

Prepare = Callable[[Transaction, datetime, int], Awaitable[None]]
Act = Callable[[Services], Awaitable[object]]


def bench_rounds() -> list[dict[str, Any]]:
    """Return the seconds at a large size beside as many times those at a small one."""
    return [
        _row("opening due rounds", _all_due, _tick, 1_000, 10_000, times=10),
        _row("closing due rounds", _all_ending, _tick, 1_000, 10_000, times=10),
        _row("a reveal of replies", _replies, _reveal, 200, 2_000, times=10),
        _row("a tick, 10 schedules due of", _few_due, _tick, 1_000, 100_000, times=1),
        _row("50 next questions, groups on one deck", _shared_deck, _ask_next, 1, 1_000, times=1),
    ]


def _row(
    name: str, prepare: Prepare, act: Act, small: int, large: int, *, times: int
) -> dict[str, Any]:
    pairs = [(_seconds(prepare, act, small), _seconds(prepare, act, large)) for _ in range(_RUNS)]
    at_small, at_large = (statistics.median(taken) for taken in zip(*pairs, strict=True))
    return {
        "name": f"{name}: {large:,} beside {times} times {small:,}",
        "ours": at_large,
        "baseline": times * at_small,
        "unit": "s",
        "ratio": times * at_small / at_large,
        "size": large,
    }


def _seconds(prepare: Prepare, act: Act, size: int) -> float:
    return asyncio.run(_in_a_new_store(prepare, act, size))


async def _in_a_new_store(prepare: Prepare, act: Act, size: int) -> float:
    with TemporaryDirectory(dir="build") as folder:
        engine = make_engine(f"sqlite+aiosqlite:///{Path(folder) / 'bench.db'}")
        await migrate(engine)
        store, clock = Store(engine), Clock()
        services = Services(Context(store, clock=clock.now))
        try:
            async with store.writing() as tx:
                await prepare(tx, clock.now(), size)
            started = time.perf_counter()
            await act(services)
            return time.perf_counter() - started
        finally:
            await engine.dispose()


async def _tick(services: Services) -> None:
    await services.rounds.tick()


async def _reveal(services: Services) -> None:
    group = GroupId("g0")
    (card,) = await services.cards.open_now(await see_all(services, group))
    await services.rounds.close(group, card.round.id)
    await services.reveals.reveal(card.round.id, await see_all(services, group))


async def _all_due(tx: Transaction, now: datetime, size: int) -> None:
    for number in range(size // _QUESTIONS):
        await _add_group(tx, now, f"g{number}")
        for schedule in _schedules(f"g{number}", _QUESTIONS, now):
            await tx.schedules.add(schedule)


async def _all_ending(tx: Transaction, now: datetime, size: int) -> None:
    for number in range(size // _QUESTIONS):
        group = GroupId(f"g{number}")
        await _add_group(tx, now, group)
        rounds = [
            Round(
                id=RoundId(f"{group}-r{place}"),
                group=group,
                deck=DeckId(f"{group}-d"),
                question=QuestionId(f"{group}-q{place}"),
                state=RoundState.OPEN,
                opened_at=now - _WINDOW,
                closes_at=now,
            )
            for place in range(_QUESTIONS)
        ]
        await tx.rounds.add_all(rounds)
        channels = await tx.groups.channels(group)
        await tx.groups.add_audiences({round_.id: channels for round_ in rounds})


async def _few_due(tx: Transaction, now: datetime, size: int) -> None:
    await _add_group(tx, now, "g0")
    for schedule in _schedules("g0", _DUE, now):
        await tx.schedules.add(schedule)
    for schedule in _schedules("g0", size - _DUE, now + timedelta(days=400), mark="later"):
        await tx.schedules.add(schedule)


async def _replies(tx: Transaction, now: datetime, size: int) -> None:
    await _add_group(tx, now, "g0")
    (first,) = _schedules("g0", 1, now)
    round_ = _open_round(first, now)
    await tx.rounds.add(round_)
    await tx.groups.add_audiences({round_.id: await tx.groups.channels(round_.group)})
    for number in range(size):
        member = made_member(f"m{number}", GroupId("g0"), f"Member {number}", now)
        await add_member(tx, member)
    await tx.replies.put(
        Reply(round_.id, MemberId(f"m{number}"), _answer(number), 1, now) for number in range(size)
    )


def _open_round(schedule: Schedule, now: datetime) -> Round:
    return Round(
        id=RoundId("r0"),
        group=schedule.group,
        deck=schedule.deck,
        question=QuestionId("g0-q0"),
        state=RoundState.OPEN,
        opened_at=now,
        closes_at=now + _WINDOW,
    )


def _answer(number: int) -> str:
    words = ("drift", "inputs", "labels", "skew", "training", "serving", "schema", "feature")
    picked = (words[(number // 8**place + place) % 8] for place in range(4))
    return f"It is {' '.join(picked)} number {number}."


async def _add_group(tx: Transaction, now: datetime, name: str) -> None:
    group = GroupId(name)
    await tx.groups.add(Group(group, name))
    workspace = Workspace(WorkspaceId(name), "web", name, name, now)
    await tx.workspaces.ensure(workspace)
    await tx.groups.add_channel(Channel(_channel(name), group, "web", name, workspace=name))
    await tx.decks.add(Deck(DeckId(f"{name}-d"), workspace.id, f"Deck of {name}", now))
    await tx.decks.put_questions(
        Question(
            QuestionId(f"{name}-q{number}"), DeckId(f"{name}-d"), number, f"Question {number}?"
        )
        for number in range(_QUESTIONS)
    )


def _channel(group: str) -> ChannelId:
    return ChannelId(f"{group}-c")


async def _shared_deck(tx: Transaction, now: datetime, size: int) -> None:
    """Let so many groups have been asked the first hundred questions of one shipped deck."""
    await tx.workspaces.ensure_library(now)
    await tx.decks.add(Deck(_SHARED, SHIPPED, "Shipped", now))
    await tx.decks.put_questions(
        Question(QuestionId(f"q{number}"), _SHARED, number, f"Question {number}?")
        for number in range(_ASKED + _ASKS)
    )
    for number in range(size):
        group = GroupId(f"g{number}")
        await tx.groups.add(Group(group, group))
        await tx.groups.add_channel(Channel(_channel(group), group, "web", group))
        await tx.rounds.add_all(
            Round(
                id=RoundId(f"{group}-{place}"),
                group=group,
                deck=_SHARED,
                question=QuestionId(f"q{place}"),
                state=RoundState.CLOSED,
                opened_at=now,
                closes_at=now,
                closed_at=now,
            )
            for place in range(_ASKED)
        )


async def _ask_next(services: Services) -> None:
    for _ in range(_ASKS):
        await services.rounds.open_next(GroupId("g0"), _SHARED, _WINDOW)


def _schedules(name: str, count: int, at: datetime, mark: str = "due") -> Iterator[Schedule]:
    for number in range(count):
        yield Schedule(
            id=ScheduleId(f"{name}-{mark}-{number}"),
            group=GroupId(name),
            deck=DeckId(f"{name}-d"),
            recurrence="0 12 * * *",
            zone="UTC",
            window=_WINDOW,
            grace=_WINDOW / 2,
            next_at=at,
        )
