"""What platforms tell us at least once, and is to count once."""

from __future__ import annotations

from datetime import timedelta

from bot.services.context import Context

# Slack tells an event again within the hour: https://docs.slack.dev/apis/events-api#retries
KEPT = timedelta(days=1)


class InboxService:
    """Knows over restarts, and for every worker, which events were taken already."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def take(self, platform: str, event: str) -> bool:
        """Take an event by the platform's id of it; False for one that was taken before."""
        async with self._context.store.writing() as tx:
            return await tx.inbox.take(platform, event, self._context.clock())

    async def purge_due(self) -> int:
        """Forget events that are not told again any more; return how many."""
        async with self._context.store.writing() as tx:
            return await tx.inbox.forget(self._context.clock() - KEPT)
