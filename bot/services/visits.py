"""Who asks for a group's pages on the web, and by what right: read at once, and anew each time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.models import Account, Channel, Group, GroupId, Member, WorkspaceId
from bot.core.read_models import Reader
from bot.services.access import AccessService, Keys, keys_of
from bot.services.context import Context
from bot.services.sessions import SessionService, Visitor
from bot.storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody who asks for a group's pages.

    `reader` can read these of the group's `channels`, where nobody but the chats and who was let
    in is asked. `known` is who they are in the group, None for no member. `workspaces` are the
    group's, for who organises any, and `accounts` the visitor's.
    """

    visitor: Visitor
    group: Group
    channels: Sequence[Channel]
    reader: Reader
    known: Member | None
    accounts: Sequence[Account]
    workspaces: frozenset[WorkspaceId]


@dataclass(frozen=True, slots=True)
class _Found:
    """What one transaction reads of a visit; the chats are asked after it."""

    visitor: Visitor
    group: Group
    channels: Sequence[Channel]
    keys: Keys
    members: Sequence[Member]
    workspaces: frozenset[WorkspaceId]


class VisitService:
    """Nothing is kept from one request to the next: who leaves loses what they had at once."""

    def __init__(self, context: Context, sessions: SessionService, access: AccessService) -> None:
        self._context = context
        self._sessions = sessions
        self._access = access

    async def of_group(self, token: str | None, group: GroupId) -> Visit | None:
        """Return who a browser's token stands for in a group, None where there is none to see."""
        if not token:
            return None  # a stranger reads nothing, so nothing is asked
        async with self._context.store.reading() as tx:
            found = await self._found(tx, token, group)
        if found is None:
            return None
        reader = await self._access.reader(found.channels, found.keys, found.members)
        return Visit(
            found.visitor,
            found.group,
            found.channels,
            reader,
            next((each for each in found.members if each.group == group), None),
            found.keys.accounts,
            found.workspaces,
        )

    async def _found(self, tx: Transaction, token: str, group: GroupId) -> _Found | None:
        visitor = await self._sessions.visitor_in(tx, token)
        there = await tx.groups.with_channels(group) if visitor.session else None
        if there is None:
            return None
        keys, members = Keys((), frozenset()), list[Member]()
        if visitor.person is not None:
            keys = await keys_of(tx, visitor.person)
            members = list(await tx.members.of_persons([visitor.person]))
        planned = await tx.workspaces.of_group(group) if visitor.organises else ()
        workspaces = frozenset(each.id for each in planned if each.left_at is None)
        return _Found(visitor, *there, keys, members, workspaces)
