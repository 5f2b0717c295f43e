"""What platforms keep over a restart: single values by name, and which events they took."""

from __future__ import annotations

from datetime import timedelta

from bot.services.context import Context

# Slack tells an event again within the hour: https://docs.slack.dev/apis/events-api#retries
KEPT = timedelta(days=1)


class KeyValueService:
    """For those who have nowhere else to keep a value: none is a secret of a group's."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def find(self, name: str) -> str | None:
        """Return the value, None without one."""
        async with self._context.store.reading() as tx:
            return await tx.key_values.find(name)

    async def put(self, name: str, value: str) -> None:
        """Keep the value instead of the one there."""
        async with self._context.store.writing() as tx:
            await tx.key_values.put(name, value)


class InboxService:
    """What platforms tell us at least once is to count once, whichever worker hears of it."""

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
