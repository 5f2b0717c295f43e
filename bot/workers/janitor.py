"""What has been kept long enough is thrown away."""

from __future__ import annotations

import structlog

from bot.services.live import LiveFeed, Topic
from bot.services.platform_state import InboxService
from bot.services.workspaces import WorkspaceService

_log = structlog.get_logger()
_BETWEEN_ROUNDS = 3_600.0


class Janitor:
    """Looks every hour, and at each start: what is kept for days needs no more."""

    def __init__(self, workspaces: WorkspaceService, inbox: InboxService, live: LiveFeed) -> None:
        self._workspaces = workspaces
        self._inbox = inbox
        self._live = live

    async def run(self) -> None:
        """Look until the feed is closed."""
        # Nothing is published under this topic between looks but what changes nothing here.
        with self._live.listen(Topic.MEMBERS) as listener:
            while not listener.closed:
                if purged := await self._workspaces.purge_due():
                    _log.info("workspaces purged", workspaces=purged)
                await self._inbox.purge_due()
                await listener.changes(_BETWEEN_ROUNDS)
