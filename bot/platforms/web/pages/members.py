"""The group's members, as its organisers see them: removed, or put back on their seat."""

from __future__ import annotations

from starlette.responses import Response

from bot.core.models import GroupId
from bot.core.read_models import Seat
from bot.errors import MemberError, NotFound
from bot.platforms.web.refusals import status_of, words_of
from bot.platforms.web.request_context import GroupContext
from bot.presentation.sessions import REMOVAL, removed_words
from bot.services.groups import LOCAL_WORKSPACE

_ON_A_PAGE = 50


async def show(context: GroupContext, status: int = 200, **more: object) -> Response:
    """List the members, who came first first; `more` is what was just done, or refused."""
    seats = await context.services.members.seats(context.group.id)
    pages = max(-(-len(seats) // _ON_A_PAGE), 1)
    page = min(max(context.query.number("page"), 1), pages)
    shown = seats[(page - 1) * _ON_A_PAGE : page * _ON_A_PAGE]
    values = {"said": None, "problem": None, **more}
    return context.page(
        "members.html", status, seats=shown, total=len(seats), number=page, pages=pages, **values
    )


async def confirm_removal(context: GroupContext) -> Response:
    """Ask what is to become of a member's answers, before anything is removed."""
    return context.page("remove_member.html", seat=await _seat(context), warning=REMOVAL)


async def remove(context: GroupContext) -> Response:
    """Remove a member, and say what became of what they answered."""
    keeping = (await context.form()).text("replies") == "keep"
    member = (await _seat(context)).member.id
    seat = await context.services.profile.remove(context.group.id, member, keeping_replies=keeping)
    return await show(context, said=removed_words(seat, keeping_replies=keeping))


async def recover(context: GroupContext) -> Response:
    """Show a link that puts a member back on their seat; no other page shows it again."""
    seat, sessions = await _seat(context), context.services.sessions
    try:
        secret = await sessions.recovery_pass(
            context.group.id, seat.member.id, await _organised(context)
        )
    except MemberError as error:
        return await show(context, status_of(error), problem=words_of(error))
    link = f"{context.site.public_url}/enter?pass={secret}"
    return context.page("recovery.html", seat=seat, link=link)


async def _seat(context: GroupContext) -> Seat:
    """Return the member of the address. Raises NotFound."""
    token = context.path("seat")
    seats = await context.services.members.seats(context.group.id)
    found = next((each for each in seats if each.token == token), None)
    if found is None:
        raise NotFound("member", token)
    return found


async def _organised(context: GroupContext) -> list[GroupId]:
    """Return the groups that the visitor organises besides this one: of the site, all its rooms."""
    if context.desk is None or context.desk.workspace != LOCAL_WORKSPACE:
        return []
    rooms = await context.services.groups.rooms()
    return [group.id for room, group in rooms if room.workspace == "local"]
