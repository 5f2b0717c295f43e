"""What Slack, the line to it and its admins do to a bot, and how it is put right again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from pathlib import Path
from typing import Literal

from hypothesis import strategies as st

from bot.core.models import DeliveryState, ScheduleState
from bot.services.context import Context
from bot.services.services import make_services
from bot.storage.engine import make_engine
from bot.storage.transaction import Store
from tests.e2e_slack.running import Running, on_slack
from tests.fakes.clock import Clock
from tests.fakes.slack import FakeSlack
from tests.faults.slack_study import (
    EDIT,
    FIND,
    FIND_IN_THREAD,
    POST,
    WRITE_TO,
    Study,
    found_study,
)

# Longer than an edit that failed is put off.
_MUCH_LATER = timedelta(minutes=10)


@dataclass(frozen=True)
class Failing:
    """Requests are answered with an error, before Slack acts on them or `after`."""

    method: str
    status: Literal[500, 503]
    after: bool
    times: int


@dataclass(frozen=True)
class Broken:
    """Slack says that something broke, and perhaps only `after` it did what was asked."""

    method: str
    error: Literal["fatal_error", "internal_error"]
    after: bool
    times: int


@dataclass(frozen=True)
class Cut:
    """The lines of requests break."""

    method: str
    after: bool
    times: int


@dataclass(frozen=True)
class Limited:
    """Requests come too soon."""

    method: str
    seconds: int
    times: int


class Blow(Enum):
    """What happens at once."""

    ARCHIVED = "the channel is archived"
    REMOVED = "the bot is removed from the channel"
    DROPPED = "the socket breaks"
    REFRESHED = "Slack asks for another socket"
    RESTARTED = "the bot's process ends and another one starts"


Trouble = Failing | Broken | Cut | Limited | Blow

_methods = st.sampled_from((POST, FIND, FIND_IN_THREAD, EDIT, WRITE_TO))
_times = st.integers(1, 7)
troubles: st.SearchStrategy[Trouble] = st.one_of(
    st.builds(Failing, _methods, st.sampled_from((500, 503)), st.booleans(), _times),
    st.builds(
        Broken, _methods, st.sampled_from(("fatal_error", "internal_error")), st.booleans(), _times
    ),
    st.builds(Cut, _methods, st.booleans(), _times),
    st.builds(Limited, _methods, st.sampled_from((1, 20, 300)), _times),
    st.sampled_from(Blow),
)


class Trial:
    """A group with one process of the bot, that of `start` or the latest restart."""

    def __init__(self, study: Study, slack: FakeSlack, database: Path, clock: Clock) -> None:
        self.study = study
        self.clock = clock
        self.store: Store
        self.bot: Running
        self._slack = slack
        self._database = database
        self._process = AsyncExitStack()

    @classmethod
    @asynccontextmanager
    async def start(cls, slack: FakeSlack, database: Path, clock: Clock) -> AsyncIterator[Trial]:
        """Found the group and start a process."""
        store = _open(database)
        study = await found_study(slack, store, clock)
        await store.close()
        trial = cls(study, slack, database, clock)
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
        services = make_services(Context(self.store, clock=self.clock.now))
        await services.deliveries.release()
        running = on_slack(services, self._slack, self.clock)
        self.bot = await self._process.enter_async_context(running)

    async def strike(self, trouble: Trouble) -> None:
        """Let the trouble come."""
        faults = self._slack.faults
        match trouble:
            case Failing(method, status, after, times):
                faults.answer(method, status, times=times, after=after)
            case Broken(method, error, after, times):
                faults.answer(method, 200, times=times, after=after, error=error)
            case Cut(method, after, times):
                faults.cut(method, times=times, after=after)
            case Limited(method, seconds, times):
                faults.answer(method, 429, times=times, retry_after=seconds)
            case Blow():
                await self._blow(trouble)

    async def _blow(self, blow: Blow) -> None:
        match blow:
            case Blow.ARCHIVED:
                self.study.channel.archive()
            case Blow.REMOVED:
                self.study.channel.remove_bot()
            case Blow.DROPPED:
                self._slack.sockets.cut()
                await self._slack.sockets.connected()
            case Blow.REFRESHED:
                self._slack.sockets.disconnect()
                await self._slack.sockets.connected()
            case Blow.RESTARTED:
                await self.restart()

    async def mend(self) -> None:
        """End the troubles; an admin sees what they left behind and lets it go on."""
        self._slack.faults.clear()
        self.study.channel.unarchive()
        self.study.channel.add_bot()
        for schedule in await self.bot.services.schedules.of_group(self.study.group):
            if schedule.state is ScheduleState.PAUSED:
                await self.bot.services.schedules.resume(self.study.group, schedule.id)
        for delivery in await self.bot.services.deliveries.failing(self.study.group):
            if delivery.state is DeliveryState.DEAD:
                await self.bot.services.deliveries.send_again(self.study.group, delivery.key)

    async def settle(self) -> None:
        """Let as much time pass as it takes until nothing waits."""
        while (due := await self.bot.services.deliveries.next_attempt()) is not None:
            self.clock.set(max(self.clock.now(), due))
            await self.bot.turn()
        self.clock.advance(_MUCH_LATER)
        await self.bot.turn()


def _open(database: Path) -> Store:
    return Store(make_engine(f"sqlite+aiosqlite:///{database}"))
