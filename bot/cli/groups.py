"""What `roundtable groups` does, between the terminal and the services."""

from __future__ import annotations

from collections.abc import Iterable

from bot.core.models import Channel, Group
from bot.database import beside_context
from bot.presentation.terminal import ListedRoom, ListedRooms
from bot.services.acting import TERMINAL, act_as
from bot.services.context import Context
from bot.services.groups import LOCAL_WORKSPACE, GroupService
from bot.services.members import MemberService
from bot.services.sessions import SessionService
from bot.settings import Settings


async def list_rooms(settings: Settings) -> ListedRooms:
    """Return the rooms with their links; that to the desk is a new one."""
    async with beside_context(settings) as context:
        groups = GroupService(context)
        await groups.local()
        return await listed(context, settings, await groups.rooms())


async def new_room(settings: Settings, name: str) -> ListedRooms:
    """Make a group with a room, and return it. Raises TextEmpty and TextTooLong."""
    async with beside_context(settings) as context:
        groups = GroupService(context)
        await groups.local()
        act_as(TERMINAL)
        made = await groups.new_room(name)
        await MemberService(context).switch_joining(made.id, on=True)
        rooms = [(room, group) for room, group in await groups.rooms() if group == made]
        return await listed(context, settings, rooms)


async def listed(
    context: Context, settings: Settings, rooms: Iterable[tuple[Channel, Group]]
) -> ListedRooms:
    """Return rooms with their join links, and a new link to the desk of their organisers."""
    url, members = settings.room_url(settings.web_port), MemberService(context)
    found = []
    for room, group in rooms:
        secret = await members.find_secret(room.home)
        join = f"{url}/join?key={secret}" if secret else ""
        found.append(ListedRoom(group.id, group.name, join))
    desk = await SessionService(context).desk_pass(LOCAL_WORKSPACE)
    return ListedRooms(tuple(found), f"{url}/enter?pass={desk}")
