"""Answering after the reveal: a second time, or late; a part of the reveal's page."""

from __future__ import annotations

from starlette.responses import Response

from bot.core.models import RoundId
from bot.errors import MemberError, NotAllowed, NotFound
from bot.platforms.web.arrival import arrived
from bot.platforms.web.pages.sharing import asking
from bot.platforms.web.request_context import GroupContext, see_other

AGAIN = "again"
"""The part of the reveal's page where one answers."""


async def save(context: GroupContext) -> Response:
    """Store what the visitor answers after the reveal; what is refused comes back in the page."""
    round_, form = RoundId(context.path("round")), await context.form()
    member, at = await context.member_in(round_), arrived(context)
    text, based_on = form.text("text"), form.number("based_on")
    here = f"{context.here}/rounds/{round_}"
    try:
        later = context.services.later_replies
        await later.save(round_, member, context.reader, text, based_on, arrived=at)
    except (NotFound, NotAllowed):
        raise
    except MemberError as error:
        return await context.give_back(here, form, error, AGAIN)
    told = await context.services.cards.told(round_, context.reader)
    return await asking(context, see_other(f"{here}#again"), told)


async def withdraw(context: GroupContext) -> Response:
    """Take the visitor's later answer back; there may be none any more."""
    round_ = RoundId(context.path("round"))
    await context.services.later_replies.withdraw(round_, await context.member_in(round_))
    return see_other(f"{context.here}/rounds/{round_}#again")
