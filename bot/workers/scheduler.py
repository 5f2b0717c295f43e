"""What is due: rounds to close, openings to make; and what was kept long enough to throw away."""

from __future__ import annotations

import structlog

from bot.monitoring import Pulse
from bot.services.live import Topic
from bot.services.services import Services
from bot.workers.supervisor import seconds_until

_log = structlog.get_logger()
# However long nothing is due, look again: the machine's clock may be set, or it may have slept.
LONGEST_WAIT = 20.0
# What is overdue after a tick is in another worker's hands, or somebody replies at this moment.
SHORTEST_WAIT = 0.05
_BETWEEN_CLEANINGS = 3_600.0


class Scheduler:
    """Ticks when the next thing is due, when rounds or schedules changed, and now and then."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self.pulse = Pulse(LONGEST_WAIT)

    async def run(self) -> None:
        """Tick until the feed is closed."""
        with self._services.live.listen(Topic.ROUNDS) as listener:
            while not listener.closed:
                due = await self._services.rounds.tick()
                self.pulse.beat()
                now = self._services.clock()
                await listener.changes(seconds_until(due, now, LONGEST_WAIT, SHORTEST_WAIT))


class Janitor:
    """Looks every hour, and at each start: what is kept for days needs no more."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def run(self) -> None:
        """Look until the feed is closed, and write down then what was noted since."""
        # Nothing is published under this topic between looks but what changes nothing here.
        with self._services.live.listen(Topic.MEMBERS) as listener:
            while not listener.closed:
                if purged := await self._services.workspaces.purge_due():
                    _log.info("workspaces purged", workspaces=purged)
                if archived := await self._services.deliveries.archive_due():
                    _log.info("deliveries archived", deliveries=archived)
                await self._services.inbox.purge_due()
                await self._services.pending.purge_due()
                await self._services.sessions.write_uses()
                await self._services.sessions.purge_due()
                await self._services.reply_drafts.purge_due()
                await self._services.refused_forms.purge_due()
                await self._services.audit.purge_due()
                await self._services.deck_edits.purge_due()
                if pictures := await self._services.pictures.purge_unused():
                    _log.info("pictures purged", pictures=pictures)
                await listener.changes(_BETWEEN_CLEANINGS)
        await self._services.sessions.write_uses()
