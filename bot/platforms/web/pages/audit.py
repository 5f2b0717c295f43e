"""What organisers changed here, with who and when."""

from __future__ import annotations

from starlette.responses import Response

from bot.platforms.web.request_context import GroupContext
from bot.presentation.audit import act_words, who_words

_ON_A_PAGE = 50


async def show(context: GroupContext) -> Response:
    """Show the log, the newest first: of the group, and of a workspace that one organises."""
    desk, query = context.desk, context.query
    log = await context.services.audit.page(
        _ON_A_PAGE,
        group=context.group.id,
        workspace=desk.workspace if desk else None,
        before=query.id("before", "page") if query.text("before") else None,
    )
    told = [(each, who_words(each, log.names), act_words(each, log.names)) for each in log.entries]
    return context.page("audit.html", told=told, older=log.older)
