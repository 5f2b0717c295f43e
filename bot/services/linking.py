"""Channels that move to another group, and a person's accounts that become one, by a code.

Whoever types a code that somebody read to them has been let in by that. A code has 50 bits, holds
for fifteen minutes and opens one route once.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.audit import Act
from bot.core.invitations import INVITED_FOR, Invitation, code_from, hash_of, read_code
from bot.core.merging import into_first, joined_earliest
from bot.core.models import (
    Channel,
    ChannelId,
    GroupId,
    Member,
    MemberId,
    PersonId,
    Reply,
    Schedule,
    ScheduleState,
    Session,
)
from bot.core.read_models import Move
from bot.core.schedules import resumed
from bot.core.unsent import ReplyDraft, joined_drafts
from bot.errors import (
    AlreadyTogether,
    BadSchedule,
    NotFound,
    NothingLinked,
    OwnCode,
    TooManyTries,
    UnknownCode,
)
from bot.services.audit import note
from bot.services.context import Context
from bot.services.live import Topic
from bot.services.pausing import pause_unheard
from bot.services.sessions import hash_of as hash_of_token
from bot.services.sessions import tell_ended
from bot.storage.transaction import Transaction

MOST_TRIES = 10
MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Joined:
    """Who one is in all groups after accounts were joined; `replaced` are replies that gave way.

    `token` stands for the browser in which that was done, None where it was done elsewhere.
    """

    person: PersonId
    members: Sequence[Member]
    replaced: Sequence[Reply]
    token: str | None = None


class LinkingService:
    """Makes codes, and joins what they were made for."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._tries = _Tries()

    async def invite(self, group: GroupId) -> str:
        """Return a code that links other channels to this group: "ABCDE-FGHJK". Raises NotFound."""
        async with self._context.store.writing() as tx:
            await tx.groups.get(group)
            code = await self._invite(tx, group=group)
            await note(tx, self._context, Act.LINK_CODE_MADE, group=group)
            return code

    async def check(self, who: str, code: str) -> None:
        """Raise UnknownCode unless somebody's code is a group's; it stays good. TooManyTries."""
        key = self._checked(who, code)
        async with self._context.store.reading() as tx:
            if (await self._found(tx, who, key)).group is None:
                raise self._unknown(who)

    async def preview(self, channel: ChannelId, code: str) -> Move:
        """Return what using the code in a channel would do; it stays good.

        Raises UnknownCode, AlreadyTogether, TooManyTries and NotFound.
        """
        key = self._checked(channel, code)
        async with self._context.store.reading() as tx:
            found = await self._found(tx, channel, key)
            return await self._move(tx, await tx.groups.channel(channel), found)

    async def join(self, channel: ChannelId, code: str) -> Move:
        """Move a channel to the group that the code is of; return what that did.

        Nothing of the past moves: who reads the channel answers the group's questions from now on,
        and rounds that are open run to their end for their audience. The schedules of a group that
        is left without a channel pause. Raises as `preview`.
        """
        key = self._checked(channel, code)
        move = None
        while move is None:
            async with self._context.store.writing() as tx:
                move = await self._joined_group(tx, channel, key)
                if move is not None:
                    for group in (move.channel.group, move.group.id):
                        await note(tx, self._context, Act.CHANNEL_LINKED, group=group)
        self._publish(move.channel.group, move.group.id)
        return move

    async def leave(self, channel: ChannelId) -> Channel:
        """Take a channel out of the group that it was linked to; its own group wakes again.

        Schedules that paused when the channel went go on. Raises NothingLinked, NotFound.
        """
        left = None
        while left is None:
            async with self._context.store.writing() as tx:
                left = await _left_group(tx, channel, self._context.clock())
                for there in left or ():
                    await note(tx, self._context, Act.CHANNEL_UNLINKED, group=there.group)
        before, home = left
        self._publish(before.group, home.group)
        return home

    async def _joined_group(self, tx: Transaction, channel: ChannelId, key: str) -> Move | None:
        """Return what was done, None to begin anew, with nothing changed."""
        found = await self._found(tx, channel, key)
        if found.group is None:
            raise self._unknown(channel)
        held = await _hold_groups(tx, channel, found.group)
        if held is None:
            return None
        moving, planned = held
        move = await self._move(tx, moving, found)
        await self._take(tx, channel, key, found)
        await tx.groups.update_channel(channel, group=found.group, left_out=False)
        if move.schedules:
            await _pause_planned(tx, moving.group, planned)
        return move

    async def invite_person(self, person: PersonId) -> str:
        """Return a code that joins another account to this person."""
        async with self._context.store.writing() as tx:
            return await self._invite(tx, person=person)

    async def join_person(self, person: PersonId, code: str, token: str | None = None) -> Joined:
        """Make one of a person and the one whose code it is, who stays.

        In each group where both are, their members become one. Where both replied in an open round,
        the reply that was saved later counts; of a round that is over both texts stay. The person's
        browsers are signed out but the one with the `token`, which gets another. Raises
        UnknownCode, OwnCode, TooManyTries and NotFound.
        """
        key = self._checked(person, code)
        joined = None
        while joined is None:
            async with self._context.store.writing() as tx:
                before = await tx.persons.sessions(person)
                joined = await self._joined(tx, person, key)
                if joined is not None:
                    fresh = await self._renewed(tx, before, token, joined.person)
        self._publish(*(each.group for each in joined.members))
        tell_ended(self._context.live, before)
        return replace(joined, token=fresh)

    async def _renewed(
        self, tx: Transaction, ended: Iterable[Session], token: str | None, person: PersonId
    ) -> str | None:
        """Let the browser with the token, if it is among those that ended, be the person's."""
        own = hash_of_token(token) if token else ""
        acting = next((each for each in ended if each.token_hash == own), None)
        if acting is None:
            return None
        fresh = self._context.new_secret()
        after = replace(acting, token_hash=hash_of_token(fresh), person=person)
        await tx.persons.add_session(after)
        return fresh

    async def _joined(self, tx: Transaction, person: PersonId, key: str) -> Joined | None:
        """Return who they are now, None to begin anew, with nothing changed."""
        found = await self._found(tx, person, key)
        if found.person is None:
            raise self._unknown(person)
        if found.person == person:
            raise OwnCode
        both = await _held(tx, found.person, person)
        if both is None:
            return None
        await self._take(tx, person, key, found)
        into = into_first(both, lambda each: each.group)
        replaced = await _join_members(tx, both, into)
        await tx.merging.join_persons(person, found.person)
        for each in replaced:
            await self._keep_as_draft(tx, each, found.person)
        return Joined(found.person, await tx.members.of_persons([found.person]), replaced)

    async def _keep_as_draft(self, tx: Transaction, reply: Reply, person: PersonId) -> None:
        """Keep a reply that gave way, below what they have typed in its round already."""
        now, version = self._context.clock(), self._context.new_id()
        draft = ReplyDraft(reply.round, person, reply.text, 0, version, now)
        before = await tx.reply_drafts.find(reply.round, person)
        known = before.version if before else ""
        (both,) = joined_drafts([before, draft] if before else [draft], person)
        await tx.reply_drafts.keep(both, known)

    async def _move(self, tx: Transaction, moving: Channel, found: Invitation) -> Move:
        if found.group is None:
            raise self._unknown(moving.id)
        if found.group == moving.group:
            raise AlreadyTogether
        group = await tx.groups.get(found.group)
        talks = await tx.groups.in_reach([moving.group, group.id])
        if not talks.get(group.id):
            raise self._unknown(moving.id)  # a group that sleeps takes nobody in
        others = [each for each in talks.get(moving.group, ()) if each.id != moving.id]
        planned = [] if others else await tx.schedules.of_group(moving.group)
        active = [each for each in planned if each.state is ScheduleState.ACTIVE]
        return Move(moving, group, tuple(talks.get(group.id, ())), len(active))

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


