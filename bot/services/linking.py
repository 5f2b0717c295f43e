"""Groups of several platforms that become one, and a person's accounts likewise, by a code.

Whoever types a code that somebody read to them has been let in by that. A code has 50 bits, holds
for fifteen minutes and opens one route once.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.invitations import INVITED_FOR, Invitation, code_from, hash_of, read_code
from bot.core.merging import into_first, joined_earliest, renamed_members
from bot.core.models import Group, GroupId, Member, MemberId, PersonId, Reply
from bot.errors import AlreadyTogether, NotFound, TooManyTries, UnknownCode
from bot.services.context import Context
from bot.services.live import Topic
from bot.services.workspaces import LOCAL_GROUP
from bot.storage.transaction import Transaction

MOST_TRIES = 10


@dataclass(frozen=True, slots=True)
class Joined:
    """Who one is here after the accounts were joined; `replaced` are replies that gave way."""

    member: Member
    replaced: Sequence[Reply]


class LinkingService:
    """Makes codes, and joins what they were made for."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._tries = _Tries()

    async def invite(self, group: GroupId) -> str:
        """Return a code that joins another group to this one: "ABCDE-FGHJK". Raises NotFound."""
        async with self._context.store.writing() as tx:
            await tx.groups.get(group)
            return await self._invite(tx, group=group)

    async def join(self, group: GroupId, code: str) -> Group:
        """Make one group of this and the one that the code is of, and return it.

        The web room's stays, else the one that invited; what both had, it has. Raises
        UnknownCode, AlreadyTogether, TooManyTries and NotFound.
        """
        key = self._checked(group, code)
        async with self._context.store.writing() as tx:
            found = await self._found(tx, group, key)
            if found.group is None:
                raise self._unknown(group)
            if found.group == group:
                raise AlreadyTogether
            await tx.groups.lock_everything({group, found.group})
            await self._take(tx, group, key, found)
            stays, goes = _in_rank(found.group, group)
            # While this one waited, its own group may have been joined to another.
            await tx.groups.get(goes)
            await _join_groups(tx, goes, stays)
            joined = await tx.groups.get(stays)
        self._publish(goes, stays)
        return joined

    async def invite_member(self, member: Member) -> str:
        """Return a code that joins another account to this member's person."""
        async with self._context.store.writing() as tx:
            return await self._invite(tx, person=member.person)

    async def join_member(self, member: Member, code: str) -> Joined:
        """Make one person of the member's and the one whose code it is, who stays.

        In each group where both are, their members become one. Where both replied in an open round,
        the reply that was saved later counts; of a round that is over both texts stay. Raises
        UnknownCode, AlreadyTogether, TooManyTries and NotFound.
        """
        key = self._checked(member.id, code)
        joined = None
        while joined is None:
            async with self._context.store.writing() as tx:
                joined = await self._joined(tx, member, key)
        persons, replaced = joined
        self._publish(*(each.group for each in persons))
        here = next(each for each in persons if each.group == member.group)
        return Joined(here, replaced)

    async def _joined(
        self, tx: Transaction, member: Member, key: str
    ) -> tuple[Sequence[Member], Sequence[Reply]] | None:
        """Return who they are now, and what gave way; None to begin anew, with nothing changed."""
        found = await self._found(tx, member.id, key)
        if found.person is None:
            raise self._unknown(member.id)
        if found.person == member.person:
            raise AlreadyTogether
        both = await _held(tx, found.person, member)
        if both is None:
            return None
        await self._take(tx, member.id, key, found)
        into = into_first(both, lambda each: each.group)
        replaced = await _join_members(tx, both, into, keep_both=False)
        await tx.merging.join_persons(member.person, found.person)
        return await tx.members.of_persons([found.person]), replaced

    async def _invite(
        self, tx: Transaction, group: GroupId | None = None, person: PersonId | None = None
    ) -> str:
        code = code_from(self._context.new_secret())
        expires_at = self._context.clock() + INVITED_FOR
        await tx.workspaces.invite(Invitation(hash_of(code), expires_at, group, person))
        return code

    def _checked(self, who: str, code: str) -> str:
        """Return the code's hash, if they may try one."""
        self._tries.check(who, self._context.clock())
        read = read_code(code)
        if read is None:
            raise self._unknown(who)
        return hash_of(read)

    async def _found(self, tx: Transaction, who: str, key: str) -> Invitation:
        found = await tx.workspaces.find_invitation(key, self._context.clock())
        if found is None:
            raise self._unknown(who)
        return found

    async def _take(self, tx: Transaction, who: str, key: str, found: Invitation) -> None:
        """Use the code up, unless somebody did while this one waited to lock the groups."""
        if await tx.workspaces.take_invitation(key, self._context.clock()) != found:
            raise self._unknown(who)

    def _unknown(self, who: str) -> UnknownCode:
        self._tries.count(who, self._context.clock())
        return UnknownCode()

    def _publish(self, *groups: GroupId) -> None:
        for group in groups:
            for topic in Topic:
                self._context.live.publish(group, topic)


