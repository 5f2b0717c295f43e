"""Channels that answer together: codes that link them, and the room that is linked or taken out."""

from __future__ import annotations

from starlette.responses import Response

from bot.core.models import Channel
from bot.core.view import Line
from bot.errors import MemberError, NotAllowed
from bot.platforms.web.pages import admin
from bot.platforms.web.request_context import GroupContext, see_other
from bot.presentation.workspaces import channel_words, invitation_message, move_message


async def invite(context: GroupContext) -> Response:
    """Show a code that links other channels to the group; no other page shows it again."""
    code = await context.services.linking.invite(context.group.id)
    lines = [block.text for block in invitation_message(code).blocks if isinstance(block, Line)]
    return context.page("place_code.html", code=code, lines=lines)


async def ask(context: GroupContext) -> Response:
    """Show what a code would do with the group's room, and ask."""
    form = await context.form()
    code = form.text("code")
    try:
        move = await context.services.linking.preview(_room(context).id, code)
    except MemberError as error:
        return await admin.refused(context, form, "places", error)
    message = move_message(move, None, [channel_words(each, None) for each in move.channels])
    return context.page("place_join.html", code=code, message=message)


async def link(context: GroupContext) -> Response:
    """Let the room answer the questions of the group that the code is of."""
    form, room = await context.form(), _room(context)
    try:
        move = await context.services.linking.join(room.id, form.text("code"))
    except MemberError as error:
        return await admin.refused(context, form, "places", error)
    return see_other(f"/g/{move.group.id}/admin#places")


async def leave(context: GroupContext) -> Response:
    """Take the room out of the group that it was linked to, back to its own."""
    room = await context.services.linking.leave(_room(context).id)
    return see_other(f"/g/{room.group}/admin#places")


def _room(context: GroupContext) -> Channel:
    """Return the site's room, which its organisers link. Raises NotAllowed for anybody else."""
    if context.desk is None or context.desk.room is None:
        raise NotAllowed("admin")
    return context.desk.room
