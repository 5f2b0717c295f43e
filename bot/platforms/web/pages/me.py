"""The page of a member's own: their figures, their settings, their data."""

from __future__ import annotations

from starlette.responses import Response

from bot.errors import MemberError
from bot.platforms.web.forms import Form
from bot.platforms.web.platform import WebPlatform
from bot.platforms.web.refusals import status_of, words_of
from bot.platforms.web.request_context import SESSION_COOKIE, RequestContext, page, see_other
from bot.presentation import profile as words


async def refused(context: RequestContext, form: Form, error: MemberError) -> Response:
    """Show the page again, with the code that was refused and why."""
    return await show(context, status_of(error), problem=words_of(error), code=form.text("code"))


async def show(
    context: RequestContext, status: int = 200, problem: str | None = None, code: str = ""
) -> Response:
    """Show who the member is here, how it goes, and what they can switch."""
    profile = await context.services.profile.of(context.group.id, context.member)
    return context.page(
        "me.html",
        status,
        member=profile.member,
        figures=words.profile_words(profile)[:-1],
        latest=[(each, words.latest_words(each)) for each in profile.latest],
        linked=await _linked(context),
        problem=problem,
        code=code,
    )


async def _linked(context: RequestContext) -> list[str]:
    """Return the other platforms on which the member has an account."""
    accounts = await context.services.members.accounts(context.member.person)
    platforms = {each.platform for each in accounts} - {WebPlatform.name}
    return [each.capitalize() for each in sorted(platforms)]


async def set_reminders(context: RequestContext) -> Response:
    """Remind the member of rounds that close soon, or not."""
    wanted = (await context.form()).text("reminders") == "on"
    await context.services.members.set_reminders(context.member.id, wanted)
    return see_other("/me")


async def download(context: RequestContext) -> Response:
    """Hand everything that is kept of the member over, as a file."""
    person = context.member.person
    reader = await context.services.access.of_person(person)
    data = await context.services.profile.export(person, reader)
    name = words.export_name(context.member)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(words.export_json(data), media_type="application/json", headers=headers)


async def confirm_leave(context: RequestContext) -> Response:
    """Ask before the member leaves the group."""
    return context.page("leave.html", warning=words.leave_warning(context.group))


async def leave(context: RequestContext) -> Response:
    """Remove the member from the group; the browser stays whose it is in others."""
    await context.services.profile.leave(context.member)
    return see_other("/me/left")


async def left(context: RequestContext) -> Response:
    """Say that it is done, to whoever is no member here now."""
    said = words.left_words(context.group)
    return page(context.room, context.request, "deleted.html", title="Left", words=said)


async def confirm_delete(context: RequestContext) -> Response:
    """Ask before everything about the member is removed."""
    return context.page("delete.html", warning=words.DELETE_WARNING)


async def delete(context: RequestContext) -> Response:
    """Remove everything about the member; an admin's browser stays one."""
    await context.services.profile.delete(context.member.person)
    response = see_other("/me/deleted")
    if not context.visitor.admin:
        response.delete_cookie(SESSION_COOKIE)
    return response


async def deleted(context: RequestContext) -> Response:
    """Say that it is done, to whoever is nobody here now."""
    return page(context.room, context.request, "deleted.html", title="Removed", words=words.DELETED)
