"""The admin's pages: asking, closing, schedules, decks, the room's settings."""

from __future__ import annotations

from starlette.responses import Response

from bot.core.models import (
    Channel,
    DeckId,
    Delivery,
    DeliveryKey,
    Naming,
    QuestionId,
    RoundId,
    SourceId,
)
from bot.core.showing import DeckSummary
from bot.errors import MemberError, NotFound
from bot.platforms.web.forms import Form
from bot.platforms.web.pages.places import places
from bot.platforms.web.pages.planning import NEW, choices
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
        choices=await choices(visit),
        places=await places(visit),
        **{"problem": None, "problem_at": "", "form": None, "values": NEW, **sent},
    )


async def _failing(visit: Visit) -> list[tuple[Delivery, Channel]]:
    deliveries = visit.services.deliveries
    failing = await deliveries.failing(visit.group.id)
    return [(delivery, (await deliveries.address(delivery)).channel) for delivery in failing]


async def send_again(visit: Visit) -> Response:
    """Take up a message that was given up."""
    key = DeliveryKey((await visit.form()).text("key"))
    await visit.services.deliveries.send_again(visit.group.id, key)
    return see_other("/admin")


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
        return await refused(visit, form, "ask", error)
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


async def refused(
    visit: Visit, form: Form, where: str, error: MemberError, **more: object
) -> Response:
    """Show the overview again, the words at the form they are about, which keeps its fields."""
    sent = {"problem": words_of(error), "problem_at": where, "form": form, **more}
    return await _overview(visit, status_of(error), **sent)
