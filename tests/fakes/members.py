"""Members without the ceremony of joining."""

from __future__ import annotations

from datetime import datetime

from bot.core.models import Account, GroupId, Member, MemberId, Person, PersonId
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
