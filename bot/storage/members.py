"""Members, their accounts on the platforms, and the browsers they use."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.models import GroupId, Identity, Member, MemberId, Session
from bot.core.text import name_key
from bot.errors import NotFound
from bot.storage import schema
from bot.storage.rows import as_row, as_value, as_values

_LONGEST_KEY = 400
_MEMBER = tuple(column for column in schema.members.c if column.name != "name_key")


class SqlMembers:
    """`bot.storage.protocol.Members` in the database."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, member: Member) -> None:
        row = as_row(member) | {"name_key": _key(member.name)}
        await self._connection.execute(insert(schema.members).values(row))

    async def change(self, member: Member) -> None:
        row = as_row(member) | {"name_key": _key(member.name)}
        query = update(schema.members).where(schema.members.c.id == member.id)
        await self._connection.execute(query.values(row))

    async def get(self, member: MemberId) -> Member:
        found = await self._one(select(*_MEMBER).where(schema.members.c.id == member))
        if found is None:
            raise NotFound("member", member)
        return found

    async def named(self, group: GroupId, name: str) -> Member | None:
        table = schema.members
        return await self._one(
            select(*_MEMBER).where(table.c.group == group, table.c.name_key == _key(name))
        )

    async def of_group(self, group: GroupId) -> Sequence[Member]:
        table = schema.members
        query = select(*_MEMBER).where(table.c.group == group).order_by(table.c.joined_at)
        return as_values(Member, await self._connection.execute(query))

    async def add_identity(self, identity: Identity) -> None:
        await self._connection.execute(insert(schema.identities).values(as_row(identity)))

    async def find_identity(self, group: GroupId, platform: str, subject: str) -> Member | None:
        table = schema.identities
        return await self._one(
            select(*_MEMBER)
            .join(table, table.c.member == schema.members.c.id)
            .where(table.c.group == group, table.c.platform == platform, table.c.subject == subject)
        )

    async def add_session(self, session: Session) -> None:
        await self._connection.execute(insert(schema.sessions).values(as_row(session)))

    async def find_session(self, token_hash: str) -> Session | None:
        query = select(schema.sessions).where(schema.sessions.c.token_hash == token_hash)
        row = (await self._connection.execute(query)).one_or_none()
        return as_value(Session, row) if row else None

    async def change_session(self, session: Session) -> None:
        query = update(schema.sessions).where(schema.sessions.c.token_hash == session.token_hash)
        await self._connection.execute(query.values(as_row(session)))

    async def remove_session(self, token_hash: str) -> None:
        query = delete(schema.sessions).where(schema.sessions.c.token_hash == token_hash)
        await self._connection.execute(query)

    async def _one(self, query: Select[Any]) -> Member | None:
        row = (await self._connection.execute(query)).one_or_none()
        return as_value(Member, row) if row else None


def _key(name: str) -> str:
    # NFKC makes up to 18 characters out of one: more than the column, and its index, can hold.
    key = name_key(name)
    return key if len(key) <= _LONGEST_KEY else hashlib.sha256(key.encode()).hexdigest()
