"""Where a person is signed in, each browser with a way to end it; and the way out of this one."""

from __future__ import annotations

from starlette.responses import Response

from bot.core.models import SessionId
from bot.platforms.web.request_context import RequestContext, page, see_other
from bot.presentation import sessions as words

_MOST = 100


async def show(context: RequestContext) -> Response:
    """List the person's browsers, this one first; for who merely organises there is this alone."""
    person, here = context.visitor.person, context.visitor.session
    found = await context.services.sessions.of_person(person) if person else []
    shown = sorted(found, key=lambda each: each.id != here)[:_MOST]
    return context.page(
        "sessions.html", found=shown, here=here, more=len(found) - len(shown), title=words.title
    )


async def end(context: RequestContext) -> Response:
    """Sign one of the person's browsers out; this one is thereby logged out."""
    session = SessionId((await context.form()).id("session"))
    if session == context.visitor.session:
        return await log_out(context)
    await context.services.sessions.end(context.person, session)
    return see_other("/me/sessions")


async def end_others(context: RequestContext) -> Response:
    """Sign all of the person's browsers out but this one."""
    await context.services.sessions.end_others(context.person, context.token)
    return see_other("/me/sessions")


async def close_desk(context: RequestContext) -> Response:
    """End the browser's right to organise; it stays the person's, if it is anybody's."""
    token = await context.services.sessions.close_desk(context.token or "")
    if token is None:
        return context.site.cookies.forget(see_other("/logged-out"))
    return context.remember(see_other("/me/sessions"), token)


async def log_out(context: RequestContext) -> Response:
    """End this browser's session."""
    await context.services.sessions.leave(context.token or "")
    response = context.site.cookies.forget(see_other("/logged-out"))
    # Pages may be kept, and somebody else may use the browser next.
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


async def logged_out(context: RequestContext) -> Response:
    """Say that it is done, to whoever is nobody here now."""
    said = words.LOGGED_OUT
    return page(context.site, context.request, "deleted.html", title="Logged out", words=said)
