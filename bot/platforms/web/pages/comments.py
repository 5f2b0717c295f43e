"""Discussing a reveal on its page."""

from __future__ import annotations

from starlette.responses import Response

from bot.core.models import RoundId
from bot.errors import MemberError, NotAllowed, NotFound
from bot.platforms.web.request_context import GroupContext, see_other

DISCUSS = "discuss"
"""The part of the reveal's page where comments stand."""


async def add(context: GroupContext) -> Response:
    """Store the visitor's comment; one that is refused comes back in the page."""
    round_, form = RoundId(context.path("round")), await context.form()
    member, here = await context.member_in(round_), f"{context.here}/rounds/{round_}"
    text, about, comments = form.text("text"), form.text("about"), context.services.comments
    try:
        await comments.add(round_, member, context.reader, text, about)
    except (NotFound, NotAllowed):
        raise
    except MemberError as error:
        return await context.give_back(here, form, error, DISCUSS)
    return see_other(f"{here}#{DISCUSS}")


async def change(context: GroupContext) -> Response:
    """Change the visitor's comment, or take it back."""
    round_, form = RoundId(context.path("round")), await context.form()
    member, here = await context.member_in(round_), f"{context.here}/rounds/{round_}"
    comments, id_ = context.services.comments, context.path("comment")
    if form.text("remove"):
        await comments.remove(id_, member, context.reader)
        return see_other(f"{here}#{DISCUSS}")
    try:
        await comments.edit(id_, member, context.reader, form.text("text"))
    except (NotFound, NotAllowed):
        raise
    except MemberError as error:
        return await context.give_back(here, form, error, DISCUSS)
    return see_other(f"{here}#{DISCUSS}")