class _Tries:
    """Wrong codes of late. Each process counts its own, in memory.

    With ten tries to a process in fifteen minutes, 2**50 codes are out of reach for any number of
    workers; so there is no need to write to the database for everybody who mistypes one.
    """

    def __init__(self) -> None:
        self._wrong: dict[str, deque[datetime]] = {}

    def check(self, who: str, now: datetime) -> None:
        """Raise TooManyTries for somebody who seems to guess."""
        wrong = self._wrong.get(who, deque())
        if len(wrong) < MOST_TRIES:
            return
        again_at = wrong[0] + INVITED_FOR
        if now < again_at:
            raise TooManyTries(again_at)

    def count(self, who: str, now: datetime) -> None:
        """Remember a wrong code, and forget whose last one is long ago."""
        recent = {key: times for key, times in self._wrong.items() if now < times[-1] + INVITED_FOR}
        recent.setdefault(who, deque(maxlen=MOST_TRIES)).append(now)
        self._wrong = recent


async def _held(tx: Transaction, stays: PersonId, member: Member) -> Sequence[Member] | None:
    """Lock both people with all of their groups; return their members, those who stay first.

    None where one of them came into another group meanwhile. Raises NotFound.
    """
    both = stays, member.person
    before = {each.group for each in await tx.members.of_persons(both)}
    await tx.groups.lock_everything(before)
    if len(await tx.persons.lock(both)) < len(both):
        raise NotFound("person", member.person)
    members = await tx.members.of_persons(both)
    if member.id not in {each.id for each in members}:
        raise NotFound("member", member.id)
    if not before.issuperset(each.group for each in members):
        return None
    return sorted(members, key=lambda each: each.person != stays)


def _in_rank(inviting: GroupId, joining: GroupId) -> tuple[GroupId, GroupId]:
    """Return which group stays and which goes: the web room's links lead to its group."""
    return (joining, inviting) if joining == LOCAL_GROUP else (inviting, joining)


async def _join_groups(tx: Transaction, goes: GroupId, stays: GroupId) -> None:
    there, coming = await tx.members.of_group(stays), await tx.members.of_group(goes)
    people = [*there, *coming]
    into = into_first(people, lambda each: each.person)
    await _join_members(tx, people, into, keep_both=True)
    there, coming = await tx.members.of_group(stays), await tx.members.of_group(goes)
    for member in renamed_members(coming, there):
        await tx.members.update(member.id, name=member.name)
    await tx.merging.join_groups(goes, stays)


async def _join_members(
    tx: Transaction, people: Sequence[Member], into: Mapping[MemberId, MemberId], *, keep_both: bool
) -> Sequence[Reply]:
    replaced = await tx.merging.join_members(into, keep_both=keep_both)
    for member in joined_earliest(people, into):
        await tx.members.update(member.id, joined_at=member.joined_at)
    return replaced
