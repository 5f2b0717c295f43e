"""A large group, without the ceremony of joining."""

from __future__ import annotations

from bot.core.models import (
    Group,
    Member,
)
from bot.storage.transaction import Store
from tests.fakes.clock import MONDAY_NOON
from tests.fakes.members import add_member, made_member


async def add_members(store: Store, group: Group, count: int) -> list[Member]:
    """Let so many people be members."""
    members = [
        made_member(f"member-{number}", group.id, f"Member {number}", MONDAY_NOON)
        for number in range(count)
    ]
    async with store.writing() as tx:
        for member in members:
            await add_member(tx, member)
    return members
