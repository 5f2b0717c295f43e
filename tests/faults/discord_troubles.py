"""What Discord, the line to it and its admins do to a bot, and how it is put right again."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from enum import Enum
from typing import Literal

from hypothesis import strategies as st

from bot.services.services import Services
from tests.e2e.roundtable import Roundtable, on_discord
from tests.fakes.discord import Permission
from tests.faults.discord_study import EDIT, FIND, LOOK, POST, THREAD, WRITE_TO
from tests.faults.troubles import Trial

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

_routes = st.sampled_from((POST, FIND, LOOK, EDIT, THREAD, WRITE_TO))
_times = st.integers(1, 7)
troubles: st.SearchStrategy[Trouble] = st.one_of(
    st.builds(Failing, _routes, st.sampled_from((500, 502)), st.booleans(), _times),
    st.builds(Cut, _routes, st.booleans(), _times),
    st.builds(Limited, _routes, st.sampled_from((0.5, 20.0, 300.0)), st.booleans(), _times),
    st.sampled_from(Blow),
)


class DiscordTrial(Trial):
    """The group on Discord."""

    def _running(self, services: Services) -> AbstractAsyncContextManager[Roundtable]:
        return on_discord(services, self._server)

    async def strike(self, trouble: Trouble) -> None:
        faults = self._server.faults
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
                self._server.gateway.forget_sessions()
                await self._drop()
            case Blow.RESTARTED:
                await self.restart()

    async def _let_write(self) -> None:
        await self._deny(Permission(0))

    async def _deny(self, permissions: Permission) -> None:
        self.study.channel.overwrite(self._server.bot, deny=permissions)
        await self._server.gateway.caught_up()

    async def _drop(self) -> None:
        gateway = self._server.gateway
        known = gateway.identifies + gateway.resumes
        gateway.drop()
        await self._server.until(lambda: gateway.identifies + gateway.resumes > known)
        await gateway.connected()
