"""Coming in: the join link, the admin link."""

from __future__ import annotations

from starlette.responses import Response

from bot.errors import MemberError
from bot.platforms.web.refusals import WebRefusal, status_of, words_of
from bot.platforms.web.visits import SESSION_COOKIE, Visit, see_other

_WRONG_LINK = (
    "This link does not open the room: its key is wrong or incomplete. Copy the whole link, or ask "
    "the room's admin for it again."
)


async def ask_name(visit: Visit) -> Response:
    """Show the form for a name to whoever holds the join link."""
    if visit.visitor.member is not None:
        return see_other("/")
    key = visit.request.query_params.get("key", "")
    await _refuse_wrong(visit, key)
    return visit.page("join.html", key=key, name="", problem=None)


async def join(visit: Visit) -> Response:
    """Make the visitor a member; a name that cannot be theirs is asked for again."""
    if visit.visitor.member is not None:
        return see_other("/")
    form = await visit.form()
    key, name = form.text("key"), form.text("name")
    await _refuse_wrong(visit, key)
    token = visit.request.cookies.get(SESSION_COOKIE)
    try:
        _, token = await visit.services.members.join(visit.group.id, key, name, token)
    except MemberError as error:
        problem = words_of(error)
        return visit.page("join.html", status_of(error), key=key, name=name, problem=problem)
    return visit.remember(see_other("/"), token)


async def enter_as_admin(visit: Visit) -> Response:
    """Give the browser the admin's right, and take the secret out of its address bar."""
    key = visit.request.query_params.get("key", "")
    if not await visit.services.members.holds(visit.group.id, "admin", key):
        raise WebRefusal(403, _WRONG_LINK)
    token = visit.request.cookies.get(SESSION_COOKIE)
    token = await visit.services.members.become_admin(visit.group.id, key, token)
    return visit.remember(see_other("/admin"), token)


async def _refuse_wrong(visit: Visit, key: str) -> None:
    if not await visit.services.members.holds(visit.group.id, "member", key):
        raise WebRefusal(403, _WRONG_LINK)
