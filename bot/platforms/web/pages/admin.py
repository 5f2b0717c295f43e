"""The admin's pages: asking, closing, schedules, decks, the room's settings."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

from starlette.responses import Response

from bot.core.models import (
    Channel,
    DeckId,
    Delivery,
    Naming,
    QuestionId,
    RoundId,
    ScheduleId,
    SourceId,
)
from bot.core.recurrence import clock_of
from bot.core.showing import DeckSummary
from bot.errors import MemberError, NotFound
from bot.platforms.web.forms import Form
from bot.platforms.web.refusals import WebRefusal, status_of, words_of
from bot.platforms.web.visits import Visit, see_other


async def overview(visit: Visit) -> Response:
    """Show everything that an admin decides."""
    return await _overview(visit)


async def _overview(visit: Visit, status: int = 200, **sent: object) -> Response:
    """Show the overview; `sent` is the form that was refused, and why."""
    services, group = visit.services, visit.group.id
    decks = await services.decks.of_group(group)
    key = await services.members.secret(group, "member")
    return visit.page(
        "admin.html",
        status,
        open_now=await services.cards.open_now(group, visit.visitor.member),
        decks=decks,
        titles={each.deck.id: each.deck.title for each in decks},
        schedules=await services.schedules.of_group(group),
        failing=await _failing(visit),
        join_link=f"{visit.room.public_url}/join?key={key}",
        clock_of=clock_of,
        zones=_zones(),
        **{"problem": None, "problem_at": "", "form": None, **sent},
    )


async def _failing(visit: Visit) -> list[tuple[Delivery, Channel]]:
    deliveries = visit.services.deliveries
    failing = await deliveries.failing(visit.group.id)
    return [(delivery, await deliveries.channel(delivery)) for delivery in failing]


async def open_round(visit: Visit) -> Response:
    """Ask a question now: the one named, or else the next of the deck."""
    form = await visit.form()
    rounds, group = visit.services.rounds, visit.group.id
    try:
        if question := form.text("question"):
            opened = await rounds.open_question(group, QuestionId(question), form.window())
        else:
            opened = await rounds.open_next(group, DeckId(form.text("deck")), form.window())
    except MemberError as error:
        return await _refused(visit, form, "ask", error)
    return see_other(f"/admin#round-{opened.id}")


async def close_round(visit: Visit) -> Response:
    """Close a round and show its reveal."""
    closed = await visit.services.rounds.close(visit.group.id, RoundId(visit.path("round")))
    return see_other(f"/rounds/{closed.id}")


async def confirm_skip(visit: Visit) -> Response:
    """Ask whether the round shall really be called off: its replies would never be shown."""
    round_ = RoundId(visit.path("round"))
    card = await visit.services.cards.card(visit.group.id, round_, visit.visitor.member)
    return visit.page("skip.html", card=card)


async def skip_round(visit: Visit) -> Response:
    """Call a round off."""
    await visit.services.rounds.skip(visit.group.id, RoundId(visit.path("round")))
    return see_other("/admin")


async def add_schedule(visit: Visit) -> Response:
    """Ask a deck's next question every day."""
    form = await visit.form()
    try:
        await visit.services.schedules.add_daily(
            visit.group.id,
            DeckId(form.text("deck")),
            form.text("time"),
            form.text("zone"),
            form.window(),
        )
    except MemberError as error:
        return await _refused(visit, form, "schedules", error)
    return see_other("/admin#schedules")


async def remove_schedule(visit: Visit) -> Response:
    """Stop a schedule."""
    schedule = ScheduleId(visit.path("schedule"))
    await visit.services.schedules.remove(visit.group.id, schedule)
    return see_other("/admin#schedules")


async def set_naming(visit: Visit) -> Response:
    """Show names in reveals, or none."""
    wanted = (await visit.form()).text("naming")
    try:
        naming = Naming(wanted)
    except ValueError as error:
        raise WebRefusal(422, "Choose whether reveals show names or none.") from error
    await visit.services.groups.set_naming(visit.group.id, naming)
    return see_other("/admin#settings")


async def deck(visit: Visit) -> Response:
    """Show a deck: its questions, each of which can be asked, and its documents."""
    summary = await _deck(visit)
    questions = await visit.services.decks.questions(visit.group.id, summary.deck.id)
    return visit.page("deck.html", summary=summary, questions=questions)


async def choose_reference(visit: Visit) -> Response:
    """Make another document the deck's reference."""
    deck_id = DeckId(visit.path("deck"))
    source = SourceId((await visit.form()).text("source"))
    await visit.services.decks.choose_reference(visit.group.id, deck_id, source)
    return see_other(f"/admin/decks/{deck_id}")


async def _deck(visit: Visit) -> DeckSummary:
    wanted = visit.path("deck")
    for summary in await visit.services.decks.of_group(visit.group.id):
        if summary.deck.id == wanted:
            return summary
    raise NotFound("deck", wanted)


async def _refused(visit: Visit, form: Form, where: str, error: MemberError) -> Response:
    """Show the overview again, the words at the form they are about, which keeps its fields."""
    problem = words_of(error)
    return await _overview(visit, status_of(error), problem=problem, problem_at=where, form=form)


@cache
def _zones() -> list[str]:
    # Etc/GMT+5 is five hours *behind* Greenwich: offering it would trap people.
    return sorted(zone for zone in available_timezones() if not zone.startswith("Etc/"))
