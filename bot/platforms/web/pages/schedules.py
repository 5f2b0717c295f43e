"""The admin's pages of schedules: adding, looking ahead, changing, and what a button does."""

from __future__ import annotations

from datetime import datetime

from starlette.responses import Response

from bot.core.models import Schedule, ScheduleId
from bot.core.recurrence import Opening
from bot.errors import BadSchedule, MemberError, NotFound
from bot.platforms.web.forms import Refused
from bot.platforms.web.pages.admin import refused, show_overview
from bot.platforms.web.pages.planning import Values, choices, plan_of, sent_values, values_of
from bot.platforms.web.refusals import WebRefusal, words_of
from bot.platforms.web.request_context import GroupContext, see_other


async def add(context: GroupContext) -> Response:
    """Ask a deck's questions by the clock."""
    form = await context.form()
    try:
        await context.services.schedules.add(context.group.id, plan_of(form))
    except MemberError as error:
        return await refused(context, form, "schedules", error)
    return see_other(f"{context.here}/admin#schedules")


async def preview(context: GroupContext) -> Response:
    """Show the openings of a schedule before it is added: its fields are in the address."""
    form = context.query
    try:
        schedule = await context.services.schedules.draft(context.group.id, plan_of(form))
    except MemberError as error:
        return await show_overview(context, Refused.by(error, form, "schedules"))
    return await _page(context, schedule, sent_values(form), is_new=True)


async def show(context: GroupContext) -> Response:
    """Show a schedule, its next ten openings, and the form that changes it."""
    schedule = await context.services.schedules.get(context.group.id, _id(context))
    refused = await context.refused()
    values = sent_values(refused.form) if refused else values_of(schedule)
    return await _page(context, schedule, values, refused=refused)


async def change(context: GroupContext) -> Response:
    """Go on as decided anew."""
    form, here = await context.form(), f"{context.here}/admin/schedules/{_id(context)}"
    try:
        await context.services.schedules.change(context.group.id, _id(context), plan_of(form))
    except NotFound:
        raise
    except MemberError as error:
        return await context.give_back(here, form, error, "change")
    return see_other(here)


async def pause(context: GroupContext) -> Response:
    """Ask nothing more for now."""
    await context.services.schedules.pause(context.group.id, _id(context))
    return await _back(context)


async def resume(context: GroupContext) -> Response:
    """Go on from now."""
    await context.services.schedules.resume(context.group.id, _id(context))
    return await _back(context)


async def skip(context: GroupContext) -> Response:
    """Leave out the opening that the page showed as the next."""
    schedule, form = _id(context), await context.form()
    opening = _moment(form.text("opening"))
    await context.services.schedules.skip(context.group.id, schedule, opening)
    return see_other(f"{context.here}/admin/schedules/{schedule}")


async def remove(context: GroupContext) -> Response:
    """Stop a schedule for good."""
    await context.services.schedules.remove(context.group.id, _id(context))
    return see_other(f"{context.here}/admin#schedules")


async def _page(
    context: GroupContext,
    schedule: Schedule,
    values: Values,
    *,
    is_new: bool = False,
    refused: Refused | None = None,
) -> Response:
    openings, unreadable = _openings(context, schedule)
    return context.page(
        "schedule.html",
        refused.status if refused else 200,
        schedule=schedule,
        is_new=is_new,
        openings=openings,
        unreadable=unreadable,
        decks=await context.services.decks.of_group(context.group.id),
        choices=choices(),
        values=values,
        problem=refused.words if refused else None,
    )


def _openings(context: GroupContext, schedule: Schedule) -> tuple[list[Opening], str]:
    """Return the next openings, or why there are none."""
    try:
        return context.services.schedules.preview(schedule), ""
    except BadSchedule as error:
        return [], words_of(error)


async def _back(context: GroupContext) -> Response:
    back = (await context.form()).text("back")
    way = f"/schedules/{_id(context)}" if back == "schedule" else "#schedules"
    return see_other(f"{context.here}/admin{way}")


def _id(context: GroupContext) -> ScheduleId:
    return ScheduleId(context.path("schedule"))


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise WebRefusal(422, "This holds no time that can be understood.") from error
    if moment.tzinfo is None:
        raise WebRefusal(422, "This holds a time without a zone.")
    return moment
