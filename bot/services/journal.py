"""What happened to rounds, schedules and deliveries, in the log once it is committed.

Ids alone: whose texts and names they are about is nobody's business who reads a log.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any, cast

import structlog

from bot.core.models import (
    Delivery,
    DeliveryState,
    Round,
    RoundState,
    Schedule,
    ScheduleId,
    ScheduleState,
)
from bot.storage.protocol import Deliveries, Rounds, Schedules, Store, Transaction

_log = structlog.get_logger()

_ENDED_ROUNDS = {RoundState.CLOSED: "round closed", RoundState.SKIPPED: "round skipped"}
_IDLE_SCHEDULES = {
    ScheduleState.PAUSED: "schedule paused",
    ScheduleState.FINISHED: "schedule finished",
}
# Sending is logged where it is done: there it is known how long it took and what went wrong.
_UNSENT_DELIVERIES = {
    DeliveryState.DEAD: "delivery given up",
    DeliveryState.DROPPED: "delivery dropped",
}


class Journal:
    """A `Store` that logs what a transaction changed, after its commit and never without one."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Transaction]:
        """Write as the store does."""
        page = _Page()
        async with self._store.writing() as tx:
            yield _noting(tx, page)
        for event, about in page.entries:
            _log.info(event, **about)

    def reading(self) -> AbstractAsyncContextManager[Transaction]:
        """Read as the store does."""
        return self._store.reading()


@dataclass(frozen=True, slots=True)
class _Page:
    """One transaction's entries."""

    entries: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def note(self, event: str | None, **about: str | None) -> None:
        if event is not None:
            self.entries.append((event, {key: value for key, value in about.items() if value}))


def _noting(tx: Transaction, page: _Page) -> Transaction:
    # Each passes on what it does not note, so it has all of its repository's methods.
    return replace(
        tx,
        rounds=cast(Rounds, _Rounds(tx.rounds, page)),
        schedules=cast(Schedules, _Schedules(tx.schedules, page)),
        deliveries=cast(Deliveries, _Deliveries(tx.deliveries, page)),
    )


class _PassingOn:
    def __init__(
        self,
        repository: Any,  # noqa: ANN401  # whichever repository it stands before
        page: _Page,
    ) -> None:
        self._repository = repository
        self._page = page

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  # whatever the repository has
        return getattr(self._repository, name)


class _Rounds(_PassingOn):
    async def add(self, round_: Round) -> None:
        await self._repository.add(round_)
        self._note("round opened", round_)

    async def add_all(self, rounds: Iterable[Round]) -> None:
        added = list(rounds)
        await self._repository.add_all(added)
        for round_ in added:
            self._note("round opened", round_)

    async def change(self, round_: Round) -> None:
        await self._repository.change(round_)
        self._note(_ENDED_ROUNDS.get(round_.state), round_)

    def _note(self, event: str | None, round_: Round) -> None:
        self._page.note(event, round=round_.id, group=round_.group, schedule=round_.schedule)


class _Schedules(_PassingOn):
    async def add(self, schedule: Schedule) -> None:
        await self._repository.add(schedule)
        self._note("schedule added", schedule)

    async def change(self, schedule: Schedule) -> None:
        await self._repository.change(schedule)
        self._note(_IDLE_SCHEDULES.get(schedule.state), schedule)

    async def change_all(self, schedules: Iterable[Schedule]) -> None:
        changed = list(schedules)
        await self._repository.change_all(changed)
        for schedule in changed:
            self._note(_IDLE_SCHEDULES.get(schedule.state), schedule)

    async def remove(self, schedule: ScheduleId) -> None:
        await self._repository.remove(schedule)
        self._page.note("schedule removed", schedule=schedule)

    def _note(self, event: str | None, schedule: Schedule) -> None:
        self._page.note(event, schedule=schedule.id, group=schedule.group, reason=schedule.reason)


class _Deliveries(_PassingOn):
    async def change(self, delivery: Delivery) -> None:
        await self._repository.change(delivery)
        self._page.note(
            _UNSENT_DELIVERIES.get(delivery.state),
            delivery=delivery.key,
            round=delivery.round,
            group=delivery.group,
        )
