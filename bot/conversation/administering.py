"""What admins press: close, skip, send again, remove, and the pages of what they look at."""

from __future__ import annotations

from bot.conversation.visit import Visit
from bot.core.models import DeckId, RoundId, ScheduleId
from bot.core.view import Action
from bot.errors import BadSchedule
from bot.presentation.administration import (
    Standing,
    called_off_message,
    closed_message,
    delivery_token,
    sent_again_words,
    standing_message,
)
from bot.presentation.decks import deck_message, decks_message
from bot.presentation.errors import words_for
from bot.presentation.schedules import REMOVED, openings_message, schedules_message

# The subject of lists that there is one of.
_ALL = "all"


async def close(visit: Visit, subject: str) -> None:
    """Close a round; the subject is its id."""
    await visit.hold()
    await visit.services.rounds.close(visit.group.id, RoundId(subject))
    card = await visit.services.cards.card(visit.group.id, RoundId(subject), None)
    await visit.show(closed_message(card))


async def skip(visit: Visit, subject: str) -> None:
    """Call a round off; the subject is its id."""
    await visit.hold()
    await visit.services.rounds.skip(visit.group.id, RoundId(subject))
    card = await visit.services.cards.card(visit.group.id, RoundId(subject), None)
    await visit.show(called_off_message(card))


async def status(visit: Visit, subject: str) -> None:
    """Show how things are going; the subject ends with the page."""
    await visit.hold()
    services, group = visit.services, visit.group.id
    standing = Standing(
        open_now=await services.cards.open_now(group, None),
        failing=await services.deliveries.failing(group),
        schedules=await services.schedules.of_group(group),
        places=await visit.place_names(),
        decks=await services.decks.titles(group),
        platform=visit.platform,
        latency=visit.latency,
    )
    await visit.show(standing_message(standing), _page(subject), turn=Action("status", "", _ALL))


async def send_again(visit: Visit, subject: str) -> None:
    """Take up a message that was given up; the subject is its token."""
    await visit.hold()
    failing = await visit.services.deliveries.failing(visit.group.id)
    found = next((each.key for each in failing if delivery_token(each.key) == subject), None)
    if found is not None:
        await visit.services.deliveries.send_again(visit.group.id, found)
    await visit.say(
        sent_again_words(found=found is not None), Action("status", "See how it goes", _ALL)
    )


async def decks(visit: Visit, subject: str) -> None:
    """List the decks; the subject ends with the page."""
    await visit.hold()
    message = decks_message(await visit.services.decks.of_group(visit.group.id))
    await visit.show(message, _page(subject), turn=Action("decks", "", _ALL))


async def deck(visit: Visit, subject: str) -> None:
    """Show a deck; the subject is its id, or its id and a page."""
    await visit.hold()
    decks, id_ = visit.services.decks, DeckId(subject.partition(":")[0])
    message = deck_message(
        await decks.get(visit.group.id, id_),
        await decks.questions(visit.group.id, id_),
        await decks.count_answers(visit.group.id, id_),
    )
    await visit.show(message, _page(subject), turn=Action("deck", "", id_))


async def schedules(visit: Visit, subject: str) -> None:
    """List the schedules; the subject ends with the page."""
    await visit.hold()
    services, group = visit.services, visit.group.id
    planned = await services.schedules.of_group(group)
    message = schedules_message(planned, await services.decks.titles(group))
    await visit.show(message, _page(subject), turn=Action("schedules", "", _ALL))


async def openings(visit: Visit, subject: str) -> None:
    """Show a schedule's next openings; the subject is its id, or its id and a page."""
    await visit.hold()
    services, id_ = visit.services, ScheduleId(subject.partition(":")[0])
    schedule = await services.schedules.get(visit.group.id, id_)
    deck_ = (await services.decks.get(visit.group.id, schedule.deck)).deck
    try:
        message = openings_message(schedule, deck_.title, services.schedules.preview(schedule))
    except BadSchedule as error:
        await visit.say(words_for(error))
        return
    await visit.show(message, _page(subject), turn=Action("openings", "", id_))


async def remove_schedule(visit: Visit, subject: str) -> None:
    """Remove a schedule for good; the subject is its id."""
    await visit.hold()
    await visit.services.schedules.remove(visit.group.id, ScheduleId(subject))
    await visit.say(REMOVED)


def _page(subject: str) -> int:
    return int(subject.partition(":")[2] or 1)
