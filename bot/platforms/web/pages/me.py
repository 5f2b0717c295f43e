"""The page of a member's own settings."""

from __future__ import annotations

from starlette.responses import Response

from bot.platforms.web.visits import Visit, see_other


async def show(visit: Visit) -> Response:
    """Show who the member is here, and what they can switch."""
    return visit.page("me.html", member=visit.member)


async def set_reminders(visit: Visit) -> Response:
    """Remind the member of rounds that close soon, or not."""
    wanted = (await visit.form()).text("reminders") == "on"
    await visit.services.members.set_reminders(visit.member.id, wanted)
    return see_other("/me")
