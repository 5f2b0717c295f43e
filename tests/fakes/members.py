"""Members without the ceremony of joining, and who looks at what was told."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from bot.core.models import (
    Account,
    Channel,
    ChannelId,
    GroupId,
    Member,
    MemberId,
    Person,
    PersonId,
)
from bot.core.read_models import Reader
from bot.services.groups import LOCAL_CHANNEL
from bot.services.services import Services
from bot.storage.transaction import Transaction


def made_member(id_: str, group: GroupId, name: str, joined_at: datetime) -> Member:
    """Return a member; their person has the same id."""
    return Member(MemberId(id_), PersonId(id_), group, name, joined_at)


async def add_member(tx: Transaction, member: Member) -> None:
    """Let somebody be a member of a group, whether anybody knew them before or not."""
    await tx.persons.add(Person(member.person))
    await tx.members.add(member)


async def add_account(tx: Transaction, member: Member, platform: str, subject: str) -> Account:
    """Let the member's person have an account, and return it."""
    account = Account(platform, subject, member.person)
    await tx.persons.add_account(account)
    return account


def see(*members: Member | None, channels: Collection[Channel | ChannelId] = ()) -> Reader:
    """Return who reads the web room's channel, or these, as these members or as a stranger."""
    there = [each.id if isinstance(each, Channel) else each for each in channels]
    who = frozenset(member.id for member in members if member)
    return Reader(frozenset(there or [LOCAL_CHANNEL]), who)


async def see_all(
    services: Services | Transaction, group: GroupId, *members: Member | None
) -> Reader:
    """Return who reads every channel of a group, as these members or as a stranger."""
    return see(*members, channels=await services.groups.channels(group))
