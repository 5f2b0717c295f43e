"""The admin's pages of schedules: adding, looking ahead, changing, and what a button does."""

from __future__ import annotations

from datetime import datetime

from starlette.responses import Response

from bot.core.models import Schedule, ScheduleId
from bot.core.recurrence import Opening
from bot.errors import BadSchedule, MemberError, NotFound
from bot.platforms.web.pages.admin import refused
from bot.platforms.web.pages.planning import Values, choices, plan_of, sent_values, values_of
from bot.platforms.web.refusals import WebRefusal, status_of, words_of
from bot.platforms.web.visits import Visit, see_other


async def add(visit: Visit) -> Response:
    """Ask a deck's questions by the clock."""
    form = await visit.form()
    try:
        await visit.services.schedules.add(visit.group.id, plan_of(form))
    except MemberError as error:
        return await refused(visit, form, "schedules", error, values=sent_values(form))
    return see_other("/admin#schedules")


async def preview(visit: Visit) -> Response:
    """Show the openings of a schedule before it is added."""
    form = await visit.form()
    try:
        schedule = await visit.services.schedules.draft(visit.group.id, plan_of(form))
    except MemberError as error:
        return await refused(visit, form, "schedules", error, values=sent_values(form))
    return await _page(visit, schedule, sent_values(form), is_new=True)


async def show(visit: Visit) -> Response:
    """Show a schedule, its next ten openings, and the form that changes it."""
    schedule = await visit.services.schedules.get(visit.group.id, _id(visit))
    return await _page(visit, schedule, values_of(schedule))


async def change(visit: Visit) -> Response:
    """Go on as decided anew."""
    form = await visit.form()
    try:
        await visit.services.schedules.change(visit.group.id, _id(visit), plan_of(form))
    except NotFound:
        raise
    except MemberError as error:
        schedule = await visit.services.schedules.get(visit.group.id, _id(visit))
        return await _page(visit, schedule, sent_values(form), problem=error)
    return see_other(f"/admin/schedules/{_id(visit)}")


async def pause(visit: Visit) -> Response:
    """Ask nothing more for now."""
    await visit.services.schedules.pause(visit.group.id, _id(visit))
    return await _back(visit)


async def resume(visit: Visit) -> Response:
    """Go on from now."""
    await visit.services.schedules.resume(visit.group.id, _id(visit))
    return await _back(visit)


async def skip(visit: Visit) -> Response:
    """Leave out the opening that the page showed as the next."""
    form = await visit.form()
    opening = _moment(form.text("opening"))
    await visit.services.schedules.skip(visit.group.id, _id(visit), opening)
    return see_other(f"/admin/schedules/{_id(visit)}")


async def remove(visit: Visit) -> Response:
    """Stop a schedule for good."""
    await visit.services.schedules.remove(visit.group.id, _id(visit))
    return see_other("/admin#schedules")


async def _page(
    visit: Visit,
    schedule: Schedule,
    values: Values,
    *,
    is_new: bool = False,
    problem: MemberError | None = None,
) -> Response:
    openings, unreadable = _openings(visit, schedule)
    return visit.page(
        "schedule.html",
        status_of(problem) if problem else 200,
        schedule=schedule,
        is_new=is_new,
        openings=openings,
        unreadable=unreadable,
        decks=await visit.services.decks.of_group(visit.group.id),
        choices=await choices(visit),
        values=values,
        problem=words_of(problem) if problem else None,
    )


def _openings(visit: Visit, schedule: Schedule) -> tuple[list[Opening], str]:
    """Return the next openings, or why there are none."""
    try:
        return visit.services.schedules.preview(schedule), ""
    except BadSchedule as error:
        return [], words_of(error)


async def _back(visit: Visit) -> Response:
    back = (await visit.form()).text("back")
    return see_other(f"/admin/schedules/{_id(visit)}" if back == "schedule" else "/admin#schedules")


def _id(visit: Visit) -> ScheduleId:
    return ScheduleId(visit.path("schedule"))


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise WebRefusal(422, "This holds no time that can be understood.") from error
    if moment.tzinfo is None:
        raise WebRefusal(422, "This holds a time without a zone.")
    return moment
