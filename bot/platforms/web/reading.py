"""What a browser may read and plan: as the person it is, or at the desk of the site's own rooms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.models import Channel, Group, GroupId, WorkspaceId
from bot.core.read_models import Reader
from bot.services.groups import LOCAL_WORKSPACE
from bot.services.services import Services
from bot.services.sessions import Visitor


@dataclass(frozen=True, slots=True)
class Desk:
    """An organiser's right in a group: to plan, and in a workspace of the group's also its decks.

    `room` is the group's room of this site, where the right is to that.
    """

    workspace: WorkspaceId | None
    room: Channel | None = None


async def reader_in(services: Services, visitor: Visitor, group: GroupId) -> Reader:
    """Return what a visitor can read of the channels where a group talks, nothing for a stranger.

    Who runs the site and has its desk reads its own rooms, as there is no chat that lets them in.
    """
    rooms = await _own_rooms(services, visitor, group)
    if visitor.person is None:
        return Reader(frozenset(room.id for room in rooms))
    reader = await services.access.of_group(visitor.person, group)
    return Reader(reader.channels.union(room.id for room in rooms), reader.members)


async def reader_anywhere(services: Services, visitor: Visitor) -> Reader:
    """Return everything that a visitor can read."""
    rooms = {room.id for room in await _own_rooms(services, visitor)}
    if visitor.person is None:
        return Reader(frozenset(rooms))
    reader = await services.access.of_person(visitor.person)
    return Reader(reader.channels | rooms, reader.members)


async def desk_of(services: Services, visitor: Visitor, group: Group) -> Desk | None:
    """Return what a visitor who reads a group may plan and change there, None for nothing.

    That is for who came in as an organiser of one of its workspaces, some hours ago at most, and
    for those named for the group.
    """
    channels = await services.groups.channels(group.id)
    if visitor.organises is not None:
        workspaces = await services.workspaces.ids_of_group(group.id)
        if visitor.organises in workspaces:
            rooms = (each for each in channels if _is_own(each))
            is_site = visitor.organises == LOCAL_WORKSPACE
            return Desk(visitor.organises, next(rooms, None) if is_site else None)
    if visitor.person is None or not group.organisers:
        return None
    accounts = await services.members.accounts(visitor.person)
    named = {f"{each.platform}:{each.subject}" for each in accounts}
    return None if named.isdisjoint(group.organisers) else Desk(None)


async def _own_rooms(
    services: Services, visitor: Visitor, group: GroupId | None = None
) -> Sequence[Channel]:
    if visitor.organises != LOCAL_WORKSPACE:
        return ()
    if group is not None:
        channels = await services.groups.channels(group)
    else:
        channels = [room for room, _ in await services.groups.rooms()]
    return [each for each in channels if _is_own(each)]


def _is_own(channel: Channel) -> bool:
    """Say whether a channel is a room of the site's, and not the way into a chat's group."""
    return channel.platform == "web" and channel.workspace == "local"
