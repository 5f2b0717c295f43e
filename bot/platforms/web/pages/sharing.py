"""Whether a visitor is asked, below an answer of theirs, if their answers may leave with a deck."""

from __future__ import annotations

from starlette.responses import Response

from bot.core.models import Round, RoundId
from bot.errors import DatabaseUnavailable
from bot.platforms.web.request_context import GroupContext


async def asking(context: GroupContext, response: Response, round_: Round) -> Response:
    """Return what follows an answer that was saved, on whose page the visitor is asked, or not."""
    cookies = context.site.cookies
    try:
        asks = await context.services.preferences.ask_sharing(context.person, round_)
    except DatabaseUnavailable:
        asks = False  # the answer is saved
    if asks:
        return cookies.keep_asking(response, round_.id)
    return cookies.forget_asking(context.request, response)


async def asks_in(context: GroupContext) -> RoundId | None:
    """Return below which saved answer the visitor is asked what they have not said, if any."""
    asks = context.site.cookies.asking(context.request)
    if not asks or not context.visitor.person:
        return None
    return RoundId(asks) if await context.services.preferences.is_unsaid(context.person) else None