async def _held(tx: Transaction, stays: PersonId, goes: PersonId) -> Sequence[Member] | None:
    """Lock both people with all of their groups; return their members, those who stay first.

    None where one of them came into another group meanwhile. Raises NotFound.
    """
    both = stays, goes
    before = {each.group for each in await tx.members.of_persons(both)}
    await tx.groups.lock_everything(before)
    if len(await tx.persons.lock(both)) < len(both):
        raise NotFound("person", goes)
    members = await tx.members.of_persons(both)
    if not before.issuperset(each.group for each in members):
        return None
    return sorted(members, key=lambda each: each.person != stays)


async def _hold_groups(
    tx: Transaction, channel: ChannelId, *others: GroupId
) -> tuple[Channel, Sequence[Schedule]] | None:
    """Lock a channel's groups with what they have planned, and others; return it and the plans.

    None where the channel went to another group meanwhile. Raises NotFound.
    """
    groups = await tx.groups.around(channel) | {*others}
    planned = await tx.schedules.of_groups_for_update(groups)
    await tx.groups.lock(groups)
    there = await tx.groups.channel(channel)
    return (there, planned) if {there.group, there.home} <= groups else None


async def _left_group(
    tx: Transaction, channel: ChannelId, now: datetime
) -> tuple[Channel, Channel] | None:
    """Return the channel as it was and as it is, None to begin anew, with nothing changed."""
    held = await _hold_groups(tx, channel)
    if held is None:
        return None
    leaving, planned = held
    if leaving.group == leaving.home:
        raise NothingLinked
    home = await tx.groups.update_channel(channel, group=leaving.home, left_out=False)
    talks = await tx.groups.in_reach([leaving.group])
    if not talks.get(leaving.group):
        await _pause_planned(tx, leaving.group, planned)
    await tx.schedules.update_progress(
        _woken(schedule, now)
        for schedule in planned
        if schedule.group == home.group and schedule.reason == MOVED
    )
    return leaving, home


async def _pause_planned(tx: Transaction, group: GroupId, planned: Iterable[Schedule]) -> None:
    await pause_unheard(tx, [each for each in planned if each.group == group], (), MOVED)


def _woken(schedule: Schedule, now: datetime) -> Schedule:
    """Return the schedule as it goes on; one that cannot be read any more keeps resting."""
    try:
        return resumed(schedule, now)
    except BadSchedule:
        return schedule


async def _join_members(
    tx: Transaction, people: Sequence[Member], into: Mapping[MemberId, MemberId]
) -> Sequence[Reply]:
    replaced = await tx.merging.join_members(into)
    for member in joined_earliest(people, into):
        await tx.members.update(member.id, joined_at=member.joined_at)
    return replaced
