"""A round in troubles, whatever platform they are on, and how it is put right again."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Self

from hypothesis import strategies as st

from bot.core.deliveries import DeliveryState
from bot.core.models import (
    ScheduleState,
)
from bot.services.context import Context
from bot.services.services import Services
from bot.storage.engine import make_engine
from bot.storage.transaction import Store
from tests.fakes.clock import Clock
from tests.faults.study import (
    CLOSING,
    LATER_THAT_DAY,
    OPENING,
    REMINDING,
    TALLY_AFTER,
    Study,
)

REPLIES = ["The gluten relaxes.", "It tastes better."]
STAGES = 5
# Longer than an edit that failed is put off.
_MUCH_LATER = timedelta(minutes=10)

# Some troubles at once, then some time.
Wave = tuple[list[Any], timedelta]


def waves_of(troubles: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[list[Wave], ...]]:
    """Make some waves of troubles for each stage of a round."""
    waves = st.lists(
        st.tuples(
            st.lists(troubles, min_size=1, max_size=3),
            st.sampled_from([timedelta(seconds=2), timedelta(minutes=1), timedelta(hours=1)]),
        ),
        max_size=2,
    )
    return st.tuples(*[waves] * STAGES)


class Trial(ABC):
    """A group with one process of the bot, that of `start` or the latest restart."""

    def __init__(self, study: Study, database: Path, clock: Clock) -> None:
        self.study = study
        self.clock = clock
        self.store: Store
        self.bot: Any
        self._server = study.server
        self._database = database
        self._process = AsyncExitStack()

    @abstractmethod
    def _running(self, services: Services) -> AbstractAsyncContextManager[Any]:
        """Give the bot as a process has it, whose loops turn when they are told to."""

    @abstractmethod
    async def strike(self, trouble: Any) -> None:
        """Let the trouble come."""

    @abstractmethod
    async def _let_write(self) -> None:
        """Let the bot write in the channel again."""

    @classmethod
    @asynccontextmanager
    async def start(
        cls, found: Callable[[Store], Awaitable[Study]], database: Path, clock: Clock
    ) -> AsyncIterator[Self]:
        """Found the group and start a process."""
        store = _open(database)
        study = await found(store)
        await store.close()
        trial = cls(study, database, clock)
        try:
            await trial.restart()
            yield trial
        finally:
            await trial._process.aclose()

    async def restart(self) -> None:
        """Let the process end, if there is one, and start another one."""
        await self._process.aclose()
        self.store = _open(self._database)
        self._process.push_async_callback(self.store.close)
        services = Services(Context(self.store, clock=self.clock.now))
        await services.deliveries.release()
        self.bot = await self._process.enter_async_context(self._running(services))

    async def live_through(self, stages: Sequence[list[Wave]]) -> None:
        """Play a round whose stages have their waves of troubles."""
        opening, day, reminding, closing, tallying = stages
        await self._stage(opening, OPENING)
        study = self.study
        for who, text in zip((study.ann, study.cy), REPLIES, strict=True):
            await study.answer(who, text)
        await study.bo.press(study.question, "Remind me")
        await self._stage(day, LATER_THAT_DAY)
        await self._stage(reminding, REMINDING)
        await self._stage(closing, CLOSING)
        await study.rate(study.ann)
        await self._stage(tallying, CLOSING + 2 * TALLY_AFTER)

    async def _stage(self, waves: list[Wave], at: datetime) -> None:
        """Let what is due meet the troubles; then somebody puts all right that needs it."""
        self.clock.set(at)
        for troubles_at_once, time in waves:
            for trouble in troubles_at_once:
                await self.strike(trouble)
            await self.bot.turn()
            self.clock.advance(time)
            await self.bot.turn()
        await self._mend()
        await self._settle()

    async def _mend(self) -> None:
        """End the troubles; an admin sees what they left behind and lets it go on."""
        self._server.faults.clear()
        await self._let_write()
        services, group = self.bot.services, self.study.group
        for schedule in await services.schedules.of_group(group):
            if schedule.state is ScheduleState.PAUSED:
                await services.schedules.resume(group, schedule.id)
        for delivery in await services.deliveries.failing(group):
            if delivery.state is DeliveryState.DEAD:
                await services.deliveries.send_again(group, delivery.key)

    async def _settle(self) -> None:
        """Let as much time pass as it takes until nothing waits."""
        while (due := await self.bot.services.deliveries.next_attempt()) is not None:
            self.clock.set(max(self.clock.now(), due))
            await self.bot.turn()
        self.clock.advance(_MUCH_LATER)
        await self.bot.turn()


def _open(database: Path) -> Store:
    return Store(make_engine(f"sqlite+aiosqlite:///{database}"))
