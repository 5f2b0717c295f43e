"""Coming in: by a group's join link, or by a link that is for one browser, once."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.responses import Response

from bot.core.models import Channel, Pass
from bot.errors import MemberError
from bot.platforms.web.browsers import browser_of
from bot.platforms.web.reading import reader_anywhere
from bot.platforms.web.refusals import WebRefusal
from bot.platforms.web.request_context import RequestContext, see_other
from bot.services.sessions import Visitor

_WRONG_LINK = (
    "This link does not open the room: its key is wrong or incomplete. Copy the whole link, or ask "
    "the room's admin for it again."
)


async def ask_name(context: RequestContext) -> Response:
    """Show the form for a name to whoever holds a join link."""
    key = context.query.text("key")
    room = await _room(context, key)
    if await _is_in(context, room):
        return see_other(f"/g/{room.group}")
    refused = await context.refused()
    return context.page(
        "join.html",
        refused.status if refused else 200,
        key=key,
        name=refused.form.text("name") if refused else "",
        problem=refused.words if refused else None,
    )


async def join(context: RequestContext) -> Response:
    """Let the visitor into the room; a name that cannot be theirs is asked for again."""
    form = await context.form()
    key, name = form.text("key"), form.text("name")
    room = await _room(context, key)
    if await _is_in(context, room):
        return see_other(f"/g/{room.group}")
    try:
        member, token = await context.services.members.join(
            key, name, context.token, await browser_of(context.request)
        )
    except MemberError as error:
        return await context.give_back(f"/join?{urlencode({'key': key})}", form, error)
    return context.remember(see_other(f"/g/{member.group}"), token)


async def _room(context: RequestContext, key: str) -> Channel:
    room = await context.services.members.invited_to(key)
    if room is None:
        raise WebRefusal(403, _WRONG_LINK)
    return room


async def _is_in(context: RequestContext, room: Channel) -> bool:
    """Say whether the visitor is somebody in the room already."""
    person, services = context.visitor.person, context.services
    if person is None or await services.members.find(room.group, person) is None:
        return False
    return room.id in (await services.access.of_group(person, room.group)).channels


async def ask_to_enter(context: RequestContext) -> Response:
    """Show what a link for one browser gives; nothing is used up, as previews open links too."""
    secret = context.query.text("pass")
    offer = await context.services.sessions.offer(secret)
    members = context.services.members
    there = await members.memberships(context.visitor.person) if context.visitor.person else ()
    return context.page("enter.html", secret=secret, offer=offer, now_as=there[:1])


async def enter(context: RequestContext) -> Response:
    """Use the link up: the browser is whose link it is, and organises what it says."""
    secret = (await context.form()).text("pass")
    browser = await browser_of(context.request)
    used, token = await context.services.sessions.enter(secret, context.token, browser)
    return context.remember(see_other(await _way_on(context, used)), token)


async def _way_on(context: RequestContext, used: Pass) -> str:
    """Return where a link leads: to its group, or to the desk of the one group there is."""
    if used.group is not None:
        return f"/g/{used.group}"
    if used.workspace is None or used.person is not None:
        return "/"
    services = context.services
    reader = await reader_anywhere(services, Visitor(used.person, used.workspace))
    groups = await services.access.groups(reader)
    return f"/g/{groups[0].id}/admin" if len(groups) == 1 else "/"
