"""What `roundtable keys` does, between the terminal and the services."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cli.groups import listed
from bot.core.models import Channel, Group
from bot.core.naming import meant
from bot.database import beside_context
from bot.presentation.terminal import ListedRooms, Rotation
from bot.services.acting import TERMINAL, act_as
from bot.services.context import Context
from bot.services.groups import LOCAL_WORKSPACE, GroupService
from bot.services.keys import KeyService
from bot.services.members import MemberService
from bot.settings import Settings


async def plan_rotation(settings: Settings, group: str | None) -> Rotation:
    """Return what `rotate` would do; nothing is changed. Raises NotFound, ChoiceNeeded."""
    async with beside_context(settings) as context:
        rooms, keys = await _rooms(context, group), KeyService(context)
        joined = sum([await keys.joined_browsers(room.home) for room, _ in rooms])
        desks = 0 if group else await keys.open_desks(LOCAL_WORKSPACE)
        return Rotation(tuple(of.name for _, of in rooms), group is None, joined, desks)


async def rotate(settings: Settings, group: str | None, *, end: bool) -> ListedRooms:
    """Make links anew, and end what the old ones opened if so wished; return the new ones.

    A join link that is switched off stays off. Raises NotFound, ChoiceNeeded.
    """
    async with beside_context(settings) as context:
        act_as(TERMINAL)
        members, keys = MemberService(context), KeyService(context)
        rooms = await _rooms(context, group)
        for room, _ in rooms:
            if await members.find_secret(room.home):
                await members.switch_joining(room.home, on=True)
            if end:
                await keys.sign_joined_out(room.home)
        if group is None:
            await keys.renew_desk_links(LOCAL_WORKSPACE, end=end)
        return await listed(context, settings, rooms)


async def _rooms(context: Context, group: str | None) -> Sequence[tuple[Channel, Group]]:
    groups = GroupService(context)
    await groups.local()
    rooms = await groups.rooms()
    if group is None:
        return rooms
    wanted = meant("group", group, {of.id: of.name for _, of in rooms})
    return [(room, of) for room, of in rooms if of.id == wanted]
