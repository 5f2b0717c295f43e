"""Coming in: by a group's join link, or by a link that is for one browser, once."""

from __future__ import annotations

import asyncio
import re
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response

from bot.core.models import Channel, GroupId, Pass
from bot.errors import MemberError
from bot.platforms.web.reading import reader_anywhere
from bot.platforms.web.refusals import WebRefusal
from bot.platforms.web.request_context import RequestContext, see_other
from bot.presentation.sessions import recovered_words
from bot.services.groups import LOCAL_WORKSPACE
from bot.services.sessions import Visitor

_WRONG_LINK = (
    "This link does not open the room: its key is wrong or incomplete. Copy the whole link and "
    "open it again, or ask an organiser for it."
)
# What any key or pass of ours is made of, and no longer than one can be.
_KEY = re.compile(r"[0-9A-Za-z._-]{1,200}")


async def ask_name(context: RequestContext) -> Response:
    """Show the form for a name to whoever holds a join link."""
    given = context.query.text("key")
    if _KEY.fullmatch(given):
        return _without(context, given)
    key = given or context.site.cookies.key(context.request)
    room = await _room(context, key)
    if await _is_in(context, room):
        return _in(context, room.group)
    refused = await context.refused()
    return context.page(
        "join.html",
        refused.status if refused else 200,
        key=key,
        name=refused.form.text("name") if refused else "",
        problem=refused.words if refused else None,
        taken=refused is not None and refused.status == HTTPStatus.CONFLICT,
    )


async def join(context: RequestContext) -> Response:
    """Let the visitor into the room; a name that cannot be theirs is asked for again."""
    form = await context.form()
    key, name = form.text("key"), form.text("name")
    room = await _room(context, key)
    if await _is_in(context, room):
        return _in(context, room.group)
    try:
        member, token = await context.services.members.join(
            key, name, context.token, await browser_of(context.request)
        )
    except MemberError as error:
        again = await context.give_back("/join", form, error)
        return context.site.cookies.keep_key(context.request, again, key)
    return _in(context, member.group, token)


def _without(context: RequestContext, key: str) -> Response:
    """Return the way to the same page without the key in its address.

    What is in an address lies in the history, and is seen by whoever looks over the shoulder.
    """
    context.may_guess(key)
    here = see_other(context.request.url.path)
    return context.site.cookies.keep_key(context.request, here, key)


def _in(context: RequestContext, group: GroupId, token: str | None = None) -> Response:
    """Return the way to the group, with which the browser forgets the key; it may have a token."""
    response = see_other(f"/g/{group}")
    if token is not None:
        context.remember(response, token)
    return context.site.cookies.forget_key(context.request, response)


async def _room(context: RequestContext, key: str) -> Channel:
    if not key:
        raise WebRefusal(403, _WRONG_LINK)
    context.guess(key)
    room = await context.services.members.invited_to(key)
    if room is None:
        raise WebRefusal(403, _WRONG_LINK)
    context.guessed_right(key)
    return room


async def _is_in(context: RequestContext, room: Channel) -> bool:
    """Say whether the visitor is somebody in the room already."""
    person, services = context.visitor.person, context.services
    if person is None or await services.members.find(room.group, person) is None:
        return False
    return room.id in (await services.access.of_group(person, room.group)).channels


async def ask_to_enter(context: RequestContext) -> Response:
    """Show what a link for one browser gives; nothing is used up, as previews open links too."""
    given = context.query.text("pass")
    if _KEY.fullmatch(given):
        return _without(context, given)
    secret = given or context.site.cookies.key(context.request)
    context.guess(secret)
    offer = await context.services.sessions.offer(secret)
    context.guessed_right(secret)
    members = context.services.members
    there = await members.memberships(context.visitor.person) if context.visitor.person else ()
    return context.page("enter.html", secret=secret, offer=offer, now_as=there[:1])


async def enter(context: RequestContext) -> Response:
    """Use the link up: the browser is whose link it is, and organises what it says."""
    secret = (await context.form()).text("pass")
    context.guess(secret)
    await context.services.sessions.offer(secret)  # so that only what is one waits for writers
    browser = await browser_of(context.request)
    used, token = await context.services.sessions.enter(
        secret, context.token, browser, recovered_words(browser)
    )
    context.guessed_right(secret)
    response = context.remember(see_other(await _way_on(context, used)), token)
    return context.site.cookies.forget_key(context.request, response)


async def _way_on(context: RequestContext, used: Pass) -> str:
    """Return where a link leads: to its group, or to the desk of the one group there is."""
    if used.group is not None and used.deck is not None:
        return f"/g/{used.group}/admin/decks/{used.deck}"
    if used.group is not None:
        return f"/g/{used.group}"
    if used.workspace is None or used.person is not None:
        return "/"
    services = context.services
    reader = await reader_anywhere(services, Visitor(used.person, used.workspace))
    groups = await services.access.groups(reader)
    if len(groups) != 1:
        return "/"
    # Who comes to a room where nothing was done yet is led.
    is_site_s = used.workspace == LOCAL_WORKSPACE
    led = is_site_s and (await services.groups.begun(groups[0].id)).nothing
    return f"/g/{groups[0].id}/admin{'/setup' if led else ''}"


_LONGEST = 100  # characters, as many as are kept of it
_READ = 1_000  # of what a browser says of itself, which may be anything


async def browser_of(request: Request) -> str:
    """Return "Firefox on Linux", "" where the browser does not say what it is."""
    said = request.headers.get("user-agent", "")[:_READ]
    # The first time it makes ready a thousand patterns, which takes a third of a second.
    return await asyncio.to_thread(_named, said)


def _named(user_agent: str) -> str:
    from ua_parser import parse_os, parse_user_agent  # noqa: PLC0415  # for who signs in alone

    browser, system = parse_user_agent(user_agent), parse_os(user_agent)
    families = (each.family for each in (browser, system) if each is not None)
    return " on ".join(families)[:_LONGEST]
