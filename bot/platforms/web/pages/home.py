"""The home page: what is asked now, and what happened."""

from __future__ import annotations

from datetime import datetime

from starlette.responses import Response

from bot.platforms.web.pages.asked import asked, state_of
from bot.platforms.web.request_context import RequestContext

_NOTICES = 8


async def home(context: RequestContext) -> Response:
    """Show the open questions with a box for each, and what happened."""
    services, group = context.services, context.group.id
    cards = await services.cards.open_now(group, context.visitor.member)
    notices = await services.cards.web_messages(
        group, "web", context.visitor.member, for_admins=context.visitor.admin
    )
    open_now = [await asked(context, card) for card in cards]
    return context.page(
        "home.html",
        asked=open_now,
        state=state_of(open_now),
        notices=notices[:_NOTICES],
        next_at=await _next_opening(context),
        has_decks=bool(await services.decks.of_group(group)),
    )


async def _next_opening(context: RequestContext) -> datetime | None:
    schedules = await context.services.schedules.of_group(context.group.id)
    return min((each.next_at for each in schedules if each.next_at), default=None)
