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
        return await _listed(context, settings, await groups.rooms())


async def new_room(settings: Settings, name: str) -> ListedRooms:
    """Make a group with a room, and return it. Raises TextEmpty and TextTooLong."""
    async with beside_context(settings) as context:
        groups = GroupService(context)
        await groups.local()
        act_as(TERMINAL)
        made = await groups.new_room(name)
        await MemberService(context).switch_joining(made.id, on=True)
        rooms = [(room, group) for room, group in await groups.rooms() if group == made]
        return await _listed(context, settings, rooms)


async def _listed(
    context: Context, settings: Settings, rooms: Iterable[tuple[Channel, Group]]
) -> ListedRooms:
    url, members = settings.room_url(settings.web_port), MemberService(context)
    listed = []
    for room, group in rooms:
        secret = await members.find_secret(room.home)
        join = f"{url}/join?key={secret}" if secret else ""
        listed.append(ListedRoom(group.id, group.name, join))
    desk = await SessionService(context).desk_pass(LOCAL_WORKSPACE)
    return ListedRooms(tuple(listed), f"{url}/enter?pass={desk}")
