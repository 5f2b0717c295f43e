"""What Discord, the line to it and its admins do to a bot, and how it is put right again."""

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
from tests.e2e.roundtable import Roundtable, on_discord
from tests.fakes.clock import Clock
from tests.fakes.discord import FakeDiscord, Permission
from tests.faults.discord_study import (
    EDIT,
    FIND,
    POST,
    THREAD,
    WRITE_TO,
    Study,
    found_study,
)

# Longer than an edit that failed is put off.
_MUCH_LATER = timedelta(minutes=10)
_FORBIDDEN = 50013


@dataclass(frozen=True)
class Failing:
    """Requests of a route are answered with an error, before Discord acts on them or `after`."""

    route: str
    status: Literal[500, 502]
    after: bool
    times: int


@dataclass(frozen=True)
class Cut:
    """The lines of a route's requests break."""

    route: str
    after: bool
    times: int


@dataclass(frozen=True)
class Limited:
    """Requests of a route come too soon; without `via` it is a proxy that says so."""

    route: str
    seconds: float
    via: bool
    times: int


class Blow(Enum):
    """What happens at once."""

    REFUSED = "one message is refused for want of a permission"
    SILENCED = "the bot may not write in the channel any more"
    DROPPED = "the gateway's line breaks"
    FORGOTTEN = "it breaks, and the session cannot be resumed"
    RESTARTED = "the bot's process ends and another one starts"


Trouble = Failing | Cut | Limited | Blow

_routes = st.sampled_from((POST, FIND, EDIT, THREAD, WRITE_TO))
_times = st.integers(1, 7)
troubles: st.SearchStrategy[Trouble] = st.one_of(
    st.builds(Failing, _routes, st.sampled_from((500, 502)), st.booleans(), _times),
    st.builds(Cut, _routes, st.booleans(), _times),
    st.builds(Limited, _routes, st.sampled_from((0.5, 20.0, 300.0)), st.booleans(), _times),
    st.sampled_from(Blow),
)


class Trial:
    """A group with one process of the bot, that of `start` or the latest restart."""

    def __init__(self, study: Study, discord: FakeDiscord, database: Path, clock: Clock) -> None:
        self.study = study
        self.clock = clock
        self.store: Store
        self.bot: Roundtable
        self._discord = discord
        self._database = database
        self._process = AsyncExitStack()

    @classmethod
    @asynccontextmanager
    async def start(
        cls, discord: FakeDiscord, database: Path, clock: Clock
    ) -> AsyncIterator[Trial]:
        """Found the group and start a process."""
        store = _open(database)
        study = await found_study(discord, store, clock)
        await store.close()
        trial = cls(study, discord, database, clock)
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
        self.bot = await self._process.enter_async_context(on_discord(services, self._discord))

    async def strike(self, trouble: Trouble) -> None:
        """Let the trouble come."""
        faults = self._discord.faults
        match trouble:
            case Failing(route, status, after, times):
                faults.answer(route, status, times=times, after=after)
            case Cut(route, after, times):
                faults.cut(route, times=times, after=after)
            case Limited(route, seconds, via, times):
                faults.answer(route, 429, times=times, retry_after=seconds, via=via)
            case Blow.REFUSED:
                faults.answer(POST, 403, code=_FORBIDDEN)
            case Blow.SILENCED:
                await self._deny(Permission.SEND_MESSAGES | Permission.SEND_MESSAGES_IN_THREADS)
            case Blow.DROPPED:
                await self._drop()
            case Blow.FORGOTTEN:
                self._discord.gateway.forget_sessions()
                await self._drop()
            case Blow.RESTARTED:
                await self.restart()

    async def mend(self) -> None:
        """End the troubles; an admin sees what they left behind and lets it go on."""
        self._discord.faults.clear()
        await self._deny(Permission(0))
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

    async def _deny(self, permissions: Permission) -> None:
        self.study.channel.overwrite(self._discord.bot, deny=permissions)
        await self._discord.gateway.caught_up()

    async def _drop(self) -> None:
        gateway = self._discord.gateway
        known = gateway.identifies + gateway.resumes
        gateway.drop()
        await self._discord.until(lambda: gateway.identifies + gateway.resumes > known)
        await gateway.connected()


def _open(database: Path) -> Store:
    return Store(make_engine(f"sqlite+aiosqlite:///{database}"))
