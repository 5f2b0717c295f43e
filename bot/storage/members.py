"""The members of groups, and who is one by which account."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypedDict, Unpack

from sqlalchemy import ColumnElement, Join, and_, bindparam, delete, func, or_, select, update

from bot.core.models import (
    Account,
    Channel,
    Group,
    GroupId,
    Member,
    MemberId,
    Person,
    PersonId,
    Round,
    RoundId,
    Workspace,
)
from bot.core.naming import look_key
from bot.core.read_models import Participant, Seat
from bot.core.text import name_key
from bot.errors import NotFound
from bot.storage import schema
from bot.storage.repository import Repository, as_row, padded, parts_of
from bot.storage.schema import accounts
from bot.storage.schema import members as table

_LONGEST_KEY = 400
_MEMBER = tuple(column for column in table.c if column.name not in ("name_key", "look_key"))

# Made once: it is asked for every page.
_OF_PERSONS = (
    select(*_MEMBER)
    .where(table.c.person.in_(bindparam("of", expanding=True)))
    .order_by(table.c.joined_at, table.c.id)
)

_PARTICIPANT = (Group, schema.groups.c), (Member, _MEMBER)


class MemberChanges(TypedDict, total=False):
    """What changes of a member; the fields of `Member`."""

    name: str
    joined_at: datetime
    reminders: bool


class MemberRepository(Repository):
    """The members of groups, and who is one by which account."""

    async def add(self, member: Member) -> None:
        await self._insert(table, [_row(member)])

    async def add_if_free(self, member: Member) -> bool:
        """Add the member unless somebody in the group has their name, or one that looks the same.

        Say whether nobody had.
        """
        return await self._insert_once(table, _row(member))

    async def update(self, member: MemberId, **changes: Unpack[MemberChanges]) -> Member:
        """Write what is named, and return the member as they are then."""
        values: dict[str, Any] = {**changes}
        if "name" in changes:
            values |= _keys(changes["name"])
        query = update(table).where(table.c.id == member).values(values)
        return await self._get(Member, query.returning(*_MEMBER), NotFound("member", member))

    async def get(self, member: MemberId) -> Member:
        query = select(*_MEMBER).where(table.c.id == member)
        return await self._get(Member, query, NotFound("member", member))

    async def named(self, group: GroupId, name: str) -> Member | None:
        """Return who has this name, or else one that looks the same; None for nobody."""
        theirs = _has(name)
        query = select(*_MEMBER).where(table.c.group == group, theirs)
        exactly_first = query.order_by((table.c.name_key != _keys(name)["name_key"]), table.c.id)
        return await self._find(Member, exactly_first.limit(1))

    async def is_free(self, group: GroupId, name: str, but: MemberId) -> bool:
        """Say whether nobody else in the group has this name, or one that looks the same."""
        query = select(table.c.id).where(table.c.group == group, _has(name), table.c.id != but)
        return await self._connection.scalar(query.limit(1)) is None

    async def of_group(self, group: GroupId) -> Sequence[Member]:
        query = select(*_MEMBER).where(table.c.group == group)
        return await self._all(Member, query.order_by(table.c.joined_at, table.c.id))

    async def names(self, members: Iterable[MemberId]) -> Mapping[MemberId, str]:
        """Return the name of each of those there are."""
        query = select(table.c.id, table.c.name).where(table.c.id.in_(set(members)))
        return {MemberId(id_): name for id_, name in await self._connection.execute(query)}

    async def names_in(self, round_: RoundId) -> Mapping[MemberId, str]:
        """Return the name of each who replied in a round."""
        replies = schema.replies
        query = select(table.c.id, table.c.name).join(replies, replies.c.member == table.c.id)
        rows = await self._connection.execute(query.where(replies.c.round == round_))
        return {MemberId(id_): name for id_, name in rows}

    async def of_persons(self, persons: Iterable[PersonId]) -> Sequence[Member]:
        """Return who these people are in all of their groups."""
        return await self._all(Member, _OF_PERSONS, {"of": padded(persons)})

    async def find(self, group: GroupId, person: PersonId) -> Member | None:
        query = select(*_MEMBER).where(table.c.person == person, table.c.group == group)
        return await self._find(Member, query)

    async def with_account(self, group: GroupId, platform: str, subject: str) -> Member | None:
        """Return the member who has this account, None for nobody in the group."""
        query = select(*_MEMBER).join(accounts, accounts.c.person == table.c.person)
        theirs = accounts.c.platform == platform, accounts.c.subject == subject
        return await self._find(Member, query.where(table.c.group == group, *theirs))

    async def meet(
        self, group: GroupId, platform: str, subject: str
    ) -> tuple[PersonId | None, Member | None]:
        """Return whose account this is, and who they are in the group.

        They do not go before this transaction ends.
        """
        persons = schema.persons
        there = and_(table.c.person == accounts.c.person, table.c.group == group)
        query = (
            select(persons, *_MEMBER)
            .join_from(accounts, persons, persons.c.id == accounts.c.person)
            .outerjoin(table, there)
            .where(accounts.c.platform == platform, accounts.c.subject == subject)
            # Not the account: who removes a person locks them first, and takes their accounts then.
            .with_for_update(read=True, key_share=True, of=persons)
        )
        row = (await self._connection.execute(query)).one_or_none()
        if row is None:
            return None, None
        (person, member), _ = parts_of(row, (Person, persons.c), (Member, _MEMBER))
        return person.id, member

    async def participant(
        self, platform: str, address: str, channel: str, subject: str
    ) -> Participant | None:
        """Find who an account is in a channel of a workspace, None without the workspace.

        `address` is the workspace's; `channel` may be the address of one that nobody knows.
        """
        workspaces, channels, groups = schema.workspaces, schema.channels, schema.groups
        there = and_(
            channels.c.platform == workspaces.c.platform,
            channels.c.workspace == workspaces.c.address,
            channels.c.address == channel,
        )
        people = _with_member(
            workspaces.outerjoin(channels, there).outerjoin(
                groups, groups.c.id == channels.c.group
            ),
            platform,
            subject,
        )
        query = select(workspaces, channels, groups, *_MEMBER).select_from(people)
        query = query.where(workspaces.c.platform == platform, workspaces.c.address == address)
        row = (await self._connection.execute(query)).one_or_none()
        if row is None:
            return None
        kinds = (Workspace, workspaces.c), (Channel, channels.c), *_PARTICIPANT
        (workspace, place, group, member), _ = parts_of(row, *kinds)
        return Participant(group, member, workspace, place)

    async def participant_in(self, round_: RoundId, platform: str, subject: str) -> Participant:
        """Return who an account is in the group of a round."""
        rounds = schema.rounds
        groups = rounds.join(schema.groups, schema.groups.c.id == rounds.c.group)
        query = select(schema.groups, *_MEMBER)
        query = query.select_from(_with_member(groups, platform, subject))
        row = (await self._connection.execute(query.where(rounds.c.id == round_))).one_or_none()
        if row is None:
            raise NotFound("round", round_)
        (group, member), _ = parts_of(row, *_PARTICIPANT)
        return Participant(group, member)

    async def accounts_in(
        self, groups: Collection[GroupId]
    ) -> Mapping[MemberId, Sequence[Account]]:
        """Return the accounts of each of the groups' members."""
        query = select(table.c.id, *accounts.c).join(accounts, accounts.c.person == table.c.person)
        query = query.where(table.c.group.in_(groups))
        found = defaultdict[MemberId, list[Account]](list)
        rows = query.order_by(accounts.c.platform, accounts.c.subject)
        for member, *account in await self._connection.execute(rows):
            found[member].append(Account(*account))
        return found

    async def lock_late(
        self, round_: Round, among: Collection[MemberId] | None = None
    ) -> frozenset[MemberId]:
        """Return who has not replied in a round, of those named or of who wants to be reminded.

        None of them is removed before this transaction ends.
        """
        replies = schema.replies
        own = select(replies.c.round).where(
            replies.c.round == round_.id, replies.c.member == table.c.id
        )
        meant = table.c.reminders.is_(True) if among is None else table.c.id.in_(among)
        query = select(table.c.id).where(table.c.group == round_.group, meant, ~own.exists())
        return await self._set(
            query.order_by(table.c.id).with_for_update(read=True, key_share=True, of=table)
        )

    async def lock(
        self, members: Iterable[MemberId], *, shared: bool = False
    ) -> frozenset[MemberId]:
        """Return those there are, none of whom is removed before this transaction ends.

        Nor does any reply elsewhere, unless `shared`.
        """
        query = select(table.c.id).where(table.c.id.in_(set(members))).order_by(table.c.id)
        return await self._set(query.with_for_update(read=shared, key_share=True))

    async def get_for_removal(self, member: MemberId) -> Member:
        """Get a member about whom nobody else writes anything before this transaction ends."""
        query = select(*_MEMBER).where(table.c.id == member)
        return await self._get(Member, query.with_for_update(), NotFound("member", member))

    async def remove(self, member: MemberId) -> None:
        """Remove the member with what was to be told to them.

        What they replied and said is to be removed before.
        """
        await self._forget_told(member)
        await self._connection.execute(delete(table).where(table.c.id == member))

    async def make_nameless(self, member: MemberId, nobody: PersonId, name: str) -> None:
        """Let what a member replied, and the votes, be nobody's: a person's without an account."""
        await self._forget_told(member)
        values = {"person": nobody, "name": name, "reminders": False, **_keys(name)}
        await self._connection.execute(update(table).where(table.c.id == member).values(values))

    async def seats(self, group: GroupId) -> Sequence[Seat]:
        """Return the group's members as organisers see them, who came first first."""
        replies = schema.replies
        query = select(table.c.id, func.count()).join(replies, replies.c.member == table.c.id)
        counted = query.where(table.c.group == group).group_by(table.c.id)
        rows = await self._connection.execute(counted)
        counts: dict[MemberId, int] = {MemberId(id_): number for id_, number in rows}
        theirs = await self.accounts_in([group])
        return [
            Seat(each, counts.get(each.id, 0), _platforms(theirs.get(each.id, ())))
            for each in await self.of_group(group)
        ]

    async def _forget_told(self, member: MemberId) -> None:
        told = schema.deliveries.c.member, schema.archived_deliveries.c.member
        for column in (*told, schema.web_messages.c.for_member):
            await self._connection.execute(delete(column.table).where(column == member))


def _with_member(start: Join, platform: str, subject: str) -> Join:
    """Rows with a group, and the member of it who has an account, if any."""
    theirs = and_(accounts.c.platform == platform, accounts.c.subject == subject)
    member = and_(table.c.person == accounts.c.person, table.c.group == schema.groups.c.id)
    return start.outerjoin(accounts, theirs).outerjoin(table, member)


def _platforms(accounts_: Iterable[Account]) -> tuple[str, ...]:
    return tuple(sorted({each.platform for each in accounts_}))


def _row(member: Member) -> dict[str, Any]:
    return as_row(member) | _keys(member.name)


def _has(name: str) -> ColumnElement[bool]:
    keys = _keys(name)
    return or_(table.c.name_key == keys["name_key"], table.c.look_key == keys["look_key"])


def _keys(name: str) -> dict[str, str]:
    """Return what others' names must not have in common with this one."""
    return {"name_key": _kept(name_key(name)), "look_key": _kept(look_key(name))}


def _kept(key: str) -> str:
    # NFKC makes up to 18 characters out of one: more than the column, and its index, can hold.
    return key if len(key) <= _LONGEST_KEY else hashlib.sha256(key.encode()).hexdigest()
