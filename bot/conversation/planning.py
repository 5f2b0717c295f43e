"""Admins who decide when questions come."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation import administering
from bot.conversation.meaning import schedule_meant
from bot.conversation.quizzing import Where
from bot.conversation.visit import Visit
from bot.core.models import Schedule
from bot.core.schedules import Plan
from bot.presentation import schedules as words

_FIRST_OPENINGS = 3


async def add(visit: Visit, plan: Plan, where: Where) -> None:
    """Add a schedule, and show what it will do. A refused plan makes no channel known."""
    services, group = visit.services, visit.group.id
    await services.schedules.draft(group, plan)
    added = await services.schedules.add(group, replace(plan, channels=await where()))
    names = await visit.place_names()
    openings = services.schedules.preview(added)[:_FIRST_OPENINGS]
    places = [names[each] for each in added.channels]
    deck = (await services.decks.titles(group))[plan.deck]
    await visit.show(words.added_message(added, deck, places, openings))


async def preview(visit: Visit, typed: str | None) -> None:
    """Show a schedule's next openings."""
    await visit.hold()
    await administering.openings(visit, (await schedule_meant(visit, typed)).id)


async def pause(visit: Visit, typed: str | None) -> None:
    """Ask nothing more for now."""
    await visit.hold()
    chosen = await schedule_meant(visit, typed)
    paused = await visit.services.schedules.pause(visit.group.id, chosen.id)
    await visit.show(words.paused_message(paused))


async def resume(visit: Visit, chosen: Schedule) -> None:
    """Go on from now."""
    await visit.hold()
    resumed = await visit.services.schedules.resume(visit.group.id, chosen.id)
    await visit.show(words.going_on_message(resumed))


async def skip(visit: Visit, typed: str | None) -> None:
    """Leave out the next opening."""
    await visit.hold()
    chosen = await schedule_meant(visit, typed)
    if chosen.next_at is None:
        await visit.show(words.nothing_left_out_message(chosen))
        return
    later = await visit.services.schedules.skip(visit.group.id, chosen.id, chosen.next_at)
    await visit.show(words.going_on_message(later, chosen.next_at))


async def remove(visit: Visit, typed: str | None) -> None:
    """Ask whether a schedule is to go for good."""
    await visit.hold()
    chosen = await schedule_meant(visit, typed)
    titles = await visit.services.decks.titles(visit.group.id)
    await visit.show(words.remove_message(chosen, titles.get(chosen.deck)))
