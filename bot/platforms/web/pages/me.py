"""The page of a member's own: their figures, their settings, their data."""

from __future__ import annotations

from starlette.responses import Response

from bot.errors import MemberError
from bot.platforms.web.forms import Form
from bot.platforms.web.refusals import status_of, words_of
from bot.platforms.web.visits import SESSION_COOKIE, Visit, page, see_other
from bot.presentation.profile import (
    DELETE_WARNING,
    DELETED,
    export_json,
    export_name,
    latest_words,
    profile_words,
)


async def show(visit: Visit) -> Response:
    """Show who the member is here, how it goes, and what they can switch."""
    return await _own(visit)


async def refused(visit: Visit, form: Form, error: MemberError) -> Response:
    """Show the page again, with the code that was refused and why."""
    return await _own(visit, status_of(error), problem=words_of(error), code=form.text("code"))


async def _own(
    visit: Visit, status: int = 200, problem: str | None = None, code: str = ""
) -> Response:
    profile = await visit.services.profile.of(visit.group.id, visit.member)
    return visit.page(
        "me.html",
        status,
        member=profile.member,
        figures=profile_words(profile)[:-1],
        latest=[(each, latest_words(each)) for each in profile.latest],
        linked=await _linked(visit),
        problem=problem,
        code=code,
    )


async def _linked(visit: Visit) -> list[str]:
    """Return the platforms of the group's homes on which the member has an account."""
    homes = await visit.services.homes.of_group(visit.group.id)
    subject = visit.services.members.subject
    platforms = sorted({home.platform for home in homes})
    return [each.capitalize() for each in platforms if await subject(visit.member.id, each)]


async def set_reminders(visit: Visit) -> Response:
    """Remind the member of rounds that close soon, or not."""
    wanted = (await visit.form()).text("reminders") == "on"
    await visit.services.members.set_reminders(visit.member.id, wanted)
    return see_other("/me")


async def download(visit: Visit) -> Response:
    """Hand everything that is kept of the member over, as a file."""
    data = await visit.services.profile.export(visit.group.id, visit.member)
    name = export_name(visit.member)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(export_json(data), media_type="application/json", headers=headers)


async def confirm_delete(visit: Visit) -> Response:
    """Ask before everything about the member is removed."""
    return visit.page("delete.html", warning=DELETE_WARNING)


async def delete(visit: Visit) -> Response:
    """Remove everything about the member; an admin's browser stays one."""
    await visit.services.profile.delete(visit.group.id, visit.member)
    response = see_other("/me/deleted")
    if not visit.visitor.admin:
        response.delete_cookie(SESSION_COOKIE)
    return response


async def deleted(visit: Visit) -> Response:
    """Say that it is done, to whoever is nobody here now."""
    return page(visit.room, visit.request, "deleted.html", words=DELETED)
