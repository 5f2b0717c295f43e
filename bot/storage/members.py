"""Members, their accounts on the platforms, and the browsers they use."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypedDict, Unpack

from sqlalchemy import Join, Table, and_, delete, select, update

from bot.core.models import (
    Group,
    GroupId,
    Identity,
    Member,
    MemberId,
    Round,
    RoundId,
    Session,
    Workspace,
)
from bot.core.read_models import Participant
from bot.core.text import name_key
from bot.errors import NotFound
from bot.storage import schema
from bot.storage.repository import Repository, as_row, parts_of
from bot.storage.schema import identities
from bot.storage.schema import members as table

_LONGEST_KEY = 400
_MEMBER = tuple(column for column in table.c if column.name != "name_key")

_BY_ACCOUNT = (identities.c.platform, identities.c.subject)
_PARTICIPANT = (Group, schema.groups.c), (Member, _MEMBER)


class MemberChanges(TypedDict, total=False):
    """What changes of a member; the fields of `Member`."""

    name: str
    joined_at: datetime
    reminders: bool


class MemberRepository(Repository):
    """Members, their accounts on the platforms, and the browsers they use."""

    async def add(self, member: Member) -> None:
        row = as_row(member) | {"name_key": _key(member.name)}
        await self._insert(table, [row])

    async def update(self, member: MemberId, **changes: Unpack[MemberChanges]) -> Member:
        """Write what is named, and return the member as they are then."""
        values: dict[str, Any] = {**changes}
        if "name" in changes:
            values["name_key"] = _key(changes["name"])
        query = update(table).where(table.c.id == member).values(values)
        return await self._get(Member, query.returning(*_MEMBER), NotFound("member", member))

    async def get(self, member: MemberId) -> Member:
        query = select(*_MEMBER).where(table.c.id == member)
        return await self._get(Member, query, NotFound("member", member))

    async def named(self, group: GroupId, name: str) -> Member | None:
        query = select(*_MEMBER).where(table.c.group == group, table.c.name_key == _key(name))
        return await self._find(Member, query)

    async def of_group(self, group: GroupId) -> Sequence[Member]:
        query = select(*_MEMBER).where(table.c.group == group).order_by(table.c.joined_at)
        return await self._all(Member, query)

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

    async def add_identity(self, identity: Identity) -> None:
        await self._insert(identities, [identity])

    async def find_identity(self, group: GroupId, platform: str, subject: str) -> Member | None:
        query = select(*_MEMBER).join(identities, identities.c.member == table.c.id)
        theirs = identities.c.platform == platform, identities.c.subject == subject
        return await self._find(Member, query.where(identities.c.group == group, *theirs))

    async def participant(self, platform: str, address: str, subject: str) -> Participant | None:
        """Find who an account is in a workspace, None without the workspace."""
        workspaces = schema.workspaces
        query = select(schema.groups, *_MEMBER, workspaces)
        query = query.select_from(_people(workspaces, subject, platform))
        query = query.where(workspaces.c.platform == platform, workspaces.c.address == address)
        row = (await self._connection.execute(query)).one_or_none()
        if row is None:
            return None
        (group, member, workspace), _ = parts_of(row, *_PARTICIPANT, (Workspace, workspaces.c))
        return Participant(group, member, workspace)

    async def participant_in(self, round_: RoundId, platform: str, subject: str) -> Participant:
        """Return who an account is in the group of a round."""
        rounds = schema.rounds
        query = select(schema.groups, *_MEMBER).select_from(_people(rounds, subject, platform))
        row = (await self._connection.execute(query.where(rounds.c.id == round_))).one_or_none()
        if row is None:
            raise NotFound("round", round_)
        (group, member), _ = parts_of(row, *_PARTICIPANT)
        return Participant(group, member)

    async def subject(self, member: MemberId, platform: str) -> str | None:
        """Return the platform's id of the member, None for one who has no account there."""
        theirs = identities.c.member == member, identities.c.platform == platform
        query = select(identities.c.subject).where(*theirs)
        return await self._connection.scalar(query.order_by(identities.c.subject).limit(1))

    async def identities_of(self, member: MemberId) -> Sequence[Identity]:
        query = select(identities).where(identities.c.member == member)
        return await self._all(Identity, query.order_by(*_BY_ACCOUNT))

    async def identities_in(self, groups: Collection[GroupId]) -> Sequence[Identity]:
        """Return the accounts of all of the group's members."""
        query = select(identities).where(identities.c.group.in_(groups))
        return await self._all(Identity, query.order_by(*_BY_ACCOUNT))

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
        """Remove the member with their accounts, browsers, codes and reminders.

        What they replied and said is to be removed before. An admin's browser stays one.
        """
        sessions = schema.sessions
        admins = update(sessions).where(sessions.c.member == member, sessions.c.admin.is_(True))
        await self._connection.execute(admins.values(member=None))
        for column in (
            sessions.c.member,
            identities.c.member,
            schema.invitations.c.member,
            schema.deliveries.c.member,
            schema.web_messages.c.for_member,
            table.c.id,
        ):
            await self._connection.execute(delete(column.table).where(column == member))

    async def add_session(self, session: Session) -> None:
        await self._insert(schema.sessions, [session])

    async def find_session(self, token_hash: str) -> Session | None:
        query = select(schema.sessions).where(schema.sessions.c.token_hash == token_hash)
        return await self._find(Session, query)

    async def extend_session(
        self,
        token_hash: str,
        group: GroupId,
        *,
        member: MemberId | None = None,
        admin: bool = False,
    ) -> bool:
        """Let the group's session be this member's as well, or an admin's; False without one."""
        sessions = schema.sessions
        values: dict[str, Any] = {"member": member} if member else {}
        if admin:
            values["admin"] = True
        its = sessions.c.token_hash == token_hash, sessions.c.group == group
        query = update(sessions).where(*its)
        return bool((await self._connection.execute(query.values(values))).rowcount)

    async def remove_session(self, token_hash: str) -> None:
        query = delete(schema.sessions).where(schema.sessions.c.token_hash == token_hash)
        await self._connection.execute(query)


def _people(start: Table, subject: str, platform: str) -> Join:
    """Rows that belong to a group, with it and the member with an account there, if any."""
    groups = schema.groups
    theirs = and_(
        identities.c.group == groups.c.id,
        identities.c.platform == platform,
        identities.c.subject == subject,
    )
    return (
        start.join(groups, groups.c.id == start.c.group)
        .outerjoin(identities, theirs)
        .outerjoin(table, table.c.id == identities.c.member)
    )


def _key(name: str) -> str:
    # NFKC makes up to 18 characters out of one: more than the column, and its index, can hold.
    key = name_key(name)
    return key if len(key) <= _LONGEST_KEY else hashlib.sha256(key.encode()).hexdigest()
