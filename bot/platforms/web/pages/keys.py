"""Join links and desk links, made anew by organisers; and the end of what the old ones opened."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from bot.errors import NotAllowed
from bot.platforms.web.pages.places import Places, places
from bot.platforms.web.request_context import GroupContext, see_other
from bot.services.groups import LOCAL_WORKSPACE


@dataclass(frozen=True, slots=True)
class Keys:
    """The ways in: the join link, "" while it is off, and what links opened so far.

    `joined` counts other browsers of people whom join links let in, `desks` others with the site's
    desk, which is None for who does not organise the whole site.
    """

    join_link: str
    joined: int
    desks: int | None


async def keys(context: GroupContext, found: Places) -> Keys:
    """Return what the desk shows of its links."""
    services, room, token = context.services, found.room, context.token
    secret = await services.members.find_secret(room.home) if room else ""
    link = f"{context.site.public_url}/join?key={secret}" if secret else ""
    joined = await services.keys.joined_browsers(room.home, token) if room else 0
    desks = None
    if _is_site_s(context):
        desks = await services.keys.open_desks(LOCAL_WORKSPACE, token)
    return Keys(link, joined, desks)


async def switch_joining(context: GroupContext) -> Response:
    """Let people join by a link from now on, by another one than before, or by none."""
    form, services = await context.form(), context.services
    on = form.text("joining") == "on"
    room = (await places(context)).room
    if room is None and on:
        room = await services.groups.open_room(context.group.id)
    if room is not None:
        await services.members.switch_joining(room.home, on=on)
        if form.text("end") == "on":
            await services.keys.sign_joined_out(room.home, context.token)
    return see_other(f"{context.here}/admin#members")


async def renew_desk_links(context: GroupContext) -> Response:
    """Make the old desk links useless, and show a new one; no other page shows it again."""
    if not _is_site_s(context):
        raise NotAllowed("admin")
    end = (await context.form()).text("end") == "on"
    services = context.services
    closed = await services.keys.renew_desk_links(LOCAL_WORKSPACE, end=end, token=context.token)
    secret = await services.sessions.desk_pass(LOCAL_WORKSPACE)
    link = f"{context.site.public_url}/enter?pass={secret}"
    return context.page("desk_link.html", link=link, closed=closed, ended=end)


def _is_site_s(context: GroupContext) -> bool:
    return context.visitor.organises == LOCAL_WORKSPACE
