"""The home page: what is asked now, and what happened."""

from __future__ import annotations

from datetime import datetime

from starlette.responses import Response

from bot.platforms.web.pages.asked import asked, state_of
from bot.platforms.web.visits import Visit

_NOTICES = 8


async def home(visit: Visit) -> Response:
    """Show the open questions with a box for each, and the noticeboard."""
    services, group = visit.services, visit.group.id
    cards = await services.cards.open_now(group, visit.visitor.member)
    notices = await services.cards.notices(
        group, "web", visit.visitor.member, for_admins=visit.visitor.admin
    )
    open_now = [await asked(visit, card) for card in cards]
    return visit.page(
        "home.html",
        asked=open_now,
        state=state_of(open_now),
        notices=notices[:_NOTICES],
        next_at=await _next_opening(visit),
        has_decks=bool(await services.decks.of_group(group)),
    )


async def _next_opening(visit: Visit) -> datetime | None:
    schedules = await visit.services.schedules.of_group(visit.group.id)
    return min((each.next_at for each in schedules if each.next_at), default=None)
