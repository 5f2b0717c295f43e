"""Becoming one by a code: the room with other places, a member's accounts with each other."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import Response

from bot.core.models import Reply
from bot.core.read_models import RoundCard
from bot.core.view import Line
from bot.errors import MemberError
from bot.platforms.web.pages import admin, me
from bot.platforms.web.pages.places import places
from bot.platforms.web.request_context import RequestContext, context_of
from bot.presentation.workspaces import invitation_message, joined_message, workspace_words


async def invite_place(context: RequestContext) -> Response:
    """Show a code that joins another place to the room; no other page shows it again."""
    code = await context.services.linking.invite(context.group.id)
    blocks = invitation_message(code).blocks
    lines = [block.text for block in blocks if isinstance(block, Line)]
    return context.page("place_code.html", code=code, lines=lines)


async def join_place(context: RequestContext) -> Response:
    """Make one group of the room's and the one that the code is of."""
    form = await context.form()
    try:
        await context.services.linking.join(context.group.id, form.text("code"))
    except MemberError as error:
        return await admin.refused(context, form, "places", error)
    after = await context_of(context.request)
    found = await places(after)
    workspaces = [workspace_words(workspace) for workspace in found.workspaces]
    message = joined_message(after.group, workspaces, [*found.names.values()])
    return after.page("place_joined.html", message=message)


async def invite_account(context: RequestContext) -> Response:
    """Show a code that joins another account to the visitor; no other page shows it again."""
    code = await context.services.linking.invite_member(context.group.id, context.member)
    return context.page("account_code.html", code=code)


async def join_account(context: RequestContext) -> Response:
    """Make one member of the visitor and the one that the code is of, who stays."""
    form = await context.form()
    try:
        joined = await context.services.linking.join_member(
            context.group.id, context.member, form.text("code")
        )
    except MemberError as error:
        return await me.refused(context, form, error)
    # The browser stands for the member who stays from now on.
    after = await context_of(context.request)
    return after.page("account_joined.html", replaced=await _rounds_of(after, joined.replaced))


async def _rounds_of(
    context: RequestContext, replies: Sequence[Reply]
) -> list[tuple[RoundCard, Reply]]:
    cards, group = context.services.cards, context.group.id
    return [(await cards.card(group, each.round, context.member), each) for each in replies]
