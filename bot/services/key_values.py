"""Single values by name, for those who have nowhere else to keep one over a restart."""

from __future__ import annotations

from bot.services.context import Context


class KeyValueService:
    """What platforms remember: none of it is a secret of a group's."""

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
