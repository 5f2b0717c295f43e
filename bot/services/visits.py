"""Who asks for a group's pages on the web, and by what right: read anew each time.

Who asks while others' right is looked up shares the next look: a full room is one to the database.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.core.models import Account, Channel, Group, GroupId, Member, PersonId, WorkspaceId
from bot.core.read_models import Reader
from bot.services.access import AccessService, Keys, keys_of_each
from bot.services.batches import Batches
from bot.services.context import Context
from bot.services.sessions import SessionService, Visitor
from bot.storage.transaction import Transaction

_NOBODY = PersonId("")
_NO_KEYS = Keys((), frozenset())


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
class _Asked:
    """A browser's token, and the group whose pages it asks for."""

    token: str
    group: GroupId


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
        self._looks: Batches[_Asked, _Found | None] = Batches(self._look)

    async def of_group(self, token: str | None, group: GroupId) -> Visit | None:
        """Return who a browser's token stands for in a group, None where there is none to see."""
        if not token:
            return None  # a stranger reads nothing, so nothing is asked
        found = await self._looks.submit(_Asked(token, group))
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

    async def _look(self, asked: Sequence[_Asked]) -> list[_Found | Exception | None]:
        """Return what is there of each visit, out of one state of the database."""
        async with self._context.store.reading() as tx:
            visitors = await self._sessions.visitors_in(tx, [each.token for each in asked])
            known = list(zip(asked, visitors, strict=True))
            wanted = {each.group for each, visitor in known if visitor.session}
            groups = await tx.groups.with_channels(wanted) if wanted else {}
            persons = {visitor.person for visitor in visitors if visitor.person}
            keys, members = await _of_persons(tx, persons) if groups else ({}, {})
            planned = {each.group for each, visitor in known if visitor.organises}
            workspaces = {group: await _workspaces(tx, group) for group in planned & groups.keys()}
        return [
            _Found(
                visitor,
                *groups[each.group],
                keys.get(visitor.person or _NOBODY, _NO_KEYS),
                members.get(visitor.person or _NOBODY, ()),
                workspaces.get(each.group, frozenset()) if visitor.organises else frozenset(),
            )
            if visitor.session and each.group in groups
            else None
            for each, visitor in known
        ]


async def _of_persons(
    tx: Transaction, persons: set[PersonId]
) -> tuple[Mapping[PersonId, Keys], Mapping[PersonId, Sequence[Member]]]:
    """Return what lets each of these people read, and who each is in groups."""
    members = defaultdict[PersonId, list[Member]](list)
    if not persons:
        return {}, members
    keys = await keys_of_each(tx, persons)
    for each in await tx.members.of_persons(persons):
        members[each.person].append(each)
    return keys, members


async def _workspaces(tx: Transaction, group: GroupId) -> frozenset[WorkspaceId]:
    """Return the workspaces of a group where the bot is."""
    return frozenset(
        each.id for each in await tx.workspaces.of_group(group) if each.left_at is None
    )
