"""What is due: rounds to close, openings to make."""

from __future__ import annotations

from datetime import datetime

from bot.monitoring import Pulse
from bot.services.context import Clock
from bot.services.live import LiveFeed, Topic
from bot.services.rounds import RoundService

# However long nothing is due, look again: the machine's clock may be set, or it may have slept.
_LONGEST_WAIT = 20.0
# What is overdue after a tick is in another worker's hands, or somebody replies at this moment.
_SHORTEST_WAIT = 0.05


class Scheduler:
    """Ticks when the next thing is due, when rounds or schedules changed, and now and then."""

    def __init__(self, rounds: RoundService, live: LiveFeed, clock: Clock) -> None:
        self._rounds = rounds
        self._live = live
        self._clock = clock
        self.pulse = Pulse(_LONGEST_WAIT)

    async def run(self) -> None:
        """Tick until the feed is closed."""
        with self._live.listen(Topic.ROUNDS) as listener:
            while not listener.closed:
                due = await self._rounds.tick()
                self.pulse.beat()
                await listener.changes(self._seconds_until(due))

    def _seconds_until(self, due: datetime | None) -> float:
        if due is None:
            return _LONGEST_WAIT
        return min(max((due - self._clock()).total_seconds(), _SHORTEST_WAIT), _LONGEST_WAIT)
