"""What a browser may read and plan: as the person it is, or at the desk of the site's own rooms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.models import Channel, WorkspaceId
from bot.core.read_models import Reader
from bot.services.groups import LOCAL_WORKSPACE
from bot.services.services import Services
from bot.services.sessions import Visitor
from bot.services.visits import Visit


@dataclass(frozen=True, slots=True)
class Desk:
    """An organiser's right in a group: to plan, and in a workspace of the group's also its decks.

    `room` is the group's room of this site, where the right is to that.
    """

    workspace: WorkspaceId | None
    room: Channel | None = None


def reader_in(visit: Visit) -> Reader:
    """Return what a visitor can read of the channels where a group talks, nothing for a stranger.

    Who runs the site and has its desk reads its own rooms, as there is no chat that lets them in.
    """
    if visit.visitor.organises != LOCAL_WORKSPACE:
        return visit.reader
    rooms = (each.id for each in visit.channels if _is_own(each))
    return Reader(visit.reader.channels.union(rooms), visit.reader.members)


async def reader_anywhere(services: Services, visitor: Visitor) -> Reader:
    """Return everything that a visitor can read."""
    rooms = {room.id for room in await _own_rooms(services, visitor)}
    if visitor.person is None:
        return Reader(frozenset(rooms))
    reader = await services.access.of_person(visitor.person)
    return Reader(reader.channels | rooms, reader.members)


async def reader_among(services: Services, visitor: Visitor, channels: Sequence[Channel]) -> Reader:
    """Return what a visitor can read of these channels."""
    theirs = visitor.organises == LOCAL_WORKSPACE
    rooms = frozenset(each.id for each in channels if theirs and _is_own(each))
    if visitor.person is None:
        return Reader(rooms)
    reader = await services.access.among(visitor.person, channels)
    return Reader(reader.channels | rooms, reader.members)


def desk_of(visit: Visit) -> Desk | None:
    """Return what a visitor who reads a group may plan and change there, None for nothing.

    That is for who came in as an organiser of one of its workspaces, some hours ago at most, and
    for those named for the group.
    """
    organises = visit.visitor.organises
    if organises is not None and organises in visit.workspaces:
        rooms = (each for each in visit.channels if _is_own(each))
        return Desk(organises, next(rooms, None) if organises == LOCAL_WORKSPACE else None)
    named = {f"{each.platform}:{each.subject}" for each in visit.accounts}
    return None if named.isdisjoint(visit.group.organisers) else Desk(None)


async def _own_rooms(services: Services, visitor: Visitor) -> Sequence[Channel]:
    if visitor.organises != LOCAL_WORKSPACE:
        return ()
    return [room for room, _ in await services.groups.rooms() if _is_own(room)]


def _is_own(channel: Channel) -> bool:
    """Say whether a channel is a room of the site's, and not the way into a chat's group."""
    return channel.platform == "web" and channel.workspace == "local"
