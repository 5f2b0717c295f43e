"""What Slack, the line to it and its admins do to a bot, and how it is put right again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Literal

from hypothesis import strategies as st

from bot.services.services import Services
from tests.e2e_slack.running import Running, on_slack
from tests.fakes.clock import Clock
from tests.faults.slack_study import EDIT, FIND, FIND_IN_THREAD, POST, WRITE_TO
from tests.faults.study import CLOSING, REMINDING, Study
from tests.faults.troubles import Trial


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


class SlackTrial(Trial):
    """The group on Slack. Of an archived channel nobody can say who is in it."""

    def __init__(self, study: Study, database: Path, clock: Clock) -> None:
        super().__init__(study, database, clock)
        self.archived_at: list[datetime] = []

    @property
    def lost_reminder(self) -> bool:
        """Whether nobody could be reminded, as the channel was archived when that was due."""
        return any(REMINDING <= each < CLOSING for each in self.archived_at) and not (
            self.study.bo.dms
        )

    def _running(self, services: Services) -> AbstractAsyncContextManager[Running]:
        return on_slack(services, self._server, self.clock)

    async def strike(self, trouble: Trouble) -> None:
        faults = self._server.faults
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
                with self._unheard():
                    self.study.channel.archive()
                self.archived_at.append(self.clock.now())
            case Blow.REMOVED:
                with self._unheard():
                    self.study.channel.remove_bot()
            case Blow.DROPPED:
                self._server.sockets.cut()
                await self._server.sockets.connected()
            case Blow.REFRESHED:
                self._server.sockets.disconnect()
                await self._server.sockets.connected()
            case Blow.RESTARTED:
                await self.restart()

    @contextmanager
    def _unheard(self) -> Iterator[None]:
        """Let the event get lost: that it happened is told by what fails alone."""
        application = self._server.application
        events, application.events = application.events, frozenset()
        yield
        application.events = events

    async def _let_write(self) -> None:
        self.study.channel.unarchive()
        self.study.channel.gather()
