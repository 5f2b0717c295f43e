"""What the group of a new place starts with."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.core.models import GroupId

SeedContent = Callable[[GroupId], Awaitable[None]]


async def leave_empty(_group: GroupId) -> None:
    """Give a new group nothing to start with."""
