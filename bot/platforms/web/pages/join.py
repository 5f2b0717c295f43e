"""Coming in: the join link, the admin link."""

from __future__ import annotations

from starlette.responses import Response

from bot.errors import MemberError
from bot.platforms.web.refusals import WebRefusal, status_of, words_of
from bot.platforms.web.request_context import SESSION_COOKIE, RequestContext, see_other

_WRONG_LINK = (
    "This link does not open the room: its key is wrong or incomplete. Copy the whole link, or ask "
    "the room's admin for it again."
)


async def ask_name(context: RequestContext) -> Response:
    """Show the form for a name to whoever holds the join link."""
    if context.visitor.member is not None:
        return see_other("/")
    key = context.request.query_params.get("key", "")
    await _refuse_wrong(context, key)
    return context.page("join.html", key=key, name="", problem=None)


async def join(context: RequestContext) -> Response:
    """Make the visitor a member; a name that cannot be theirs is asked for again."""
    if context.visitor.member is not None:
        return see_other("/")
    form = await context.form()
    key, name = form.text("key"), form.text("name")
    await _refuse_wrong(context, key)
    token = context.request.cookies.get(SESSION_COOKIE)
    try:
        _, token = await context.services.members.join(context.group.id, key, name, token)
    except MemberError as error:
        problem = words_of(error)
        return context.page("join.html", status_of(error), key=key, name=name, problem=problem)
    return context.remember(see_other("/"), token)


async def enter_as_admin(context: RequestContext) -> Response:
    """Give the browser the admin's right, and take the secret out of its address bar."""
    key = context.request.query_params.get("key", "")
    if not await context.services.members.holds(context.group.id, "admin", key):
        raise WebRefusal(403, _WRONG_LINK)
    token = context.request.cookies.get(SESSION_COOKIE)
    token = await context.services.members.become_admin(context.group.id, key, token)
    return context.remember(see_other("/admin"), token)


async def _refuse_wrong(context: RequestContext, key: str) -> None:
    if not await context.services.members.holds(context.group.id, "member", key):
        raise WebRefusal(403, _WRONG_LINK)
