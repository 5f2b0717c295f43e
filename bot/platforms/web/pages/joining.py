"""Coming in by a link, and becoming one by a code: rooms with places, a member's accounts."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import Response

from bot.core.models import Reply
from bot.core.read_models import RoundCard
from bot.core.view import Line
from bot.errors import MemberError
from bot.platforms.web.pages import admin, me
from bot.platforms.web.refusals import WebRefusal, status_of, words_of
from bot.platforms.web.request_context import SESSION_COOKIE, RequestContext, context_of, see_other
from bot.presentation.workspaces import channel_words, invitation_message, move_message
from bot.services.groups import LOCAL_CHANNEL

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


async def invite_place(context: RequestContext) -> Response:
    """Show a code that joins another place to the room; no other page shows it again."""
    code = await context.services.linking.invite(context.group.id)
    lines = [block.text for block in invitation_message(code).blocks if isinstance(block, Line)]
    return context.page("place_code.html", code=code, lines=lines)


async def ask_to_link(context: RequestContext) -> Response:
    """Show what a code would do with the room, and ask."""
    form = await context.form()
    code = form.text("code")
    try:
        move = await context.services.linking.preview(LOCAL_CHANNEL, code)
    except MemberError as error:
        return await admin.refused(context, form, "places", error)
    message = move_message(move, None, [channel_words(each, None) for each in move.channels])
    return context.page("place_join.html", code=code, message=message)


async def link_place(context: RequestContext) -> Response:
    """Let the room answer the questions of the group that the code is of."""
    form = await context.form()
    try:
        await context.services.linking.join(LOCAL_CHANNEL, form.text("code"))
    except MemberError as error:
        return await admin.refused(context, form, "places", error)
    return see_other("/admin#places")


async def leave_place(context: RequestContext) -> Response:
    """Take the room out of the group that it was linked to."""
    await context.services.linking.leave(LOCAL_CHANNEL)
    return see_other("/admin#places")


async def invite_account(context: RequestContext) -> Response:
    """Show a code that joins another account to the visitor; no other page shows it again."""
    code = await context.services.linking.invite_member(context.member)
    return context.page("account_code.html", code=code)


async def join_account(context: RequestContext) -> Response:
    """Make one person of the visitor and the one that the code is of, who stays."""
    form = await context.form()
    try:
        joined = await context.services.linking.join_member(context.member, form.text("code"))
    except MemberError as error:
        return await me.refused(context, form, error)
    # The browser stands for the person who stays from now on.
    after = await context_of(context.request)
    return after.page("account_joined.html", replaced=await _rounds_of(after, joined.replaced))


async def _rounds_of(
    context: RequestContext, replies: Sequence[Reply]
) -> list[tuple[RoundCard, Reply]]:
    """Return each with its round, which may be in another of their groups."""
    cards = context.services.cards
    return [(await cards.card(each.round, context.reader), each) for each in replies]
